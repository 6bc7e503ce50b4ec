"""Wherever the name of whoever did something stands, a delegate's says for whom (3.3.3)."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse

from bizdept.notices.models import Notice
from bizdept.people.actor import Actor, who_of
from bizdept.people.models import Post
from bizdept.people.rules import may_sign_delegation
from bizdept.web import pdf as printer
from bizdept.workflow.history import history_of, reasons_since
from bizdept.workflow.models import Condition
from bizdept.workflow.papers import check_code
from bizdept.workflow.review import give_opinion, meet
from contracts import actions, asides, papers, policies, rules
from contracts.lifecycle import LIFECYCLE
from customers import actions as customer_actions
from tests.company import MARK, TODAY, fresh, pdf
from tests.house.test_weights import browser

DELEGATE = "Deputy Wu"
NAME = re.compile(rf"{DELEGATE}(?! for )")


@pytest.fixture
def stood_in(company):
    """One delegate stands in for chief, legal, assistant and leader, and does all that can be done in their places."""
    wu = company.wu = company.person("wu", Post.PERSONNEL, company.house)
    type(wu).objects.filter(pk=wu.pk).update(name=DELEGATE)
    wu = company.wu = fresh(wu)
    for absent in (company.chief, company.legal, company.assistant):
        company.delegate(absent, wu)
    company.for_ = {name: Actor(wu, fresh(getattr(company, name))) for name in ("chief", "legal", "assistant")}
    return company


def way_of_a_contract(company):
    """Asked besides, handed on, commented, opinion with a condition met, approved, sent out, signed, filed."""
    legal, assistant = company.for_["legal"], company.for_["assistant"]
    third = company.person("third", Post.REVIEWER, company.legal_department)
    second = company.person("second", Post.CHIEF, company.section)
    contract = company.submitted()
    asides.add_reviewer(contract, company.finance_department, by=legal, on=TODAY, text="why")
    asides.hand_on(contract, third, by=legal, on=TODAY)
    asides.comment(contract, "hm", by=legal)
    row = company.opinion_of(company.legal, contract)
    give_opinion(row, "conditions", by=legal, on=TODAY, note="so", conditions=["a stamp"])
    meet(Condition.objects.get(), by=legal, on=TODAY)
    for person in (company.tech, company.finance):
        company.say(person, contract)
    company.second = second
    return contract, assistant


def signed_in_places(company):
    contract, assistant = way_of_a_contract(company)
    contract = company.move("approve", contract, company.second)
    contract = LIFECYCLE.perform("release", contract, by=assistant, on=TODAY)
    given = {"scan": pdf(), "signed_on": TODAY, "method": "paper", "our_signatory": "a", "their_signatory": "b"}
    given["code"] = check_code(fresh(contract).signing.version.sha256)
    contract = LIFECYCLE.perform("sign", contract, by=assistant, on=TODAY, **given)
    actions.file_originals(contract, by=assistant, on=TODAY, place="a box")
    return contract


def bare(text: str) -> list[str]:
    """Where the delegate's name stands without “for …”, with what stands round it."""
    return [text[max(0, m.start() - 60) : m.end() + 40] for m in NAME.finditer(text)]


def body(client, address: str) -> str:
    """What a page says, without the frame that greets whoever is signed in."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    text = re.sub(r'\s(?:title|aria-label)="[^"]*"', "", answer.content.decode())
    return text.partition("<main")[2] or text


def test_every_page_of_a_contract_says_for_whom(stood_in):
    company = stood_in
    signed = signed_in_places(company)
    contract = approved_in_the_chiefs_place(company)
    seen, wrong = 0, []
    for reader in (company.li, company.chief, company.legal, company.tech, company.wu):
        client = browser(fresh(reader))
        client.cookies["django_language"] = "en"
        addresses = ["/", "/inbox/", "/inbox/?box=decided", "/inbox/?box=copied"]
        for record in (signed, contract):
            if record in type(record).objects.visible_to(fresh(reader)):
                addresses += [record.get_absolute_url(), reverse("contracts:history", args=[record.pk])]
        for address in addresses:
            text = body(client, address)
            seen += text.count(f"{DELEGATE} for ")
            mine = [] if reader != company.wu else ["Good "]
            wrong += [(str(reader), address, where) for where in bare(text) if not any(m in where for m in mine)]
    assert not wrong
    assert seen > 30


def approved_in_the_chiefs_place(company):
    """One that was returned in the chief's place, then approved so."""
    contract = company.submitted(title="Valves")
    company.all_agree(contract)
    contract = LIFECYCLE.perform("return", contract, by=company.for_["chief"], on=TODAY, note="so")
    contract = company.move("submit", contract, company.li)
    company.all_agree(contract)
    return LIFECYCLE.perform("approve", contract, by=company.for_["chief"], on=TODAY)


def test_notices_say_for_whom(stood_in):
    signed_in_places(stood_in)
    approved_in_the_chiefs_place(stood_in)
    texts = list(Notice.objects.filter(text__contains=DELEGATE).values_list("text", flat=True))
    assert len(texts) > 5
    assert [text for text in texts if bare(text)] == []


def test_the_history_of_saves_says_for_whom_and_keeps_the_reason(stood_in):
    contract = signed_in_places(stood_in)
    contract.rights = {"owner": 3}
    saves = {saved.reason: saved.by for saved in history_of(contract)}
    assert saves["release"] == f"{DELEGATE} for assistant"
    assert saves["submit"] == "li"
    filed = {saved.reason: saved.by for saved in history_of(contract.signing)}
    assert filed["sign"] == filed["file_originals"] == f"{DELEGATE} for assistant"


def test_what_somebody_changed_meanwhile_says_for_whom(stood_in):
    contract = stood_in.submitted()
    seen = contract.version
    contract = LIFECYCLE.perform("return", contract, by=stood_in.for_["chief"], on=TODAY, note="so")
    assert f"{DELEGATE} for chief" in str(reasons_since(contract, seen)[0])


def test_files_say_for_whom(stood_in):
    company = stood_in
    company.delegate(company.li, company.wu)
    by = Actor(fresh(company.wu), fresh(company.li))
    customer, client = company.customer(), browser(company.li)
    client.cookies["django_language"] = "en"
    customer_actions.add_file(customer, pdf(), by=by, level=2, category="business")
    text = body(client, customer.get_absolute_url())
    assert f"{DELEGATE} for li" in text and not bare(text)


def test_papers_say_for_whom(stood_in, monkeypatch):
    contract, _assistant = way_of_a_contract(stood_in)
    shown = {}
    monkeypatch.setattr(printer, "render", lambda template, context, *css: shown.update(context) or b"")
    papers.review_sheet(fresh(contract), by=Actor(stood_in.li), mark=MARK)
    rows = {row["row"].department: row for row in shown["opinions"]}
    assert DELEGATE in rows[stood_in.legal_department]["who"]
    assert "legal" in rows[stood_in.legal_department]["who"]
    assert DELEGATE in rows[stood_in.finance_department]["added"]


def test_policies_say_for_whom_and_nobody_signs_what_was_proposed_in_their_place(stood_in):
    company = stood_in
    policy = policies.propose(
        by=company.for_["chief"], on=TODAY, kind="", from_amount=Decimal(5), disciplines=["legal"], holds_from=TODAY
    )
    assert policy.proposer == f"{DELEGATE} for chief"
    company.appoint(company.chief, Post.LEADER, company.house)
    assert not rules.may_sign_policy(Actor(fresh(company.chief)), policy)
    assert not rules.may_sign_policy(Actor(company.wu, fresh(company.leader)), policy)
    policy = policies.sign(policy, by=Actor(company.zhao, fresh(company.leader)), on=TODAY)
    assert policy.signatory == "zhao for leader"
    assert "zhao for leader" in body(browser(company.li), reverse("contracts:policies"))


def test_a_delegation_is_signed_in_person(stood_in):
    company = stood_in
    row = company.delegate(company.tech, company.zhao, made_by=company.admin)
    assert may_sign_delegation(Actor(fresh(company.chief)), row)
    assert not may_sign_delegation(company.for_["chief"], row)


def test_one_helper_says_it_in_the_readers_language():
    assert who_of("A") == "A"
    assert who_of("A", "B") == "A for B"
    assert str(Actor("A", "B")) == "A for B"
