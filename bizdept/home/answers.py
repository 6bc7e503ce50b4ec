"""The places that everybody has."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from bizdept.people.models import Post, User
from bizdept.web.questions import MenuItem, menu


@menu.answered_by("bizdept.home")
def places(user: User) -> Iterable[MenuItem]:
    yield MenuItem("", 10, _("Work desk"), "layout-dashboard", "/", tab=_("Desk"))
    if user.holds(Post.SPECIALIST, Post.CHIEF, Post.LEADER, Post.REVIEWER, for_others=True):
        yield MenuItem("", 20, _("Approvals"), "inbox", "/inbox/", badge="approvals", hot=True, tab=_("Approvals"))
    yield MenuItem("0", 10, _("Regulation"), "scale", "/regulation/")
