"""The printed forms of chapter 8: each is drawn anew, with who prints it, and the end of the audit chain."""

from typing import Any

from django.utils import timezone, translation

from bizdept.audit.chain import head, note, sealed
from bizdept.files import store
from bizdept.people.actor import Actor
from bizdept.people.history import keep
from bizdept.people.models import Company
from bizdept.web import pdf
from bizdept.web.course import logs_of, timeline
from bizdept.workflow.moves import LIFECYCLES
from confidentiality.models import Incident, Inspection, MonthlyReport, Paper, Rectification
from confidentiality.shown import incidents
from confidentiality.shown.inspections import told
from confidentiality.shown.reports import groups
from contracts.rules import PAPER_LANGUAGE


def form(record: Any, template: str, form_number: str, *, by: Actor, **context) -> bytes:
    """A form on paper: the house's name, the form's and the record's number, its facts, moves and signatures.

    Raises pdf.NoPrinter.
    """
    with translation.override(PAPER_LANGUAGE):
        lifecycle = LIFECYCLES[record._meta.label_lower]
        decisions = timeline(lifecycle, [log for log in logs_of(record) if log.move in lifecycle.moves], [])
        context |= {
            "record": record, "form_number": form_number, "decisions": decisions, "company": Company.ours(),
            "printed_for": by.person, "printed_at": timezone.localtime(), "anchor": head(),
        }  # fmt: skip
        return pdf.render(template, context, "print/form.css")


def incident_report(incident: Incident, *, by: Actor) -> bytes:
    """泄密事件报告: what happened, what was found, decided and done. Whoever reported stands on it by no name."""
    return form(
        incident, "confidentiality/print/incident.html", "BM-07", by=by, **incidents.of_record(incident)
    )  # fmt: skip


def rectification_notice(row: Rectification, *, by: Actor) -> bytes:
    """整改通知单: what is to be put right, by whom, until when; what was done, who looked."""
    return form(row, "confidentiality/print/rectification.html", "BM-06", by=by)


def inspection_record(inspection: Inspection, *, by: Actor) -> bytes:
    """保密检查记录: the checklist with its answers, and what is to be put right by whom."""
    with translation.override(PAPER_LANGUAGE):
        lines = told(inspection)
    return form(
        inspection, "confidentiality/print/inspection.html", "BM-05", by=by, lines=lines,
        findings=list(inspection.findings.with_people()),
    )  # fmt: skip


def loan_slip(thing: Paper, *, by: Actor) -> bytes:
    """原件借阅单: to whom, what for, until when; signed when it goes and when it comes back."""
    return form(thing, "confidentiality/print/loan.html", "BM-03", by=by)


def destruction_form(thing: Paper, *, by: Actor) -> bytes:
    """销毁审批表: why and how, who proposed, approved, destroyed and was there."""
    return form(thing, "confidentiality/print/destruction.html", "BM-04", by=by)


def monthly_report(report: MonthlyReport, *, by: Actor) -> bytes:
    """监督月报: figures, the officer's words, the leader's instruction, and where the chain ended.

    Once it was read it is rendered once; then the same bytes come from the store. Before, it is marked and not kept.
    """
    is_final = report.state == MonthlyReport.State.READ
    if is_final and report.pdf and store.is_whole(report.pdf):
        return store.place_of(report.pdf).read_bytes()
    with translation.override(PAPER_LANGUAGE):
        lines = groups(report.figures)
    content = form(
        report, "confidentiality/print/supervision.html", "BM-09", by=by, groups=lines, is_final=is_final
    )  # fmt: skip
    return keep_pdf(report, content, by=by) if is_final else content


@sealed()
def keep_pdf(report: MonthlyReport, content: bytes, *, by: Actor) -> bytes:
    """Keep the printed report, unless somebody was first: then theirs is the report."""
    row = MonthlyReport.objects.select_for_update(of=("self",)).get(pk=report.pk)
    if row.pdf and store.is_whole(row.pdf):
        return store.place_of(row.pdf).read_bytes()
    row.pdf = store.put([content])[0]
    keep(row, by=by, reason="print")
    note("record", "confidentiality.print_report", row, by=by, row=row, sha256=row.pdf)
    return content
