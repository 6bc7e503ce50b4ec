"""Beside the moves of a review: one more department, a matter handed on, a comment, a reminder (3.3.3)."""

import re
import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from bizdept.duties.models import Duty
from bizdept.manage.actions.accounts import close_account
from bizdept.manage.actions.posts import end_post
from bizdept.notices.models import Notice
from bizdept.people.actor import Actor
from bizdept.people.models import Post, User
from bizdept.workflow import hands
from bizdept.workflow.models import Opinion, Remark
from bizdept.workflow.remarks import remarks_of
from bizdept.workflow.review import give_opinion, opinions_of
from contracts import actions, asides, turns
from contracts.models import Contract
from tests.company import DAY, NOW, TODAY, fresh, refused
from tests.house.test_weights import browser

S = Contract.State


def again(person) -> User:
    return User.objects.get(pk=person.pk)


def desk(person) -> set[tuple[str, int]]:
    return {(duty.kind, duty.object_id) for duty in Duty.objects.waiting_for(again(person))}


def told(person, contract, words: str) -> int:
    return Notice.objects.filter(person=person, text__contains=contract.number).filter(text__contains=words).count()


def ask(company, contract, by=None, department=None, **data):
    by = by if isinstance(by, Actor) else Actor(by or company.chief)
    department = department or company.finance_department
    return asides.add_reviewer(contract, department, by=by, on=TODAY, text="the price is odd", **data)


def hand(contract, by, to, **data):
    by = by if isinstance(by, Actor) else Actor(again(by))
    return asides.hand_on(contract, to, by=by, on=TODAY, **data)


# ── add a reviewer


@pytest.mark.parametrize("who", ["chief", "legal"])
def test_whose_turn_it_is_asks_one_more_and_the_approval_waits_for_it(company, who):
    contract = company.submitted()
    assert contract.pk not in Contract.objects.visible_to(company.finance).values_list("pk", flat=True)
    ask(company, contract, getattr(company, who))
    assert ("workflow.opinion", contract.pk) in desk(company.finance)
    assert contract.pk in Contract.objects.visible_to(again(company.finance)).values_list("pk", flat=True)
    assert told(company.li, contract, "one more department")
    assert told(company.chief, contract, "one more department") == (who != "chief")
    company.say(company.legal, contract)
    company.say(company.tech, contract)
    refused(lambda: company.move("approve", contract, company.chief), "awaited")
    company.say(company.finance, contract)
    assert company.move("approve", contract, company.chief).state == S.APPROVED
    remark = Remark.objects.get()
    assert (remark.kind, remark.by, remark.department) == ("asked", getattr(company, who), company.finance_department)


def test_the_leader_asks_one_more_too_and_the_chief_who_passed_it_on_is_not_that_one(company):
    company.appoint(company.chief, Post.REVIEWER, company.finance_department)
    company.finance.appointments.update(ended_on=TODAY)
    contract = company.submitted(amount=600_000)
    company.all_agree(contract)
    contract = company.move("approve", contract, company.chief)
    leader = Actor(again(company.leader))
    assert list(turns.departments_to_ask(fresh(contract), TODAY)) == []  # the chief alone could answer
    refused(lambda: ask(company, contract, leader), "department")
    company.person("second_finance", Post.REVIEWER, company.finance_department)
    ask(company, contract, leader)
    with pytest.raises(PermissionDenied):  # who passed it on gives no opinion on it afterwards
        row = next(o for o in opinions_of(fresh(contract)) if o.department == company.finance_department)
        give_opinion(row, "agree", by=Actor(again(company.chief)), on=TODAY)


@pytest.mark.parametrize("who", ["li", "zhao", "assistant", "finance", "leader", "officer", "admin", "personnel"])
def test_who_takes_no_part_asks_nobody_and_hands_nothing_on(company, who):
    contract = company.submitted()
    for deed in (lambda: ask(company, contract, getattr(company, who)),
                 lambda: hand(contract, getattr(company, who), company.chief)):  # fmt: skip
        with pytest.raises(PermissionDenied):
            deed()
    assert not Remark.objects.exists()


def test_who_has_spoken_asks_nobody_any_more(company):
    contract = company.submitted()
    company.say(company.legal, contract)
    with pytest.raises(PermissionDenied):
        ask(company, contract, company.legal)


def test_whom_one_can_ask(company):
    contract = company.submitted()
    refused(lambda: ask(company, contract, department=company.legal_department), "department")  # is asked
    refused(lambda: ask(company, contract, department=company.team), "department")  # nobody reviews there
    company.appoint(company.li, Post.REVIEWER, company.team)
    refused(lambda: ask(company, contract, department=company.team), "department")  # the drafter alone would
    ask(company, contract)
    refused(lambda: ask(company, contract), "department")  # asked twice
    refused(lambda: asides.add_reviewer(contract, company.house, by=Actor(company.chief), on=TODAY, text=" "), "text")


def test_nobody_is_asked_who_could_not_read_it(company):
    """8.2.1: without an NDA the contract is closed to them, and would wait for their opinion for ever."""
    contract, other = company.submitted(), company.submitted()
    ask(company, other)
    User.objects.filter(pk=company.finance.pk).update(nda_until=TODAY - DAY)
    refused(lambda: ask(company, contract), "department")
    other = company.move("return", fresh(other), company.chief, note="so")
    other = company.move("submit", other, company.li)
    assert company.finance_department not in {o.department for o in opinions_of(fresh(other))}
    User.objects.filter(pk=company.finance.pk).update(nda_until=TODAY)
    ask(company, contract)


@pytest.mark.parametrize("move", ["return", "refuse"])
def test_after_the_decision_nobody_is_asked_or_handed_anything(company, move):
    contract = company.move(move, company.submitted(), company.chief, note="so")
    refused(lambda: ask(company, contract), "state")
    refused(lambda: hand(contract, company.chief, company.leader), "state")
    refused(lambda: asides.remind(contract, by=Actor(company.li), at=NOW), "state")


def test_the_next_round_asks_them_again_and_lets_them_confirm_what_is_untouched(company):
    contract = company.submitted()
    ask(company, contract)
    company.all_agree(contract)
    contract = company.move("return", contract, company.chief, note="so")
    contract = actions.revise(contract, by=Actor(company.li), seen=contract.version, terms={"warranty": "two years"})
    contract = company.move("submit", contract, company.li)
    row = company.opinion_of(company.finance, contract)
    assert (row.is_added, row.earlier is not None, row.verdict) == (True, True, "")
    assert company.opinion_of(company.tech, contract).earlier is None  # the warranty is theirs
    assert ("workflow.opinion", contract.pk) in desk(company.finance)


def test_a_department_of_no_discipline_reads_everything_again(company):
    law = company.person("law", Post.REVIEWER, company.house)
    contract = company.submitted()
    ask(company, contract, department=company.house)
    company.say(law, contract)
    contract = company.move("return", contract, company.chief, note="so")
    contract = actions.revise(contract, by=Actor(company.li), seen=contract.version, terms={"disputes": "in Nanjing"})
    contract = company.move("submit", contract, company.li)
    assert company.opinion_of(law, contract).earlier is None


def test_whom_nobody_can_answer_for_any_more_is_left_out_of_the_next_round(company):
    contract = company.submitted()
    ask(company, contract)
    contract = company.move("withdraw", contract, company.li)
    company.finance.appointments.update(ended_on=TODAY)
    contract = company.move("submit", contract, company.li)
    assert [o.department for o in opinions_of(contract)] == [company.legal_department, company.tech_department]


def test_a_small_order_that_asks_nobody_can_be_shown_to_somebody(company):
    contract = company.submitted(amount=20_000)
    ask(company, contract)
    refused(lambda: company.move("approve", contract, company.chief), "awaited")
    company.say(company.finance, contract)
    assert company.move("approve", contract, company.chief).state == S.APPROVED


# ── hand on


@pytest.fixture
def second_legal(company) -> User:
    return company.person("second_legal", Post.REVIEWER, company.legal_department)


def test_an_opinion_is_handed_to_a_named_colleague_who_alone_has_it_on_the_desk(company, second_legal):
    contract = company.submitted()
    hand(contract, company.legal, second_legal, text="you know them")
    key = ("workflow.opinion", contract.pk)
    assert (key in desk(company.legal), key in desk(second_legal)) == (False, True)
    assert told(second_legal, contract, "hands on to you") == 1
    company.delegate(second_legal, company.zhao)
    assert key in desk(company.zhao)  # whoever stands in for them
    hand(contract, second_legal, company.legal)  # back again
    assert (key in desk(company.legal), key in desk(second_legal)) == (True, False)
    hand(contract, company.legal, second_legal)
    company.say(company.legal, contract)  # rights are as they were: the post may still act
    assert not Duty.objects.open().filter(kind="workflow.opinion", department=company.legal_department).exists()
    assert [remark.to for remark in remarks_of(contract)] == [second_legal, company.legal, second_legal]


def test_a_decision_is_handed_to_another_who_may_decide(company):
    second = company.person("second", Post.CHIEF, company.section)
    contract = company.submitted()
    company.all_agree(contract)
    hand(contract, company.chief, second)
    key = ("contracts.decide", contract.pk)
    assert (key in desk(company.chief), key in desk(second)) == (False, True)
    company.move("approve", contract, second)
    assert not Duty.objects.open().about(contract).filter(kind="contracts.decide").exists()


def test_to_whom_nothing_is_handed(company, second_legal):
    """The drafter, who holds another post or none here, who has spoken, who left: each is refused in a sentence."""
    second = company.person("second", Post.CHIEF, company.section)
    company.appoint(company.li, Post.REVIEWER, company.legal_department)
    contract = company.submitted()
    for to in (company.li, company.tech, company.chief, company.leader, company.admin):
        refused(lambda to=to: hand(contract, company.legal, to), "to")
    User.objects.filter(pk=second_legal.pk).update(is_active=False)
    refused(lambda: hand(contract, company.legal, second_legal), "to")
    company.appoint(second, Post.REVIEWER, company.tech_department)
    company.say(company.legal, contract)
    give_opinion(company.opinion_of(company.tech, contract), "agree", by=Actor(again(second)), on=TODAY)
    for to in (company.li, second, company.leader, company.legal):
        refused(lambda to=to: hand(contract, company.chief, to), "to")


def test_nobody_bears_two_opinions_of_one_contract_by_name(company, second_legal):
    company.appoint(second_legal, Post.REVIEWER, company.tech_department)
    contract = company.submitted()
    hand(contract, company.legal, second_legal)
    refused(lambda: hand(contract, company.tech, second_legal), "twice")


@pytest.mark.parametrize("how", ["post ends", "leaves", "post ends by the clock"])
def test_what_was_handed_to_somebody_who_is_gone_is_the_posts_again(company, second_legal, how):
    contract = company.submitted()
    duty, today = hand(contract, company.legal, second_legal), timezone.localdate()
    assert hands.fall_back(on=today) == 0
    if how == "post ends":
        end_post(second_legal.appointments.get(), today, by=Actor(company.admin), on=today)
    elif how == "leaves":
        close_account(second_legal, by=Actor(company.admin), on=today)
    else:
        second_legal.appointments.update(ended_on=today)
        assert hands.fall_back(on=today) == 1
    duty = fresh(duty)
    assert (duty.person, duty.post, duty.department) == (None, Post.REVIEWER, company.legal_department)
    assert ("workflow.opinion", contract.pk) in desk(company.legal)
    assert told(company.legal, contract, "is yours again") == 1


def test_who_was_handed_the_decision_and_gives_an_opinion_lets_the_decision_go(company):
    second = company.person("second", Post.CHIEF, company.section)
    company.appoint(second, Post.REVIEWER, company.tech_department)
    contract = company.submitted()
    duty = hand(contract, company.chief, second)
    give_opinion(company.opinion_of(company.tech, contract), "agree", by=Actor(again(second)), on=TODAY)
    assert (fresh(duty).person, fresh(duty).post) == (None, Post.CHIEF)


# ── comment


def test_whoever_sees_it_comments_and_those_concerned_are_told(company):
    contract = company.submitted()
    asides.comment(contract, "look at page 3", by=Actor(company.assistant))
    for person in (company.li, company.chief, company.legal, company.tech):
        assert told(person, contract, "wrote a comment") == 1
    assert not told(company.assistant, contract, "wrote a comment") + told(company.finance, contract, "comment")
    with pytest.raises(PermissionDenied):
        asides.comment(contract, "x", by=Actor(company.finance))
    refused(lambda: asides.comment(contract, " ", by=Actor(company.chief)), "text")
    page = browser(company.chief).get(contract.get_absolute_url()).content.decode()
    assert "look at page 3" in page


# ── remind


def test_the_drafter_reminds_once_in_four_hours(company):
    contract = company.submitted()
    company.delegate(company.legal, company.zhao)
    asides.remind(contract, by=Actor(company.li), at=NOW)
    for person in (company.chief, company.legal, company.tech, company.zhao):
        assert told(person, contract, "asks for your opinion or decision") == 1
    late = NOW + timedelta(hours=4)
    refusal = refused(lambda: asides.remind(contract, by=Actor(company.li), at=late - timedelta(seconds=1)), "early")
    assert "16:00" in str(refusal.reasons[0])
    company.say(company.tech, contract)
    asides.remind(contract, by=Actor(company.li), at=late)
    assert told(company.chief, contract, "asks for your opinion or decision") == 2
    assert told(company.tech, contract, "asks for your opinion or decision") == 1  # owes nothing any more
    for person in (company.chief, company.zhao, company.assistant):
        with pytest.raises(PermissionDenied):
            asides.remind(contract, by=Actor(person), at=late + timedelta(hours=9))


def test_only_the_named_one_and_who_stands_in_for_them_is_reminded(company, second_legal):
    contract = company.submitted()
    hand(contract, company.legal, second_legal)
    company.delegate(second_legal, company.zhao)
    asides.remind(contract, by=Actor(company.li), at=NOW)
    counts = [told(p, contract, "asks for your") for p in (company.legal, second_legal, company.zhao)]
    assert counts == [0, 1, 1]


# ── what somebody saw who presses


def test_what_was_taken_back_and_submitted_anew_meanwhile_is_seen_first(company, second_legal):
    contract = company.submitted()
    seen = contract.version
    contract = company.move("submit", company.move("withdraw", contract, company.li), company.li)
    refused(lambda: ask(company, contract, seen=seen), "stale")
    refused(lambda: hand(contract, company.legal, second_legal, seen=seen), "stale")
    ask(company, contract, seen=contract.version)


def test_a_page_that_was_opened_before_answers_that_it_is_stale(company, second_legal):
    contract = company.submitted()
    client = browser(company.legal)
    old = contract.version
    company.move("submit", company.move("withdraw", contract, company.li), company.li)

    data = {"version": old, "to": second_legal.pk, "press": str(uuid.uuid4())}
    answer = client.post(reverse("contracts:hand_on", args=[contract.pk]), data)
    assert answer.status_code == 422
    assert re.search(r"li changed it at \d\d-\d\d \d\d:\d\d. Look at it again", answer.content.decode())
    answer = client.post(reverse("contracts:hand_on", args=[contract.pk]), data | {"version": fresh(contract).version})
    assert answer.status_code == 302
    assert Duty.objects.open().get(kind="workflow.opinion", department=company.legal_department).person == second_legal


def test_the_pages_do_what_they_say_and_a_second_press_does_nothing(company):
    contract, client = company.submitted(), browser(company.chief)

    for name, data in {
        "add_reviewer": {"department": company.finance_department.pk, "words": "why not"},
        "comment": {"words": "hm"},
    }.items():
        data |= {"press": str(uuid.uuid4()), "version": contract.version}
        for _twice in range(2):
            assert client.post(reverse(f"contracts:{name}", args=[contract.pk]), data).status_code == 302
    assert Opinion.objects.filter(is_added=True).count() == 1
    drafter = browser(company.li)
    address = reverse("contracts:remind", args=[contract.pk])
    assert drafter.post(address, {"press": str(uuid.uuid4())}).status_code == 302
    again_soon = drafter.post(address, {"press": str(uuid.uuid4())})
    assert again_soon.status_code == 422
    assert "again at" in again_soon.content.decode()
    assert Remark.objects.count() == 3
