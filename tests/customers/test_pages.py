"""The customers' list and record: what they show, to whom, in how many queries."""

import io
import json
import uuid
from urllib.parse import quote

import openpyxl
import pytest

from bizdept.access.grants import grant
from bizdept.access.levels import Level
from bizdept.access.models import AccessLog
from bizdept.audit.models import AuditEntry
from bizdept.files.models import Attachment
from bizdept.people.actor import Actor
from bizdept.people.history import keep_many
from customers import actions
from customers.models import Customer
from tests.company import DAY, NOW, TODAY, pdf
from tests.house.code import ROOT

pytestmark = pytest.mark.django_db
NAUGHTY = ROOT.parent / "shared" / "data" / "attack" / "text" / "blns.json"
BAD_PARAMETERS = ["\0", "9" * 30, "-1", "NaN", "１２", "\ud800", "' OR 1=1 --", "a" * 5000, "\u202e", "10000-01-01"]


@pytest.fixture
def page(signed_in):
    """Sign somebody in, and get an address."""
    return lambda person, address, **data: signed_in(person).get(address, data)


def text(response) -> str:
    assert response.status_code == 200, response.status_code
    content = response.content.decode()
    assert "!!undefined" not in content
    return content


def many(company, count: int) -> None:
    rows = [
        Customer(name=f"Yi {n} Ltd", owner=company.li, department=company.team, opened_on=TODAY, grade="B")
        for n in range(count)
    ]
    for row in rows:
        row.derive()
    keep_many(rows, by=Actor(company.li))


def test_the_list_shows_what_one_may_see(company, page):
    company.customer(name="Jia Ltd")
    company.customer(name="Bing Ltd", owner=company.zhao)
    mine = text(page(company.li, "/customers/"))
    assert "Jia Ltd" in mine and "Bing Ltd" not in mine
    assert "Bing Ltd" in text(page(company.chief, "/customers/"))
    assert "No customers here yet" in text(page(company.admin, "/customers/"))


def test_filters_stand_in_the_address_and_on_chips(company, page):
    company.customer(name="Jia Ltd", grade="A", region="Suzhou", code="91310117MA1J3AJ43G")
    company.customer(name="南京恒裕", grade="B")
    for query in (
        {"grade": "A"},
        {"q": "jia"},
        {"q": "91310117"},
        {"region": "suz"},
        {"owner": company.li.pk, "q": "Jia"},
    ):
        content = text(page(company.li, "/customers/", **query))
        assert "Jia Ltd" in content and "南京恒裕" not in content, query
    assert "南京恒裕" in text(page(company.li, "/customers/", q="njhy"))
    assert "Remove the condition" in text(page(company.li, "/customers/", grade="A"))
    assert "Nothing meets these conditions" in text(page(company.li, "/customers/", grade="D"))


@pytest.mark.parametrize("rows", [10, 1000])
def test_the_list_costs_the_same_at_any_length(company, signed_in, rows, django_assert_max_num_queries):
    many(company, rows)
    client = signed_in(company.li)
    client.get("/customers/")
    for address in ("/customers/", "/customers/?grade=B&sort=name&page=1"):
        with django_assert_max_num_queries(8):
            content = text(client.get(address))
        assert content.count('data-record="customers.customer:') == min(rows, 25)


def test_the_list_leaves_as_excel(company, page):
    company.customer(name="=1+1", code="91310117MA1J3AJ43G")
    response = page(company.li, "/customers/", export="xlsx", columns="all")
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    assert [cell.value for cell in sheet[2]][:2] == ["=1+1", "91310117MA1J3AJ43G"]
    assert sheet["A2"].data_type == "s"


@pytest.mark.parametrize("bad", BAD_PARAMETERS)
def test_no_parameter_breaks_the_list(company, page, bad):
    company.customer()
    for name in ("q", "state", "grade", "owner", "level", "region", "view", "sort", "page", "export"):
        assert page(company.li, f"/customers/?{name}={quote(bad, errors='surrogatepass')}").status_code == 200
    for name in ("q", "name", "code", "phone", "website"):
        address = f"/customers/duplicates/?{name}={quote(bad, errors='surrogatepass')}"
        assert page(company.li, address).status_code == 200


def test_an_impossible_id_is_not_found(company, page):
    for address in (f"/customers/{'9' * 30}/", f"/customers/{'9' * 30}/edit/", f"/customers/1/contacts/{'9' * 30}/"):
        assert page(company.li, address).status_code == 404


def test_the_record_shows_itself_and_is_logged(company, page):
    customer = company.customer(code="91310117MA1J3AJ43H", phone="021-12345678", region="Shanghai")
    content = text(page(company.li, customer.get_absolute_url()))
    assert f'data-record="customers.customer:{customer.pk}" data-state="active"' in content
    assert "check digit" in content
    assert "021*****5678" in content and "021-12345678" not in content
    assert AccessLog.objects.of(customer).filter(kind="look", actor=company.li.pk).count() == 1


def test_a_foreign_file_does_not_exist_and_the_try_is_written_down(company, page):
    customer = company.customer(name="Secret Ltd")
    for part in ("", "edit/", "history/", "duplicates/", "contacts/new/", "files/new/", "release/"):
        response = page(company.zhao, f"{customer.get_absolute_url()}{part}")
        assert response.status_code == 404
        assert "Secret Ltd" not in response.content.decode()
        assert AccessLog.objects.of(customer).filter(kind="refusal", actor=company.zhao.pk).exists()
    assert AccessLog.objects.of(customer).filter(kind="refusal").count() == 7


def test_what_one_may_see_and_not_change_is_forbidden(company, page):
    customer = company.customer()
    by = Actor(company.chief)
    grant(customer, company.zhao, by=by, reason="covers for li", starts=NOW - DAY, until=NOW + DAY)
    assert text(page(company.zhao, customer.get_absolute_url())).count("/edit/") == 0
    for part in ("edit/", "contacts/new/", "files/new/"):
        assert page(company.zhao, f"{customer.get_absolute_url()}{part}").status_code == 403
    assert page(company.zhao, customer.get_absolute_url()).status_code == 200


def test_the_record_costs_few_queries(company, signed_in, django_assert_max_num_queries):
    customer = company.customer()
    for number in range(5):
        actions.add_contact(customer, {"name": f"Contact {number}", "phone": "13800138000"}, by=Actor(company.li))
        actions.add_file(customer, pdf(f"{number}.pdf"), by=Actor(company.li), level=1, category="business")
    client = signed_in(company.li)
    client.get(customer.get_absolute_url())
    with django_assert_max_num_queries(15):  # twelve; the pace of looking (8.2.2); two are the test's own savepoint
        text(client.get(customer.get_absolute_url()))


def test_files_are_shown_as_far_as_one_may_see(company, page):
    customer = company.customer(level=Level.INTERNAL)
    actions.add_file(customer, pdf("open.pdf"), by=Actor(company.li), level=1, category="business")
    actions.add_file(customer, pdf("core.pdf"), by=Actor(company.li), level=3, category="financial")
    assert "core.pdf" in text(page(company.li, customer.get_absolute_url()))
    seen = text(page(company.assistant, customer.get_absolute_url()))
    assert "open.pdf" in seen and "core.pdf" not in seen
    assert Attachment.objects.count() == 2


def test_a_phone_is_shown_in_full_only_on_purpose(company, signed_in):
    customer = company.customer()
    contact = actions.add_contact(customer, {"name": "Shen", "phone": "13812345621"}, by=Actor(company.li))
    client = signed_in(company.li)
    assert "13812345621" not in text(client.get(customer.get_absolute_url()))
    address = f"{customer.get_absolute_url()}contacts/{contact.pk}/unmask/"
    assert client.get(address).status_code == 405
    assert "13812345621" in text(client.post(address))
    assert client.post(address, headers={"HX-Request": "true"}).content.decode().strip() == "13812345621"
    assert AccessLog.objects.of(customer).filter(action="look.unmask", actor=company.li.pk).count() == 2


def test_who_may_see_it_is_said(company, signed_in):
    customer = company.customer()
    by = Actor(company.chief)
    grant(customer, company.zhao, by=by, reason="covers for li", starts=NOW - DAY, until=NOW + DAY)
    client = signed_in(company.li)
    assert "One person by a grant." in text(client.get(customer.get_absolute_url()))
    content = text(client.get(f"{customer.get_absolute_url()}readers/"))
    assert all(word in content for word in ("li", "chief", "zhao", "covers for li"))


def test_history_tells_who_changed_what(company, page):
    customer = company.customer(name="Jia Ltd")
    actions.revise(customer, {"name": "Jia Pumps Ltd"}, by=Actor(company.chief))
    content = text(page(company.li, f"{customer.get_absolute_url()}history/"))
    assert "<del>Jia Ltd</del>" in content and "<ins>Jia Pumps Ltd</ins>" in content and "chief" in content


@pytest.mark.skipif(not NAUGHTY.is_file(), reason="the naughty strings are not here")
def test_naughty_strings_are_shown_as_they_are(company, page):
    strings = [s for s in json.loads(NAUGHTY.read_text()) if s.strip()][:200]
    rows = []
    for one in strings:
        row = Customer(name=one[:200], owner=company.li, department=company.team, opened_on=TODAY)
        for name in ("short_name", "industry", "kind", "region", "legal_representative", "website"):
            setattr(row, name, one[:60])
        row.notes = row.business_scope = one
        row.derive()
        rows.append(row)
    for row in keep_many(rows, by=Actor(company.li))[::10]:
        content = text(page(company.li, f"/customers/{row.pk}/"))
        assert "<script>alert" not in content
    for number in range(1, 9):
        assert "<script>alert" not in text(page(company.li, "/customers/", page=number, sort="name"))


def test_history_keeps_what_stood_there_at_a_higher_level(company, page):
    customer = company.customer(level=Level.CORE, notes="floor price 77,000")
    actions.revise(customer, {"notes": ""}, by=Actor(company.chief))
    company.lowered(customer, Level.CONFIDENTIAL)
    for person, sees in {company.chief: True, company.assistant: False}.items():
        content = text(page(person, f"{customer.get_absolute_url()}history/"))
        assert ("77,000" in content) is sees


def test_whoever_stands_in_for_the_chief_uses_the_buttons_that_are_drawn(company, signed_in):
    company.delegate(company.chief, company.zhao)
    customer = company.customer()
    client = signed_in(company.zhao)
    assert f"/customers/{customer.pk}/edit/" in text(client.get(customer.get_absolute_url()))
    assert client.get(f"/customers/{customer.pk}/edit/").status_code == 200
    actions_by = client.post(f"/customers/{customer.pk}/contacts/new/", {"name": "Wu", "press": str(uuid.uuid4())})
    assert actions_by.status_code == 302
    assert AuditEntry.objects.filter(action="customers.contact", principal=company.chief.pk).exists()


def test_the_assistant_stands_among_the_readers(company, page):
    customer = company.customer()
    assert "assistant" in text(page(company.li, f"{customer.get_absolute_url()}readers/"))
    Customer.objects.update(level=Level.CORE)
    assert "assistant" not in text(page(company.chief, f"{customer.get_absolute_url()}readers/"))


def test_a_telephone_number_in_a_form_is_noted_as_one_in_full(company, page):
    contact = actions.add_contact(company.customer(), {"name": "Wu", "phone": "1"}, by=Actor(company.li))
    text(page(company.li, f"/customers/{contact.customer_id}/contacts/{contact.pk}/"))
    assert AccessLog.objects.filter(action="look.unmask", actor=company.li.pk).count() == 1
