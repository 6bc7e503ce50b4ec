"""One volume from the first department to the last contract, and what it came to."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from random import Random

from django.utils import translation
from django.utils.translation import gettext as _

from bizdept.audit.chain import sealed
from bizdept.calendar.actions import seed_calendar
from bizdept.manage.volume import contracts as of_contracts
from bizdept.manage.volume import customers as of_customers
from bizdept.manage.volume.customers import Written
from bizdept.manage.volume.drafts import Words
from bizdept.manage.volume.people import House, make_house
from bizdept.people.models import Department, User
from bizdept.refusal import Reason
from bizdept.regulation.conventions import PAPER_LANGUAGE
from contracts.library import lay_in
from contracts.models import Contract
from customers.models import Customer

Say = Callable[[str], None]


@dataclass(frozen=True)
class Size:
    """How much is asked for."""

    customers: int
    contracts: int
    users: int
    seed: int


def reasons_against(into: bool) -> list[Reason]:
    """Why this database is none to fill: it holds records that are neither the demo's nor asked to be joined."""
    if into or User.objects.filter(email="admin@example.com").exists():
        return []
    if Customer.objects.exists() or Contract.objects.exists() or Department.objects.count() > 8:
        return [Reason("full", _("This database holds records of its own: --into says that they may be joined."))]
    return []


def make(size: Size, *, on: date, say: Say) -> House:
    """Write the volume, telling `say` how far it came. `on` is the day that its days lie before."""
    with translation.override(PAPER_LANGUAGE):
        house = begin(size, on=on)
        written = Written()
        for numbers in chunks(size.customers, of_customers.CHUNK):
            of_customers.write_customers(numbers, size.customers, house, written, seed=str(size.seed), on=on)
            say(f"{numbers.stop:,} of {size.customers:,} customers")
        words = Words()
        for numbers in chunks(size.contracts if written.active else 0, of_contracts.CHUNK):
            given = (numbers, size.contracts, house, written, words)
            of_contracts.write_contracts(*given, seed=str(size.seed), on=on)
            say(f"{numbers.stop:,} of {size.contracts:,} contracts")
    return house


@sealed()
def begin(size: Size, *, on: date) -> House:
    """What a company begins with, and its people."""
    seed_calendar()
    lay_in(on=on)
    return make_house(size.users, Random(f"{size.seed} house"), on=on)  # the same people for the same seed


def chunks(total: int, size: int) -> list[range]:
    return [range(start, min(start + size, total)) for start in range(0, total, size)]


@dataclass(frozen=True)
class Reader:
    """Somebody to look at the lists as: why they see what they see, and how much it is."""

    username: str
    why: str
    customers: int
    contracts: int


def readers(house: House) -> list[Reader]:
    """People who see little and much, for different reasons; counted, so that what is said is so."""
    first, second, third = house.sections[:3]
    people = [(guest, "by grants alone") for guest in house.guests]
    people += [
        (third.specialists[0], "specialist in a tenth of all"),
        (house.sections[-1].specialists[0], "specialist"),
        (first.assistant, "assistant of a thousandth"), (second.assistant, "assistant of a hundredth"),
        (third.assistant, "assistant of a tenth"), (third.chief, "chief of a tenth"),
        (house.reviewers["legal"][0], "legal"), (house.leader, "leader"), (house.head, "chief of all"),
    ]  # fmt: skip
    found = []
    for person, why in people:
        person = User.objects.get(pk=person.pk)
        counts = (model.objects.visible_to(person).count() for model in (Customer, Contract))
        found.append(Reader(person.username, why, *counts))
    return found
