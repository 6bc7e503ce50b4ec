"""When a closed record is opened in an emergency, and who reviews it (8.2.2). Nothing here writes."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bizdept.access.levels import Level, highest_level
from bizdept.access.models import Guarded
from bizdept.duties.kinds import kind
from bizdept.duties.rules import Bearer
from bizdept.people.actor import Actor
from bizdept.people.models import Post, User
from bizdept.refusal import Reason
from bizdept.regulation.claims import claim
from bizdept.regulation.numbers import value
from confidentiality.models import BreakGlass
from contracts.models import Contract
from customers.models import Customer

claim("8.2.2", by="confidentiality.may_break_glass", kind="rule")

DUTY = kind("confidentiality.review_glass", gettext_lazy("review an emergency"), article="8.2.2", icon="flag")
KINDS = (Customer, Contract)
SHORTEST = 20  # characters of a reason


def may_break_glass(by: Actor) -> bool:
    """8.2.2: chief and leader, in person: nobody who stands in for one."""
    return by.on_behalf_of is None and by.person.is_active and by.person.holds(Post.CHIEF, Post.LEADER)


def is_within_reach(by: Actor, record: Guarded, on: date) -> bool:
    """8.2.1, 8.2.2: customers and contracts cannot wait: the library can, where what is written about whoever looks
    may lie too. No emergency replaces an NDA, and what only named persons see opens to the leader alone."""
    named = record.level > Level.CORE
    if not isinstance(record, KINDS):
        return False
    return record.level <= highest_level(by.person, on) and (not named or by.person.holds(Post.LEADER))


def reasons_against(record: Guarded | None, reason: str, is_open: bool, by: Actor, on: date) -> Iterator[Reason]:
    """8.2.2: `record` is what goes by what was typed, `is_open` whether it is open to them already. What is out of
    reach is refused in the words for what is not there."""
    if len(reason.strip()) < SHORTEST:
        yield Reason("reason", _("Say why it cannot wait, in at least %d characters.") % SHORTEST, "reason")
        return  # nothing is told of what is there to whoever opens nothing
    if record is not None and is_open:
        yield Reason("open", _("It is open to you already: look for it by its number or name."), "sought")
    elif record is None or not is_within_reach(by, record, on):
        yield Reason("nothing", _("Nothing that an emergency could open to you goes by this."), "sought")


def running(person: User, record: Guarded, at: datetime, on: date) -> BreakGlass | None:
    """8.2.2: by which emergency a record is open to somebody then: while they are chief or leader, and as far as they
    may read at all."""
    by = Actor(person)
    if not may_break_glass(by) or not is_within_reach(by, record, on):
        return None
    return BreakGlass.objects.running(person, record, at).filter(about_level__gte=record.level).first()


def lasts(on: date) -> timedelta:
    return timedelta(minutes=int(value("access.glass_minutes", on)))


def review_days(on: date) -> int:
    """8.2.2: in how many working days the officer reviews it."""
    return int(value("access.glass_days", on))


def is_involved(person: User, broken: BreakGlass) -> bool:
    return person.pk in (broken.owner_id, broken.keeper_id)


def reviewing_post(broken: BreakGlass) -> Post:
    """8.2.2: the officer reviews; where each officer is involved, the leader."""
    officers = User.objects.holding(Post.OFFICER)
    return Post.OFFICER if any(not is_involved(one, broken) for one in officers) else Post.LEADER


def may_review(by: Actor, broken: BreakGlass) -> bool:
    """8.2.2: nobody reviews what they opened, or what was opened of theirs, nor for whoever did."""
    if by.is_any_of(broken.owner_id, broken.keeper_id):
        return False
    return by.holds(reviewing_post(broken))


def bearer_of(broken: BreakGlass) -> Bearer:
    """8.2.2: an officer watches over the whole house, wherever their desk stands."""
    post = reviewing_post(broken)
    desks = User.objects.holding(post).exclude(pk__in=[broken.owner_id, broken.keeper_id or 0]).order_by("pk")
    desk = next(iter(desks), None)
    is_elsewhere = post == Post.OFFICER and desk is not None
    return Bearer(post=post, department_id=desk.department_id if is_elsewhere else broken.department_id)


def reads(user: User) -> bool:
    """8.2.2: who finds the register: those who may break the glass, and the officer."""
    return may_break_glass(Actor(user)) or user.holds(Post.OFFICER)
