"""The list of contracts: what it shows, what may be done to many of them, and its board."""

from django.utils.translation import gettext_lazy as _

from bizdept.web.lists.listing import Lane, Listing
from contracts.batches import BATCH
from contracts.columns import COLUMNS
from contracts.forms import ContractFilter
from contracts.lifecycle import LIFECYCLE
from contracts.models import Contract

S = Contract.State

CONTRACTS = Listing(
    name="contracts",
    model=Contract,
    filters=ContractFilter,
    columns=COLUMNS,
    title=_("Contracts"),
    home="/contracts/",
    template="contracts/index.html",
    article="3.3.2",
    lifecycle=LIFECYCLE,
    batch=BATCH,
    board=(
        Lane("drafts", _("being drafted"), {"state__in": S.open_to_edit()}),
        Lane("review", _("in review"), {"state": S.IN_REVIEW}),
        Lane("signing", _("to be signed"), {"state__in": S.to_be_signed()}),
        Lane("signed", _("signed"), {"state": S.SIGNED}),
        Lane("ended", _("refused or void"), {"state__in": [S.REFUSED, S.VOID]}),
    ),
)
