"""What the work desk and the inbox show: duties with their records, decisions, figures."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from bizdept.access.models import Guarded
from bizdept.calendar.models import known_years
from bizdept.calendar.rules import words_on_years
from bizdept.duties.kinds import approvals
from bizdept.duties.models import Duty
from bizdept.people.actor import who_of
from bizdept.people.models import Desk, Post, User, chiefs_alone
from bizdept.prepared import Prepared
from bizdept.web.questions import Hits, Sought, hits
from bizdept.workflow.models import MoveLog, Opinion
from bizdept.workflow.moves import LIFECYCLES
from bizdept.workflow.numbering import may_be_number
from contracts.actions import SERIES
from contracts.models import Contract
from contracts.rules import may_keep

SHOWN = 75  # of each list, which keeps the page under 60 KB; who has more waiting has other troubles
OFFERED, SHORTEST = 8, 2  # hits while somebody types; characters from which on
DECISIONS = ("approve", "return", "refuse")


@dataclass(frozen=True)
class Task:
    """A duty and the record that it is about, as this person may see it."""

    duty: Duty
    record: Guarded
    days_left: int

    @property
    def days_late(self) -> int:
        return max(-self.days_left, 0)

    @property
    def tone(self) -> str:
        return "bad" if self.days_left < 0 else ("warn" if self.days_left <= 1 else "")


def seen_by(user, pairs: Iterable[tuple[int, int]], at) -> dict[tuple[int, int], Guarded]:
    """Records by (content type, id), as far as `user` may see them: one query for each kind."""
    wanted: dict[int, set[int]] = {}
    for kind, pk in pairs:
        wanted.setdefault(kind, set()).add(pk)
    found = {}
    for kind, pks in wanted.items():
        model = ContentType.objects.get_for_id(kind).model_class()
        found |= {(kind, pk): record for pk, record in model.objects.among(user, pks, at).items()}
    return found


def waiting(user, *, only_approvals: bool = False) -> list[Duty]:
    """What waits for this person, first due on top."""
    return DUTIES(user.pk, user.desks, only_approvals)


def duties_of(pk: int, desks: tuple[Desk, ...], only_approvals: bool) -> QuerySet:
    duties = Duty.objects.owed_by(pk, desks)
    return (duties.filter(kind__in=approvals()) if only_approvals else duties)[:SHOWN]


DUTIES = Prepared(duties_of)


def key_of(row) -> tuple[int, int]:
    """The record that a duty or a move is about, as `seen_by` names it."""
    return row.content_type_id, row.object_id


def tasks(duties: Iterable[Duty], records: dict, today: date) -> list[Task]:
    """The duties whose records are open to the person, with these."""
    return [Task(d, records[key_of(d)], (d.due_on - today).days) for d in duties if key_of(d) in records]


def note_on_years(duties: Iterable[Duty]) -> str:
    """2.1.6: a sentence where one's own deadlines reach into a year whose holidays nobody knows yet, else ""."""
    years = {duty.due_on.year for duty in duties}
    return words_on_years(sorted(years - known_years())) if years else ""


@dataclass(frozen=True)
class Deed:
    """Something that was decided: by whom, on what, when, in which words."""

    record: Guarded
    who: str
    what: str
    at: object
    note: str
    title: str = ""  # and where, of a version that alone one has kept
    kept_at: str = ""

    @property
    def address(self) -> str:
        return self.kept_at or self.record.get_absolute_url()

    def __str__(self) -> str:
        return self.title or str(self.record)


def decided_by(user, at) -> list[Deed]:
    """The person's own decisions and opinions, newest first."""
    moves = decisions().filter(by=user).order_by("-pk")[:SHOWN]
    given = Opinion.objects.filter(by=user).select_related("round__version", "on_behalf_of")
    opinions = list(given.order_by("-given_at")[:SHOWN])
    records = seen_by(
        user,
        [(m.content_type_id, m.object_id) for m in moves]
        + [(o.round.content_type_id, o.round.object_id) for o in opinions],
        at,
    )
    kept = kept_by(user, [o for o in opinions if key_of(o.round) not in records], at)
    found = [_deed(m, records) for m in moves]
    for opinion in opinions:
        who = who_of(user, opinion.on_behalf_of)
        words, version = opinion.get_verdict_display(), opinion.round.version
        if record := records.get(key_of(opinion.round)):
            found.append(Deed(record, who, words, opinion.given_at, opinion.note))
        elif record := kept.get(key_of(opinion.round)):
            place = reverse("contracts:version", args=[record.pk, version.number])
            title = version.content["title"]
            found.append(Deed(record, who, words, opinion.given_at, opinion.note, title, place))
    return sorted(filter(None, found), key=lambda deed: deed.at, reverse=True)[:SHOWN]


def kept_by(user, opinions: list[Opinion], at) -> dict[tuple[int, int], Contract]:
    """8.2.1: the contracts that are closed again to whoever gave these opinions; of each a version stays open."""
    kind = ContentType.objects.get_for_model(Contract).pk
    found = Contract.objects.in_bulk([o.round.object_id for o in opinions if o.round.content_type_id == kind])
    today = timezone.localdate(at)
    return {(kind, pk): contract for pk, contract in found.items() if may_keep(user, contract, today)}


def copied_to(user, at) -> list[Deed]:
    """What others decided on where this person had given an opinion."""
    mine = Opinion.objects.filter(by=user).values_list("round__content_type_id", "round__object_id").distinct()[:SHOWN]
    about = Q(pk__in=[])
    for kind, pk in mine:
        about |= Q(content_type=kind, object_id=pk)
    moves = list(decisions().filter(about).exclude(by=user).order_by("-pk")[:SHOWN])
    records = seen_by(user, ((m.content_type_id, m.object_id) for m in moves), at)
    return [deed for m in moves if (deed := _deed(m, records))]


def decisions():
    """What was decided on any record, with the people: whoever shows it asks `seen_by` first."""
    return MoveLog.objects.filter(move__in=DECISIONS).select_related("by", "on_behalf_of")


def _deed(log: MoveLog, records) -> Deed | None:
    record = records.get((log.content_type_id, log.object_id))
    if record is None:
        return None
    move = LIFECYCLES[record._meta.label_lower].moves.get(log.move)
    who = who_of(log.by, log.on_behalf_of)
    return Deed(record, who, str(move.label) if move else log.move, log.at, log.note)


def chiefs_without_delegate(user: User) -> list[User]:
    """3.3.3: chiefs for whom nobody stands in by default: told to them, to administrators and officers."""
    if user.holds(Post.ADMINISTRATOR, Post.OFFICER):
        return chiefs_alone()
    return [chief for chief in chiefs_alone() if chief == user] if user.holds(Post.CHIEF) else []


def list_for(user: User, text: str) -> str:
    """In which list words are looked for: customers, for those who work with them; contracts, for a number of one."""
    works = user.holds(Post.SPECIALIST, Post.ASSISTANT, Post.CHIEF, for_others=True)
    return reverse("customers:index" if works and not may_be_number(text, SERIES) else "contracts:index")


def offers(user: User, text: str) -> list[Hits]:
    """The first hits of each kind under these words, OFFERED together: each kind has its share, and what others leave.

    Nothing below two characters: a single one is in every tenth name, and the dearest to look for (decision 0070).
    """
    text = text.strip()
    if max(map(len, text.split()), default=0) < SHORTEST:
        return []
    kinds = sorted((kind for kind in hits(Sought(text, user, OFFERED)) if kind.found), key=lambda kind: kind.order)
    left, shown = OFFERED, {}
    for place, kind in enumerate(sorted(kinds, key=lambda kind: len(kind.found))):
        shown[kind.order] = min(len(kind.found), left // (len(kinds) - place))
        left -= shown[kind.order]
    return [replace(kind, found=kind.found[: shown[kind.order]]) for kind in kinds]


def last_moves(count: int = 32) -> list[MoveLog]:
    """The last moves on any records; whoever shows them asks `seen_by` first."""
    return MOVES(count)


MOVES = Prepared(lambda count: MoveLog.objects.select_related("by", "on_behalf_of").order_by("-at", "-pk")[:count])


def feed(moves: Iterable[MoveLog], records: dict, count: int = 8) -> list[dict]:
    """The last moves on records that the person may see, for the desk's timeline."""
    deeds = [deed for m in moves if (deed := _deed(m, records))][:count]
    return [{"who": d.who, "what": d.what, "at": d.at, "note": str(d.record), "tone": "info"} for d in deeds]
