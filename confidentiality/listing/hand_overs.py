"""The list of hand-overs."""

from django.utils.translation import gettext_lazy as _

from bizdept.web.lists.listing import Listing
from confidentiality.columns.hand_overs import COLUMNS
from confidentiality.forms.hand_overs import HandOverFilter
from confidentiality.lifecycle.hand_overs import LIFECYCLE
from confidentiality.models import HandOver

HAND_OVERS = Listing(
    name="hand_overs",
    model=HandOver,
    filters=HandOverFilter,
    columns=COLUMNS,
    title=_("Hand-overs"),
    home="/confidentiality/hand-overs/",
    template="confidentiality/hand_overs.html",
    article="8.3.3",
    lifecycle=LIFECYCLE,
)
