"""The list of customers: what it shows, what may be done to many of them, and its board."""

from django.utils.translation import gettext_lazy as _

from bizdept.web.lists.listing import Lane, Listing
from customers.batches import BATCH
from customers.columns import COLUMNS
from customers.forms import CustomerFilter
from customers.lifecycle import LIFECYCLE
from customers.models import Customer

CUSTOMERS = Listing(
    name="customers",
    model=Customer,
    filters=CustomerFilter,
    columns=COLUMNS,
    title=_("Customer files"),
    home="/customers/",
    template="customers/index.html",
    article="5.1.1",
    lifecycle=LIFECYCLE,
    batch=BATCH,
    board=tuple(Lane(grade.value, grade.label, {"grade": grade.value}) for grade in Customer.Grade),
)
