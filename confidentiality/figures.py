"""What a month of confidentiality looked like (8.3.1): counted once, kept with the report. Numbers alone, no names."""

from datetime import date, datetime, time
from typing import Any

from django.db.models import Count, F, Q

from bizdept.access.levels import Level
from bizdept.audit.chain import head
from bizdept.audit.models import AuditCheck, AuditEntry
from bizdept.calendar.rules import SHANGHAI
from bizdept.people.models import User
from confidentiality.models import (
    AccessRequest,
    Incident,
    Inspection,
    Material,
    MaterialVersion,
    Paper,
    Reading,
    Rectification,
)


def figures_of(first: date, last: date, on: date) -> dict[str, Any]:
    """All figures of the month from `first` to `last`; what stands open is counted as it is on the day `on`."""
    month = (first, last)
    begins = datetime.combine(first, time.min, SHANGHAI)
    ends = datetime.combine(last, time.max, SHANGHAI)
    staff = User.objects.active()
    checks = AuditCheck.objects.filter(at__range=(begins, ends))
    lines = AuditEntry.objects.filter(at__range=(begins, ends)).aggregate(
        given=Count("pk", filter=Q(kind="grant", action="grant.view")),
        ended=Count("pk", filter=Q(kind="grant", action="grant.end")),
        refusals=Count("pk", filter=Q(kind="refusal")),
        exports=Count("pk", filter=Q(action__in=["look.export", "look.export_file"])),
    )
    return {
        "staff": staff.count(), "covered": staff.filter(nda_until__gte=last).count(),
        "requests": AccessRequest.objects.filter(opened_on__range=month).count(),
        "requests_granted": AccessRequest.objects.filter(opened_on__range=month, given__isnull=False).count(),
        **lines, **inspections(month), **findings(month, on), **incidents(month), **papers(month, on), **library(on),
        "checks": checks.count(), "broken": sum(not check.is_whole for check in checks), "head": str(head()),
    }  # fmt: skip


def inspections(month: tuple[date, date]) -> dict[str, int]:
    """8.3.1: those that fell due, and how many of them were done in time."""
    due = Inspection.objects.due_within(*month)
    in_time = due.filter(done_on__lte=F("due_on")).count()
    return {"inspections": due.count(), "inspections_in_time": in_time,
            "inspections_open": due.filter(done_on=None).count()}  # fmt: skip


def findings(month: tuple[date, date], on: date) -> dict[str, int]:
    rows = Rectification.objects
    return {
        "findings": rows.filter(opened_on__range=month).count(),
        "findings_passed": rows.filter(checked_on__range=month).count(),
        "findings_open": rows.waiting().count(), "findings_overdue": rows.overdue(on).count(),
    }  # fmt: skip


def incidents(month: tuple[date, date]) -> dict[str, Any]:
    """8.3.2: those reported in the month, and where all that are not closed stand."""
    counted = Incident.objects.order_by().values_list("state").annotate(Count("pk"))
    return {
        "incidents": Incident.objects.filter(opened_on__range=month).count(),
        "incidents_by_state": {state: number for state, number in counted},
    }


def library(on: date) -> dict[str, int]:
    """8.1.1–8.1.4, 8.2.4, 9.1: what is in force, and confidential of it; who has confirmed what is to be read."""
    in_force, asked = Material.objects.in_force(), Reading.objects.asked()
    running = asked.filter(material_version__in=MaterialVersion.objects.asked_of())
    return {
        "materials": in_force.count(), "materials_classified": in_force.filter(level__gte=Level.CONFIDENTIAL).count(),
        "readings": running.count(), "readings_confirmed": running.filter(state=Reading.State.CONFIRMED).count(),
        "readings_late": asked.owed().filter(due_on__lt=on).count(),
    }  # fmt: skip


def papers(month: tuple[date, date], on: date) -> dict[str, int]:
    State, rows = Paper.State, Paper.objects
    return {
        "papers": rows.exclude(state=State.DESTROYED).count(), "papers_lent": rows.filter(state=State.LENT).count(),
        "papers_late": rows.lent_too_long(on).count(), "papers_missing": rows.filter(state=State.MISSING).count(),
        "papers_destroyed": rows.filter(destroyed_on__range=month).count(),
    }  # fmt: skip
