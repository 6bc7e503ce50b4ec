"""Two people at one form: both words stand there, and what only one of them changed is not lost."""

from decimal import Decimal

import pytest
from django.test import Client

from bizdept.people.actor import Actor
from bizdept.people.models import Department
from contracts import actions
from customers.models import Customer
from tests.company import fresh
from tests.web.test_drafts import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(company):
    client = Client()
    client.force_login(company.li, backend="bizdept.manage.backends.SignIn")
    client.cookies["django_language"] = "en"
    return client


def form_of(client, address: str) -> dict:
    """What the page would send as it stands."""
    page = client.get(address)
    form, sent = page.context["form"], {"version": page.context["seen"]}
    for bound in form:
        value = bound.value()
        sent[bound.html_name] = "" if value is None else value
    for part in page.context.get("parts", ()):
        if hasattr(part, "management_form"):
            for bound in part.management_form:
                sent[bound.html_name] = bound.value()
            for row in part.forms:
                sent |= {bound.html_name: "" if bound.value() is None else bound.value() for bound in row}
    return sent


@pytest.fixture
def both(company, client):
    """li has the form open; meanwhile the record is changed behind it, by somebody else's press."""
    contract = company.contract()
    address = f"/contracts/{contract.pk}/edit/"
    mine = form_of(client, address)

    def changed(**terms):
        actions.revise(fresh(contract), by=Actor(company.li), seen=fresh(contract).version, terms=terms)

    return contract, address, mine, changed


def test_what_only_the_other_changed_is_taken_over_and_listed(both, client):
    contract, address, mine, changed = both
    changed(delivery="by ship", copies=7)
    answer = client.post(address, mine | {"title": "Mine"})
    page = words(answer)
    assert answer.status_code == 422 and "Taken over" in page and "by ship" in page
    assert 'value="7"' in page and 'value="Mine"' in page
    assert fresh(contract).title == "Pumps"  # nothing is saved yet
    again = mine | {"title": "Mine", "delivery": "by ship", "copies": 7, "version": answer.context["seen"]}
    assert client.post(address, again).status_code == 302
    now = fresh(contract)
    assert (now.title, now.delivery, now.copies) == ("Mine", "by ship", 7)


def test_where_both_wrote_both_words_stand_there(both, client):
    contract, address, mine, changed = both
    changed(title="Theirs")
    answer = client.post(address, mine | {"title": "Mine"})
    page = words(answer)
    assert 'value="Mine"' in page and 'data-theirs="Theirs"' in page and "wrote here: Theirs" in page
    assert "Taken over" not in page and fresh(contract).title == "Theirs"
    assert client.post(address, mine | {"title": "Mine", "version": answer.context["seen"]}).status_code == 302
    assert fresh(contract).title == "Mine"


def test_what_only_i_changed_is_no_matter(both, client):
    contract, address, mine, changed = both
    changed(delivery="by ship")
    page = words(client.post(address, mine | {"title": "Mine"}))
    assert "data-theirs" not in page and 'value="Mine"' in page


def test_the_same_word_twice_is_no_quarrel(both, client):
    _contract, address, mine, changed = both
    changed(title="The same")
    page = words(client.post(address, mine | {"title": "The same"}))
    assert "data-theirs" not in page and "Taken over" not in page


def test_rows_as_they_stand_now_are_shown_beside_the_typed_ones(both, client, company):
    contract, address, mine, _changed = both
    rows = [{"name": "Their pump", "unit": "pc", "quantity": Decimal(2), "price": Decimal(9)}]
    rows[0]["tax_rate"] = Decimal(13)
    actions.revise(fresh(contract), by=Actor(company.li), seen=fresh(contract).version, terms={}, items=rows)
    page = words(client.post(address, mine | {"items-0-name": "My pump"}))
    assert "Their pump" in page and "My pump" in page and "as it stands in the record now" in page


def test_customers_too(company, client):
    customer = company.customer()
    address = f"/customers/{customer.pk}/edit/"
    mine = form_of(client, address)
    Customer.objects.filter(pk=customer.pk).update(version=customer.version)
    other = Client()
    other.force_login(company.li, backend="bizdept.manage.backends.SignIn")
    assert other.post(address, mine | {"address": "Their street", "grade": "A"}).status_code == 302
    page = words(client.post(address, mine | {"address": "My street"}))
    assert 'value="My street"' in page and 'data-theirs="Their street"' in page
    assert "Taken over" in page


def test_where_no_history_is_kept_every_difference_is_shown(company):
    client = Client()
    client.force_login(company.admin, backend="bizdept.manage.backends.SignIn")
    client.cookies["django_language"] = "en"
    address = f"/manage/departments/{company.team.pk}/"
    page = client.get(address)
    Department.objects.filter(pk=company.team.pk).update(name="Theirs")
    sent = {"name": "Mine", "parent": company.section.pk, "discipline": "", "seen": page.context["stamp"]}
    answer = words(client.post(address, sent))
    assert 'value="Mine"' in answer and "Here stands now: Theirs" in answer and 'data-theirs="Theirs"' in answer
    assert fresh(company.team).name == "Theirs"
