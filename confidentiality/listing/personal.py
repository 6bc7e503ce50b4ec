"""The list of requests about people's data."""

from django.utils.translation import gettext_lazy as _

from bizdept.web.lists.listing import Listing
from confidentiality.columns.personal import COLUMNS
from confidentiality.forms.personal import PersonalFilter
from confidentiality.lifecycle.personal import LIFECYCLE
from confidentiality.models import DataRequest

PERSONAL = Listing(
    name="personal",
    model=DataRequest,
    filters=PersonalFilter,
    columns=COLUMNS,
    title=_("Personal information"),
    home="/confidentiality/personal/",
    template="confidentiality/list.html",
    article="8.1.1",
    lifecycle=LIFECYCLE,
)
