"""The list of what is to be put right."""

from django.utils.translation import gettext_lazy as _

from bizdept.web.lists.listing import Listing
from confidentiality.columns.rectifications import COLUMNS
from confidentiality.forms.rectifications import RectificationFilter
from confidentiality.lifecycle.rectifications import LIFECYCLE
from confidentiality.models import Rectification

RECTIFICATIONS = Listing(
    name="rectifications",
    model=Rectification,
    filters=RectificationFilter,
    columns=COLUMNS,
    title=_("Rectifications"),
    home="/confidentiality/rectifications/",
    template="confidentiality/list.html",
    article="8.3.1",
    lifecycle=LIFECYCLE,
)
