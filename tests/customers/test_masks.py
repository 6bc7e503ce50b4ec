"""What is hidden of a customer (8.1.1): bank account and telephone number, until somebody asks for one."""

import io

import openpyxl
import pytest
from django.test import Client
from django.utils import timezone

from bizdept.access.grants import grant
from bizdept.access.models import AccessLog
from bizdept.people.actor import Actor
from bizdept.web import questions
from customers.actions import revise
from tests.company import DAY

ACCOUNT, PHONE, NEW = "6222021234567890123", "021-55667788", "6222029876543210123"
ALL_IN_FULL = (ACCOUNT, PHONE, NEW)


@pytest.fixture
def jia(company):
    jia = company.customer(account=ACCOUNT, phone=PHONE, bank="Bank of Jia")
    return revise(jia, {"account": NEW}, by=Actor(company.li))


def client_of(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def readers(company, jia) -> list:
    """Everybody who may see the file, be it by a grant or because they lead."""
    now = timezone.now()
    for person in (company.zhao, company.leader):
        facts = {"by": Actor(company.chief), "reason": "they stand in for li", "starts": now, "until": now + DAY}
        grant(jia, person, **facts)
    return [company.li, company.chief, company.assistant, company.zhao, company.leader]


def test_no_page_list_history_or_export_shows_them(company, jia):
    contract = company.contract(customer=jia)
    for person in readers(company, jia):
        client = client_of(person)
        for address in (
            jia.get_absolute_url(), f"{jia.get_absolute_url()}history/", "/customers/", "/customers/?layout=board",
            "/customers/?export=csv&columns=all", f"{jia.get_absolute_url()}readers/",
            "/contracts/?export=csv&columns=all",
        ):  # fmt: skip
            answer = client.get(address)
            assert answer.status_code == 200, address
            text = b"".join(answer) if answer.streaming else answer.content
            assert not [secret for secret in ALL_IN_FULL if secret.encode() in text], (person, address)
        book = openpyxl.load_workbook(io.BytesIO(client.get("/customers/?export=xlsx&columns=all").content))
        cells = {str(cell.value) for sheet in book for row in sheet for cell in row}
        assert not cells & {*ALL_IN_FULL}
    assert contract.customer_id == jia.pk


def test_they_are_masked_and_so_are_their_changes(company, jia):
    client = client_of(company.zhao)
    grant(
        jia, company.zhao, by=Actor(company.chief), reason="stands in for li", starts=timezone.now(),
        until=timezone.now() + DAY,
    )  # fmt: skip
    page = client.get(jia.get_absolute_url()).content.decode()
    assert "622************0123" in page and "021*****7788" in page and "unmask/account/" not in page
    history = client.get(f"{jia.get_absolute_url()}history/").content.decode()
    assert history.count("622************0123") == 2


def test_one_is_shown_to_whoever_works_with_the_customer_and_noted(company, jia):
    address = f"{jia.get_absolute_url()}unmask/"
    for person in (company.li, company.chief, company.assistant):
        client = client_of(person)
        assert "unmask/account/" in client.get(jia.get_absolute_url()).content.decode()
        assert client.get(f"{address}account/").status_code == 405
        assert NEW in client.post(f"{address}account/").content.decode()
        alone = client.post(f"{address}phone/", headers={"HX-Request": "true"}).content.decode()
        assert alone.strip() == PHONE
        lines = AccessLog.objects.of(jia).filter(action="look.unmask", actor=person.pk)
        assert [line.data["field"] for line in lines.order_by("seq")] == ["account", "phone"]
        assert client.post(f"{address}notes/").status_code == 404


def test_the_others_are_refused_and_that_is_noted(company, jia):
    readers(company, jia)
    codes = {company.zhao: 403, company.leader: 403, company.legal: 404, company.officer: 404, company.admin: 404}
    for person, code in codes.items():
        answer = client_of(person).post(f"{jia.get_absolute_url()}unmask/account/")
        assert answer.status_code == code and NEW not in answer.content.decode()
        assert AccessLog.objects.of(jia).filter(kind="refusal", actor=person.pk).exists()
    assert not AccessLog.objects.filter(action="look.unmask").exists()


def test_a_form_that_shows_them_in_full_is_noted(company, jia):
    assert NEW in client_of(company.li).get(f"{jia.get_absolute_url()}edit/").content.decode()
    lines = AccessLog.objects.of(jia).filter(action="look.unmask", actor=company.li.pk)
    assert {line.data["field"] for line in lines} == {"account", "phone"}


def test_the_log_says_what_was_shown(company, jia):
    client_of(company.li).post(f"{jia.get_absolute_url()}unmask/account/")
    page = client_of(company.officer).get("/confidentiality/log/?scope=all&deed=unmasked").content.decode()
    assert "nmasked: bank account" in page and NEW not in page


def test_no_digits_of_an_account_find_a_customer(company, jia):
    client = client_of(company.li)
    for digits in (NEW, NEW[:6], NEW[-4:], NEW[4:12]):
        assert jia.get_absolute_url() not in client.get(f"/customers/?q={digits}").content.decode()
        assert jia.name not in client.get(f"/search/suggest/?q={digits}").content.decode()
        assert list(questions.called(digits)) == []
        assert jia.name not in client.get(f"/customers/duplicates/?q={digits}").content.decode()
