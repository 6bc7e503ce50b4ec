"""Who reads the pages of a volume, which records and words they ask for: looked up in the volume, told as JSON."""

import json
import sys
from dataclasses import asdict, dataclass

import django

django.setup()

from bizdept.access.grants import grant_model
from bizdept.audit.clock import moment
from bizdept.manage.volume import names
from bizdept.people.models import Appointment, Post, User
from bizdept.search.pinyin import initials
from contracts.models import Contract
from customers.models import Customer


@dataclass
class Reader:
    """One person, and what of the volume is theirs to see."""

    name: str
    label: str
    customers: int
    contracts: int
    customer: int
    contract: int
    drafts: int = 0


def reader(person: User, label: str) -> Reader | None:
    """The person with counts, the newest customer that they see, and the newest contract, a signed one if there is.

    By `visible_page`: the newest of `visible_to` may walk the whole index of days for somebody who sees ten.
    """
    customers, contracts = (model.objects.visible_to(person) for model in (Customer, Contract))
    files = Customer.objects.visible_page(person, size=1).records
    papers = Contract.objects.visible_page(person, size=400).records
    signed = [contract for contract in papers if contract.state == "signed"]
    if not files or not papers:
        return None
    customer, contract = files[0], (signed or papers)[0]
    return Reader(person.username, label, count(customers, person), count(contracts, person), customer.pk, contract.pk)


def count(rows, person: User) -> int:
    """How many somebody sees; of a guest as many as there are grants, which is quicker told than looked up."""
    if person.post == Post.PERSONNEL:
        return grant_model(rows.model).objects.in_force(moment()).filter(user=person).count()
    return rows.count()


def readers() -> list[Reader]:
    """Of people who see about 10, 1,000, 100,000 and all, one each; and a specialist, as most who work here are."""
    made = User.objects.filter(username__regex=r"^v\d{4,}$").order_by("username")
    holding = {post: made.filter(pk__in=Appointment.objects.filter(post=post).values("person")) for post in Post}
    head = holding[Post.CHIEF].first()
    specialist = holding[Post.SPECIALIST].filter(department=made.last().department).first()
    found = [reader(specialist, "a specialist"), reader(head, "all")]
    for guest in holding[Post.PERSONNEL]:
        one = reader(guest, "")
        if one and one.customers in (10, 1000, 100_000):
            one.label = f"{one.customers:,}"
            found.append(one)
    if not any(one.label == "100,000" for one in found):
        tenth = reader(holding[Post.CHIEF].filter(department__name__endswith="三科").first(), "a tenth")
        found.append(tenth)
    return [one for one in found if one]


def words() -> dict[str, str]:
    """A rare word, one that a tenth of the customers share, and initials of some name."""
    some = Customer.objects.order_by("pk")[Customer.objects.count() // 3 : Customer.objects.count() // 3 + 400]
    rare = next((w for row in rare_ones() for w in [row.short_name[:2]]), some[0].short_name[:2])
    return {"rare": rare, "tenth": names.COMMON, "initials": initials(some[7].name)[:4]}


def rare_ones():
    first = "".join(names.RARE_FIRST)
    return Customer.objects.filter(short_name__regex=f"^[{first}]").order_by("pk")[:1]


if __name__ == "__main__":
    json.dump({"readers": [asdict(one) for one in readers()], "words": words()}, sys.stdout)
