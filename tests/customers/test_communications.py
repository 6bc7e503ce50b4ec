"""What was said to a customer: written down once, corrected while it is fresh, its next step owed by one person."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from bizdept.access.grants import grant
from bizdept.audit.models import AuditEntry
from bizdept.duties.models import Duty
from bizdept.people.actor import Actor
from bizdept.people.history import keep_many
from bizdept.workflow.history import fingerprint
from customers import actions, rules
from customers.forms import CommunicationForm
from customers.lifecycle import LIFECYCLE
from customers.models import Communication
from tests.company import DAY, HOUR, NOW, TODAY, fresh, refused

pytestmark = pytest.mark.django_db
SAID = {"kind": "call", "happened_on": TODAY, "contact": None, "others": "", "text": "Prices", "next_step": ""}


def record(customer, person, *, at=NOW, **fields) -> Communication:
    return actions.record_communication(customer, SAID | {"next_on": None} | fields, by=Actor(person), at=at)


def stamp(talk: Communication) -> str:
    return fingerprint(talk, CommunicationForm.Meta.fields)


def correct(talk: Communication, person, *, at=NOW, seen=None, **fields) -> Communication:
    told = {name: getattr(talk, name) for name in CommunicationForm.Meta.fields}
    seen = stamp(talk) if seen is None else seen
    return actions.correct_communication(talk, told | fields, by=Actor(person), at=at, seen=seen)


def owed(customer) -> set[tuple[str, object]]:
    return set(Duty.objects.open().about(customer).values_list("person__username", "due_on"))


def test_it_is_written_down_once_and_shown(company, signed_in):
    customer = company.customer()
    wang = actions.add_contact(customer, {"name": "Wang"}, by=Actor(company.li))
    client, address = signed_in(company.li), f"/customers/{customer.pk}/communications/new/"
    assert f'value="{TODAY.isoformat()}"' in client.get(address).content.decode()
    told = SAID | {"contact": wang.pk, "text": "They ask for\na lower price", "next_step": "new quotation"}
    told |= {"next_on": "2026-11-27", "press": str(uuid.uuid4())}
    for _press in range(2):
        assert client.post(address, told).status_code == 302
    talk = Communication.objects.get()
    assert (talk.author, talk.entered_by, talk.entered_at, talk.contact) == (company.li, company.li, NOW, wang)
    assert talk.history.get().history_user == company.li
    assert AuditEntry.objects.filter(action="customers.communication").count() == 1
    for page in ("", "communications/", f"communications/{talk.pk}/"):
        content = client.get(f"/customers/{customer.pk}/{page}").content.decode()
        assert "!!undefined" not in content
        for words in ("They ask for\na lower price", "new quotation", "Wang"):
            assert words in content
    assert owed(customer) == {("li", TODAY + 4 * DAY)}


@pytest.mark.parametrize(
    "fields, field",
    [
        ({"happened_on": TODAY + DAY}, "happened_on"),
        ({"next_on": TODAY - DAY}, "next_on"),
        ({"text": ""}, "text"),
        ({"kind": "x"}, "kind"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(company, signed_in, fields, field):
    customer = company.customer()
    told = SAID | {"contact": "", "press": str(uuid.uuid4())} | fields
    response = signed_in(company.li).post(f"/customers/{customer.pk}/communications/new/", told)
    assert response.status_code == 422 and response.context["form"].errors[field]
    assert not Communication.objects.exists()


def test_another_customers_contact_is_none_of_the_choices(company, signed_in):
    customer, other = company.customer(), company.customer(name="Yi Ltd")
    wang = actions.add_contact(other, {"name": "Wang"}, by=Actor(company.li))
    told = SAID | {"contact": wang.pk, "press": str(uuid.uuid4())}
    response = signed_in(company.li).post(f"/customers/{customer.pk}/communications/new/", told)
    assert response.context["form"].errors["contact"] and not Communication.objects.exists()


def test_the_keeper_and_the_chief_write_nobody_else(company):
    customer = company.customer()
    by = Actor(company.chief)
    grant(customer, company.zhao, by=by, reason="covers for li", starts=NOW - DAY, until=NOW + DAY)
    assert record(customer, company.chief).author == company.chief
    for person in (company.zhao, company.assistant, company.admin):
        with pytest.raises(PermissionDenied):
            record(customer, person)
    frozen = LIFECYCLE.perform("freeze", fresh(customer), by=by, on=TODAY, note="so")
    refused(lambda: record(frozen, company.li), "state")


def test_it_is_corrected_while_it_is_fresh_and_by_the_chief_afterwards(company):
    talk = record(company.customer(), company.li)
    assert correct(talk, company.li, at=NOW + 24 * HOUR - timedelta(seconds=1), text="Terms").text == "Terms"
    with pytest.raises(PermissionDenied):
        correct(fresh(talk), company.li, at=NOW + 24 * HOUR, text="Late")
    with pytest.raises(PermissionDenied):
        correct(fresh(talk), company.zhao, text="Foreign")
    assert correct(fresh(talk), company.chief, at=NOW + 9 * DAY, text="By the chief").text == "By the chief"
    assert [line.text for line in talk.history.all()] == ["By the chief", "Terms", "Prices"]
    assert fresh(talk).author == company.li


def test_who_wrote_it_down_corrects_it_not_whoever_is_its_author(company):
    """An import may name any author: that gives nobody a right."""
    customer = company.customer()
    talk = Communication(customer=customer, author=company.li, entered_by=company.zhao, **SAID, entered_at=NOW)
    keep_many([talk], by=Actor(company.zhao))
    assert not rules.may_correct(Actor(company.li), talk, customer, NOW)


def test_two_at_one_form_do_not_write_over_each_other(company, signed_in):
    talk = record(company.customer(), company.li)
    seen = stamp(talk)
    correct(talk, company.chief, text="By the chief")
    refused(lambda: correct(fresh(talk), company.li, seen=seen, text="By li"), "stale")
    client, address = signed_in(company.li), f"{talk.get_absolute_url()}edit/"
    response = client.post(address, SAID | {"contact": "", "text": "By li", "seen": seen})
    assert response.status_code == 422 and fresh(talk).text == "By the chief"
    assert "By li" in response.content.decode()
    response = client.post(address, SAID | {"contact": "", "text": "Both", "seen": stamp(fresh(talk))})
    assert response.status_code == 302 and fresh(talk).text == "Both"


# The next step


def test_the_latest_says_what_is_owed_and_each_person_owes_their_own(company):
    customer = company.customer()
    record(customer, company.li, next_on=TODAY + DAY)
    record(customer, company.chief, next_on=TODAY + 2 * DAY)
    assert owed(customer) == {("li", TODAY + DAY), ("chief", TODAY + 2 * DAY)}
    record(customer, company.li, happened_on=TODAY - DAY, next_on=TODAY)  # written down late
    assert ("li", TODAY + DAY) in owed(customer)
    record(customer, company.li, next_on=TODAY + 3 * DAY)
    assert owed(customer) == {("li", TODAY + 3 * DAY), ("chief", TODAY + 2 * DAY)}
    record(customer, company.li)
    assert owed(customer) == {("chief", TODAY + 2 * DAY)}
    assert Duty.objects.about(customer).filter(person=company.li, done_by=company.li, done_on=TODAY).count() == 2


def test_a_correction_moves_what_is_owed(company):
    customer = company.customer()
    talk = record(customer, company.li, next_on=TODAY + DAY)
    correct(talk, company.chief, next_on=TODAY + 4 * DAY)
    assert owed(customer) == {("li", TODAY + 4 * DAY)}
    correct(fresh(talk), company.chief, next_on=None)
    assert owed(customer) == set()


def test_a_step_that_has_passed_is_owed_by_nobody(company):
    customer = company.customer()
    record(customer, company.li, happened_on=TODAY - 9 * DAY, next_on=TODAY - 2 * DAY)
    assert owed(customer) == set()


def test_the_next_form_takes_over_the_step_that_waits(company, signed_in):
    customer, client = company.customer(), signed_in(company.li)
    address = f"/customers/{customer.pk}/communications/new/"
    record(customer, company.li, next_step="the offer", next_on=TODAY + DAY)
    assert 'value="the offer"' in client.get(address).content.decode()
    assert 'value="the offer"' not in signed_in(company.chief).get(address).content.decode()
    record(customer, company.li, next_step="past", happened_on=TODAY - DAY, next_on=TODAY - DAY)
    assert 'value="the offer"' in client.get(address).content.decode()


def test_the_next_step_stands_on_the_desk(company, signed_in):
    record(company.customer(name="Secret Ltd"), company.li, next_on=TODAY + DAY)
    assert "Secret Ltd" in signed_in(company.li).get("/").content.decode()


# Its pages


def test_the_record_shows_some_and_the_rest_is_paged(company, signed_in):
    customer, client = company.customer(), signed_in(company.li)
    told = {"customer": customer, "author": company.li, "entered_by": company.li, "entered_at": NOW}
    talks = [Communication(text=f"talk-{n}.", happened_on=TODAY - n * DAY, **told) for n in range(60)]
    keep_many(talks, by=Actor(company.li))
    page = client.get(customer.get_absolute_url()).content.decode()
    assert [f"talk-{n}." in page for n in (0, 4, 5)] == [True, True, False]
    address = f"/customers/{customer.pk}/communications/"
    assert f'href="{address}"' in page
    for number, (first, last) in {1: (0, 24), 2: (25, 49), 3: (50, 59)}.items():
        page = client.get(f"{address}?page={number}").content.decode()
        assert page.count("talk-") == last - first + 1 and f"talk-{first}." in page and f"talk-{last}." in page
    for bad in ("0", "-1", "x", "9" * 30, "\0"):
        assert client.get(address, {"page": bad}).status_code == 200
    assert "Nothing was written down" in client.get(address, {"page": "9"}).content.decode()


@pytest.mark.parametrize("count", [1, 40])
def test_its_pages_cost_the_same_at_any_length(company, signed_in, count, django_assert_max_num_queries):
    customer, client = company.customer(), signed_in(company.li)
    wang = actions.add_contact(customer, {"name": "Wang"}, by=Actor(company.li))
    told = {"customer": customer, "entered_by": company.li, "entered_at": NOW, "contact": wang}
    keep_many([
        Communication(text="x", happened_on=TODAY, author=company.li, **told) for _n in range(count)
    ], by=Actor(company.li))  # fmt: skip
    client.get(customer.get_absolute_url())
    for page in ("", "communications/"):
        with django_assert_max_num_queries(
            15
        ):  # twelve; the pace of looking (8.2.2); two are the test's own savepoint
            assert client.get(f"/customers/{customer.pk}/{page}").status_code == 200


def test_one_that_is_another_customers_is_not_found(company, signed_in):
    customer, other = company.customer(), company.customer(name="Yi Ltd")
    talk = record(other, company.li)
    for page in ("", "edit/"):
        address = f"/customers/{customer.pk}/communications/{talk.pk}/{page}"
        assert signed_in(company.li).get(address).status_code == 404
