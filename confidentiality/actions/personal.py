"""Take down what a person asks about their data (8.1.1)."""

from datetime import date

from django.core.exceptions import PermissionDenied

from bizdept.access.levels import Category
from bizdept.audit.chain import note, sealed
from bizdept.duties.actions import open_duty
from bizdept.people.actor import Actor
from bizdept.people.history import keep
from bizdept.people.models import User
from bizdept.refusal import refuse
from confidentiality.models import DataRequest
from confidentiality.rules import personal as rules
from customers.models import Contact, Customer


@sealed()
def take_down(contact: Contact, facts: dict, *, by: Actor, on: date) -> DataRequest:
    """Take down what somebody at a customer's asks about their own data. Raises PermissionDenied or Refused."""
    customer = Customer.objects.select_for_update(of=("self",)).get(pk=contact.customer_id)
    if not rules.may_take_down(by.renewed(), customer):
        raise PermissionDenied
    return open_request(customer.contacts.get(pk=contact.pk), facts, by=by, on=on, owner=by.principal)


def open_request(contact: Contact, facts: dict, *, by: Actor, on: date, owner: User) -> DataRequest:
    """The request with its duty, inside `sealed()` and under the customer's lock."""
    refuse(rules.reasons_against(contact, facts["right"]))
    customer = contact.customer
    row = DataRequest(
        **facts, contact=contact, owner=owner, department=customer.department, level=customer.level,
        category=Category.BUSINESS, opened_on=on,
    )  # fmt: skip
    keep(row, by=by, reason="create")
    note("record", "confidentiality.take_down", row, by=by, right=row.right)
    if bearer := rules.bearer_of(row):
        within, article = rules.answer_days(on), rules.ANSWER.article
        open_duty(row, rules.duty_of(row), bearer, article=article, within=within, on=on)
    return row
