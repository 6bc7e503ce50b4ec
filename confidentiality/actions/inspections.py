"""Checklists, the rhythm of inspections, and inspections as they fall due or are ordered (8.3.1)."""

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from bizdept.access.levels import Category, Level
from bizdept.audit.chain import note, sealed
from bizdept.calendar.models import SpecialDay
from bizdept.calendar.rules import after_working_days
from bizdept.duties.actions import open_duty
from bizdept.duties.rules import Bearer
from bizdept.people.actor import Actor
from bizdept.people.history import keep
from bizdept.people.models import Department
from bizdept.refusal import Reason, Refused, refuse
from bizdept.workflow.history import refuse_if_stale
from confidentiality.actions.rectifications import put_to
from confidentiality.library.checklists import FIRST
from confidentiality.models import Checklist, Inspection, Rectification, Rhythm
from confidentiality.rules import inspections as rules


@sealed()
def write_checklist(area: str, items: Sequence[str], *, by: Actor, on: date) -> Checklist:
    """The next version of a checklist. Inspections that are planned keep the one they have. Raises Refused."""
    if not rules.is_officer(by):
        raise PermissionDenied
    newest = checklist_of(area, by=by, on=on)
    refuse(rules.reasons_against_items(items, newest.items))
    return add_version(area, newest.number + 1, items, by=by, on=on)


def checklist_of(area: str, *, by: Actor, on: date) -> Checklist:
    """The checklist that holds now; the first time the one that the house begins with."""
    return Checklist.objects.newest_of(area) or add_version(area, 1, FIRST[area], by=by, on=on)


def add_version(area: str, number: int, items: Sequence[str], *, by: Actor, on: date) -> Checklist:
    row = Checklist.objects.create(area=area, number=number, items=list(items), made_by=by.person, made_on=on)
    note("record", "confidentiality.write_checklist", row, by=by, row=row)
    return row


@sealed()
def set_rhythm(department: Department, area: str, every: str, *, by: Actor, on: date) -> Rhythm:
    """Inspect a department every month or quarter. What was set before for the same ends. Raises Refused."""
    if not rules.is_officer(by):
        raise PermissionDenied
    before = Rhythm.objects.select_for_update().filter(department=department, area=area, ended_on=None).first()
    if before is not None and before.every == every:
        raise Refused([Reason("same", _("That is set already."), "every")])
    if before is not None:
        end_row(before, by=by, on=on)
    row = Rhythm.objects.create(department=department, area=area, every=every, since=on, made_by=by.person)
    note("record", "confidentiality.set_rhythm", row, by=by, row=row)
    return row


@sealed()
def end_rhythm(rhythm: Rhythm, *, by: Actor, on: date) -> None:
    """Inspect no more by this rhythm; what is planned stays."""
    if not rules.is_officer(by):
        raise PermissionDenied
    end_row(Rhythm.objects.select_for_update().get(pk=rhythm.pk), by=by, on=on)


def end_row(rhythm: Rhythm, *, by: Actor, on: date) -> None:
    rhythm.ended_on = rhythm.ended_on or on
    rhythm.save(update_fields=["ended_on"])
    note("record", "confidentiality.end_rhythm", rhythm, by=by, row=rhythm)


@sealed()
def plan(
    department: Department, area: str, *, by: Actor, on: date, rhythm: Rhythm | None = None, period: date | None = None
) -> Inspection:
    """Plan one inspection, and let whoever is to do it know. Raises Refused where nobody outside could inspect."""
    if rhythm is None and not rules.is_officer(by):
        raise PermissionDenied
    inspector = rules.inspector_for(department)
    if inspector is None:
        raise Refused([Reason("nobody", _("Nobody from outside the department can inspect it."), "department")])
    within = rules.done_days(on)
    inspection = Inspection(
        owner=inspector, department=department, level=Level.INTERNAL, category=Category.MANAGEMENT, opened_on=on,
        area=area, checklist=checklist_of(area, by=by, on=on), rhythm=rhythm, period=period,
        due_on=after_working_days(on, within, SpecialDay.objects.as_mapping()),
    )  # fmt: skip
    keep(inspection, by=by, reason="create")
    note("record", "confidentiality.plan_inspection", inspection, by=by)
    open_duty(
        inspection, rules.INSPECT.name, Bearer(inspector.pk), article=rules.INSPECT.article, within=within, on=on
    )
    return inspection


@sealed()
def fill_in(inspection: Inspection, answers: Sequence[dict], *, by: Actor, seen: int | None = None) -> Inspection:
    """Keep what was answered so far, item by item; until the inspection is finished it may be changed."""
    inspection = locked(inspection, by=by)
    refuse_if_stale(inspection, seen)
    given = {row.item for row in inspection.findings.all()}
    inspection.answers = [
        {"verdict": "finding" if n in given else answer["verdict"], "note": answer["note"]}
        for n, answer in enumerate(answers, 1)
    ]
    inspection.version += 1
    keep(inspection, by=by, reason="fill_in")
    note("record", "confidentiality.fill_in", inspection, by=by)
    return inspection


@sealed()
def give_finding(inspection: Inspection, item: int, *, by: Actor, on: date, **facts) -> Rectification:
    """Give what was found wrong with an item to somebody to put right. Raises Refused."""
    inspection = locked(inspection, by=by)
    if item not in rules.unset_findings(inspection):
        raise Refused([Reason("item", _("That item is no finding, or is given to somebody already."), "item")])
    return put_to(inspection, by=by, on=on, item=item, **facts)


def locked(inspection: Inspection, *, by: Actor) -> Inspection:
    inspection = Inspection.objects.select_for_update(of=("self",)).get(pk=inspection.pk)
    if not rules.may_fill_in(by.renewed(), inspection):
        raise PermissionDenied
    return inspection
