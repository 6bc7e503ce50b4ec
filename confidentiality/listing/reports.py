"""The list of monthly reports."""

from django.utils.translation import gettext_lazy as _

from bizdept.web.lists.listing import Listing
from confidentiality.columns.reports import COLUMNS
from confidentiality.forms.reports import ReportFilter
from confidentiality.lifecycle.reports import LIFECYCLE
from confidentiality.models import MonthlyReport

SUPERVISION = Listing(
    name="supervision",
    model=MonthlyReport,
    filters=ReportFilter,
    columns=COLUMNS,
    title=_("Supervision reports"),
    home="/confidentiality/supervision/",
    template="confidentiality/list.html",
    article="8.3.1",
    lifecycle=LIFECYCLE,
)
