"""A list as a board: the same rows, in lanes, by a fixed number of questions; and the way back from a record."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bizdept.web.lists.rows import ON_A_BOARD
from contracts.listing import CONTRACTS
from contracts.models import Contract
from customers.listing import CUSTOMERS
from customers.models import Customer
from tests.company import DAY, TODAY

ON_A_LANE = ON_A_BOARD // 4  # of the board of customers
pytestmark = pytest.mark.usefixtures("time_stands_still")


def text_of(client, person, address: str) -> str:
    client.force_login(person)
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def lanes(client, person, address: str):
    client.force_login(person)
    return client.get(address).context["lanes"]


def many(company, count: int, **fields) -> None:
    rows = [
        Customer(name=f"Yi {n} Ltd", owner=company.li, department=company.team, opened_on=TODAY - n * DAY, **fields)
        for n in range(count)
    ]
    for row in rows:
        row.derive()
    Customer.objects.bulk_create(rows)


def test_the_board_shows_what_the_list_shows(client, company):
    company.customer(name="Jia Ltd", grade="A")
    company.customer(name="Yi Ltd", grade="B", region="Nanjing")
    company.customer(name="Secret Ltd", grade="A", owner=company.zhao)
    found = lanes(client, company.li, "/customers/?layout=board")
    assert [(lane.lane.name, [str(r) for r in lane.records], lane.count) for lane in found] == [
        ("A", ["Jia Ltd"], 1), ("B", ["Yi Ltd"], 1), ("C", [], 0), ("D", [], 0)
    ]  # fmt: skip
    found = lanes(client, company.li, "/customers/?layout=board&region=Nan")
    assert [lane.count for lane in found] == [0, 1, 0, 0]


def test_a_full_lane_says_how_many_there_are(client, company):
    many(company, ON_A_LANE + 10, grade="B")
    lane = lanes(client, company.li, "/customers/?layout=board&sort=name")[1]
    assert (len(lane.records), lane.count, lane.has_more) == (ON_A_LANE, ON_A_LANE + 10, True)
    assert [str(r) for r in lane.records] == sorted(str(r) for r in Customer.objects.all())[:ON_A_LANE]
    assert lane.shown == str(ON_A_LANE + 10)


def test_a_very_full_lane_is_counted_up_to_a_thousand(client, company, monkeypatch):
    monkeypatch.setattr("bizdept.web.lists.rows.COUNTED", 20)
    many(company, ON_A_LANE + 10, grade="B")
    assert lanes(client, company.li, "/customers/?layout=board")[1].shown == "20+"


def test_every_state_and_grade_has_its_lane():
    """A record of a state without a lane would be nowhere on the board."""
    for listing, field, model in ((CONTRACTS, "state", Contract.State), (CUSTOMERS, "grade", Customer.Grade)):
        wanted = [lane.where.get(field) or lane.where[f"{field}__in"] for lane in listing.board]
        named = [value for words in wanted for value in (words if isinstance(words, list) else [words])]
        assert sorted(named) == sorted(model.values)


def test_a_card_offers_what_may_be_done(client, company):
    """The menu that stands in for dragging: a page of its own, and no question for each card on the board."""
    contract = company.contract(title="Pumps")
    text = text_of(client, company.li, "/contracts/?layout=board")
    assert f"/contracts/{contract.pk}/moves/" in text
    text = text_of(client, company.li, f"/contracts/{contract.pk}/moves/")
    assert 'data-move="contracts.submit"' in text and 'data-move="contracts.approve"' not in text
    customer = company.customer()
    text = text_of(client, company.li, f"/customers/{customer.pk}/moves/")
    assert f"/customers/batch/grade/?row={customer.pk}" in text and "customers.give" not in text
    assert 'data-move="customers.release"' in text


@pytest.mark.parametrize("address", ["/customers/?layout=board", "/contracts/?layout=board"])
def test_a_board_asks_no_more_with_more_cards(client, company, address):
    company.contract()
    text_of(client, company.li, address)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            text_of(client, company.li, address)
        return len(queries)

    before = asked()
    for n in range(4):
        company.contract(title=f"Pumps {n}")
    assert asked() == before


# ── counts


def test_the_count_is_capped_and_exact_on_demand(client, company, monkeypatch):
    monkeypatch.setattr("bizdept.web.lists.rows.COUNTED", 30)
    many(company, 40)
    company.customer(name="Secret Ltd", owner=company.zhao)
    with CaptureQueriesContext(connection) as queries:
        text = text_of(client, company.li, "/customers/")
    assert "30+ in all" in text and "Count exactly" in text
    assert len([q for q in queries if "LIMIT 31" in q["sql"]]) == 1  # on PostgreSQL each source stops there
    assert not [
        q for q in queries if "COUNT(*)" in q["sql"] and "customers_customer" in q["sql"] and "LIMIT" not in q["sql"]
    ]
    text = text_of(client, company.li, "/customers/?count=exact")
    assert "40 in all" in text and "Count exactly" not in text
    part = client.get("/customers/?count=exact", headers={"HX-Request": "true"}).content.decode()
    assert part.strip() == "40 in all"


# ── beside a record


def way(client, person, address: str) -> dict:
    text = text_of(client, person, address)
    nav = re.search(r'<nav class="row-c fs13 mb8".*?</nav>', text, re.DOTALL)
    if nav is None:
        return {}
    found = {"back": re.search(r'href="([^"]+)" data-back', nav[0])[1]}
    for rel in ("prev", "next"):
        if link := re.search(rf'rel="{rel}" href="([^"]+)"', nav[0]):
            found[rel] = link[1]
    return {name: address.replace("&amp;", "&") for name, address in found.items()}


def links(client, person, address: str) -> list[str]:
    return [
        a.replace("&amp;", "&") for a in re.findall(r'class="nm" href="([^"]+)"', text_of(client, person, address))
    ]


@pytest.mark.parametrize("query", ["", "?sort=name&grade=B", "?view=mine&q=yi", "?sort=-name&page=2"])
def test_one_walks_through_the_list_and_back(client, company, query):
    """From the first record of a page by “next” alone to the end, and by “previous” to the very first."""
    many(company, 60, grade="B")
    start = links(client, company.li, f"/customers/{query}")[0]
    order = Customer.objects.order_by("-opened_on", "-pk")
    if "sort" in query:
        order = Customer.objects.order_by("-name" if "-name" in query else "name", "-opened_on", "-pk")
    everything = list(order.values_list("pk", flat=True))
    ids = everything[25:] if "page=2" in query else everything
    seen, address = [], start
    while address:
        seen.append(int(re.match(r"/customers/(\d+)/", address)[1]))
        found = way(client, company.li, address)
        address = found.get("next")
    assert seen == ids
    back, address = [], found["prev"]
    while address:
        back.append(int(re.match(r"/customers/(\d+)/", address)[1]))
        address = way(client, company.li, address).get("prev")
    assert back == everything[: everything.index(seen[-1])][::-1]


def test_the_way_back_has_the_conditions_and_the_page(client, company):
    many(company, 30, grade="B")
    address = links(client, company.li, "/customers/?grade=B&sort=name&page=2")[0]
    assert way(client, company.li, address)["back"] == "/customers/?sort=name&page=2&grade=B"


def test_nobody_is_led_to_what_they_do_not_see(client, company):
    many(company, 1)
    secret = company.customer(name="Secret Ltd", owner=company.zhao)
    many(company, 1)
    for address in links(client, company.li, "/customers/"):
        assert f"/{secret.pk}/" not in str(way(client, company.li, address))


@pytest.mark.parametrize(
    "bad", ["x", "page=99", "page=-1", "sort=nonsense", "%00", "//evil.example/", "a=" + "b" * 3000]
)
def test_no_forged_list_breaks_or_leads_away(client, company, bad):
    customer = company.customer()
    client.force_login(company.li)
    answer = client.get(f"/customers/{customer.pk}/", {"list": bad})
    assert answer.status_code == 200
    found = way(client, company.li, answer.request["PATH_INFO"] + "?" + answer.request["QUERY_STRING"])
    assert all(address.startswith("/customers/") for address in found.values())


def test_it_costs_one_question_and_only_from_a_list(client, company):
    customer = company.customer()
    client.force_login(company.li)

    def asked(address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    plain = f"/customers/{customer.pk}/"
    asked(plain)
    assert asked(plain) + 1 == asked(links(client, company.li, "/customers/")[0])
    assert way(client, company.li, plain) == {}


def test_a_move_in_a_dialog_leaves_one_in_the_list(client, company):
    """Press, and go on to the next: the page after the move still knows the list."""
    customer = company.customer()
    client.force_login(company.li)
    here = f"http://testserver/customers/{customer.pk}/?list=view%3Dmine"
    headers = {"HX-Request": "true", "HX-Current-URL": here}
    answer = client.post(f"/customers/{customer.pk}/release/", {"version": customer.version}, headers=headers)
    assert answer["HX-Redirect"] == f"/customers/{customer.pk}/?list=view%3Dmine"
    other = {"HX-Request": "true", "HX-Current-URL": "http://testserver/inbox/?list=view%3Dmine"}
    answer = client.post(f"/customers/{customer.pk}/claim/", headers=other)
    assert answer["HX-Redirect"] == f"/customers/{customer.pk}/"
