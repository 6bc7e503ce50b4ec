"""What this chapter's own records name somebody as keeper of, and who may take it over (8.3.3)."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from bizdept.people.models import User
from bizdept.workflow.questions import Owned
from confidentiality.models import (
    DataRequest,
    Incident,
    Inspection,
    Material,
    MonthlyReport,
    Paper,
    Rectification,
    Stocktaking,
)
from confidentiality.rules import incidents, inspections, materials, papers, personal, rectifications, reports


def kept_by(person: User) -> Iterable[Owned]:
    """What is over stays with whoever did it."""
    yield Owned(
        "materials", _("materials of the library"), "book-2", 39, Material.objects.kept_by(person),
        materials.reasons_against_taking,
    )  # fmt: skip
    yield Owned(
        "papers", _("papers and media"), "archive", 40, Paper.objects.kept_by(person), papers.reasons_against_taking
    )
    yield Owned(
        "stocktakings", _("stock-takings"), "checklist", 41, Stocktaking.objects.kept_by(person),
        papers.reasons_against_taking_count,
    )  # fmt: skip
    yield Owned(
        "rectifications", _("rectifications"), "tool", 50, Rectification.objects.kept_by(person),
        rectifications.reasons_against_taking,
    )  # fmt: skip
    yield Owned(
        "inspections", _("inspections"), "clipboard-check", 51, Inspection.objects.kept_by(person),
        inspections.reasons_against_taking,
    )  # fmt: skip
    yield Owned(
        "incidents", pgettext("kept by somebody", "leaks"), "alert-triangle", 52, Incident.objects.kept_by(person),
        incidents.reasons_against_taking,
    )  # fmt: skip
    yield Owned(
        "personal", _("requests about people's data"), "user-check", 54, DataRequest.objects.kept_by(person),
        personal.reasons_against_taking,
    )  # fmt: skip
    yield Owned(
        "reports", _("supervision reports"), "report-analytics", 53, MonthlyReport.objects.kept_by(person),
        reports.reasons_against_taking,
    )  # fmt: skip
