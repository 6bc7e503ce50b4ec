"""What the customers' pages show beside the customer: possible duplicates, people, what was said."""

from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Q, QuerySet

from bizdept.people.models import User
from bizdept.web.words import mask
from bizdept.workflow import history
from bizdept.workflow.history import FieldChange, Saved
from customers.models import Communication, Contact, Customer

MOST = 10  # possible duplicates to be named
LATEST = 5  # communications on the customer's own page
ON_A_PAGE = 25  # of all of them


@dataclass(frozen=True)
class Duplicates:
    """Files that may be of the same company: those this person may see, and how many others there are."""

    seen: list[Customer]
    others: int
    ask: str = ""  # the word by which those others are found

    def __bool__(self) -> bool:
        return bool(self.seen or self.others)


def duplicates_for(user: User, names: dict[str, str], *, but: int | None = None) -> Duplicates:
    """5.1.1: said while typing. What one may not see is told without its name and its keeper."""
    like = Customer.objects.like(**names).exclude(pk=but)
    total = like.count()
    seen = list(like.visible_to(user).for_list().order_by("pk")[:MOST]) if total else []
    others = max(total - len(seen), 0) if len(seen) < MOST else 0
    return Duplicates(seen, others, word_for(names, {customer.pk for customer in seen}, but) if others else "")


def word_for(names: dict[str, str], seen: set[int], but: int | None) -> str:
    """By which of these a file is found that is not among those seen: that is asked for, and nothing else is told."""
    for kind, word in names.items():
        if word and Customer.objects.like(**{kind: word}).exclude(pk__in=seen | {but or 0}).exists():
            return word
    return ""


def contacts_of(customer: Customer) -> list[Contact]:
    """The people at the customer's who are still there, the main one first. No query where they came `with_people`."""
    people = [
        Contact(**row | {"is_main": bool(row["is_main"]), "customer": customer}) for row in customer.listed_people
    ]
    return sorted(people, key=lambda contact: (not contact.is_main, contact.pk))


def history_of(customer: Customer) -> list[Saved]:
    """Its history in words; what is masked on the page is masked in it (8.1.1)."""
    return [replace(saved, fields=list(map(hidden, saved.fields))) for saved in history.history_of(customer)]


def hidden(change: FieldChange) -> FieldChange:
    if change.name not in Customer.MASKED:
        return change
    return replace(change, before=mask(change.before), after=mask(change.after))


@dataclass(frozen=True)
class Said:
    """Some of what was said to a customer, the latest first: one page of it."""

    talks: list[Communication]
    has_more: bool
    number: int = 1


def said_to(customer: Customer, size: int, number: int = 1) -> Said:
    """One page of a customer's communications. One query."""
    start = (number - 1) * size
    found = list(customer.communications.newest()[start : start + size + 1])
    return Said(found[:size], len(found) > size, number)


def people_for(customer: Customer, also: int | None = None) -> QuerySet[Contact]:
    """With whom one may have talked: whoever is still there, and the one that stands there already."""
    return customer.contacts.filter(Q(left_on=None) | Q(pk=also))


def step_that_waits(customer: Customer, user: User, on: date) -> dict:
    """What this person has still before them with the customer, as a new communication takes it over."""
    last = customer.communications.filter(author=user).newest().first()
    if last is None or last.next_on is None or last.next_on < on:
        return {}
    return {"next_step": last.next_step, "next_on": last.next_on}
