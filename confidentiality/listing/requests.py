"""The list of requests to see: what it shows, and what may be done to many of them."""

from django.utils.translation import gettext_lazy as _

from bizdept.web.lists.batch import of_move
from bizdept.web.lists.listing import Listing
from confidentiality.columns.requests import COLUMNS
from confidentiality.forms.requests import RequestFilter
from confidentiality.lifecycle.requests import LIFECYCLE
from confidentiality.models import AccessRequest
from confidentiality.rules import requests as rules

REQUESTS = Listing(
    name="confidentiality",
    model=AccessRequest,
    filters=RequestFilter,
    columns=COLUMNS,
    title=_("Requests to see"),
    home="/confidentiality/",
    template="confidentiality/index.html",
    article="8.2.2",
    lifecycle=LIFECYCLE,
    batch=(of_move(LIFECYCLE, "withdraw", offered=rules.asks),),
)
