"""Separation of duties: drafter, reviewer and decider are never one person, whatever becomes of posts meanwhile."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from bizdept.people.actor import Actor, actors_of, first_who
from bizdept.people.models import Post, User
from bizdept.refusal import Refused
from bizdept.regulation.models import NumberChange
from bizdept.workflow.models import Condition
from bizdept.workflow.review import give_opinion, meet, opinions_of
from contracts import actions, asides, rules
from contracts.lifecycle import LIFECYCLE
from contracts.models import Contract, LibraryClause, ReviewPolicy
from tests.company import DAY, TODAY, fresh, refused

S = Contract.State


def again(person) -> User:
    """The person as the next request has them: posts are remembered for one."""
    return User.objects.get(pk=person.pk)


def may_decide(person, contract) -> bool:
    contract = fresh(contract)
    return any(rules.may_decide(by, contract) for by in actors_of(again(person)))


def agreed(company, **fields) -> Contract:
    contract = company.submitted(**fields)
    company.all_agree(contract)
    return contract


# ── posts that change in mid-flow


def test_a_drafter_who_becomes_chief_does_not_decide_on_their_draft(company):
    contract = agreed(company)
    company.appoint(company.li, Post.CHIEF, company.section)
    assert not may_decide(company.li, contract)
    assert may_decide(company.chief, contract)


def test_a_reviewer_who_becomes_chief_does_not_decide_where_they_gave_an_opinion(company):
    contract, other = agreed(company), agreed(company)
    contract = company.move("return", contract, company.chief, note="so")
    contract = company.move("submit", contract, company.li)  # an opinion of an earlier round counts as well
    company.appoint(company.legal, Post.CHIEF, company.section)
    assert not may_decide(company.legal, contract)
    assert not may_decide(company.legal, other)
    assert may_decide(company.legal, company.submitted(amount=20_000))


def test_a_chief_whose_post_ends_decides_no_more(company):
    contract = agreed(company)
    company.chief.appointments.update(ended_on=timezone.localdate())
    assert not may_decide(company.chief, contract)
    with pytest.raises(PermissionDenied):
        company.move("approve", contract, again(company.chief))


def test_an_unsigned_chief_decides_nothing(company):
    contract = agreed(company)
    company.appoint(company.zhao, Post.CHIEF, company.section, signed_by=None)
    assert not may_decide(company.zhao, contract)


def test_a_chief_who_has_left_decides_nothing_nor_does_their_delegate(company):
    contract = agreed(company)
    company.delegate(company.chief, company.zhao)
    assert may_decide(company.zhao, contract)
    User.objects.filter(pk=company.chief.pk).update(is_active=False)
    assert not may_decide(company.zhao, contract)


# ── delegation


def test_a_drafter_who_stands_in_for_the_chief_does_not_decide_on_their_draft(company):
    contract, other = agreed(company), agreed(company, owner=company.zhao)
    company.delegate(company.chief, company.li)
    assert not may_decide(company.li, contract)
    assert may_decide(company.li, other)


def test_nobody_decides_in_the_drafters_place(company):
    """The chief stands in for li: what li drafted, the chief decides in their own name alone."""
    contract = agreed(company)
    company.delegate(company.li, company.chief)
    as_li = Actor(again(company.chief), on_behalf_of=again(company.li))
    assert not rules.may_decide(as_li, contract)
    assert first_who(again(company.chief), lambda by: rules.may_decide(by, contract)).on_behalf_of is None


def test_the_chiefs_draft_is_not_decided_in_the_chiefs_place(company):
    contract = agreed(company, owner=company.chief)
    company.delegate(company.chief, company.zhao)
    assert not may_decide(company.zhao, contract)
    assert may_decide(company.leader, contract)


def test_one_person_is_not_two_signatures(company):
    """Above the threshold two decide: not one for the chief, then for the leader, in whosever place."""
    company.delegate(company.leader, company.zhao)
    company.delegate(company.chief, company.zhao)
    company.delegate(company.leader, company.chief)
    contract = agreed(company, amount=600_000)
    as_chief = Actor(again(company.zhao), on_behalf_of=again(company.chief))
    contract = LIFECYCLE.perform("approve", contract, by=as_chief, on=TODAY)
    assert contract.awaits == "leader"
    assert not may_decide(company.zhao, contract)  # did it themselves
    assert not may_decide(company.chief, contract)  # it was done in their name
    assert company.move("approve", contract, company.leader).state == S.APPROVED


def test_delegates_act_within_their_days(company):
    contract, today = agreed(company), timezone.localdate()
    row = company.delegate(company.chief, company.zhao, starts_on=today, ends_on=today)
    assert may_decide(company.zhao, contract)
    for facts in ({"starts_on": today + DAY, "ends_on": None}, {"ends_on": today - DAY, "starts_on": today - 2 * DAY},
                  {"starts_on": today, "ends_on": None, "withdrawn_on": today}):  # fmt: skip
        type(row).objects.filter(pk=row.pk).update(**facts)
        assert not may_decide(company.zhao, contract), facts


# ── who decides what


def test_what_the_chief_drafted_goes_to_the_leader_at_once(company):
    contract = company.submitted(owner=company.chief)
    assert (contract.awaits, contract.went_to_leader) == ("leader", True)
    company.all_agree(contract)
    for person in (company.chief, company.zhao, company.assistant):
        assert not may_decide(person, contract)
    assert company.move("approve", contract, company.leader).state == S.APPROVED


def test_with_a_second_chief_the_first_ones_draft_stays_in_the_section(company):
    second = company.person("second", Post.CHIEF, company.section)
    contract = agreed(company, owner=company.chief)
    assert (contract.awaits, may_decide(second, contract), may_decide(company.leader, contract)) == (
        "chief", True, False,
    )  # fmt: skip


def test_a_chief_may_take_their_own_draft_back_while_nobody_has_decided(company):
    contract = agreed(company, owner=company.chief)
    assert company.move("withdraw", contract, company.chief).state == S.DRAFTING
    contract = agreed(company, amount=600_000)
    contract = company.move("approve", contract, company.chief)
    refused(lambda: company.move("withdraw", contract, company.li), "decided")


def test_a_decision_is_not_withdrawn_where_no_department_was_asked(company):
    ReviewPolicy.objects.all().delete()
    contract = company.submitted(amount=600_000)
    assert opinions_of(contract) == []
    contract = company.move("approve", contract, company.chief)
    refused(lambda: company.move("withdraw", contract, company.li), "decided")


CENT = Decimal("0.01")


@pytest.mark.parametrize(
    "amount, to_leader",
    [(Decimal(499_999) + 99 * CENT, False), (Decimal(500_000), True), (Decimal(500_000) + CENT, True)],
)
def test_from_the_threshold_on_the_leader_decides_after_the_chief(company, amount, to_leader):
    contract = agreed(company, amount=amount)
    refused_early = not may_decide(company.leader, contract)
    assert refused_early
    contract = company.move("approve", contract, company.chief)
    assert (contract.state, contract.awaits) == ((S.IN_REVIEW, "leader") if to_leader else (S.APPROVED, ""))
    if to_leader:
        with pytest.raises((PermissionDenied, Refused)):
            company.move("approve", contract, company.chief)
        assert company.move("approve", contract, company.leader).state == S.APPROVED


def test_the_threshold_that_held_when_it_was_drafted_holds(company):
    """9.2: records are judged by what held on their day."""
    contract = agreed(company, amount=300_000)
    NumberChange.objects.create(
        name="contracts.leader_threshold", value=100_000, holds_from=TODAY + DAY, article="3.3.3",
        reason="stricter", decided_at=timezone.now(),
    )  # fmt: skip
    assert company.move("approve", contract, company.chief).state == S.APPROVED
    later = agreed(company, amount=300_000, opened_on=TODAY + DAY)
    assert company.move("approve", later, company.chief).awaits == "leader"


def test_a_small_order_in_reviewed_words_goes_to_the_chief_alone(company):
    contract = company.submitted(amount=Decimal(50_000) - CENT)
    assert opinions_of(contract) == []
    assert company.move("approve", contract, company.chief).state == S.APPROVED


@pytest.mark.parametrize("change", ["amount", "words", "own clause", "no clause"])
def test_what_is_not_small_or_not_in_reviewed_words_is_reviewed_in_full(company, change):
    contract = company.contract(amount=50_000 if change == "amount" else 20_000)
    clause = {"title": "Confidentiality", "text": "Both keep it.", "origin": LibraryClause.objects.get()}
    rows = {
        "amount": [clause],
        "words": [clause | {"text": "One keeps it."}],
        "own clause": [clause, {"title": "Bonus", "text": "We pay them."}],
        "no clause": [],
    }[change]
    if change == "no clause":
        clause["origin"].is_required = False
        clause["origin"].save()
    contract = actions.revise(contract, by=Actor(company.li), seen=contract.version, terms={}, clauses=rows)
    contract = company.move("submit", contract, company.li)
    assert [o.department for o in opinions_of(contract)] == [company.legal_department, company.tech_department]
    refused(lambda: company.move("approve", contract, company.chief), "awaited")


def test_a_clause_that_legal_has_changed_since_is_no_longer_in_reviewed_words(company):
    contract = company.contract(amount=20_000)
    LibraryClause.objects.update(text="Both keep it for ever.")
    contract = company.move("submit", contract, company.li)
    assert len(opinions_of(contract)) == 2


# ── whom a review asks


def test_the_policy_of_the_kind_comes_before_the_general_one_and_the_larger_amount_first(company):
    ReviewPolicy.objects.create(kind="sales", disciplines=["finance"], holds_from=TODAY)
    ReviewPolicy.objects.create(kind="sales", from_amount=200_000, disciplines=["legal", "finance"], holds_from=TODAY)
    ReviewPolicy.objects.create(kind="service", disciplines=["technology"], holds_from=TODAY + DAY)  # not yet
    ReviewPolicy.objects.create(kind="service", disciplines=["finance"], holds_from=TODAY, ended_on=TODAY)  # no more

    def asked(**fields) -> list[str]:
        return [d.discipline for d in rules.departments_asked(company.contract(**fields), TODAY)]

    assert asked(kind="sales") == ["finance"]
    assert asked(kind="sales", amount=200_000) == ["legal", "finance"]
    assert asked(kind="service") == asked(kind="other") == ["legal", "technology"]


# ── drafting


@pytest.mark.parametrize("name", ["li", "zhao", "chief"])
def test_who_drafts(company, name):
    assert company.contract(owner=getattr(company, name), amount=0).owner == getattr(company, name)


@pytest.mark.parametrize("name", ["assistant", "legal", "leader", "personnel", "officer", "admin"])
def test_who_does_not_draft(company, name):
    with pytest.raises(PermissionDenied):
        actions.draft(company.customer(), by=Actor(getattr(company, name)), on=TODAY, title="x")


def test_nobody_but_the_drafter_changes_a_draft(company):
    company.delegate(company.li, company.zhao)
    contract = company.contract()
    others = [by for person in company.people() if person != company.li for by in actors_of(person)]
    for by in [*others, Actor(company.chief, on_behalf_of=company.li)]:
        with pytest.raises(PermissionDenied):
            actions.revise(contract, by=by, seen=contract.version, terms={"title": "x"})
    assert fresh(contract).title == "Pumps"


@pytest.mark.parametrize("state", ["submitted", "approved", "signed"])
def test_nobody_changes_what_is_no_draft_any_more(company, state):
    contract = getattr(company, state)()
    refused(
        lambda: actions.revise(contract, by=Actor(company.li), seen=contract.version, terms={"title": "x"}), "state"
    )


# ── never a party of the record: the pairs, each refused


PARTIES = {  # who acts: (in whose place, what makes it so)
    "the drafter in the chief's place": ("li", "chief", None),
    "the chief in the drafter's place": ("chief", "li", None),
    "a reviewer who has spoken, in the chief's place": ("legal", "chief", "spoken"),
    "in the place of a reviewer who has spoken, a chief": ("chief", "legal", "spoken"),
    "who spoke in the reviewer's place, in the chief's": ("zhao", "chief", "spoke for legal"),
    "the drafter in a reviewer's place": ("li", "legal", None),
    "a reviewer in the drafter's place": ("legal", "li", None),
    "the drafter who was given the chief's post meanwhile": ("li", None, "made chief"),
    "in the place of a drafter who was given the chief's post": ("zhao", "li", "made chief"),
    "by way of a third": ("zhao", "assistant", "the chief's delegate has a delegate"),
}


@pytest.mark.parametrize("pair", PARTIES)
def test_no_party_of_the_record_decides_or_speaks(company, pair):
    who, absent, what = PARTIES[pair]
    contract = company.submitted()
    legal = company.opinion_of(company.legal, contract)
    if what == "spoke for legal":
        company.delegate(company.legal, company.zhao)
        give_opinion(legal, "agree", by=Actor(again(company.zhao), again(company.legal)), on=TODAY)
    elif what == "spoken":
        company.say(company.legal, contract)
    elif what == "made chief":
        company.appoint(company.li, Post.CHIEF, company.section)
    elif what:
        company.delegate(company.chief, company.assistant)
    if absent:
        company.delegate(getattr(company, absent), getattr(company, who))
    person = again(getattr(company, who))
    acting_as = [by for by in actors_of(person) if what != "by way of a third" or by.on_behalf_of]
    named = [a for a in acting_as if absent is None or a.on_behalf_of == getattr(company, absent)]
    assert named
    if who == "chief":  # in their own name the chief decides; in the other's they do not
        acting_as = named
    for by in acting_as:
        for deed in (
            lambda by=by: LIFECYCLE.perform("approve", contract, by=by, on=TODAY),
            lambda by=by: LIFECYCLE.perform("return", contract, by=by, on=TODAY, note="so"),
            lambda by=by: give_opinion(legal, "agree", by=by, on=TODAY),
        ):
            if who == "legal" and absent == "li" and by.on_behalf_of is None:
                continue  # in their own name the reviewer speaks
            with pytest.raises((PermissionDenied, Refused)):
                deed()
    assert fresh(contract).state == S.IN_REVIEW


def test_whoever_passed_it_on_gives_no_opinion_on_it_afterwards(company):
    contract = agreed(company, amount=600_000)
    contract = company.move("approve", contract, company.chief)
    company.appoint(company.chief, Post.REVIEWER, company.finance_department)
    asides.add_reviewer(contract, company.finance_department, by=Actor(again(company.leader)), on=TODAY, text="why")
    row = next(o for o in opinions_of(fresh(contract)) if o.department == company.finance_department)
    company.delegate(company.chief, company.zhao)
    for by in (Actor(again(company.chief)), Actor(again(company.zhao), again(company.chief))):
        with pytest.raises(PermissionDenied):
            give_opinion(row, "agree", by=by, on=TODAY)


@pytest.mark.parametrize("absent", [False, True])
def test_who_ticks_a_condition_does_not_decide(company, absent):
    """That it is met is the department's word, as the opinion was: else one person clears the way and walks it."""
    contract = company.submitted()
    company.say(company.legal, contract, "conditions", conditions=["a seal"])
    company.say(company.tech, contract)
    if absent:
        company.delegate(company.legal, company.chief)
    else:
        company.appoint(company.chief, Post.REVIEWER, company.legal_department)
    chief = again(company.chief)
    assert may_decide(chief, contract)
    meet(Condition.objects.get(), by=Actor(chief, company.legal if absent else None), on=TODAY)
    assert not may_decide(chief, contract)
    with pytest.raises(PermissionDenied):
        company.move("approve", fresh(contract), chief)
    company.delegate(company.chief, company.zhao)
    assert not may_decide(company.zhao, contract)


def test_whoever_passed_it_on_ticks_no_condition_afterwards(company):
    contract = agreed(company, amount=600_000)
    contract = company.move("approve", contract, company.chief)
    asides.add_reviewer(contract, company.finance_department, by=Actor(again(company.leader)), on=TODAY, text="why")
    row = next(o for o in opinions_of(fresh(contract)) if o.department == company.finance_department)
    give_opinion(row, "conditions", by=Actor(company.finance), on=TODAY, conditions=["a guarantee"])
    company.appoint(company.chief, Post.REVIEWER, company.finance_department)
    with pytest.raises(PermissionDenied):
        meet(Condition.objects.get(), by=Actor(again(company.chief)), on=TODAY)
    meet(Condition.objects.get(), by=Actor(company.finance), on=TODAY)
