"""The life of a level (8.1.1, 8.2.2, SoD7): raised by one, lowered by two, looked after when its time is over."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from bizdept.access import changes
from bizdept.access.grants import grant
from bizdept.access.levels import Level
from bizdept.access.models import EndedGrant, LevelChange
from bizdept.audit.check import first_broken
from bizdept.audit.models import AuditEntry
from bizdept.audit.seals import label_of
from bizdept.calendar.rules import last_day
from bizdept.duties.models import Duty
from bizdept.notices.models import Notice
from bizdept.people.actor import Actor
from bizdept.people.models import Post
from bizdept.regulation.models import NumberChange
from bizdept.workflow.levels import REVIEW, raise_level
from confidentiality import tasks
from confidentiality.actions import papers
from confidentiality.actions.levels import adjust
from confidentiality.follows import levels as follows
from confidentiality.lifecycle.levels import LIFECYCLE
from confidentiality.rules.levels import DECIDE, MOST
from confidentiality.shown.levels import address_to_adjust
from contracts import actions as contract_actions
from contracts.models import Contract
from customers.actions import revise
from customers.forms import ImportOptions
from customers.lifecycle import LIFECYCLE as CUSTOMERS
from tests.company import DAY, NOW, TODAY, fresh, pdf, refused

WHY = "everybody knows it by now"
S = LevelChange.State


def propose(record, person, level: int = Level.INTERNAL, **facts):
    return adjust(fresh(record), level, None, WHY, by=Actor(person, **facts), on=TODAY)


def decide(change, person, name: str = "lower_level", on_behalf_of=None, **data):
    return LIFECYCLE.perform(name, change, by=Actor(person, on_behalf_of), on=TODAY, **data)


def owed(record) -> list[tuple]:
    return list(Duty.objects.open().about(record).values_list("kind", "person", "post"))


def set_number(company, name: str, value: int) -> None:
    facts = {"holds_from": TODAY, "reason": "as we like it", "decided_by": company.chief, "decided_at": NOW}
    NumberChange.objects.create(name=name, value=value, **facts)


def client_of(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture(params=["customer", "contract", "paper"])
def record(request, company):
    """A record of each kind whose level somebody chooses, kept by li; a contract's customer is open."""
    if request.param == "customer":
        return company.customer(level=2)
    if request.param == "contract":
        return company.contract(customer=company.customer(level=0), amount=0)
    facts = {"kind": "copy", "title": "x", "copies": 1, "level": 2, "category": "business", "place": "A"}
    return papers.enter(facts | {"belongs_to": ""}, company.li, by=Actor(company.li), on=TODAY)


# ── raised by one


def test_raising_holds_at_once_and_ends_the_grants(company):
    now = timezone.now()
    for record in (company.customer(), company.contract(amount=0)):
        grant(record, company.zhao, by=Actor(company.chief), reason=WHY, starts=now, until=now + DAY)
        change = adjust(record, Level.CORE, None, WHY, by=Actor(company.li), on=TODAY)
        record = fresh(record)
        assert (record.level, change.state, change.before, change.after) == (3, S.RAISED, 2, 3)
        assert record.level_until == last_day(TODAY, 60) and not record.grants.exists()
        assert EndedGrant.objects.filter(object_id=record.pk, ended_because="the level was raised").exists()
        assert record.history.latest().history_change_reason == "raise_level"
        line = AuditEntry.objects.get(action="level.raise", record=label_of(record))
        assert (line.kind, line.data["before"], line.data["after"]) == ("level", 2, 3)
    assert first_broken() is None


def test_contracts_go_up_with_their_customer_and_not_down_with_it(company):
    """8.1.1: they name it. Whoever keeps them, and be they void: each by a change of its own; grants on them end."""
    now, customer = timezone.now(), company.customer(level=1)
    low, theirs, void, high = (company.contract(customer=customer, amount=0) for _n in range(4))
    elsewhere = company.contract(customer=company.customer(level=1), amount=0)
    for row, level in ((low, 1), (theirs, 2), (void, 1), (high, 3), (elsewhere, 1)):
        Contract.objects.filter(pk=row.pk).update(level=level)
    Contract.objects.filter(pk=theirs.pk).update(owner=company.zhao)
    Contract.objects.filter(pk=void.pk).update(state=Contract.State.VOID)
    grant(fresh(low), company.legal, by=Actor(company.chief), reason=WHY, starts=now, until=now + DAY)
    adjust(customer, Level.CORE, None, WHY, by=Actor(company.li), on=TODAY)
    assert [fresh(row).level for row in (low, theirs, void, high, elsewhere)] == [3, 3, 3, 3, 1]
    assert LevelChange.objects.count() == 4 and not LevelChange.objects.of(high).exists()
    change = LevelChange.objects.of(theirs).get()
    assert (change.before, change.after, change.until) == (2, 3, fresh(customer).level_until)
    assert customer.reference() in change.reason and WHY in change.reason
    assert not fresh(low).grants.exists()
    assert Notice.objects.filter(key=f"level:{change.pk}", person=company.zhao).exists()
    assert AuditEntry.objects.filter(action="level.raise").count() == 4 and first_broken() is None
    lowered = propose(fresh(customer), company.li, Level.INTERNAL)
    decide(lowered, company.leader)
    assert fresh(customer).level == 1 and {fresh(row).level for row in (low, theirs, void, high)} == {3}


def test_a_long_reason_is_cut_for_what_goes_along(company):
    contract = company.contract(customer=company.customer(level=1), amount=0)
    Contract.objects.filter(pk=contract.pk).update(level=1)
    raise_level(contract.customer, 2, by=Actor(company.li), reason="x" * 500, on=TODAY)
    assert fresh(contract).level == 2 and len(LevelChange.objects.of(contract).get().reason) == 500


def test_a_raise_says_why_and_goes_no_higher_than_one_reads(company, record):
    by = Actor(company.li)
    refused(lambda: adjust(record, 3, None, "short", by=by, on=TODAY), "reason")
    refused(lambda: adjust(record, 4, None, WHY, by=by, on=TODAY), "level")
    refused(lambda: adjust(record, 3, TODAY, WHY, by=by, on=TODAY), "until")
    refused(lambda: adjust(record, 3, TODAY + 20_000 * DAY, WHY, by=by, on=TODAY), "until")
    company.li.nda_until = TODAY - DAY
    company.li.save()
    refused(lambda: adjust(record, 3, None, WHY, by=Actor(fresh(company.li)), on=TODAY), "nda")
    assert fresh(record).level == 2 and not LevelChange.objects.exists()


def test_only_keeper_and_chief_change_a_level(company, record):
    record = fresh(record)
    second = company.person("other_chief", Post.CHIEF, company.other_section)
    for person in (company.zhao, second, company.assistant, company.officer, company.admin, company.leader):
        for level in (1, 2, 3):
            with pytest.raises(PermissionDenied):
                adjust(record, level, None, WHY, by=Actor(person), on=TODAY)
    assert adjust(record, 3, None, WHY, by=Actor(company.chief), on=TODAY).state == S.RAISED


def test_what_named_persons_alone_see_is_the_leaders(company):
    customer = company.customer(level=Level.NAMED)
    for person in (company.li, company.chief):
        with pytest.raises(PermissionDenied):
            adjust(customer, 3, None, WHY, by=Actor(person), on=TODAY)
    assert changes.may_adjust(Actor(company.leader), customer)


def test_a_stale_form_changes_no_level(company, record):
    seen = fresh(record).version
    adjust(record, 3, None, WHY, by=Actor(company.chief), on=TODAY, seen=seen)
    refused(lambda: adjust(fresh(record), 2, None, WHY, by=Actor(company.li), on=TODAY, seen=seen), "stale")
    refused(lambda: adjust(record, 3, None, WHY, by=Actor(company.li), on=TODAY), "already")  # as both saw it before


# ── lowered by two


def test_the_keeper_proposes_and_the_chief_lowers(company, record):
    change = propose(record, company.li)
    assert fresh(record).level == 2 and change.decider == Post.CHIEF
    assert owed(change) == [(DECIDE.name, None, Post.CHIEF)]
    for person in (company.li, company.zhao, company.assistant, company.leader, company.officer, company.admin):
        with pytest.raises(PermissionDenied):
            decide(change, person)
    done = decide(change, company.chief, note="so it is")
    record = fresh(record)
    assert (record.level, record.level_until, done.state) == (1, None, S.LOWERED)
    assert (done.decided_by, done.decided_for, owed(change)) == (company.chief, None, [])
    assert record.history.latest().history_change_reason == "lower_level"
    assert AuditEntry.objects.filter(kind="level", action="level.lower").count() == 1
    refused(lambda: decide(change, company.chief), "already")
    assert first_broken() is None


def test_what_the_chief_proposes_the_leader_decides(company, record):
    change = propose(record, company.chief)
    assert change.decider == Post.LEADER
    with pytest.raises(PermissionDenied):
        decide(change, company.chief)
    decide(change, company.leader)
    assert fresh(record).level == 1


def test_what_the_chief_keeps_and_core_secrets_are_the_leaders_to_lower(company):
    own = company.customer(name="Own", owner=company.chief, department=company.section, level=2)
    core = company.customer(name="Core", level=Level.CORE)
    for record, proposer in ((own, company.chief), (core, company.li)):
        change = propose(record, proposer)
        assert change.decider == Post.LEADER
        with pytest.raises(PermissionDenied):
            decide(change, company.chief)
        decide(change, company.leader)
        assert fresh(record).level == 1


def test_nobody_decides_on_their_own_as_a_delegate(company, record):
    """Neither whoever stands in for the decider, nor the decider for whom somebody proposed."""
    company.delegate(company.chief, company.li)
    change = propose(record, company.li)
    with pytest.raises(PermissionDenied):
        decide(change, company.li, on_behalf_of=company.chief)
    decide(change, company.li, "withdraw_lowering")
    by_deputy = propose(record, company.li, on_behalf_of=company.chief)
    assert (by_deputy.owner, by_deputy.proposed_for, by_deputy.decider) == (company.li, company.chief, Post.LEADER)
    for person, principal in ((company.chief, None), (company.li, None), (company.li, company.chief)):
        with pytest.raises(PermissionDenied):
            decide(by_deputy, person, on_behalf_of=principal)


def test_a_deputy_decides_for_the_chief(company, record):
    company.delegate(company.chief, company.zhao)
    change = propose(record, company.li)
    with pytest.raises(PermissionDenied):
        decide(change, company.zhao)
    done = decide(change, company.zhao, on_behalf_of=company.chief)
    assert (done.decided_by, done.decided_for, fresh(record).level) == (company.zhao, company.chief, 1)


def test_the_keeper_does_not_decide_on_what_another_proposed(company):
    """The chief keeps it, the deputy proposes in their own post: the chief is no second person."""
    second = company.person("second", Post.CHIEF, company.section)
    own = company.customer(owner=company.chief, department=company.section)
    change = propose(own, second)
    with pytest.raises(PermissionDenied):
        decide(change, company.chief)


def test_without_a_second_person_nothing_is_proposed(company, record):
    company.leader.appointments.all().delete()
    refused(lambda: propose(record, company.chief), "nobody")


def test_refused_and_withdrawn(company, record):
    change = propose(record, company.li)
    refused(lambda: propose(record, company.li), "waiting")
    with pytest.raises(PermissionDenied):
        decide(change, company.chief, "withdraw_lowering")
    change = decide(change, company.chief, "refuse_lowering", note="not at all")
    assert (change.state, fresh(record).level, owed(change)) == (S.REFUSED, 2, [])
    change = propose(record, company.li)
    assert decide(change, company.li, "withdraw_lowering").state == S.WITHDRAWN and not owed(change)
    refused(lambda: decide(change, company.chief), "state")
    assert first_broken() is None


def test_a_contract_is_not_lowered_below_its_customer_or_its_annexes(company):
    contract = company.contract(amount=0)
    refused(lambda: propose(contract, company.li), "level")  # the customer's file is confidential
    contract = company.contract(customer=company.customer(name="Open", level=0), amount=0)
    contract_actions.add_file(contract, pdf(), by=Actor(company.li), level=2, category="business")
    refused(lambda: propose(contract, company.li), "annex")


# ── what changed meanwhile


def raised(company, record):
    adjust(fresh(record), 3, None, WHY, by=Actor(company.chief), on=TODAY)


def given_away(company, record):
    revise(record, {"owner": company.zhao}, by=Actor(company.chief))


def into_the_pool(company, record):
    CUSTOMERS.perform("release", record, by=Actor(company.li), on=TODAY)


@pytest.mark.parametrize("meanwhile", [raised, given_away, into_the_pool])
def test_a_proposal_lapses_with_its_record(company, meanwhile):
    record = company.customer()
    change = propose(record, company.li)
    meanwhile(company, record)
    if meanwhile is raised:
        assert fresh(change).state == S.LAPSED and not owed(change)
        return
    refused(lambda: decide(change, company.chief), "outdated")
    assert follows.let_lapse(on=TODAY) == 1 and follows.let_lapse(on=TODAY) == 0
    assert fresh(change).state == S.LAPSED and not owed(change) and fresh(record).level == 2
    assert first_broken() is None


def test_a_proposal_lapses_with_a_void_contract_and_with_whoever_left(company):
    contract = company.contract(customer=company.customer(level=0), amount=0)
    change = propose(contract, company.li)
    company.move("void", contract, company.li, note="x")
    company.li.is_active = False
    company.li.save()
    tasks.follow(at=NOW)
    assert fresh(change).state == S.LAPSED
    refused(lambda: propose(contract, company.chief), "state")


def test_what_still_holds_is_not_put_away(company, record):
    change = propose(record, company.li)
    assert follows.let_lapse(on=TODAY) == 0
    with pytest.raises(PermissionDenied):
        decide(change, company.chief, "lapse_lowering")


# ── how long it holds


def test_a_level_holds_as_long_as_is_usual_unless_somebody_says_else(company, record):
    assert changes.holds_until(record) == last_day(TODAY, 36)
    adjust(record, 2, TODAY + 90 * DAY, WHY, by=Actor(company.li), on=TODAY)
    assert changes.holds_until(fresh(record)) == TODAY + 90 * DAY
    refused(lambda: adjust(fresh(record), 2, TODAY + 90 * DAY, WHY, by=Actor(company.li), on=TODAY), "already")
    assert changes.holds_until(company.customer(name="Open", level=1)) is None


def test_the_day_after_the_last_one_somebody_reviews_it(company, record):
    last = last_day(TODAY, 36)
    assert follows.review_ended(on=last) == 0
    assert follows.review_ended(on=last + DAY) == 1
    assert follows.review_ended(on=last + DAY) == follows.review_ended(on=last + 400 * DAY) == 0  # twice, and late
    assert owed(record) == [(REVIEW.name, company.li.pk, "")]
    assert fresh(record).level == 2  # it never falls by itself


def test_the_review_ends_with_keeping_it_on_or_lowering_it(company, record):
    late = last_day(TODAY, 36) + 40 * DAY
    follows.review_ended(on=late)
    adjust(record, 2, late + 100 * DAY, WHY, by=Actor(company.li), on=late)
    assert owed(record) == [] and follows.review_ended(on=late + DAY) == 0
    assert follows.review_ended(on=late + 101 * DAY) == 1
    change = adjust(fresh(record), 1, None, WHY, by=Actor(company.li), on=late)
    assert owed(record)  # not while it only waits
    decide(change, company.chief)
    assert owed(record) == [] and follows.review_ended(on=late + 5000 * DAY) == 0


def test_both_levels_have_their_own_time_and_what_is_over_none(company):
    core = company.customer(name="Core", level=3, opened_on=TODAY - timedelta(days=1200))
    plain = company.customer(name="Plain", level=2, opened_on=TODAY - timedelta(days=1200))
    open_one = company.customer(name="Open", level=1, opened_on=TODAY - timedelta(days=1200))
    void = company.contract(customer=plain, opened_on=TODAY - timedelta(days=1200), amount=0, state="void")
    assert follows.review_ended(on=TODAY) == 1
    assert owed(plain) and not owed(core) and not owed(open_one) and not owed(void)


def test_the_number_of_months_is_the_houses(company):
    set_number(company, "levels.confidential_months", 2)
    company.customer(opened_on=TODAY - 70 * DAY)
    assert follows.review_ended(on=TODAY - DAY) == 0 and follows.review_ended(on=TODAY) == 1


def test_a_keeper_has_not_more_than_so_many_to_review(company):
    for number in range(MOST + 3):
        company.customer(name=f"N {number}", opened_on=TODAY - timedelta(days=1200))
    assert follows.review_ended(on=TODAY) == MOST and follows.review_ended(on=TODAY) == 0


def test_the_review_goes_to_the_chief_where_nobody_keeps_it_and_follows_the_keeper(company):
    record = company.customer(opened_on=TODAY - timedelta(days=1200))
    pool = company.customer(name="Pool", state="pool", opened_on=TODAY - timedelta(days=1200))
    tasks.review_levels(at=NOW)
    assert owed(record) == [(REVIEW.name, company.li.pk, "")] and owed(pool) == [(REVIEW.name, None, Post.CHIEF)]
    revise(record, {"owner": company.zhao}, by=Actor(company.chief))
    tasks.review_levels(at=NOW)
    assert owed(record) == [(REVIEW.name, company.zhao.pk, "")]


# ── pages


def test_the_page_of_a_level_and_the_way_to_it(company, record):
    address = address_to_adjust(record)
    for person in (company.li, company.chief):
        assert address in client_of(person).get(record.get_absolute_url()).content.decode()
        assert client_of(person).get(address).status_code == 200
    answers = {company.assistant: 403, company.zhao: 404, company.officer: 404, company.admin: 404, company.legal: 404}
    for person, code in answers.items():
        client = client_of(person)
        assert client.get(address).status_code == client.post(address).status_code == code
    page = client_of(company.assistant).get(record.get_absolute_url()).content.decode()
    assert address not in page and f"{last_day(TODAY, 36)}" in page
    assert AuditEntry.objects.filter(kind="refusal", action="access.adjust_level").exists()


def test_raising_and_proposing_by_the_page(company, record):
    client, address, record = client_of(company.li), address_to_adjust(record), fresh(record)
    sent = {"version": record.version, "level": 1, "reason": WHY, "until": ""}
    assert client.post(address, sent | {"reason": "short"}).status_code == 422
    answer = client.post(address, sent)
    change = LevelChange.objects.get()
    assert answer["Location"] == change.get_absolute_url() and fresh(record).level == 2
    assert client.get(change.get_absolute_url()).status_code == 200
    assert WHY in client.get(address).content.decode()
    inbox = client_of(company.chief).get("/inbox/").content.decode()
    assert WHY in inbox and f"{change.get_absolute_url()}lower_level/" in inbox
    answer = client_of(company.chief).post(f"{change.get_absolute_url()}lower_level/", {"version": change.version})
    assert answer.status_code == 302 and fresh(record).level == 1
    stale = client.post(address, sent | {"level": 3})
    assert stale.status_code == 422 and fresh(record).level == 1
    assert client.post(address, sent | {"level": 3, "version": fresh(record).version}).status_code == 302
    assert fresh(record).level == 3


def test_the_leader_decides_by_number_and_reads_no_name(company):
    customer = company.customer(name="Secret Jia Ltd", level=3)
    change = propose(customer, company.li)
    client = client_of(company.leader)
    page = client.get(change.get_absolute_url()).content.decode() + client.get("/inbox/").content.decode()
    assert "Secret Jia" not in page and customer.reference() in page and WHY in page
    for person in (company.zhao, company.assistant, company.officer, company.admin, company.personnel):
        assert client_of(person).get(change.get_absolute_url()).status_code == 404


def test_the_officer_reads_changes_by_number_and_levels(company):
    customer = company.customer(name="Secret Jia Ltd")
    decide(propose(customer, company.li), company.chief)
    page = client_of(company.officer).get("/confidentiality/log/?scope=all&deed=levels").content.decode()
    assert customer.reference() in page and "owered the level from “confidential” to “internal”" in page
    assert "Secret Jia" not in page and WHY not in page


def test_defaults_are_the_houses(company):
    for name in ("customers", "contracts"):
        set_number(company, f"levels.{name}", 1)
    client = client_of(company.li)
    for address in ("/customers/new/", "/contracts/new/"):
        assert '<option value="1" selected>' in client.get(address).content.decode(), address
    assert '<option value="1" selected>' in str(ImportOptions()["level"])
    customer = company.customer(level=0)
    assert contract_actions.draft(customer, by=Actor(company.li), on=TODAY, title="x").level == 1
