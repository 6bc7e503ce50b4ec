"""What leaves the house as a list (8.2.2): counted and noted, the chief hears of much, and too much stays here."""

import hashlib
from decimal import Decimal

import pytest
from django.utils import timezone

from bizdept.access.levels import Level
from bizdept.access.models import AccessLog
from bizdept.notices.models import Notice
from bizdept.regulation.models import NumberChange
from customers.models import Customer
from tests.company import DAY, TODAY

pytestmark = pytest.mark.usefixtures("time_stands_still")


@pytest.fixture
def five(company):
    """Li's five files; three rows leave freely, and up to four without approval."""
    for name, rows in {"exports.free_rows": 3, "exports.approval_rows": 4}.items():
        NumberChange.objects.create(
            name=name, value=Decimal(rows), holds_from=TODAY - DAY, article="8.2.2", decided_at=timezone.now()
        )
    for number in range(5):
        company.customer(name=f"Jia {number} Ltd", grade="A" if number else "B")
    return company


def take(client, person, query: str):
    client.force_login(person)
    return client.get(f"/customers/?export=csv{query}")


def exports() -> list[dict]:
    """What the log says of lists that left; the register's side of it: tests/confidentiality/test_taken.py."""
    found = AccessLog.objects.filter(action="look.export").order_by("seq").values_list("data", flat=True)
    return [{name: data[name] for name in ("of", "rows", "filter", "sha256")} for data in found]


def test_a_file_that_leaves_is_noted_with_what_was_asked_and_its_hash(client, five):
    answer = take(client, five.li, "&grade=B&q=jia")
    assert exports() == [
        {"of": "customers.customer", "rows": 1, "filter": "view=all q=… grade=B",
         "sha256": hashlib.sha256(answer.content).hexdigest()}
    ]  # fmt: skip
    assert not Notice.objects.exists()


def test_the_chief_hears_of_many_rows(client, five):
    assert take(client, five.li, "&grade=A").headers["Content-Type"].startswith("text/csv")
    assert [(n.person, n.text) for n in Notice.objects.all()] == [
        (five.chief, "li took 4 rows out of the list “Customer files”.")
    ]
    take(client, five.chief, "&grade=A")  # nobody is told of what they did themselves
    assert Notice.objects.count() == 1


@pytest.mark.parametrize("query, sentence", [("", "has approved it"), ("&grade=B", "what is “core secret”")])
def test_too_much_and_core_secrets_stay_here(client, five, query, sentence):
    Customer.objects.filter(grade="B").update(level=Level.CORE)
    answer = take(client, five.li, query)
    assert answer.status_code == 302
    assert sentence in client.get(answer["Location"]).content.decode()
    assert not exports()
