"""The access log read back: some lines at a time, under any conditions, as fast however long the log is.

Lines have gapless numbers that grow with time. So a page is cut from a stretch of the log of at most SCANNED lines: of
one record or person by their index, of refusals, grants and levels by theirs, else of all. Where such a stretch holds
fewer than a page, the reader goes on from its end. Nothing here counts, and nothing sorts.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from bizdept.access.labels import PEOPLE, open_among
from bizdept.access.models import AccessLog
from bizdept.people.models import Post, User

SIZE, SCANNED = 50, 20_000
ASKED, ROUNDS = 250, 8  # lines of which the doors are asked at once, and how often for one page
Keeps = Callable[[list[AccessLog]], list[AccessLog]]

DEEDS: dict[str, Q] = {  # what may be asked for, as the chain names it
    "looked": Q(
        action__in=[
            "look.open",
            "look.read",
            "look.brief",
            "look.readers",
            "look.communications",
            "look.communication",
            "look.list",
        ]
    ),
    "versions": Q(action__in=["look.version", "look.history"]),
    "downloaded": Q(action="look.file"),
    "printed": Q(action="look.print"),
    "exported": Q(action__in=["look.export", "look.export_file", "look.export_log", "look.receipts"]),
    "unmasked": Q(action="look.unmask"),
    "searched": Q(action="look.search"),
    "log": Q(
        action__in=[
            "look.log",
            "look.grants",
            "look.levels",
            "look.taken",
            "look.alert",
            "look.glass",
            "look.looks",
        ]
    ),
    "glass": Q(action="access.breakglass"),
    "refused": Q(kind="refusal"),
    "granted": Q(kind="grant"),
    "levels": Q(kind="level"),
}


@dataclass(frozen=True)
class Wanted:
    """The conditions under which lines are asked for. `first` and `last` are days, both included."""

    actor: int | None = None
    record: str = ""  # app.model:id
    deed: str = ""  # of DEEDS
    level: int | None = None
    right: str = ""  # the name of a source
    address: str = ""
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True)
class Stretch:
    """Some lines, newest first, and the number below which the rest begins (None: there is no more)."""

    lines: list[AccessLog]
    next: int | None


def read(wanted: Wanted, *, below: int | None = None, keeps: Keeps | None = None, size: int = SIZE) -> Stretch:
    """The newest lines that meet the conditions, below a number, and that `keeps` leaves of each few hundred."""
    low, high = span_of(wanted, below)
    by_index = indexed(wanted)
    floor = max(low, floor_of(by_index, wanted, high))
    rows = matching(by_index, wanted).filter(seq__gte=floor).order_by("-seq")
    found: list[AccessLog] = []
    wished = ASKED if keeps else size + 1
    for _round in range(ROUNDS if keeps else 1):
        some = list(rows.filter(seq__lt=high)[:wished])
        found += keeps(some) if keeps else some
        high = some[-1].seq if len(some) == wished else floor
        if len(found) > size or high == floor:
            break
    if len(found) > size:
        return Stretch(found[:size], found[size - 1].seq)
    return Stretch(found, high if high > low else None)


def span_of(wanted: Wanted, below: int | None) -> tuple[int, int]:
    """The numbers between which the days lie: from the first one, up to below the second."""
    newest = AccessLog.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
    low = seq_at(midnight(wanted.first), newest) if wanted.first else 1
    high = seq_at(midnight(wanted.last + timedelta(days=1)), newest) if wanted.last else newest + 1
    return low, max(low, min(high, below or high))


def midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))


def seq_at(moment: datetime, newest: int) -> int:
    """The number of the first line that was written at that moment or later: looked for by halves, in 24 small looks
    where there are ten million lines, so that the days need no index of their own."""
    low, high = 1, newest + 1
    while low < high:
        middle = (low + high) // 2
        line = AccessLog.objects.filter(seq__gte=middle).order_by("seq").values_list("seq", "at").first()
        if line is None or line[1] >= moment:
            high = middle
        else:
            low = line[0] + 1
    return low


def indexed(wanted: Wanted) -> QuerySet:
    """The lines by whichever index leaves the fewest of them."""
    rows = AccessLog.objects.all()
    if wanted.record:
        return rows.filter(record=wanted.record)
    if wanted.actor:
        return rows.filter(actor=wanted.actor)
    if wanted.deed in ("refused", "granted", "levels"):
        return rows.filter(DEEDS[wanted.deed])
    return rows


def floor_of(rows: QuerySet, wanted: Wanted, high: int) -> int:
    """The number down to which one page looks."""
    if not (wanted.record or wanted.actor or wanted.deed in ("refused", "granted", "levels")):
        return high - SCANNED
    below = rows.filter(seq__lt=high).order_by("-seq").values_list("seq", flat=True)
    return next(iter(below[SCANNED - 1 : SCANNED]), 1)


def matching(rows: QuerySet, wanted: Wanted) -> QuerySet:
    """Of these lines those of access, under every condition."""
    rows = rows.filter(kind__in=AccessLog.KINDS)
    if wanted.actor:
        rows = rows.filter(actor=wanted.actor)
    if wanted.deed:
        rows = rows.filter(DEEDS[wanted.deed])
    if wanted.level is not None:
        rows = rows.filter(data__level=wanted.level)
    if wanted.right:
        rows = rows.filter(data__right__icontains=wanted.right)
    return rows.filter(address=wanted.address) if wanted.address else rows


# Who is shown which lines


def of_section(person: User, at: datetime) -> Keeps:
    """8.2.2: for a chief, lines about records of their section that the doors open to them at this moment, and about
    people there. A line tells no department: the records themselves are asked, as any page asks them."""
    reach = set(person.reach_of(Post.CHIEF))

    def keeps(lines: list[AccessLog]) -> list[AccessLog]:
        records = open_among((line.record for line in lines), person, at)
        theirs = {label for label, record in records.items() if record.department_id in reach}
        people = User.objects.filter(department__in=reach).in_bulk({line.actor for line in lines})
        return [line for line in lines if line.record in theirs or (is_of_person(line) and line.actor in people)]

    return keeps


def of_oneself(person: User, at: datetime) -> Keeps:
    """8.2.2: one's own doings; but a refusal at a record that is closed would tell that there is one."""

    def keeps(lines: list[AccessLog]) -> list[AccessLog]:
        refused = {line.record for line in lines if line.kind == "refusal" and not is_of_person(line)}
        known = open_among(refused, person, at)
        return [
            line for line in lines if line.actor == person.pk and (line.record not in refused or line.record in known)
        ]

    return keeps


def is_of_person(line: AccessLog) -> bool:
    return line.record.startswith(PEOPLE)
