"""The pages of the monthly report of supervision."""

from django.utils.translation import gettext as _

from bizdept.web.handed import paper_page
from bizdept.web.lists.page import list_page
from bizdept.web.pages import actor_of, move_page, visible_or_404
from confidentiality.lifecycle.reports import LIFECYCLE
from confidentiality.listing import SUPERVISION
from confidentiality.models import MonthlyReport
from confidentiality.papers import supervision as papers
from confidentiality.shown.reports import groups
from confidentiality.views.records import record_page


def fetch(request, pk) -> MonthlyReport:
    return visible_or_404(request, MonthlyReport, pk)


def index(request):
    return list_page(
        request, SUPERVISION, empty=_("No report yet"),
        empty_lead=_("On the first of each month the report of the month before is drafted."),
    )  # fmt: skip


def detail(request, pk):
    report = fetch(request, pk)
    return record_page(
        request, SUPERVISION, report, "confidentiality/supervision.html", groups=groups(report.figures)
    )  # fmt: skip


def move(request, pk, name):
    return move_page(request, LIFECYCLE, fetch(request, pk), name)


def printed(request, pk):
    """监督月报."""
    report = fetch(request, pk)
    by, name = actor_of(request), f"{report.reference()}.pdf"
    return paper_page(request, report, lambda mark: papers.monthly_report(report, by=by, mark=mark), name)
