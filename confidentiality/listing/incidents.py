"""The list of leaks."""

from django.utils.translation import pgettext_lazy

from bizdept.web.lists.listing import Listing
from confidentiality.columns.incidents import COLUMNS
from confidentiality.forms.incidents import IncidentFilter
from confidentiality.lifecycle.incidents import LIFECYCLE
from confidentiality.models import Incident

INCIDENTS = Listing(
    name="incidents",
    model=Incident,
    filters=IncidentFilter,
    columns=COLUMNS,
    title=pgettext_lazy("list", "Leaks"),
    home="/confidentiality/incidents/",
    template="confidentiality/list.html",
    article="8.3.2",
    lifecycle=LIFECYCLE,
)
