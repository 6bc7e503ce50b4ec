"""8.3.3: what somebody kept goes to others, whole; who leaves is shut out, and has left when nothing is theirs."""

from random import Random

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bizdept.access.grants import grant
from bizdept.access.levels import Level
from bizdept.audit.check import read
from bizdept.audit.models import AuditEntry
from bizdept.duties.models import Duty
from bizdept.manage.actions.accounts import close_account, reopen_account
from bizdept.people.actor import Actor
from bizdept.people.history import keep
from bizdept.people.models import Delegation, Post, User
from bizdept.workflow.holdings import keeps_anything
from bizdept.workflow.models import Verdict
from bizdept.workflow.questions import owned_by
from bizdept.workflow.review import give_opinion, may_speak
from confidentiality.actions import hand_overs as actions
from confidentiality.actions.requests import ask
from confidentiality.lifecycle.hand_overs import LIFECYCLE
from confidentiality.models import AccessRequest, HandOver, Passed
from contracts import rules as contracts
from contracts.actions import file_originals
from contracts.lifecycle import LIFECYCLE as CONTRACTS
from contracts.models import Contract
from customers.actions import add_contact, record_communication
from customers.models import Customer
from tests.company import DAY, NOW, TODAY, fresh, pdf, refused
from tests.confidentiality.test_inspections import fill, finding, plan
from tests.confidentiality.test_papers import enter

pytestmark = pytest.mark.usefixtures("time_stands_still")
LEAVES, STAYS = HandOver.Why.LEAVES, HandOver.Why.STAYS


def begun(company, person=None, why=LEAVES, by=None, **facts) -> HandOver:
    facts = ({"last_day": TODAY + 5 * DAY} if why == LEAVES else {}) | facts
    return actions.begin(person or company.li, why, by=Actor(by or company.chief), on=TODAY, **facts)


def named(record: HandOver, to: User, by: User, *kinds: str) -> HandOver:
    kinds = kinds or ("customers", "contracts", "originals")
    actions.name_successors(record, dict.fromkeys(kinds, to), by=Actor(by))
    return record


def move(name: str, record: HandOver, by: User, **data) -> HandOver:
    return LIFECYCLE.perform(name, record, by=Actor(by), on=TODAY, **data)


def handed(company, to=None, **facts) -> HandOver:
    record = named(begun(company, **facts), to or company.zhao, company.chief)
    return move("hand_over", record, company.chief)


def answered(company, record: HandOver) -> None:
    answers = dict.fromkeys(("papers", "media", "keys", "outside", "taken", "secrecy"), ("done", ""))
    actions.answer_checks(record, answers, by=Actor(company.officer), at=NOW)


def wrong_in_the_chain() -> list[str]:
    """But for the people with whom the test company begins: no line speaks of those."""
    return [finding.what for finding in read().found if not finding.what.startswith("people.")]


# What changes, and what does not


def everything(but: set[str]) -> dict[str, list]:
    """Every row of every table, but for these columns."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        names = [f.attname for f in model._meta.concrete_fields if f"{model._meta.label_lower}.{f.name}" not in but]
        rows = model._base_manager.order_by("pk").values_list(*names)
        found[model._meta.label_lower] = [dict(zip(names, row, strict=True)) for row in rows]
    return found


MAY_CHANGE = {
    "customers.customer.owner", "customers.customer.department", "contracts.contract.owner",
    "contracts.contract.drafters", "contracts.signing.keeper", "contracts.signing.kept_for", "duties.duty.person",
    "duties.duty.post", "duties.duty.department", "duties.duty.done_on", "duties.duty.done_by",
}  # fmt: skip
MAY_GROW = {
    "audit.auditentry", "access.accesslog", "notices.notice", "notices.dispatch", "workflow.movelog", "duties.duty",
    "confidentiality.passed", "confidentiality.successor", "confidentiality.handover",
    "confidentiality.historicalhandover", "customers.historicalcustomer", "contracts.historicalcontract",
    "contracts.historicalsigning",
}  # fmt: skip
ITS_OWN = {"audit.audithead", "confidentiality.handover"}


def a_random_life(company, random: Random) -> None:
    """Customers of li with people and talks, and contracts in every state, some with opinions, files, originals."""
    by = Actor(company.li)
    for number in range(random.randint(1, 4)):
        customer = company.customer(name=f"C{number} {random.random()}", level=random.choice([1, 2, 3]))
        if random.random() < 0.6:
            contact = add_contact(customer, {"name": "Wang", "phone": "13812345678"}, by=by)
            said = {"happened_on": TODAY, "text": "words", "next_step": "step", "next_on": TODAY + 3 * DAY}
            record_communication(customer, said | {"contact": contact}, by=by, at=NOW)
    for number in range(random.randint(1, 5)):
        make = random.choice([company.contract, company.submitted, company.approved, company.signed])
        contract = make(title=f"T{number}", amount=random.choice([1000, 100_000, 600_000]))
        if contract.state == Contract.State.SIGNED and random.random() < 0.7:
            file_originals(contract, by=by, on=TODAY, place="shelf 3")


@pytest.mark.parametrize("seed", range(8))
def test_nothing_but_the_keeper_changes(company, seed):
    random = Random(seed)
    a_random_life(company, random)
    record = begun(company)
    named(record, random.choice([company.zhao, company.zhao, company.chief]), company.chief, "customers")
    named(record, company.zhao, company.chief, "contracts", "originals")
    before = everything(MAY_CHANGE)
    move("hand_over", record, company.chief)
    after = everything(MAY_CHANGE)
    assert before.keys() == after.keys()
    for label, rows in before.items():
        if label not in ITS_OWN:
            there = after[label][: len(rows)] if label in MAY_GROW else after[label]
            assert there == rows, label
    assert not keeps_anything(company.li)
    assert not Duty.objects.open().filter(person=company.li).exists()
    assert not Customer.objects.filter(owner=company.li).exclude(state="pool").exists()
    assert wrong_in_the_chain() == []


def test_each_thing_that_went_stands_on_the_list_with_its_line_and_its_history(company):
    customer, contract = company.customer(), company.contract()
    record = handed(company)
    lines = {line.number: line for line in Passed.objects.of(record)}
    assert {customer.reference(), contract.number} <= set(lines)
    line = lines[contract.number]
    entry = AuditEntry.objects.get(action="hand_over.pass", record=f"confidentiality.passed:{line.pk}")
    assert (entry.actor, entry.data["to"], entry.data["of"]) == (company.chief.pk, company.zhao.pk, record.pk)
    for row in (fresh(customer), fresh(contract)):
        last = row.history.first()
        assert (last.owner_id, last.history_user_id, last.history_change_reason) == (
            company.zhao.pk, company.chief.pk, "hand_over",
        )  # fmt: skip
        assert row.version == last.version


def test_a_hundred_things_take_as_many_questions_as_ten(company, django_assert_max_num_queries):
    for number in range(60):
        company.customer(name=f"C{number}")
    record = named(begun(company), company.zhao, company.chief)
    with django_assert_max_num_queries(140):
        move("hand_over", record, company.chief)
    assert Customer.objects.filter(owner=company.zhao).count() == 60


def kept_of(company, count: int) -> dict[str, list[int]]:
    """So many customers and contracts of li, a third of which are read by departments; by kind their ids."""
    one = company.customer(name="One")
    for number in range(count):
        company.customer(name=f"C{number}")
        make = company.contract if number % 3 else company.submitted
        make(title=f"K{number}", customer=one)
    found = {"customers": Customer, "contracts": Contract}
    return {kind: list(model.objects.filter(owner=company.li).values_list("pk", flat=True))
            for kind, model in found.items()}  # fmt: skip


@pytest.mark.parametrize("is_alone", [False, True], ids=["by kind", "row by row"])
def test_who_may_take_over_is_judged_once_whatever_their_number(company, client, is_alone):
    """8.3.3: naming, looking and handing over 40 of each kind ask as much as 5."""
    asked = []
    for count in (1, 5, 40):  # the first fills what is remembered between requests
        rows, owner = kept_of(company, count), fresh(company.chief)
        record = begun(company, why=STAYS)
        client.force_login(owner)
        with CaptureQueriesContext(connection) as found:
            named(record, company.zhao, fresh(company.chief))
            for kind in rows if is_alone else ():
                actions.name_for_rows(record, kind, rows[kind], company.chief, by=Actor(owner))
                actions.name_for_rows(record, kind, rows[kind], company.zhao, by=Actor(owner))
            for kind in rows:
                assert client.get(f"{record.get_absolute_url()}kept/{kind}/").status_code == 200
            move("hand_over", fresh(record), fresh(company.chief))
        asked.append(sum(str(query["sql"]).startswith("SELECT") for query in found.captured_queries))
        assert not Customer.objects.filter(owner=company.li).exists()
    assert asked[1] == asked[2]


def test_what_waits_for_the_leader_is_read_ahead_too(company):
    """3.3.3, 8.3.3: a second chief is weighed for each; who passed it on is not asked row by row, and told alike."""
    second = fresh(company.person("second_chief", Post.CHIEF, company.section))
    asked, told = [], []
    for count in (1, 2, 9):  # the first fills what is remembered of people
        made = [company.submitted(amount=900_000) for _n in range(count)]
        for row in made:
            company.all_agree(row)
            CONTRACTS.perform("approve", fresh(row), by=Actor(company.chief), on=TODAY)
        rows = list(Contract.objects.filter(pk__in=[row.pk for row in made]))
        assert {row.awaits for row in rows} == {Contract.Awaits.LEADER}
        with CaptureQueriesContext(connection) as found:
            contracts.read_ahead(rows)
            told += [[r.code for r in contracts.reasons_against_taking(row, second)] for row in rows]
            told += [[r.code for r in contracts.reasons_against_taking(row, company.chief)] for row in rows]
        asked.append(len(found))
        alone = Contract.objects.get(pk=rows[0].pk)
        assert contracts.chiefs_yes(rows[0]) == contracts.chiefs_yes(alone) is not None
    assert asked[1] == asked[2] and {code for codes in told for code in codes} == {"decides", "spoken"}


def test_single_rows_go_to_somebody_else(company):
    one, other = company.customer(name="One"), company.customer(name="Other")
    record = named(begun(company), company.zhao, company.chief)
    assert actions.name_for_rows(record, "customers", [one.pk, 10**9], company.chief, by=Actor(company.chief)) == 1
    move("hand_over", record, company.chief)
    assert (fresh(one).owner, fresh(other).owner) == (company.chief, company.zhao)


def test_what_is_in_the_pool_is_nobodys_and_stays(company):
    pool = company.customer(name="Pool", state=Customer.State.POOL)
    handed(company)
    assert fresh(pool).owner == company.li


def test_what_is_owed_goes_with_the_record_and_the_rest_to_the_chief(company):
    customer = company.customer()
    said = {"happened_on": TODAY, "text": "x", "next_step": "call", "next_on": TODAY + 2 * DAY}
    record_communication(customer, said, by=Actor(company.li), at=NOW)
    returned = company.move("return", company.submitted(), company.chief, note="why")
    handed(company)
    owed = {(d.kind, d.object_id): d.person for d in Duty.objects.open().filter(person__isnull=False)}
    assert owed["customers.next_step", customer.pk] == company.zhao
    assert owed["contracts.revise", returned.pk] == company.zhao


def test_papers_and_what_is_to_be_put_right_go_too(company):
    paper = enter(company, keeper=company.li)
    row = finding(company, fill(company, plan(company), "finding"), company.li)
    record = named(begun(company), company.zhao, company.chief, "papers", "rectifications")
    move("hand_over", record, company.chief)
    assert (fresh(paper).owner, fresh(row).owner) == (company.zhao, company.zhao)
    assert Duty.objects.open().about(row).get().person == company.zhao
    assert not keeps_anything(company.li) and wrong_in_the_chain() == []


def test_what_an_officer_began_goes_to_an_officer_by_the_leader(company):
    second = company.person("second", Post.OFFICER, company.house)
    inspection = plan(company)
    close_account(company.officer, by=Actor(company.admin), on=TODAY)
    record = named(HandOver.objects.get(), company.chief, company.leader, "inspections")
    assert "does no inspections" in str(refused(lambda: move("hand_over", record, company.leader), "row"))
    named(record, second, company.leader, "inspections")
    move("hand_over", record, company.leader)
    assert fresh(inspection).owner == second


# Who may, and to whom


def test_the_section_is_handed_over_by_its_chief_the_chief_by_the_leader_and_nobody_by_themselves(company):
    for person in (company.li, company.zhao, company.assistant, company.officer, company.admin, company.legal):
        with pytest.raises(PermissionDenied):
            begun(company, by=person)
    with pytest.raises(PermissionDenied):
        begun(company, person=company.chief, by=company.chief)
    with pytest.raises(PermissionDenied):
        begun(company, by=company.personnel, why=STAYS)
    company.customer(owner=company.chief, department=company.section)
    record = begun(company, person=company.chief, by=company.leader)
    with pytest.raises(PermissionDenied):
        named(record, company.li, company.chief)
    named(record, company.li, company.leader)
    assert move("hand_over", record, company.leader).state == HandOver.State.HANDED


def test_another_sections_chief_finds_no_door(company):
    other = company.person("other", Post.CHIEF, company.other_section)
    record = begun(company)
    with pytest.raises(PermissionDenied):
        named(record, company.zhao, other)
    with pytest.raises(PermissionDenied):
        move("hand_over", record, other)


def test_nobody_takes_over_who_may_not_keep_read_or_has_left(company):
    secret = company.customer(name="Secret", level=Level.CORE)
    record = begun(company)
    for person in (company.admin, company.leader, company.li):
        refused(lambda person=person: named(record, person, company.chief, "customers"), "taker")
    bare = company.person("bare", Post.SPECIALIST, company.team, nda_until=None)
    named(record, bare, company.chief)
    assert "nda" not in (codes := refused(lambda: move("hand_over", record, company.chief), "row").codes) and codes
    assert fresh(secret).owner == company.li
    named(record, company.assistant, company.chief, "customers")
    assert "keeps no customers" in str(refused(lambda: move("hand_over", record, company.chief), "row"))


def test_a_contract_goes_to_nobody_who_spoke_on_it_or_decides_on_it(company):
    contract = company.submitted()
    record = named(begun(company), company.chief, company.chief)
    sentence = str(refused(lambda: move("hand_over", record, company.chief), "row"))
    assert contract.number in sentence and "decides on it" in sentence
    named(record, company.zhao, company.chief, "contracts")
    move("hand_over", record, company.chief)
    assert fresh(contract).owner == company.zhao


def test_a_contract_goes_to_nobody_who_spoke_on_it_or_agreed_to_it(company):
    both = company.person("both", Post.SPECIALIST, company.team)
    company.appoint(both, Post.REVIEWER, company.legal_department)
    spoken = company.submitted(title="Spoken on")
    give_opinion(company.opinion_of(company.legal, spoken), Verdict.AGREE, by=Actor(both), on=TODAY)
    record = named(begun(company), both, company.chief)
    assert "has given an opinion on it" in str(refused(lambda: move("hand_over", record, company.chief), "row"))
    company.move("withdraw", spoken, company.li)
    company.move("void", fresh(spoken), company.li, note="why")  # it is over: whoever spoke may keep it
    move("hand_over", record, company.chief)
    assert fresh(spoken).owner == both


def test_a_contract_goes_to_no_chief_who_agreed_to_it_until_it_is_signed(company):
    agreed, signed = company.approved(title="Agreed"), company.signed(title="Signed")
    record = named(begun(company), company.chief, company.chief)
    sentence = str(refused(lambda: move("hand_over", record, company.chief), "row"))
    assert agreed.number in sentence and signed.number not in sentence


def test_what_belongs_to_another_section_is_handed_over_above(company):
    """Somebody came from another section, and kept what they had there."""
    old = company.contract(title="Of the old section")
    Contract.objects.filter(pk=old.pk).update(department=company.other_section)
    record = named(begun(company), company.zhao, company.chief)
    assert "another section" in str(refused(lambda: move("hand_over", record, company.chief), "row"))
    move("hand_over", record, company.leader)
    assert fresh(old).owner == company.zhao


def test_nothing_goes_to_somebody_who_has_moved_or_left_meanwhile(company):
    company.customer()
    record = named(begun(company), company.zhao, company.chief)
    User.objects.filter(pk=company.zhao.pk).update(department=company.other_section)
    assert "is of another section" in str(refused(lambda: move("hand_over", record, company.chief), "row"))
    User.objects.filter(pk=company.zhao.pk).update(department=company.team, is_active=False)
    assert "has left" in str(refused(lambda: move("hand_over", record, company.chief), "row"))


def test_requests_to_see_come_before_whoever_keeps_it_now(company):
    wu = company.person("wu", Post.SPECIALIST, company.other_section)
    company.customer(name="Jia Ltd")
    wish = ask("Jia Ltd", "to answer a question", 5, by=Actor(wu), on=TODAY)
    handed(company)
    assert fresh(wish).keeper == company.zhao
    assert Duty.objects.open().about(wish).get().person == company.zhao


def test_whoever_drafted_it_once_never_decides_on_it_nor_speaks(company):
    """1.3.1: a hand-over must not be the way round the rule that nobody decides on their own."""
    contract = company.contract(owner=company.chief)
    record = named(begun(company, person=company.chief, by=company.leader, why=STAYS), company.li, company.leader)
    move("hand_over", record, company.leader)
    contract = company.move("submit", fresh(contract), company.li)
    assert contract.drafters == [company.chief.pk] and contract.hands == {company.chief.pk, company.li.pk}
    company.all_agree(contract)
    with pytest.raises(PermissionDenied):
        company.move("approve", contract, company.chief)
    assert contract.awaits == Contract.Awaits.LEADER
    assert company.move("approve", contract, company.leader).state == Contract.State.APPROVED


def test_whoever_drafted_it_once_gives_no_opinion_on_it(company):
    both = company.person("both", Post.SPECIALIST, company.team)
    company.appoint(both, Post.REVIEWER, company.legal_department)
    contract = company.contract(owner=both)
    record = named(begun(company, person=both, why=STAYS), company.li, company.chief)
    move("hand_over", record, company.chief)
    company.move("submit", fresh(contract), company.li)
    opinion = company.opinion_of(company.legal, contract)
    with pytest.raises(PermissionDenied):
        give_opinion(opinion, Verdict.AGREE, by=Actor(both), on=TODAY)
    assert not may_speak(Actor(both), opinion, fresh(contract))
    give_opinion(opinion, Verdict.AGREE, by=Actor(company.legal), on=TODAY)


def test_a_second_press_finds_nothing_left(company):
    company.customer()
    record = handed(company)
    refused(lambda: move("hand_over", record, company.chief), "already")
    company.customer(name="Came since")
    move("hand_over", record, company.chief)
    assert Passed.objects.of(record).count() == 2


def test_all_or_nothing(company):
    """One that can't go keeps all the others where they are."""
    going, staying = company.customer(name="Going"), company.submitted()
    record = named(begun(company), company.chief, company.chief)
    refused(lambda: move("hand_over", record, company.chief), "row")
    assert fresh(going).owner == fresh(staying).owner == company.li
    assert not Passed.objects.exists()


# Leaving


def test_signing_in_stops_at_once_and_what_was_opened_closes(company, client):
    foreign = company.customer(owner=company.chief, department=company.section, name="Foreign")
    given = {"reason": "covers for somebody", "starts": NOW, "until": NOW + 5 * DAY}
    grant(foreign, company.li, by=Actor(company.leader), **given)
    client.force_login(company.li)
    assert client.get("/customers/").status_code == 200
    begun(company, at_once=True, last_day=None)
    assert client.get("/customers/").status_code == 302
    assert not fresh(company.li).is_active and not foreign.grants.exists()


def test_the_last_day_is_worked_to_its_end(company):
    begun(company, last_day=TODAY + DAY)
    assert actions.close_those_who_left(on=TODAY + DAY) == 0
    assert actions.close_those_who_left(on=TODAY + 2 * DAY) == 1
    assert not fresh(company.li).is_active
    assert actions.close_those_who_left(on=TODAY + 3 * DAY) == 0


def test_the_whole_way_until_somebody_has_left(company):
    company.customer()
    ask("KH-99999", "to see what it is about", 5, by=Actor(company.li), on=TODAY)
    Delegation.objects.create(of=company.chief, to=company.li, starts_on=TODAY, made_by=company.chief)
    record = begun(company, at_once=True)
    assert Duty.objects.open().about(record).get().kind == "confidentiality.hand_over"
    named(record, company.zhao, company.chief)
    record = move("hand_over", record, company.chief)
    assert Duty.objects.open().about(record).get().post == Post.OFFICER
    refused(lambda: move("clear", record, company.officer), "checks")
    answered(company, record)
    with pytest.raises(PermissionDenied):
        move("clear", record, company.chief)
    record = move("clear", record, company.officer)
    record = move("finish", record, company.chief, scan=pdf("signed.pdf"))
    person = fresh(company.li)
    assert (record.state, person.left_on, person.is_active) == (HandOver.State.DONE, TODAY, False)
    assert not person.appointments.filter(ended_on=None).exists()
    assert Delegation.objects.get(to=person).withdrawn_on == TODAY
    assert AccessRequest.objects.get(owner=person).state == AccessRequest.State.WITHDRAWN
    assert not Duty.objects.open().about(record).exists()
    assert wrong_in_the_chain() == []


def test_an_account_is_left_only_when_nothing_is_theirs(company):
    record = handed(company, at_once=True)
    answered(company, record)
    came = company.customer(name="Came since", owner=company.zhao)
    came.owner = company.li
    keep(came, by=Actor(company.chief))
    refused(lambda: move("clear", record, company.officer), "kept")
    move("hand_over", record, company.chief)
    record = move("clear", record, company.officer)
    came.refresh_from_db()
    came.owner = company.li
    keep(came, by=Actor(company.chief))
    refused(lambda: move("finish", record, company.chief, scan=None), "kept")


def test_nobody_is_cleared_who_still_signs_in(company):
    record = handed(company)
    answered(company, record)
    refused(lambda: move("clear", record, company.officer), "signs_in")
    move("stop", record, company.chief)
    move("clear", record, company.officer)


def test_what_was_taken_away_is_read_by_no_personnel(company):
    record = begun(company)
    actions.answer_checks(record, {"keys": ("done", "")}, by=Actor(company.personnel), at=NOW)
    with pytest.raises(PermissionDenied):
        actions.answer_checks(record, {"taken": ("done", "")}, by=Actor(company.personnel), at=NOW)
    for person in (company.li, company.zhao, company.admin):
        with pytest.raises(PermissionDenied):
            actions.answer_checks(record, {"keys": ("none", "")}, by=Actor(person), at=NOW)


def test_an_account_that_is_closed_begins_its_hand_over(company):
    company.customer()
    close_account(company.li, by=Actor(company.admin), on=TODAY)
    record = HandOver.objects.get()
    assert (record.owner, record.why, record.begun_by) == (company.li, LEAVES, company.admin)
    assert Duty.objects.open().about(record).get().post == Post.CHIEF
    reopen_account(fresh(company.li), by=Actor(company.admin), at=NOW)
    assert fresh(record).state == HandOver.State.CANCELLED
    assert not Duty.objects.open().about(record).exists()


def test_two_who_begin_at_once_begin_one(company):
    begun(company)
    refused(lambda: begun(company), "already")
    close_account(company.li, by=Actor(company.admin), on=TODAY)
    assert HandOver.objects.count() == 1 and HandOver.objects.get().last_day == TODAY


def test_whoever_keeps_the_accounts_is_not_shut_out_by_a_chief(company):
    both = company.person("both", Post.OFFICER, company.team)
    refused(lambda: begun(company, person=both, at_once=True), "watches")
    assert fresh(both).is_active


def test_of_a_closed_administrator_nothing_is_handed_over(company):
    second = company.person("second", Post.ADMINISTRATOR, company.house)
    close_account(second, by=Actor(company.admin), on=TODAY)
    assert not HandOver.objects.exists()


def test_what_stays_is_shared_out_in_one_step(company):
    customer = company.customer()
    record = handed(company, why=STAYS)
    assert record.state == HandOver.State.DONE and fresh(customer).owner == company.zhao
    assert fresh(company.li).is_active and not Duty.objects.open().about(record).exists()


# Every model that names somebody


STAYS_WITH = {  # label.field: why it does not change hands
    "confidentiality.accessrequest.owner": "asked for themselves: lapses when they leave",
    "confidentiality.accessrequest.keeper": "follows its record",
    "access.levelchange.owner": "wanted it: lapses when the record goes to somebody else",
    "access.levelchange.keeper": "kept the record then",
    "confidentiality.handover.owner": "is about them",
    "confidentiality.nda.owner": "is theirs, and ends with the account",
    "confidentiality.ndatext.owner": "wrote it",
    "confidentiality.accessalert.owner": "answered first: its duty is the officer's post's",
    "confidentiality.breakglass.owner": "opened it",
    "confidentiality.breakglass.keeper": "kept it then, and was told",
    "confidentiality.grantreview.owner": "led the section then: its duty is the chief's post's",
    "confidentiality.materialversion.owner": "wrote it: the material itself goes to somebody",
    "confidentiality.reading.owner": "reads it themselves: nobody asks whoever left",
    "confidentiality.incident.reporter": "reported it",
    "confidentiality.incident.investigator": "investigated it",
    "confidentiality.paper.borrower": "brings it back: the duty to do so goes to the chief",
}
TOLD_OF = {  # these say who did something, or what is somebody's own as a person
    "author", "by", "added_by", "added_for", "begun_by", "on_behalf_of", "granted_by", "granted_for", "ended_by",
    "ended_for",
    "given_by", "signed_by", "signed_for", "proposed_by", "proposed_for", "decided_by", "decided_for",
    "made_by", "taken_by",
    "entered_by", "entered_for", "frozen_by", "issued_by",
    "put_in_force_by", "registered_by", "approved_by", "first_by",
    "second_by", "set_by", "checked_by", "read_by", "done_by", "met_by", "met_for", "kept_for",
    "history_user", "hidden_from", "corrected_by", "corrected_for", "user", "person", "of", "to",
}  # fmt: skip


def named_in(model) -> list[models.Field]:
    return [f for f in model._meta.concrete_fields if f.is_relation and f.related_model is User]


def test_a_model_with_an_owner_is_registered(company):
    """Whoever adds a column that names somebody says here, or in `owned_by`, what becomes of it when they leave."""
    registered = {owned.place for owned in owned_by(company.li)}
    unknown = [
        place
        for model in apps.get_models() if not hasattr(model, "history_object") and not model._meta.proxy
        for field in named_in(model)
        if (place := f"{model._meta.label_lower}.{field.name}") not in registered | set(STAYS_WITH)
        and field.name not in TOLD_OF
    ]  # fmt: skip
    assert unknown == []


def test_an_owner_that_nobody_registered_is_found(company, monkeypatch):
    monkeypatch.setitem(owned_by.by_package, "contracts", lambda person: [])
    with pytest.raises(AssertionError, match="contracts.contract.owner"):
        test_a_model_with_an_owner_is_registered(company)


# Pages


def pages(record: HandOver) -> dict[str, str]:
    home = f"/confidentiality/hand-overs/{record.pk}/"
    return {"record": home, "kept": f"{home}kept/customers/", "went": f"{home}went/", "checks": f"{home}checks/"}


def test_officer_and_personnel_read_numbers_at_most(company):
    company.customer(name="Secret Jia Ltd")
    record = handed(company)
    for person, knows in ((company.officer, True), (company.personnel, False)):
        client = Client()
        client.force_login(person)
        for name, address in pages(record).items():
            answer = client.get(address)
            words = answer.content.decode()
            assert "Secret Jia" not in words
            assert answer.status_code == (403 if name in ("kept", "went") and not knows else 200), (person, name)
            if not knows:
                assert "KH-" not in words


def test_the_pages_of_the_whole_way(company, client):
    customer = company.customer(name="Jia 甲")
    client.force_login(company.chief)
    press = {"press": "0b7d4f9e-2c5f-4f57-8ff1-7a3c0d8a4b11"}
    given = {"person": company.li.pk, "why": "leaves", "last_day": TODAY + 5 * DAY}
    answer = client.post("/confidentiality/hand-overs/new/", given | press)
    record = HandOver.objects.get()
    assert answer.headers["Location"] == record.get_absolute_url()
    client.post("/confidentiality/hand-overs/new/", given | press)
    assert HandOver.objects.count() == 1
    home = pages(record)
    client.post(f"{home['record']}successors/", {"customers": company.zhao.pk})
    assert "Jia 甲" in client.get(home["kept"]).content.decode()
    assert client.post(home["kept"], {"row": [customer.pk], "to": company.chief.pk}).status_code == 302
    answer = client.post(f"{home['record']}hand_over/", {"version": fresh(record).version})
    assert answer.status_code == 302, answer.content.decode()
    assert fresh(customer).owner == company.chief
    assert "KH-" in client.get(home["went"]).content.decode()
    paper = client.get(f"{home['record']}paper/")
    assert paper.status_code == 200 and paper.content.startswith(b"%PDF")
    assert AuditEntry.objects.filter(action="look.print", record=f"confidentiality.handover:{record.pk}").exists()


def test_reading_a_leavers_looks_and_lists_is_itself_noted(company, client):
    record = handed(company)
    for person, count in ((company.officer, 1), (company.zhao, 1)):
        client.force_login(person)
        client.get(record.get_absolute_url())
        assert AuditEntry.objects.filter(action="look.looks").count() == count, person
    assert AuditEntry.objects.get(action="look.looks").data == {"person": company.li.pk}
    client.force_login(company.chief)
    for part in ("went/", "kept/customers/"):
        assert client.get(record.get_absolute_url() + part).status_code == 200
    assert AuditEntry.objects.filter(action="look.list", actor=company.chief.pk).count() == 2
