"""What the clock does for people's data (8.1.1): whose time for being kept is over is put before the chief."""

from dataclasses import astuple
from datetime import date

from bizdept.audit.chain import sealed
from bizdept.duties.models import Duty
from bizdept.people.actor import Actor
from bizdept.people.history import keep
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


def follow_customers() -> int:
    """8.1.1, 8.2.2: requests are as open as their customer is now, and those that wait are owed by whoever keeps it;
    returns how many have moved."""
    return sum(follow(pk) for pk in DataRequest.objects.astray().order_by("pk").values_list("pk", flat=True))


@sealed()
def follow(pk: int) -> int:
    row = DataRequest.objects.select_for_update(of=("self",)).select_related("owner", "contact").get(pk=pk)
    customer = Customer.objects.select_related("owner").get(pk=row.contact.customer_id)
    is_theirs = row.state != DataRequest.State.RECEIVED or rules.may_take_down(Actor(row.owner), customer)
    owner = row.owner if is_theirs else customer.owner
    now = (owner.pk, customer.department_id, customer.level)
    if now == (row.owner_id, row.department_id, row.level):
        return 0
    row.owner, row.department_id, row.level = owner, customer.department_id, customer.level
    row.version += 1
    keep(row, by=Actor(owner), reason="follow")
    bearer = rules.bearer_of(row)
    for duty in Duty.objects.open().about(row).filter(kind=rules.duty_of(row)) if bearer else ():
        duty.person_id, duty.post, duty.department_id = astuple(bearer)
        duty.save(update_fields=["person", "post", "department"])
    return 1
