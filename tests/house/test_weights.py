"""What a page costs: the same few queries at ten rows and at a thousand, and a light page (performance.md)."""

import gzip
import re

import pytest
from django.conf import settings as site
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bizdept.duties.models import Duty
from bizdept.files.actions import attach
from bizdept.notices.models import Notice
from bizdept.people.actor import Actor
from bizdept.prepared import Prepared
from bizdept.workflow.models import MoveLog
from contracts.models import Contract
from customers.actions import add_contact
from customers.models import Customer
from tests.company import DAY, TODAY, Company, fresh, pdf

FEW, MANY = 10, 1000
RAW, ZIPPED = 60 * 1024, 15 * 1024  # bytes
BUDGET = {"list": 8, "record": 12, "desk": 10, "both": 16}  # the inbox: a list, and a record beside it
READERS = ("li", "chief", "leader", "legal")


class Crowd:
    """A company in which one person owns much; the record that is looked at has some of everything."""

    def __init__(self, company: Company):
        self.company, self.count = company, 0
        by = Actor(company.li)
        self.customer = company.customer(name="Jia Ltd")
        for n in range(3):
            add_contact(fresh(self.customer), {"name": f"Wang {n}", "phone": "13812345678"}, by=by)
            attach(self.customer, pdf(f"file {n}.pdf"), by=by, purpose="file")
        self.signed = company.signed(customer=self.customer)
        self.review = company.submitted(customer=self.customer, amount=600_000)
        self.draft = company.contract(customer=self.customer)
        self.customer = fresh(self.customer)

    def grow(self, count: int):
        """Up to so many customers, contracts, duties, moves and notices, written in bulk."""
        company, more = self.company, range(self.count, count)
        common = {"owner": company.li, "department": company.team}
        customers = [Customer(name=f"Customer {n}", opened_on=TODAY - n % 300 * DAY, **common) for n in more]
        for customer in customers:
            customer.derive()
        customers = Customer.objects.bulk_create(customers)
        states = list(Contract.State.values)
        contracts = [
            Contract(
                number=f"HT-2025-{n:04}", customer=customers[n - self.count], title=f"Pumps {n}", amount=n * 1000,
                state=states[n % len(states)], opened_on=TODAY - n % 300 * DAY,
                went_to_leader=n % 2 == 0, was_submitted=n % 8 > 0, **common,
            )
            for n in more
        ]  # fmt: skip
        for contract in contracts:
            contract.derive()
        contracts = Contract.objects.bulk_create(contracts)
        rows = list(zip(contracts, more, strict=True))
        Duty.objects.bulk_create(self.duty(record, n) for record, n in rows)
        MoveLog.objects.bulk_create(
            MoveLog(
                record=record, about=record.customer, move="submit", source="drafting", target="in_review", version=1,
                by=company.li, post="specialist", on=TODAY,
            )
            for record, _n in rows
        )  # fmt: skip
        Notice.objects.bulk_create(Notice(person=company.li, key=f"x{n}", text="HT-2026-0001") for n in more)
        self.count = count

    def duty(self, record, n) -> Duty:
        company = self.company
        bearers = [
            {"person": company.li}, {"post": "chief", "department": company.team},
            {"post": "leader", "department": company.team},
            {"post": "reviewer", "department": company.legal_department},
        ]  # fmt: skip
        kinds = ("contracts.revise", "contracts.decide", "contracts.decide", "workflow.opinion")
        given = bearers[n % 4] | {"opened_on": TODAY, "due_on": TODAY + n % 9 * DAY}
        return Duty(record=record, kind=kinds[n % 4], article="3.3.3", **given)

    def pages(self) -> dict[str, str]:
        """What is measured: the kind of page by its address."""
        lists = [
            "/customers/", "/customers/?sort=name&page=2", "/customers/?view=mine&q=customer", "/contracts/",
            "/contracts/?q=pumps", "/contracts/?view=signed&sort=-amount", "/notices/", "/customers/?layout=board",
            "/contracts/?layout=board&sort=-amount", "/customers/?view=all&count=exact", "/customers/columns/",
        ]  # fmt: skip
        records = [r.get_absolute_url() for r in (self.customer, self.signed, self.review, self.draft)]
        return dict.fromkeys(lists, "list") | dict.fromkeys(records, "record") | {"/": "desk", "/inbox/": "both"}


def browser(person) -> Client:
    client = Client()
    client.force_login(person, backend=site.AUTHENTICATION_BACKENDS[0])
    client.cookies[site.LANGUAGE_COOKIE_NAME] = "zh-hans"
    return client


def cost(client, address) -> tuple[int, bytes]:
    """Queries and bytes of a page. Logging a look is no part of it."""
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
    asked = [q["sql"] for q in queries if not re.search(r"SAVEPOINT|audit_|^BEGIN|^COMMIT", q["sql"])]
    return len(asked), response.content if response.status_code == 200 else b""


@pytest.fixture
def crowd(company, time_stands_still) -> Crowd:
    return Crowd(company)


def test_pages_cost_the_same_at_any_number_of_rows(crowd):
    costs: dict[tuple[str, str], list[int]] = {}
    heavy, dear = [], []
    browsers = {name: browser(fresh(getattr(crowd.company, name))) for name in READERS}
    for client in browsers.values():  # what a process remembers of the house is remembered now
        client.get("/contracts/")
        client.get("/customers/")
        client.get("/")
    for count in (FEW, MANY):
        crowd.grow(count)
        for name, client in browsers.items():
            for address, kind in crowd.pages().items():
                queries, page = cost(client, address)
                costs.setdefault((name, address), []).append(queries)
                if queries > BUDGET[kind]:
                    dear.append(f"{name} {address} at {count}: {queries} queries, {BUDGET[kind]} are allowed")
                if len(page) > RAW or len(gzip.compress(page)) > ZIPPED:
                    heavy.append(f"{name} {address} at {count}: {len(page)} bytes, {len(gzip.compress(page))} zipped")
    assert not dear, "\n".join(dear)
    assert not heavy, "\n".join(heavy)
    growing = {where: found for where, found in costs.items() if found[1] > found[0] + 1}
    assert not growing  # one more: the count of a list that no longer fits on its first page


def test_a_query_for_each_row_is_found(crowd, monkeypatch, request):
    """The control: a list that fetches what a row shows one by one."""
    crowd.grow(FEW + 5)
    client = browser(crowd.company.li)
    client.get("/contracts/")
    honest, _page = cost(client, "/contracts/")
    monkeypatch.setattr(type(Contract.objects.all()), "for_list", lambda self: self)
    Prepared.forget_all()
    request.addfinalizer(Prepared.forget_all)
    assert cost(client, "/contracts/")[0] > honest + FEW
