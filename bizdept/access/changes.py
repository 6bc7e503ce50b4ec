"""Who changes the level of a record, how long it holds, what stands against it (8.1.1, 8.2.2). Nothing here writes."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from bizdept.access.grants import SHORTEST_REASON
from bizdept.access.levels import LOGGED_FROM, NO_NDA, Level, highest_level, offered
from bizdept.access.models import Classified, LevelChange
from bizdept.calendar.rules import last_day
from bizdept.people.actor import Actor
from bizdept.people.models import Post, holders
from bizdept.refusal import Reason
from bizdept.regulation.numbers import values
from bizdept.remembered import Remembered

KEEPERS = [post for post in Post if post not in (Post.ADMINISTRATOR, Post.OFFICER)]
FURTHEST = 360  # months for which a level is fixed at once
ONE = timedelta(days=1)


Numbers = Mapping[str, int | Decimal]


def nothing(record: Any, level: int) -> Iterable[Reason]:
    return ()


def leave(record: Any, *, by: Actor) -> None:
    """Nothing of the record has its level."""


@dataclass(frozen=True)
class Kind:
    """What its chapter says of the levels of one kind of records: `over` are the states in which nobody looks after
    them any more, `against` says why a record does not go down so far."""

    over: tuple[str, ...] = ()
    against: Callable[[Any, int], Iterable[Reason]] = nothing
    follow: Callable[..., None] = leave  # (record, by): what of it has the record's level too


KINDS: dict[type[Classified], Kind] = {}


def classified(model: type[Classified], **facts) -> None:
    """Declare what a chapter says of the levels of its records."""
    KINDS[model] = Kind(**facts)


Beneath = Callable[[Any], Iterable[Classified]]  # of a record: what shows its contents, and is another record
BENEATH: dict[type[Classified], list[Beneath]] = {}


def beneath(model: type[Classified], found: Beneath) -> None:
    """Declare what a higher chapter hangs on the records of a lower one: it is never less confidential than they."""
    BENEATH.setdefault(model, []).append(found)


def lower_beneath(record: Classified) -> list[Classified]:
    """8.1.1: what hangs on this record, and is less confidential than it is now."""
    return [row for found in BENEATH.get(type(record), ()) for row in found(record) if row.level < record.level]


def kind_of(model: type[Classified]) -> Kind:
    return KINDS.get(model, Kind())


def classified_models() -> list[Any]:
    """The kinds of records whose level somebody chooses."""
    return [model for model in apps.get_models() if issubclass(model, Classified) and not model._meta.proxy]


def is_over(record: Classified) -> bool:
    return getattr(record, "state", "") in kind_of(type(record)).over


# How long


def months_in(numbers: Numbers) -> dict[int, int]:
    """8.1.1: for how many months each level holds."""
    core = int(numbers["levels.core_months"])
    return {Level.CONFIDENTIAL: int(numbers["levels.confidential_months"]), Level.CORE: core, Level.NAMED: core}


def months_on(on: date) -> dict[int, int]:
    return months_in(values(on))


def usual_level(name: str, on: date) -> int:
    """8.1.1: how confidential what is new of this kind is (`customers`, `contracts`), unless somebody says else."""
    return int(values(on)[f"levels.{name}"])


shown_numbers = Remembered(lambda: values(timezone.localdate()))


def cost_level() -> int:
    """8.1.3: from which level within a record on cost and margin are read."""
    return int(shown_numbers()["levels.cost"])


def usual_end(level: int, begins: date, months: dict[int, int]) -> date | None:
    """8.1.1: the last day of a level that begins on that day; of what is internal or open there is none."""
    return last_day(begins, months[level]) if level in months else None


def holds_until(record: Classified, months: dict[int, int] | None = None) -> date | None:
    """8.1.1: the last day on which its level holds: the one that was fixed, else the usual time from its opening."""
    if record.level < LOGGED_FROM:
        return None
    return record.level_until or usual_end(record.level, record.opened_on, months or months_in(shown_numbers()))


def ended(model: type[Classified], on: date) -> Q:
    """8.1.1: that the period of a record's level has ended by that day."""
    found = Q(level__gte=LOGGED_FROM, level_until__lt=on)
    for level, months in months_on(on).items():
        found |= Q(level=level, level_until=None, opened_on__lte=first_day_over(on, months))
    return found & ~Q(state__in=kind_of(model).over)


def first_day_over(on: date, months: int) -> date:
    """The latest day from which so many months have ended by that day."""
    day = last_day(on, -months) + 4 * ONE  # months are of different length
    while last_day(day, months) >= on:
        day -= ONE
    return day


# Who


def may_adjust(by: Actor, record: Classified) -> bool:
    """8.2.2: whoever keeps it, and the chief of its section; of what named persons alone see, the leader."""
    if record.level > Level.CORE:
        return by.holds(Post.LEADER, within=record.department_id)
    is_keeper = by.principal.pk == record.kept_by and by.holds(*KEEPERS)
    return is_keeper or by.holds(Post.CHIEF, within=record.department_id)


def decider_of(by: Actor, record: Classified) -> Post:
    """SoD7, 8.2.2: lowering is the chief's to decide; the leader's where the chief wants it, keeps it or is nobody
    else, and of core secrets."""
    within, keeper = record.department_id, record.owner if record.kept_by else None
    is_chiefs = by.holds(Post.CHIEF, within=within) or bool(keeper and keeper.holds(Post.CHIEF, within=within))
    if record.level >= Level.CORE or is_chiefs or not others(by, record, Post.CHIEF):
        return Post.LEADER
    return Post.CHIEF


def others(by: Actor, record: Classified, post: Post) -> set[int]:
    """Who holds that post, and neither wants the change nor keeps the record."""
    found = {person.pk for person in holders(post, record.department_id)}
    return found - {by.person.pk, by.principal.pk, record.kept_by, *record.hands}


def may_decide(by: Actor, change: LevelChange) -> bool:
    """SoD7: a second person: whoever holds the post, and never who wanted it or keeps the record, nor for them."""
    hands = change.about.hands if change.about is not None else set()
    if by.is_any_of(change.owner_id, change.proposed_for_id, change.keeper_id, *hands):
        return False
    return bool(change.decider) and by.holds(change.decider, within=change.department_id)


# What stands against it


def reasons_against(record: Classified, level: int, until: date | None, reason: str, on: date) -> Iterator[Reason]:
    """8.1.1: what any change of a level must say: which, why, until when."""
    if len(reason.strip()) < SHORTEST_REASON:
        yield Reason("reason", _("Say why, in at least %d characters.") % SHORTEST_REASON, "reason")
    if level not in offered() and level != record.level:
        yield Reason("level", _("There is no such level here."), "level")
    if until is not None and not on < until <= last_day(on, FURTHEST):
        yield Reason("until", _("A level holds until a day to come, within %d years.") % (FURTHEST // 12), "until")


def reasons_against_raising(by: Actor, record: Classified, level: int, on: date) -> Iterator[Reason]:
    """8.2.1: nobody raises it above what they could read themselves."""
    if level <= record.level:
        yield Reason("already", _("Its level is that high already."))
    elif level > highest_level(by.principal, on):
        yield Reason("nda", str(NO_NDA), "level")


def reasons_against_lowering(record: Classified, level: int) -> Iterator[Reason]:
    """8.1.1: what is over is lowered no more, and nothing below what it is part of."""
    if is_over(record):
        yield Reason("state", _("It is over: its level is not lowered any more."))
    yield from kind_of(type(record)).against(record, level)


def has_changed(change: LevelChange) -> bool:
    """8.2.2: whether its record is not what it was when it was to be lowered: raised, handed over, or over."""
    about = change.about
    if about is None:
        return True
    then = (change.before, change.keeper_id, change.department_id)
    return (about.level, about.kept_by, about.department_id) != then or is_over(about)
