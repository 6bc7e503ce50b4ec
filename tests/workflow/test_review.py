"""Review rounds: who speaks for a department, conditions, confirmation of the untouched."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.utils import timezone

from bizdept.audit.models import AuditEntry
from bizdept.people.actor import Actor
from bizdept.people.models import Post
from bizdept.workflow.models import Condition, Opinion, ReviewRound, Verdict
from bizdept.workflow.review import (
    confirm,
    give_opinion,
    has_given_opinion_on,
    has_spoken,
    latest_round,
    may_meet,
    may_speak,
    meet,
    missing_for_decision,
    opinions_of,
)  # fmt: skip
from tests.company import DAY, TODAY, fresh, refused, undone


def again(company, contract):
    """Back to the drafter and in again: a new version, a new round."""
    contract = company.move("return", contract, company.chief, note="see there")
    return company.move("submit", contract, company.li)


def test_a_round_asks_each_department_once_about_the_frozen_text(company):
    contract = company.submitted()
    this = latest_round(contract)
    assert (this.number, this.version.number, this.opened_on) == (1, 1, TODAY)
    assert [o.department for o in opinions_of(contract)] == [company.legal_department, company.tech_department]
    assert latest_round(again(company, contract)).number == 2
    assert ReviewRound.objects.of(contract).filter(is_latest=True).count() == 1


def test_only_a_reviewer_of_the_department_speaks_for_it(company):
    contract = company.submitted()
    opinion = company.opinion_of(company.legal, contract)
    for person in company.people():
        may = person == company.legal
        assert may_speak(Actor(person), opinion, contract) is may
        if not may:
            with pytest.raises(PermissionDenied):
                give_opinion(opinion, Verdict.AGREE, by=Actor(person), on=TODAY)
    assert opinion.verdict == ""


def test_a_delegate_speaks_in_the_absent_reviewers_name(company):
    contract = company.submitted()
    company.delegate(company.legal, company.finance)
    delegate = Actor(company.finance, on_behalf_of=company.legal)
    opinion = give_opinion(company.opinion_of(company.legal, contract), Verdict.AGREE, by=delegate, on=TODAY)
    assert (opinion.by, opinion.on_behalf_of) == (company.finance, company.legal)
    assert has_spoken(contract, company.legal.pk)
    assert has_spoken(contract, company.finance.pk)
    assert not has_spoken(contract, company.tech.pk)


@pytest.mark.parametrize("who", ["owner", "delegate_of_owner", "owner_for_reviewer"])
def test_the_drafter_never_gives_an_opinion(company, who):
    """Also not with a reviewer's post beside, nor for a reviewer, nor through somebody who stands in for them."""
    company.appoint(company.li, Post.REVIEWER, company.legal_department)
    contract = company.submitted()
    opinion = company.opinion_of(company.legal, contract)
    by = {
        "owner": Actor(company.li),
        "delegate_of_owner": Actor(company.finance, on_behalf_of=company.li),
        "owner_for_reviewer": Actor(company.li, on_behalf_of=company.legal),
    }[who]
    assert not may_speak(by, opinion, contract)
    with pytest.raises(PermissionDenied):
        give_opinion(opinion, Verdict.AGREE, by=by, on=TODAY)
    condition = Condition.objects.create(opinion=opinion, text="x")
    assert not may_meet(by, condition)
    with pytest.raises(PermissionDenied):
        meet(condition, by=by, on=TODAY)


@pytest.mark.parametrize(
    "verdict, data, code",
    [
        (Verdict.OBJECT, {"note": "  "}, "note"),
        (Verdict.CONDITIONS, {"conditions": []}, "conditions"),
        (Verdict.AGREE, {"conditions": ["but"]}, "conditions"),
        (Verdict.OBJECT, {"note": "no", "conditions": ["but"]}, "conditions"),
    ],
)
def test_what_an_opinion_must_hold(company, verdict, data, code):
    contract = company.submitted()
    refused(lambda: company.say(company.legal, contract, verdict, **data), code)


def test_it_is_final_and_of_its_round_alone(company):
    contract = company.submitted()
    opinion = company.say(company.legal, contract)
    refused(lambda: give_opinion(opinion, Verdict.OBJECT, by=Actor(company.legal), on=TODAY, note="now"), "already")
    late = company.opinion_of(company.tech, contract)
    again(company, contract)
    refused(lambda: give_opinion(late, Verdict.AGREE, by=Actor(company.tech), on=TODAY), "already")


def test_each_condition_is_ticked_by_who_set_it_and_once(company):
    contract = company.submitted()
    company.say(company.legal, contract)
    company.say(company.tech, contract, Verdict.CONDITIONS, conditions=["test report", "drawing"])
    first, second = Condition.objects.order_by("pk")
    for person in company.people():
        assert may_meet(Actor(person), first) is (person == company.tech)
    meet(first, by=Actor(company.tech), on=TODAY)
    refused(lambda: meet(first, by=Actor(company.tech), on=TODAY), "already")
    assert [r.code for r in missing_for_decision(fresh(contract))] == ["condition"]
    meet(second, by=Actor(company.tech), on=TODAY)
    assert missing_for_decision(fresh(contract)) == []
    assert (first.met_by, first.met_on) == (company.tech, TODAY)


def test_confirming_takes_the_unmet_conditions_along(company):
    contract = company.submitted()
    company.say(company.tech, contract, Verdict.CONDITIONS, conditions=["test report", "drawing"], note="good")
    meet(Condition.objects.get(text="drawing"), by=Actor(company.tech), on=TODAY)
    contract = again(company, contract)
    kept = confirm(company.opinion_of(company.tech, contract), by=Actor(company.tech), on=TODAY)
    assert (kept.verdict, kept.note) == (Verdict.CONDITIONS, "good")
    assert [c.text for c in kept.conditions.all()] == ["test report"]
    assert Condition.objects.in_record(contract).get().text == "test report"


def test_an_objection_is_not_confirmed_and_nothing_unsaid_is(company):
    contract = company.submitted()
    company.say(company.legal, contract, Verdict.OBJECT, note="no")
    contract = again(company, contract)
    for person in (company.legal, company.tech):
        opinion = company.opinion_of(person, contract)
        refused(lambda o=opinion, p=person: confirm(o, by=Actor(p), on=TODAY), "read")


def test_confirmed_twice_over_it_still_stands_on_what_was_read(company):
    contract = company.submitted()
    company.say(company.legal, contract)
    for _ in range(2):
        contract = again(company, contract)
        confirm(company.opinion_of(company.legal, contract), by=Actor(company.legal), on=TODAY)
    assert Opinion.objects.filter(department=company.legal_department, verdict="agree").count() == 3


def test_the_chain_names_the_text_that_was_agreed_on(company):
    contract = company.submitted()
    company.say(company.legal, contract)
    line = AuditEntry.objects.get(kind="opinion")
    assert (line.action, line.data["sha256"]) == ("opinion.agree", latest_round(contract).version.sha256)


def test_a_reviewer_keeps_the_version_on_which_they_gave_an_opinion(company):
    contract = company.submitted()
    company.say(company.legal, contract)
    version = latest_round(contract).version
    assert has_given_opinion_on(version, company.legal)
    assert not has_given_opinion_on(version, company.tech)
    assert not has_given_opinion_on(latest_round(again(company, contract)).version, company.legal)


def test_the_table_knows_no_opinion_of_nobody_and_one_a_round(company):
    opinion = company.opinion_of(company.legal, company.submitted())
    with pytest.raises(IntegrityError), undone():
        Opinion.objects.filter(pk=opinion.pk).update(verdict="agree")
    with pytest.raises(IntegrityError), undone():
        Opinion.objects.create(round=opinion.round, department=company.legal_department)


def test_a_reviewers_post_that_has_ended_speaks_no_more(company):
    contract = company.submitted()
    company.legal.appointments.update(ended_on=timezone.localdate() - DAY)
    with pytest.raises(PermissionDenied):
        company.say(type(company.legal).objects.get(pk=company.legal.pk), contract)


def test_without_any_department_to_ask_the_decision_is_open_at_once(company):
    contract = company.contract(amount=20_000)
    contract = company.move("submit", contract, company.li)
    assert opinions_of(contract) == missing_for_decision(contract) == []
    with pytest.raises(PermissionDenied):
        company.move("approve", contract, company.li)
    assert company.move("approve", contract, company.chief).state == "approved"
