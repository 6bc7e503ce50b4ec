"""The list of inspections."""

from django.utils.translation import gettext_lazy as _

from bizdept.web.lists.listing import Listing
from confidentiality.columns.inspections import COLUMNS
from confidentiality.forms.inspections import InspectionFilter
from confidentiality.lifecycle.inspections import LIFECYCLE
from confidentiality.models import Inspection

INSPECTIONS = Listing(
    name="inspections",
    model=Inspection,
    filters=InspectionFilter,
    columns=COLUMNS,
    title=_("Inspections"),
    home="/confidentiality/inspections/",
    template="confidentiality/list.html",
    article="8.3.1",
    lifecycle=LIFECYCLE,
)
