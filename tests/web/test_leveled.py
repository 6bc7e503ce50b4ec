"""How confidential something is stands in the name of whatever leaves the house (8.1.1)."""

from decimal import Decimal
from urllib.parse import unquote

import pytest
from django.test import Client
from django.utils import translation

from bizdept.access.levels import Level
from bizdept.people.actor import Actor
from bizdept.web import pdf as printer
from confidentiality.actions import papers
from contracts import actions
from customers.actions import add_file
from tests.company import TODAY, pdf


@pytest.fixture
def client(company) -> Client:
    client = Client()
    client.force_login(company.li)
    return client


@pytest.fixture
def drawn(monkeypatch) -> list:
    """The contexts of what was printed; nothing is drawn."""
    shown: list = []
    monkeypatch.setattr(printer, "render", lambda template, context, *css: shown.append(context) or b"x")
    return shown


def name_of(answer) -> str:
    assert answer.status_code == 200
    return unquote(answer["Content-Disposition"].partition("filename*=")[2] or answer["Content-Disposition"])


def paper(company):
    facts = {"kind": "copy", "title": "x", "copies": 1, "level": 3, "category": "business", "place": "A"}
    return papers.enter(facts | {"belongs_to": ""}, company.li, by=Actor(company.li), on=TODAY)


def test_a_file_says_its_own_level(company, client):
    jia = company.customer(level=Level.CONFIDENTIAL)
    for level, word in ((1, "internal"), (2, "confidential"), (3, "core secret")):
        row = add_file(jia, pdf(f"a{level}.pdf"), by=Actor(company.li), level=level, category="business")
        assert f"{word}-a{level}.pdf" in name_of(client.get(row.get_absolute_url()))


def test_what_goes_to_the_other_party_carries_no_level(company, client, drawn):
    contract = company.contract(cost=Decimal(1))
    by = Actor(company.li)
    for purpose, has_level in (("annex", False), ("nda", False), ("cost", True), ("other", True)):
        level = 3 if purpose == "cost" else 2
        row = actions.add_file(
            contract, pdf(f"{purpose}.pdf"), by=by, level=level, category="business", purpose=purpose
        )
        name = name_of(client.get(row.get_absolute_url()))
        assert (f"-{purpose}.pdf" in name) is has_level, name
    contract = company.move("submit", contract, company.li)
    assert f"''{contract.number}-v1.pdf" in name_of(client.get(f"{contract.get_absolute_url()}versions/1/pdf/"))
    assert f"''confidential-{contract.number}" in name_of(client.get(f"{contract.get_absolute_url()}review-sheet/"))


def test_a_scan_of_what_was_signed_carries_none(company, client):
    contract = company.signed()
    assert name_of(client.get(contract.signing.scan.get_absolute_url())).endswith('filename="scan.pdf"')


def test_lists_and_papers_say_the_highest_level_in_them(company, client, drawn):
    company.customer(name="Inner", level=Level.INTERNAL)
    assert "''internal-" in name_of(client.get("/customers/?export=csv&view=mine"))
    company.customer(name="Jia", level=Level.CONFIDENTIAL)
    for kind in ("csv", "xlsx"):
        assert "''confidential-" in name_of(client.get(f"/customers/?export={kind}&view=mine"))
    thing = paper(company)
    assert f"''core secret-{thing.number}" in name_of(client.get(f"{thing.get_absolute_url()}destruction-form/"))


def test_the_name_is_in_the_readers_language(company, client):
    company.li.language = "zh-hans"
    company.li.save()
    jia = company.customer()
    row = add_file(jia, pdf("a.pdf"), by=Actor(company.li), level=2, category="business")
    answer = client.get(row.get_absolute_url())
    with translation.override("zh-hans"):
        assert f"{Level.CONFIDENTIAL.label}-a.pdf" in name_of(answer)
