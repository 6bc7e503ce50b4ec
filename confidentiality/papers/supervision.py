"""The printed forms of leaks, inspections, papers and of the month's supervision."""

from django.utils import translation

from bizdept.access.taken import Mark
from bizdept.audit.chain import note, sealed
from bizdept.files import store
from bizdept.people.actor import Actor
from bizdept.people.history import keep
from bizdept.regulation.conventions import PAPER_LANGUAGE
from confidentiality.models import Incident, Inspection, MonthlyReport, Paper, Rectification
from confidentiality.papers.forms import DESTRUCTION, INSPECTION, LEAK, LOAN, RECTIFICATION, SUPERVISION, form
from confidentiality.shown import incidents
from confidentiality.shown.inspections import told
from confidentiality.shown.reports import groups


def incident_report(incident: Incident, *, mark: Mark) -> bytes:
    """泄密事件报告: what happened, what was found, decided and done. Whoever reported stands on it by no name."""
    return form(
        incident, "confidentiality/print/incident.html", LEAK, mark=mark, **incidents.of_record(incident)
    )  # fmt: skip


def rectification_notice(row: Rectification, *, mark: Mark) -> bytes:
    """整改通知单: what is to be put right, by whom, until when; what was done, who looked."""
    return form(row, "confidentiality/print/rectification.html", RECTIFICATION, mark=mark)


def inspection_record(inspection: Inspection, *, mark: Mark) -> bytes:
    """保密检查记录: the checklist with its answers, and what is to be put right by whom."""
    with translation.override(PAPER_LANGUAGE):
        lines = told(inspection)
    return form(
        inspection, "confidentiality/print/inspection.html", INSPECTION, mark=mark, lines=lines,
        findings=list(inspection.findings.with_people()),
    )  # fmt: skip


def loan_slip(thing: Paper, *, mark: Mark) -> bytes:
    """原件借阅单: to whom, what for, until when; signed when it goes and when it comes back."""
    return form(thing, "confidentiality/print/loan.html", LOAN, mark=mark)


def destruction_form(thing: Paper, *, mark: Mark) -> bytes:
    """销毁审批表: why and how, who proposed, approved, destroyed and was there."""
    return form(thing, "confidentiality/print/destruction.html", DESTRUCTION, mark=mark)


def monthly_report(report: MonthlyReport, *, by: Actor, mark: Mark) -> bytes:
    """监督月报: figures, the officer's words, the leader's instruction, and where the chain ended.

    Once it was read it is rendered once; then the same bytes come from the store. Before, it is marked and not kept.
    """
    is_final = report.state == MonthlyReport.State.READ
    if is_final and report.pdf and store.is_whole(report.pdf):
        return store.place_of(report.pdf).read_bytes()
    with translation.override(PAPER_LANGUAGE):
        lines = groups(report.figures)
    kept = None if is_final else mark
    content = form(
        report, "confidentiality/print/supervision.html", SUPERVISION, mark=kept, groups=lines, is_final=is_final
    )
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
