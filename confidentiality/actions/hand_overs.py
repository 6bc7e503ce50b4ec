"""Begin a hand-over, say who takes over, answer the leaver's checklist (8.3.3)."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from bizdept.access.levels import Category, Level
from bizdept.audit.chain import note, sealed
from bizdept.duties.actions import open_duty
from bizdept.people.actor import Actor
from bizdept.people.history import keep
from bizdept.people.models import User
from bizdept.refusal import Reason, Refused, refuse
from bizdept.workflow.holdings import holdings_of
from bizdept.workflow.leaving import locked as locked_person
from confidentiality.actions.leaving import shut_out
from confidentiality.lifecycle.hand_overs import LIFECYCLE
from confidentiality.models import HandOver, LeaversCheck, Successor
from confidentiality.rules import hand_overs as rules

Why, State = HandOver.Why, HandOver.State


@sealed()
def begin(
    person: User,
    why: str,
    *,
    by: Actor,
    on: date,
    last_day: date | None = None,
    at_once: bool = False,
    words: str = "",
) -> HandOver:
    """Begin to hand over what somebody keeps. `at_once`: whoever leaves can't sign in from this moment on.

    Raises PermissionDenied, or Refused with the reasons.
    """
    if not rules.may_begin_for(by, person, why):
        raise PermissionDenied
    person = locked_person(person)
    last_day = on if at_once else last_day
    others = under_way(person, why)
    refuse(rules.reasons_against_beginning(person, why, last_day, bool(others), on))
    record = write(person, why, last_day if why == Why.LEAVES else None, words, by=by, on=on)
    if at_once and why == Why.LEAVES:
        shut_out(person, by=by, on=on)
    return record


def under_way(person: User, why: str) -> list[HandOver]:
    return list(HandOver.objects.under_way().filter(owner=person, why=why).order_by("pk"))


def write(person: User, why: str, last_day: date | None, words: str, *, by: Actor, on: date) -> HandOver:
    record = HandOver(
        owner=person, department=person.department, why=why, last_day=last_day, words=words, begun_by=by.person,
        opened_on=on, level=Level.INTERNAL, category=Category.MANAGEMENT,
    )  # fmt: skip
    keep(record, by=by, reason="create")
    note("record", "confidentiality.begin_hand_over", record, by=by, why=why)
    if bearer := rules.decider(record):
        within = rules.days_to_hand_over(record, on)
        open_duty(record, rules.HAND.name, bearer, article=rules.HAND.article, within=within, on=on)
    return record


@sealed()
def begin_for(person: User, *, by: Actor, on: date) -> HandOver | None:
    """The account was closed: what its person kept is to go to others. The one that is under way goes on."""
    if found := under_way(person, Why.LEAVES):
        record = HandOver.objects.select_for_update(of=("self",)).get(pk=found[0].pk)
        record.last_day = min(record.last_day or on, on)
        return keep(record, by=by, reason="stop")
    return write(person, Why.LEAVES, on, "", by=by, on=on) if rules.must_hand_over(person, on) else None


@sealed()
def call_off_for(person: User, *, by: Actor, on: date) -> None:
    """The account is open again: nobody leaves."""
    for record in under_way(person, Why.LEAVES):
        LIFECYCLE.perform("cancel", record, by=by, on=on, note=_("the account was opened again"))


def close_those_who_left(*, on: date) -> int:
    """The clock: whose last day is over can't sign in any more. Returns how many."""
    due = list(HandOver.objects.due_to_leave(on))
    for record in due:
        shut_out(record.owner, by=rules.whoever_closes(record, on), on=on)
    return len(due)


def locked(record: HandOver, by: Actor) -> HandOver:
    """The hand-over under its lock, while who takes over may still be said."""
    record = HandOver.objects.select_for_update(of=("self",)).get(pk=record.pk)
    if not rules.may_hand_over(by, record):
        raise PermissionDenied
    if record.state not in (State.OPEN, State.HANDED):
        raise Refused([Reason("over", _("Who takes over can't be changed any more."))])
    return record


@sealed()
def name_successors(record: HandOver, to: Mapping[str, User | None], *, by: Actor) -> None:
    """Say who takes over each kind of what is kept; None: nobody yet. What was said of single rows stays."""
    record = locked(record, by)
    known = {owned.name for owned in holdings_of(record.owner)}
    for kind, person in to.items():
        if kind in known:
            name(record, kind, [0], person, by=by)


@sealed()
def name_for_rows(record: HandOver, kind: str, rows: Iterable[int], to: User | None, *, by: Actor) -> int:
    """Say of single rows of a kind that they go to somebody else; None: with the others again. Returns how many."""
    record = locked(record, by)
    owned = next((one for one in holdings_of(record.owner) if one.name == kind), None)
    found = set(owned.rows.filter(pk__in=list(rows)).values_list("pk", flat=True)) if owned else set()
    name(record, kind, sorted(found), to, by=by)
    return len(found)


def name(record: HandOver, kind: str, rows: list[int], person: User | None, *, by: Actor) -> None:
    """One word on who takes these rows over, where it is another than before: judged once, whatever their number."""
    if person is not None and not rules.takers(by, record).filter(pk=person.pk).exists():
        raise Refused([Reason("taker", _("%s is not somebody who could take over.") % person, kind)])
    there = dict(record.successors.filter(kind=kind, row__in=rows).values_list("row", "to_id"))
    to = person.pk if person else None
    if not (changed := [row for row in rows if there.get(row) != to]):
        return
    record.successors.filter(kind=kind, row__in=changed).delete()
    if person is not None:
        Successor.objects.bulk_create(Successor(hand_over=record, kind=kind, row=row, to=person) for row in changed)
    for row in changed:
        note("record", "confidentiality.name_successor", record, by=by, of=kind, only=row, to=to)


@sealed()
def answer_checks(record: HandOver, answers: Mapping[str, tuple[str, str]], *, by: Actor, at: datetime) -> int:
    """Answer items of the leaver's checklist: by name, the answer and a note. Returns how many are new or other."""
    record = HandOver.objects.select_for_update(of=("self",)).get(pk=record.pk)
    there = {row.name: row for row in record.checks.all()}
    count = 0
    for item, (answer, words) in answers.items():
        row = there.get(item)
        if row and (row.answer, row.note) == (answer, words):
            continue
        if item not in rules.CHECKS or not rules.may_check(by, record, item):
            raise PermissionDenied
        row = row or LeaversCheck(hand_over=record, name=item)
        row.answer, row.note, row.at = answer, words, at
        row.by, row.on_behalf_of = by.person, by.on_behalf_of
        row.save()
        note("record", "confidentiality.check_leaver", record, by=by, row=row, item=item, answer=answer)
        count += 1
    return count
