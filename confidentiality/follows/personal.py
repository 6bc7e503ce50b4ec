"""What the clock does for people's data (8.1.1): whose time for being kept is over is put before the chief."""

from datetime import date

from bizdept.audit.chain import sealed
from bizdept.people.actor import Actor
from confidentiality.actions.personal import open_request
from confidentiality.models import DataRequest
from confidentiality.rules import personal as rules
from customers.models import Contact, Customer

AT_ONCE = 50  # the chief reads each


def propose_erasures(*, on: date) -> int:
    """Ask for the erasure of contacts who left the customer long ago; how many are new. Late or twice is the same.
    What was refused once is not asked for again."""
    if (day := rules.kept_since(on)) is None:
        return 0
    asked = DataRequest.objects.filter(right=DataRequest.Right.ERASE).values("contact")
    left = Contact.objects.who_left_before(day).exclude(pk__in=asked)
    return sum(propose(contact.pk, on=on) for contact in left[:AT_ONCE])


@sealed()
def propose(pk: int, *, on: date) -> int:
    contact = Contact.objects.get(pk=pk)
    customer = Customer.objects.select_for_update(of=("self",)).select_related("owner").get(pk=contact.customer_id)
    if contact.data_requests.filter(right=DataRequest.Right.ERASE).exists():
        return 0
    facts = {"right": DataRequest.Right.ERASE, "way": DataRequest.Way.TERM}
    open_request(contact, facts, by=Actor(customer.owner), on=on, owner=customer.owner)
    return 1
