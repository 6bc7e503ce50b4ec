"""Who may see a record, by the rule itself; opened to one more, and to one fewer."""

import uuid

import pytest

from bizdept.access.doors import may_see, reasons_of
from bizdept.access.levels import Level
from bizdept.access.reading import WHY, readings_of
from bizdept.access.sources import Reader
from bizdept.audit.clock import moment
from bizdept.people.models import Post, User
from contracts.models import Contract
from customers.models import Customer
from tests.company import DAY, TODAY, fresh

REASON = "stands in for li this week"
pytestmark = pytest.mark.usefixtures("time_stands_still")


@pytest.fixture(params=["customer", "contract", "signed"])
def record(request, company):
    return {
        "customer": company.customer, "contract": company.submitted, "signed": company.signed
    }[request.param]()  # fmt: skip


def names(record) -> set[str]:
    return {one.person.username for one in readings_of(record, moment())}


def test_the_page_names_those_to_whom_the_doors_open(company, record):
    for level in (Level.INTERNAL, Level.CONFIDENTIAL, Level.CORE, Level.NAMED):
        type(record).objects.filter(pk=record.pk).update(level=level)
        row = fresh(record)
        expected = {user.username for user in User.objects.all() if may_see(fresh(user), row)}
        assert names(row) == expected and "li" in expected and "admin" not in expected


def test_without_an_nda_somebody_is_not_among_them(company, record):
    assert "chief" in names(record)
    User.objects.filter(username="chief").update(nda_until=TODAY - DAY)
    assert "chief" not in names(record)


def test_every_reason_has_its_words(company):
    """Of every source that anybody has: a new one without words would be told by nothing."""
    at = moment()
    found = {
        name
        for model in (Customer, Contract)
        for user in User.objects.all()
        for name, _reach in reasons_of(model, Reader.of(fresh(user), at))
    }
    assert found - {"grant"} <= set(WHY) and len(found) > 5


def address(record, *more: object) -> str:
    return f"{record.get_absolute_url()}readers/" + "".join(f"{word}/" for word in more)


def given(person, **changes) -> dict:
    until = (TODAY + 7 * DAY).isoformat()
    return {"press": str(uuid.uuid4()), "to": person.pk, "reason": REASON, "until": until} | changes


def test_it_is_opened_to_one_more_and_to_one_fewer(company, record, client):
    client.force_login(company.chief)
    other = company.person("other", Post.SPECIALIST, company.other_section)
    assert 'readers/new/"' in client.get(address(record)).content.decode()
    assert client.post(address(record, "new"), given(other)).status_code == 302
    assert may_see(fresh(other), record)
    text = client.get(address(record)).content.decode()
    assert REASON in text and "other" in text
    row = record.grants.get()
    assert f'readers/{row.pk}/end/"' in text and row.granted_by == company.chief
    assert client.post(address(record, row.pk, "end")).status_code == 302
    assert not may_see(fresh(other), record)
    assert client.post(address(record, row.pk, "end")).status_code == 404


@pytest.mark.parametrize(
    "changes, field",
    [
        ({"reason": "so"}, "reason"),
        ({"until": (TODAY + 400 * DAY).isoformat()}, None),
        ({"until": (TODAY - DAY).isoformat()}, None),
        ({"until": "soon"}, "until"),
        ({"to": 0}, "to"),
    ],
)
def test_what_can_not_be_is_refused_with_a_sentence(company, record, client, changes, field):
    client.force_login(company.chief)
    answer = client.post(address(record, "new"), given(company.zhao, **changes))
    assert answer.status_code == 422 and not record.grants.exists()
    assert answer.context["form"].errors if field is None else field in answer.context["form"].errors


def test_a_grant_of_another_record_is_not_ended_from_here(company, record, client):
    client.force_login(company.chief)
    client.post(address(record, "new"), given(company.zhao))
    twin = company.customer(name="Other Ltd") if isinstance(record, Customer) else company.contract(title="Other")
    assert client.post(address(twin, record.grants.get().pk, "end")).status_code == 404
    assert record.grants.exists()


def test_nobody_opens_to_themselves_nor_what_is_not_theirs(company, record, client):
    client.force_login(company.chief)
    assert client.post(address(record, "new"), given(company.chief)).status_code == 422
    for person in (company.li, company.assistant):
        client.force_login(person)
        assert 'readers/new/"' not in client.get(address(record)).content.decode()
        assert client.post(address(record, "new"), given(company.zhao)).status_code == 403
        assert client.get(address(record, "new")).status_code == 403
    client.force_login(company.zhao)
    assert client.post(address(record, "new"), given(company.zhao)).status_code == 404
    assert not record.grants.exists()


def test_core_secrets_ask_for_a_fresh_proof(company, client, settings):
    settings.FRESH_SIGN_IN_MINUTES = 10
    customer = company.customer(level=Level.CORE)
    client.force_login(company.chief)
    data = given(company.zhao, until=(TODAY + 7 * DAY).isoformat())
    assert client.post(address(customer, "new"), data).status_code == 422
    Customer.objects.update(level=Level.CONFIDENTIAL)
    assert client.post(address(customer, "new"), data).status_code == 302
