"""What the regulation asks of whoever wants to see, and of whoever decides on it (8.2.2). Nothing here writes."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bizdept.access.grants import SHORTEST_REASON, grants_in_force, may_answer, may_grant
from bizdept.access.levels import Level, highest_level
from bizdept.access.models import Grant, Guarded
from bizdept.duties.kinds import kind
from bizdept.duties.rules import Bearer
from bizdept.people.actor import Actor
from bizdept.people.models import Post, User
from bizdept.refusal import Reason
from bizdept.regulation.claims import claim
from bizdept.regulation.labels import in_labels
from bizdept.regulation.numbers import value
from confidentiality.models import AccessRequest

claim("8.2.2", by="confidentiality.may_ask", kind="rule")

DUTY = kind(
    "confidentiality.answer", gettext_lazy("decide on a request to see"), article="8.2.2", is_approval=True, icon="key"
)
EMPLOYED = [post for post in Post if post != Post.ADMINISTRATOR]


def may_ask(by: Actor) -> bool:
    """8.2.2: everybody whose post is no administrator's alone: those keep the accounts, and open no record."""
    return by.on_behalf_of is None and by.person.department_id is not None and by.holds(*EMPLOYED)


def asks(user: User) -> bool:
    return may_ask(Actor(user))


def may_decide(by: Actor, wish: AccessRequest) -> bool:
    """8.2.2: whoever keeps what is asked for, or its chief; of what only named persons see, the leader. Never the
    asker."""
    about = wish.about
    return about is not None and not by.is_any_of(wish.owner_id) and may_answer(by, about)


def is_asker(by: Actor, wish: AccessRequest) -> bool:
    return by.person.pk == wish.owner_id and by.on_behalf_of is None


def may_let_lapse(by: Actor, wish: AccessRequest) -> bool:
    """8.3.3: what somebody who has left asked for waits no more."""
    return not wish.owner.is_active and by.holds(Post.CHIEF, Post.LEADER, Post.OFFICER, Post.PERSONNEL)


def may_end(by: Actor, wish: AccessRequest) -> bool:
    """8.2.2: whoever was let in gives it back, and whoever may let in ends it."""
    return is_asker(by, wish) or may_decide(by, wish)


def reasons_against_asking(sought: str, purpose: str, waiting: int, most: int, is_asked: bool) -> Iterable[Reason]:
    if len(purpose.strip()) < SHORTEST_REASON:
        yield Reason("purpose", _("Say what for, in at least %d characters.") % SHORTEST_REASON, "purpose")
    if is_asked:
        yield Reason("asked", _("You have asked for it already: the answer is not there yet."), "sought")
    elif waiting >= most:
        yield Reason("many", _("%d requests of yours wait for an answer; more are not taken.") % waiting)


def grant_to(person: User, record: Guarded, at: datetime) -> Grant | None:
    """The grant by which this record is open to somebody, if it is by one."""
    return grants_in_force(type(record), person, at).filter(content_object=record).first()


def reasons_against_grant(
    wish: AccessRequest, by: Actor, on: date, until: datetime, there: Grant | None
) -> Iterable[Reason]:
    """8.2.1, 8.2.2: nobody is let in who has left, or whose NDA does not reach so far; and what another has given is
    neither shortened nor taken over by whoever could not have given it. `there` is the grant that stands."""
    about: Any = wish.about
    asker = wish.owner
    if not asker.is_active:
        yield Reason("left", _("%s has left.") % asker)
    elif highest_level(asker, on) < about.level:
        words = _("%(who)s has no NDA in force, and may see nothing above “%(internal)s”.")
        yield Reason("nda", in_labels(words, who=asker))
    if there is None:
        return
    if there.expires_at >= until:
        yield Reason("open", _("It is open to %s longer than that already.") % asker, "until")
    elif not may_grant(by, about) and not by.is_any_of(there.granted_by_id, there.granted_for_id):
        words = {"who": asker, "by": there.granted_by}
        yield Reason("other", _("It is open to %(who)s by a grant of %(by)s, who may renew it.") % words)


def bearer_of(wish: AccessRequest) -> Bearer | None:
    """Who owes the answer: whoever keeps the record, while they may give it; else the chief; the leader at the top,
    and where whoever asks is the chief."""
    about: Guarded | None = wish.about
    if about is None:
        return None
    keeper = about.owner if about.kept_by else None
    if keeper and keeper.pk != wish.owner_id and keeper.is_active and may_answer(Actor(keeper), about):
        return Bearer(keeper.pk)
    is_chiefs = wish.owner.holds(Post.CHIEF, within=about.department_id)
    post = Post.LEADER if about.level > Level.CORE or is_chiefs else Post.CHIEF
    return Bearer(post=post, department_id=about.department_id)


def answer_days(wish: AccessRequest, on: date) -> int:
    """8.2.2: in how many working days the answer is owed."""
    return int(value("access.answer_days", on))
