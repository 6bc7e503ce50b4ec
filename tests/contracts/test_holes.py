"""Ways in which a contract could get stuck, or slip through: each is refused with a sentence, or told."""

from datetime import date
from functools import partial

import pytest
from django.utils import timezone

from bizdept.access.levels import Level
from bizdept.calendar.models import SpecialDay
from bizdept.calendar.rules import after_working_days
from bizdept.duties.models import Duty
from bizdept.notices.models import Notice
from bizdept.people.actor import Actor
from bizdept.people.history import keep
from bizdept.people.models import Post
from bizdept.refusal import Reason, Refused
from bizdept.workflow.models import Condition, Opinion, Version
from bizdept.workflow.review import give_opinion, meet
from contracts import actions, papers, policies, rules
from contracts.content import content_of
from contracts.models import Contract, ContractClause, LibraryClause
from customers.models import Customer
from tests.company import DAY, TODAY, fresh, pdf, refused, usual_terms

LARGE = 600_000


def told(person) -> list[str]:
    return list(Notice.objects.for_person(person).values_list("text", flat=True))


# ── somebody must be there to decide


def agreed(company, amount=LARGE, **fields) -> Contract:
    contract = company.submitted(amount=amount, **fields)
    company.all_agree(contract)
    return fresh(contract)


@pytest.mark.parametrize("why", ["none is there", "the leader gave an opinion", "the leader drafted it"])
def test_the_chief_passes_on_nothing_that_nobody_could_decide(company, why):
    contract = agreed(company)
    if why == "none is there":
        company.leader.is_active = False
        company.leader.save()
    elif why == "the leader gave an opinion":
        Opinion.objects.filter(by=company.legal).update(by=company.leader)
    else:
        Contract.objects.filter(pk=contract.pk).update(owner=company.leader)
    refused(lambda: company.move("approve", fresh(contract), company.chief), "nobody")
    assert company.move("return", fresh(contract), company.chief, note="smaller").state == "returned"


def test_what_the_chief_drafted_is_not_submitted_where_no_leader_is(company):
    company.leader.is_active = False
    company.leader.save()
    contract = company.contract(owner=company.chief)
    refused(lambda: company.move("submit", contract, company.chief), "nobody")


def test_what_waits_for_a_leader_who_left_can_be_withdrawn(company):
    contract = company.move("approve", agreed(company), company.chief)
    refused(lambda: company.move("withdraw", fresh(contract), company.li), "decided")
    company.leader.is_active = False
    company.leader.save()
    assert company.move("withdraw", fresh(contract), company.li).state == "drafting"


def test_a_chief_who_gave_an_opinion_does_not_decide_also_in_a_later_round(company):
    """Nor is the contract put before that chief again: the leader decides in their place."""
    company.appoint(company.chief, Post.REVIEWER, company.legal_department)
    contract = company.submitted()
    give_opinion(company.opinion_of(company.legal, contract), "agree", by=Actor(company.chief), on=TODAY)
    assert not rules.may_decide(Actor(company.chief), fresh(contract))
    contract = company.move("submit", company.move("withdraw", fresh(contract), company.li), company.li)
    assert contract.awaits == "leader"


# ── who is told


@pytest.mark.parametrize("name", ["refuse", "return"])
def test_the_drafter_hears_what_became_of_it_once(company, name):
    contract = company.submitted()
    company.move(name, contract, company.chief, note="so")
    words = {"refuse": f"{contract.number}: “refuse and end” by chief.", "return": contract.number}[name]
    assert [text for text in told(company.li) if words in text] and len(told(company.li)) == 1


def test_the_drafter_hears_of_objections_and_conditions_at_once(company):
    contract = company.submitted()
    give_opinion(
        company.opinion_of(company.legal, contract), "object", by=Actor(company.legal), on=TODAY, note="too long"
    )
    give_opinion(
        company.opinion_of(company.tech, contract), "conditions", by=Actor(company.tech), on=TODAY, conditions=["x"]
    )
    assert told(company.li) == [
        f"{contract.number}: Technology agrees with conditions.",
        f"{contract.number}: Legal objects.",
    ]


def test_nobody_is_told_of_what_they_did_themselves(company):
    company.move("withdraw", company.submitted(), company.li)
    assert told(company.li) == []


def test_the_chiefs_time_runs_when_the_departments_is_up(company):
    special = SpecialDay.objects.as_mapping()
    for amount, days in {100_000: 3 + 2, 20_000: 2}.items():
        contract = company.submitted(amount=amount)
        due = Duty.objects.open().about(contract).get(kind="contracts.decide").due_on
        assert due == after_working_days(TODAY, days, special)


# ── what slips through


def test_nothing_is_begun_with_a_frozen_customer(company):
    frozen, other = company.customer(name="Yi"), company.contract()
    Customer.objects.filter(pk=frozen.pk).update(state="frozen")
    frozen.refresh_from_db()
    refused(lambda: actions.draft(frozen, by=Actor(company.li), on=TODAY, title="x", level=2), "customer")
    terms = {"customer": frozen}
    refused(lambda: actions.revise(other, by=Actor(company.li), seen=other.version, terms=terms), "customer")


def test_a_contract_below_its_customers_level_is_not_submitted(company):
    contract = company.contract()
    Customer.objects.filter(pk=contract.customer_id).update(level=Level.CORE)
    refused(lambda: company.move("submit", fresh(contract), company.li), "level")


def test_a_level_is_not_changed_beside_it_and_an_annex_is_not_above_its_contract(company):
    contract = company.contract(level=Level.CONFIDENTIAL)
    Customer.objects.update(level=Level.OPEN)
    for terms in ({"level": Level.INTERNAL}, {"level": Level.CORE}):
        revise = partial(actions.revise, fresh(contract), by=Actor(company.li), seen=contract.version, terms=terms)
        refused(revise, "level")
    keep = {"by": Actor(company.li), "category": "business", "level": Level.CORE}
    refused(lambda: actions.add_file(contract, pdf(), purpose="annex", **keep), "level")
    assert actions.add_file(contract, pdf(), purpose="cost", **keep).level == Level.CORE


def test_nobody_drafts_what_they_could_not_read(company):
    company.li.nda_until = None
    customer = company.customer(level=Level.INTERNAL)
    keep = {"by": Actor(company.li), "on": TODAY, "title": "x"}
    refused(lambda: actions.draft(customer, level=Level.CONFIDENTIAL, **keep), "nda")
    assert actions.draft(customer, level=Level.INTERNAL, **keep).number


def test_another_kind_of_contract_brings_the_clauses_that_it_requires(company):
    LibraryClause.objects.create(
        key="response", title="Response", text="In a day.", is_required=True, kinds=["service"]
    )
    contract = company.contract(kind="sales")
    terms = {"kind": "service"}
    contract = actions.revise(contract, by=Actor(company.li), seen=contract.version, terms=terms)
    assert list(contract.clauses.values_list("title", flat=True)) == ["Confidentiality", "Response"]
    assert company.move("submit", contract, company.li).state == "in_review"


def test_a_clause_that_was_left_out_or_emptied_is_taken_over_again(company, client):
    contract = company.contract()
    ContractClause.objects.filter(contract=contract).update(text=" ")
    refused(lambda: company.move("submit", fresh(contract), company.li), "clause")
    ContractClause.objects.filter(contract=contract).delete()
    client.force_login(company.li)
    page = client.get(f"/contracts/{contract.pk}/edit/")
    clause = LibraryClause.objects.get()
    assert list(page.context["library"].fields["more"].choices) == [(str(clause.pk), "Confidentiality · required")]
    actions.revise(contract, by=Actor(company.li), seen=contract.version, terms={}, more=[clause])
    assert company.move("submit", fresh(contract), company.li).state == "in_review"


@pytest.mark.parametrize("day", [-1, 1])
def test_it_was_signed_between_going_out_and_today(company, day):
    contract = company.move("release", company.move("approve", agreed(company, 100_000), company.chief), company.li)
    paper = {"scan": pdf(), "method": "paper", "our_signatory": "a", "their_signatory": "b"}
    refused(lambda: company.move("sign", contract, company.li, signed_on=TODAY + day * DAY, **paper), "day")


def test_no_policy_reaches_back_and_nobody_signs_their_own(company):
    wish = {"kind": "", "from_amount": 0, "disciplines": ["legal"], "on": TODAY}
    refused(lambda: policies.propose(by=Actor(company.chief), holds_from=date(1999, 1, 1), **wish), "holds_from")
    company.appoint(company.chief, Post.LEADER, company.house)
    policy = policies.propose(by=Actor(fresh(company.chief)), holds_from=TODAY, **wish)
    assert not rules.may_sign_policy(Actor(fresh(company.chief)), policy)
    assert rules.may_sign_policy(Actor(company.leader), policy)


def test_a_leader_who_decided_goes_on_seeing_it(company):
    contract = company.move("approve", agreed(company), company.chief)
    contract = company.move("approve", contract, company.leader)
    assert contract.went_to_leader and Contract.objects.visible_to(company.leader, timezone.now()).exists()


def test_a_customer_is_linked_to_by_whoever_may_open_its_file(company, client):
    contract = company.submitted()
    link = f'href="/customers/{contract.customer_id}/"'
    for person, sees in {company.li: True, company.chief: True, company.legal: False}.items():
        client.force_login(person)
        page = client.get(f"/contracts/{contract.pk}/").content.decode()
        assert (link in page) is sees and "Jia Ltd" in page


def test_a_contract_is_found_by_its_customers_new_name(company):
    contract = company.contract()
    contract.customer.name = "Yi Pumps"
    keep(contract.customer, by=Actor(company.li))
    assert list(Contract.objects.matching(q="yi pumps")) == [contract]
    assert not Contract.objects.matching(q="jia").exists()


def test_of_two_customers_of_one_name_the_form_names_the_number(company, client):
    contract = company.contract()
    company.customer()
    client.force_login(company.li)
    assert contract.customer.reference() in client.get(f"/contracts/{contract.pk}/edit/").content.decode()


def test_the_box_on_top_leads_a_number_to_its_contract_and_words_to_customers(company, client):
    contract = company.contract()
    asked = f"/search/?q={contract.number.lower()}"
    for person, leads in {company.li: contract.get_absolute_url(), company.zhao: "/contracts/?q="}.items():
        client.force_login(person)
        assert client.get(asked)["Location"].startswith(leads)
    assert client.get("/search/?q=Jia+Ltd")["Location"] == "/customers/?q=Jia+Ltd"
    client.force_login(company.leader)
    assert client.get("/search/?q=Jia")["Location"] == "/contracts/?q=Jia"


def test_the_desks_figures_lead_to_what_they_count(company, client):
    company.contract(), company.submitted(), company.approved(), company.signed()
    company.move("return", company.submitted(), company.chief, note="so")
    client.force_login(company.li)
    found = {f["label"]: f for f in client.get("/").context["figures"]}
    assert {label: f["value"] for label, f in found.items() if label != "Signed this month"} == {
        "In review": 1, "To be signed": 1, "Being drafted": 2,
    }  # fmt: skip
    for label, figure in found.items():
        count = client.get(figure["address"]).context["rows"].count
        assert count == (1 if label == "Signed this month" else figure["value"]), label


def test_what_is_too_long_to_print_is_not_submitted(company):
    contract = company.contract()
    Contract.objects.filter(pk=contract.pk).update(delivery="x" * (rules.LONGEST + 1))
    refused(lambda: company.move("submit", fresh(contract), company.li), "long")


def test_a_reviewer_finds_the_version_they_spoke_on(company, client):
    contract = company.submitted(title="Old pumps")
    company.say(company.legal, contract)
    contract = company.move("return", contract, company.chief, note="so")
    actions.revise(contract, by=Actor(company.li), seen=contract.version, terms={"title": "New pumps"})
    client.force_login(company.legal)
    page = client.get("/inbox/?box=decided").content.decode()
    place = f"/contracts/{contract.pk}/versions/1/"
    assert f'href="{place}"' in page and "Old pumps" in page and "New pumps" not in page
    assert client.get(place).status_code == 200
    company.legal.nda_until = None
    company.legal.save()
    assert "Old pumps" not in client.get("/inbox/?box=decided").content.decode()


def test_tax_is_told_of_each_item_and_of_all(company, client):
    contract = company.contract(amount=113)
    assert (content_of(contract)["tax"], content_of(contract)["items"][0]["tax"]) == ("13.00", "13.00")
    client.force_login(company.li)
    assert "of which tax 13.00" in client.get(f"/contracts/{contract.pk}/").content.decode()


def test_only_the_version_that_was_approved_is_the_contract(company):
    contract = company.move("return", company.submitted(), company.chief, note="so")
    contract = company.move("submit", contract, company.li)
    company.all_agree(contract)
    contract = company.move("approve", fresh(contract), company.chief)
    first, second = Version.objects.of(contract).order_by("number")
    assert [papers.is_approved(version, contract) for version in (first, second)] == [False, True]


def test_a_condition_is_ticked_while_somebody_still_decides(company):
    contract = company.submitted()
    company.say(company.legal, contract, "conditions", conditions=["a seal"])
    condition = Condition.objects.get()
    company.move("return", fresh(contract), company.chief, note="so")
    refused(lambda: meet(condition, by=Actor(company.legal), on=TODAY), "already")


def test_nobody_acts_for_somebody_who_has_left(company):
    company.delegate(company.chief, company.zhao)
    assert Actor(company.zhao, company.chief).holds(Post.CHIEF)
    company.chief.is_active = False
    assert not Actor(company.zhao, company.chief).holds(Post.CHIEF)


def test_an_empty_row_stands_only_where_there_is_none_yet(company, client):
    client.force_login(company.li)
    for address, rows in {
        "new": 1,
        f"{company.contract().pk}/edit": 1,
        f"{company.contract(amount=0).pk}/edit": 1,
    }.items():
        page = client.get(f"/contracts/{address}/")
        assert [len(page.context[name].forms) for name in ("items", "plan")] == [rows, rows], address


def test_whose_word_falls_hears_of_it(company):
    """Taken up again after the approval: who gave an opinion or agreed to it is told, the drafter is not."""
    contract = company.approved(amount=LARGE)
    Notice.objects.all().delete()
    company.move("reopen", contract, company.li, note="a new price")
    heard = set(Notice.objects.values_list("person__username", flat=True))
    assert heard == {"legal", "tech", "chief", "leader"}
    assert told(company.leader) == [f"{contract.number}: “take up again” by li."]


# ── a form that makes several things makes all or none


def test_a_new_contract_whose_items_are_refused_leaves_no_draft(company, monkeypatch):
    def revise(*_words, **_named):
        raise Refused([Reason("items", "Not like this.")])

    monkeypatch.setattr(actions, "revise", revise)
    terms = usual_terms() | {"customer": company.customer(), "title": "Pumps", "level": Level.CONFIDENTIAL}
    item = {"name": "Pump", "unit": "pc", "quantity": 1, "price": 1, "tax_rate": 13}
    refused(lambda: actions.draft_whole(terms, [item], [], by=Actor(company.li), on=TODAY), "items")
    assert not Contract.objects.exists()
