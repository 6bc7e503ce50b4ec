"""The places of chapter 8 in the menu, and who finds them there."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bizdept.people.actor import Actor
from bizdept.people.models import Post, User
from bizdept.web.questions import MenuItem
from confidentiality.rules import grants, log, ndas, papers, requests

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def held(*posts: str) -> Callable[[User], bool]:
    """Whoever holds one of these posts, or stands in for somebody who does."""
    return lambda user: user.holds(*posts, for_others=True)


@dataclass(frozen=True)
class Place:
    """One place: where it stands, and who finds it."""

    order: int
    label: "StrOrPromise"
    icon: str
    address: str
    may: Callable[[User], bool]
    tab: "StrOrPromise" = ""


WATCH, LEAD = (Post.OFFICER, Post.CHIEF), (Post.OFFICER, Post.CHIEF, Post.LEADER)
PLACES = (
    Place(10, _("Requests to see"), "key", "", lambda user: requests.may_ask(Actor(user)), _("Requests")),
    Place(15, _("NDAs"), "file-certificate", "ndas/", lambda user: ndas.may_oversee(Actor(user))),
    Place(16, _("My NDA"), "signature", "ndas/mine/", ndas.is_covered),
    Place(20, _("Access log"), "eye", "log/", lambda user: True),
    Place(21, _("Register of grants"), "key", "grants/", lambda user: bool(grants.scopes_of(user))),
    Place(22, _("What left the house"), "download", "taken/", lambda user: log.scopes_of(user) != [log.MINE]),
    Place(23, _("Alerts"), "alert-triangle", "alerts/", log.reads_alerts),
    Place(30, _("Papers and media"), "archive", "papers/", papers.enters),
    Place(31, _("Register by numbers"), "archive", "register/", lambda user: user.holds(Post.OFFICER)),
    Place(32, _("Stock-taking"), "checklist", "stocktakings/", lambda user: user.holds(*WATCH, Post.ASSISTANT)),
    Place(40, _("Report a leak"), "flag", "incidents/mine/", lambda user: True, _("Report")),
    Place(41, pgettext_lazy("list", "Leaks"), "alert-triangle", "incidents/", lambda user: user.holds(*LEAD)),
    Place(42, _("Inspections"), "clipboard-check", "inspections/", lambda user: user.holds(*LEAD)),
    Place(43, _("Rectifications"), "tool", "rectifications/", lambda user: not user.holds(Post.ADMINISTRATOR)),
    Place(
        44, _("Supervision reports"), "report-analytics", "supervision/",
        lambda user: user.holds(Post.OFFICER, Post.LEADER),
    ),
    Place(60, _("Hand-overs"), "user-check", "hand-overs/", held(*LEAD, Post.PERSONNEL)),
)  # fmt: skip


def places_of(user: User) -> Iterable[MenuItem]:
    """Those that this person finds in the menu. No query beyond their posts."""
    for place in PLACES:
        if place.may(user):
            address = f"/confidentiality/{place.address}"
            yield MenuItem("8", place.order, str(place.label), place.icon, address, tab=str(place.tab))
