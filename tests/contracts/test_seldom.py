"""Guards that hold where a page is old, a row is gone, or a panel shows what belongs to another: each seen to act."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from bizdept.access.grants import grant
from bizdept.duties.models import Duty
from bizdept.files import store
from bizdept.files.models import Attachment
from bizdept.people.actor import Actor
from bizdept.people.models import Appointment, Delegation, Post, User
from bizdept.workflow import hands, review
from bizdept.workflow.models import Condition
from bizdept.workflow.remarks import remind_bearers
from contracts import actions, asides
from contracts.lifecycle import LIFECYCLE
from tests.company import DAY, NOW, TODAY, fresh, pdf, refused
from tests.house.test_weights import browser


def look(person, address: str, status: int = 200) -> str:
    client = browser(fresh(person))
    client.cookies["django_language"] = "en"
    answer = client.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


def test_a_customers_page_shows_only_those_contracts_that_one_may_see(company, time_stands_still):
    contract = company.contract(title="Pumps for the quiet")
    given = {"by": Actor(company.chief), "reason": "helps with the visit", "starts": NOW - timedelta(hours=1)}
    grant(contract.customer, company.zhao, until=NOW + DAY, **given)
    address = contract.customer.get_absolute_url()
    assert "Pumps for the quiet" in look(company.li, address)
    assert "Pumps for the quiet" not in look(company.zhao, address)


def test_the_desks_figures_count_only_what_one_may_see(company):
    company.submitted(amount=123_456)

    def in_review(person) -> int:
        client = browser(fresh(person))
        return client.get("/").context["figures"][1]["value"]

    assert (in_review(company.li), in_review(company.zhao)) == (1, 0)


def test_what_one_began_is_not_shown_once_it_is_closed_to_one(company):
    company.submitted(title="Pumps for the quiet")
    address = "/inbox/?box=mine"
    assert "Pumps for the quiet" in look(company.li, address)
    User.objects.filter(pk=company.li.pk).update(nda_until=TODAY - DAY)
    assert "Pumps for the quiet" not in look(company.li, address)


def test_what_lies_with_somebody_already_or_is_done_is_not_handed_on(company):
    second = company.person("second_legal", Post.REVIEWER, company.legal_department)
    contract, by = company.submitted(), Actor(fresh(company.legal))
    duty = hands.hand_on(
        contract, asides.duty_behind(contract, company.opinion_of(company.legal, contract)), second, by=by
    )
    refused(lambda: hands.hand_on(contract, duty, second, by=by), "already")
    Duty.objects.filter(pk=duty.pk).update(done_on=TODAY)
    refused(lambda: hands.hand_on(contract, duty, company.legal, by=by), "already")


def test_what_nobody_owes_any_more_is_neither_handed_on_nor_pressed(company):
    second = company.person("second_chief", Post.CHIEF, company.section)
    contract = company.submitted()
    company.all_agree(contract)
    Duty.objects.about(contract).open().update(done_on=TODAY)
    by = Actor(fresh(company.chief))
    refused(lambda: asides.hand_on(contract, second, by=by, on=TODAY), "already")
    refused(lambda: remind_bearers(contract, by=Actor(company.li), at=NOW), "nobody")


def test_no_department_is_asked_twice(company):
    contract = company.submitted()
    given = {"by": Actor(company.chief), "on": TODAY, "text": "why", "article": "3.3.3", "within": 1}
    refused(lambda: review.ask_also(contract, company.legal_department, **given), "already")


def test_whoever_passed_it_on_does_not_speak_on_it(company):
    contract = company.submitted(amount=600_000)
    company.all_agree(contract)
    contract = company.move("approve", contract, company.chief)
    reviewer = company.person("second_finance", Post.REVIEWER, company.finance_department)
    opinion = asides.add_reviewer(
        contract, company.finance_department, by=Actor(fresh(company.leader)), on=TODAY, text="why"
    )
    company.appoint(company.chief, Post.REVIEWER, company.finance_department)
    contract = fresh(contract)
    assert review.may_speak(Actor(fresh(reviewer)), opinion, contract)
    assert not review.may_speak(Actor(fresh(company.chief)), opinion, contract)


@pytest.mark.parametrize("gone", ["its record", "its bytes"])
def test_a_file_of_which_half_is_gone_is_not_found(company, gone, settings):
    file = actions.add_file(company.contract(), pdf(), by=Actor(company.li), level=2, category="business")
    address = reverse("home:file", args=[file.pk])
    client = browser(company.li)
    assert client.get(address).status_code == 200
    if gone == "its record":
        Attachment.objects.update(object_id=10**9)
    else:
        store.place_of(file.sha256).unlink()
    assert client.get(address).status_code == 404


# ── while a press waited for a lock


def ended(company, what: str, deputy) -> None:
    if what == "the delegation":
        Delegation.objects.update(withdrawn_on=TODAY)
    elif what == "the post":
        Appointment.objects.filter(person=company.chief).update(ended_on=TODAY)
    else:
        User.objects.filter(pk=deputy.pk).update(is_active=False)


@pytest.mark.parametrize("what", ["the delegation", "the post", "the account"])
def test_what_ended_while_a_press_waited_opens_nothing(company, what):
    """The press was let in by what held when it came; under the record's lock it is asked anew."""
    deputy = company.person("deputy", Post.REVIEWER, company.tech_department)
    company.delegate(company.chief, deputy)
    company.delegate(company.legal, deputy)
    contract = company.submitted()
    company.say(company.legal, contract, "conditions", conditions=["a stamp"])
    condition = Condition.objects.get()
    waited = {of: Actor(fresh(deputy), fresh(of)) for of in (company.chief, company.legal)}
    for by in waited.values():
        assert by.person.standings and by.principal.standings  # remembered, as in a request
    chief, legal = waited[company.chief], waited[company.legal]
    ended(company, what, deputy)
    with pytest.raises(PermissionDenied):
        LIFECYCLE.perform("return", contract, by=chief, on=TODAY, note="so")
    if what != "the post":
        with pytest.raises(PermissionDenied):
            review.meet(condition, by=legal, on=TODAY)
        with pytest.raises(PermissionDenied):
            asides.add_reviewer(contract, company.finance_department, by=legal, on=TODAY, text="why")
    assert fresh(contract).state == "in_review" and not fresh(condition).met_on
