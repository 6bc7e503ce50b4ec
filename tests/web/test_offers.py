"""The box on top: a number leads to its record, and while one types it offers what the lists would find, no more."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bizdept.access.levels import Level
from bizdept.web.questions import hits
from customers.models import Customer

pytestmark = pytest.mark.django_db
KINDS = ("customers", "contracts")


def as_(person) -> Client:
    """Their browser, signed in and with what is remembered of the house warm."""
    client = Client()
    client.force_login(person)
    client.get("/search/suggest/?q=qqxxzz")
    return client


def offered(person, text: str) -> list[str]:
    """The addresses that are offered to somebody."""
    answer = as_(person).get("/search/suggest/", {"q": text})
    assert answer.status_code == 200
    return re.findall(r'role="option"[^>]* href="([^"]+)"', answer.content.decode())


def test_customers_and_contracts_by_any_part_each_under_its_kind(company):
    customer = company.customer(name="恒裕食品有限公司", short_name="恒裕")
    contract = company.contract(customer=customer, title="Pumps")
    both = [customer.get_absolute_url(), contract.get_absolute_url()]
    for text in ("恒裕", "hy", " 食品 "):
        assert offered(company.li, text) == both, text
    assert offered(company.li, contract.number[-4:]) == offered(company.li, "Pump") == both[1:]
    assert offered(company.li, customer.reference()) == both[:1]
    page = as_(company.li).get("/search/suggest/", {"q": "恒裕"}).content.decode()
    assert contract.number in page and customer.reference() in page
    assert page.count('role="group"') == 2


@pytest.mark.parametrize("text", ["", " ", "恒", " j ", "h y s p", "恒 裕", "\0恒裕", "x" * 101])
def test_below_two_characters_and_above_a_hundred_nothing_is_asked(company, text, django_assert_max_num_queries):
    company.customer(name="恒裕食品有限公司")
    client = as_(company.li)
    with django_assert_max_num_queries(2):  # the session and the person
        answer = client.get("/search/suggest/", {"q": text})
    assert b"option" not in answer.content


@pytest.mark.parametrize(
    "customers, contracts, shown", [(9, 0, (8, 0)), (9, 9, (4, 4)), (9, 2, (6, 2)), (1, 9, (1, 7))]
)
def test_eight_together_each_kind_its_share(company, customers, contracts, shown):
    other = company.customer(name="Other Ltd")
    for n in range(customers):
        company.customer(name=f"Hengyu {n}")
    for n in range(contracts):
        company.contract(customer=other, title=f"Hengyu {n}")
    found = offered(company.li, "hengyu")
    assert tuple(sum(f"/{kind}/" in address for address in found) for kind in KINDS) == shown


def test_the_newest_come_first(company):
    rows = [company.customer(name=f"Hengyu {n}") for n in range(3)]
    assert offered(company.li, "Hengyu") == [row.get_absolute_url() for row in reversed(rows)]


def test_who_may_not_see_it_gets_the_answer_of_nonsense(company):
    """To the byte: no count, no heading, nothing by which one could tell."""
    customer = company.customer(name="恒裕食品有限公司", level=Level.CONFIDENTIAL)
    contract = company.contract(customer=customer, title="Hengyu pumps")
    for person in (company.zhao, company.officer, company.admin, company.personnel):
        client = as_(person)
        nonsense = client.get("/search/suggest/", {"q": "qqxxzz"})
        for text in ("恒裕", "hy", "Hengyu", contract.number, customer.reference()):
            answer = client.get("/search/suggest/", {"q": text})
            assert answer.content == nonsense.content, (person, text)
            assert {**answer.headers, "Expires": ""} == {**nonsense.headers, "Expires": ""}
            jump, away = (client.get("/search/", {"q": word})["Location"] for word in (text, "qqxxzz"))
            assert jump.partition("?")[0] == away.partition("?")[0] or text.startswith(contract.number), (person, text)
            assert f"/{customer.pk}/" not in jump and f"/{contract.pk}/" not in jump


def test_a_whole_number_leads_to_its_record(company):
    customer, contract = company.customer(name="Hengyu"), company.contract(title="Pumps")
    for record in (customer, contract):
        for text in (record.reference(), f"  {record.reference().lower()} "):
            assert as_(company.li).get("/search/", {"q": text})["Location"] == record.get_absolute_url()
    assert "?q=" in as_(company.zhao).get("/search/", {"q": customer.reference()})["Location"]
    assert "?q=" in as_(company.li).get("/search/", {"q": "KH-9999999999999999999999"})["Location"]


def test_it_agrees_with_the_lists(company):
    """For everybody and every text: no record that the list would not find for that person."""
    names = ["恒裕食品有限公司", "Hengyu 50% off", "under_score", "明澜精密", "O'Neill & <b>Sons</b>"]
    for n, name in enumerate(names):
        owner = (company.li, company.zhao)[n % 2]
        company.contract(customer=company.customer(name=name, owner=owner), owner=owner, title=f"T {name}")
    for person in company.people():
        for text in ("恒裕", "heng", "50%", "r_s", "O'N", "<b>", "mljm", "有限", "T"):
            seen = Customer.objects.visible_to(person).matching(q=text) if len(text) > 1 else []
            assert set(offered(person, text)) >= {row.get_absolute_url() for row in seen}, (person, text)
            assert {a for a in offered(person, text) if "customers" in a} == {row.get_absolute_url() for row in seen}


@pytest.mark.parametrize(
    "text", ["\0", "%%", "__", "x" * 10_000, "恒" * 5_000, "\u202eabc", "' or 1=1 --", "\\\\:*&|!"]
)
def test_naughty_words_find_nothing_and_break_nothing(company, text):
    company.customer(name="Jia Ltd")
    assert offered(company.li, text) == []


def test_no_proxy_and_no_browser_keeps_it(company):
    answer = as_(company.li).get("/search/suggest/", {"q": "Jia"})
    assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", "))


def test_the_queries_do_not_grow(company):
    """The session, the person, the posts; then one for each kind."""
    counts = []
    for more in (1, 12):
        for n in range(more):
            company.contract(customer=company.customer(name=f"Hengyu {n}"), title=f"Hengyu {n}")
        client = as_(company.chief)
        with CaptureQueriesContext(connection) as asked:
            assert b"option" in client.get("/search/suggest/?q=hengyu").content
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 3 + len(hits.by_package)
