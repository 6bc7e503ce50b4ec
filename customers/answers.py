"""What customer files answer to questions from below: their places in the menu."""

import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

from bizdept.people.actor import Actor
from bizdept.people.models import Post, User
from bizdept.web.questions import Hit, Hits, MenuItem, NewItem, Sought, called, create, hits, menu, numbered
from bizdept.workflow.questions import Owned, owned_by
from customers.models import Customer
from customers.rules import may_open_files, reasons_against_taking

MOST = 5  # files of one name
NUMBER = re.compile(r"[A-Za-z]{1,6}[-–—][\d-]+")  # of whichever kind of record


@menu.answered_by("customers")
def places(user: User) -> Iterable[MenuItem]:
    """Whoever may come across customers has their list in the menu."""
    if not user.holds(Post.SPECIALIST, Post.CHIEF, Post.ASSISTANT, Post.LEADER, for_others=True):
        return []
    return [MenuItem("5", 10, _("customer files"), "address-book", "/customers/", tab=_("Customers"))]


@create.answered_by("customers")
def new_things(user: User) -> Iterable[NewItem]:
    if not may_open_files(Actor(user)):
        return []
    return [NewItem(10, _("customer"), "address-book", "/customers/new/")]


@hits.answered_by("customers")
def found(sought: Sought) -> Iterable[Hits]:
    """The newest files that have these words, as the list finds them."""
    found = Customer.objects.visible_few(sought.person, sought.most, lambda rows: rows.matching(q=sought.text))
    yield Hits(10, _("customer files"), "address-book", [Hit(customer, customer.where) for customer in found])


@called.answered_by("customers")
def by_name(text: str) -> Iterable[Hit]:
    """The file of that number; else those of a company of that name, code, telephone number or site.

    What looks like a number is one alone: a file of one's own, called like a foreign number, would tell whether that
    is there.
    """
    if NUMBER.fullmatch(text):
        customer = Customer.objects.numbered(text)
        return [Hit(customer)] if customer else []
    exactly = list(Customer.objects.named(text)[:MOST])
    like = Customer.objects.like(name=text, code=text.upper(), phone=text, website=text).order_by("pk")
    return map(Hit, exactly or like[:MOST])


@numbered.answered_by("customers")
def by_number(sought: Sought) -> Iterable[Hit]:
    customer = Customer.objects.visible_to(sought.person).numbered(sought.text)
    return [Hit(customer)] if customer else []


@owned_by.answered_by("customers")
def kept(person: User) -> Iterable[Owned]:
    """Files go with their department to whoever keeps them from now on, as when the chief gives one away."""
    yield Owned(
        "customers", _("customer files"), "address-book", 10, Customer.objects.kept_by(person), reasons_against_taking,
        also=lambda customer, to: {"department": to.department},
    )  # fmt: skip
