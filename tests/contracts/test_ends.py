"""Ways that must not end in nothing: reviews that nobody could finish, opinions too late, changes that hid."""

import pytest

from bizdept.duties.actions import hearers
from bizdept.duties.models import Duty
from bizdept.people.actor import Actor, actors_of
from bizdept.people.models import Post, User
from bizdept.workflow import review
from bizdept.workflow.versions import changes
from contracts import actions
from contracts.lifecycle import FILE, LIFECYCLE
from contracts.models import Contract
from tests.company import TODAY, fresh, refused
from tests.contracts.test_pages import filled


def in_whose_place(person, of) -> Actor:
    return next(a for a in actors_of(User.objects.get(pk=person.pk)) if a.on_behalf_of == of)


def test_the_only_leader_does_not_use_up_their_own_decision_in_the_chiefs_place(company):
    company.delegate(company.chief, company.leader)
    contract = company.submitted(amount=600_000)
    company.all_agree(contract)
    by = in_whose_place(company.leader, company.chief)
    refused(lambda: LIFECYCLE.perform("approve", contract, by=by, on=TODAY), "nobody")
    small = company.submitted(amount=60_000)
    company.all_agree(small)
    assert LIFECYCLE.perform("approve", small, by=by, on=TODAY).state == Contract.State.APPROVED
    company.person("second", Post.LEADER, company.house)
    assert LIFECYCLE.perform("approve", fresh(contract), by=by, on=TODAY).awaits == "leader"


@pytest.mark.parametrize("name", ["refuse", "return"])
def test_a_leader_who_said_no_still_sees_what_it_was_about(company, client, name):
    contract = company.submitted(amount=600_000)
    company.all_agree(contract)
    contract = company.move("approve", fresh(contract), company.chief)
    client.force_login(company.leader)
    data = {"note": "no", "version": contract.version}
    assert client.post(f"/contracts/{contract.pk}/{name}/", data, follow=True).status_code == 200


def test_no_opinion_is_given_on_what_was_returned(company):
    contract = company.submitted()
    opinion = company.opinion_of(company.legal, contract)
    company.move("return", contract, company.chief, note="so")
    refused(lambda: review.give_opinion(opinion, "agree", by=Actor(company.legal), on=TODAY), "already")


def test_two_clauses_under_one_heading_do_not_hide_each_other():
    before = {"clauses": [{"key": "X", "text": "one"}, {"key": "X", "text": "two"}]}
    after = {"clauses": [{"key": "X", "text": "all"}, {"key": "X", "text": "two"}]}
    assert [(c.before, c.after) for c in changes(before, after)] == [("one", "all")]


def test_whoever_waits_for_a_late_department_hears_of_it(company):
    company.submitted()
    duty = Duty.objects.filter(kind=review.DUTY.name).first()
    assert list(hearers(duty, "escalated")) == [company.chief]


def test_originals_of_a_core_secret_are_filed_by_who_may_see_it(company):
    company.signed(level=3)
    assert Duty.objects.get(kind=FILE.name).person == company.li


def test_a_drafter_without_a_department_is_told_so(company):
    customer = company.customer()
    company.li.department = None
    refused(lambda: actions.draft(customer, by=Actor(company.li), on=TODAY, title="x"), "department")


def test_an_opinion_counts_for_the_version_that_was_read(company, client):
    contract = company.submitted()
    here = f"/contracts/{contract.pk}/opinion/"
    client.force_login(company.legal)
    assert f'name="version" value="{contract.version}"' in client.get(here).content.decode()
    contract = company.move("withdraw", contract, company.li)
    contract = actions.revise(contract, by=Actor(company.li), seen=contract.version, terms={"liability": "none"})
    company.move("submit", contract, company.li)
    assert client.post(here, {"verdict": "agree", "version": 2}).status_code == 422
    assert company.opinion_of(company.legal, contract).verdict == ""
    assert client.post(here, {"verdict": "agree", "version": fresh(contract).version}).status_code == 302


def test_a_reviewers_version_closes_with_their_nda(company, client):
    contract = company.approved()
    client.force_login(company.tech)
    here = f"/contracts/{contract.pk}/versions/1/"
    assert client.get(here).status_code == 200
    User.objects.filter(pk=company.tech.pk).update(nda_until=None)
    assert client.get(here).status_code == 404


@pytest.mark.parametrize("copies", ["0", "51", "9" * 30])
def test_copies_are_counted_within_reason(company, client, copies):
    contract = company.contract()
    client.force_login(company.li)
    page = client.post(f"/contracts/{contract.pk}/edit/", filled(contract.customer, copies=copies))
    assert page.status_code == 422
    assert page.context["form"].errors.keys() == {"copies"}
