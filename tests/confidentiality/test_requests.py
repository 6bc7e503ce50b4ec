"""Requests to see: whoever asks learns nothing by asking, and gets a grant that ends, with a trace."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from bizdept.access.doors import may_see
from bizdept.access.grants import end, grant
from bizdept.access.levels import Level
from bizdept.access.models import EndedGrant
from bizdept.audit.models import AuditEntry
from bizdept.duties.actions import remind
from bizdept.duties.models import Duty
from bizdept.notices.models import Notice
from bizdept.people.actor import Actor
from bizdept.people.models import Post
from confidentiality.actions import requests as actions
from confidentiality.follows.requests import follow_records, tell_of_ends
from confidentiality.lifecycle.requests import LIFECYCLE
from confidentiality.models import AccessRequest
from customers.actions import revise
from tests.company import DAY, TODAY, fresh, refused

WHY = "to answer the customer's question"
pytestmark = pytest.mark.usefixtures("time_stands_still")


def ask(person, sought: str, **changes) -> AccessRequest:
    words = {"sought": sought, "purpose": WHY, "days": 14} | changes
    return actions.ask(**words, by=Actor(person), on=TODAY)


def decide(name: str, request, person, **data) -> AccessRequest:
    data = ({"until": TODAY + 7 * DAY} if name == "grant" else {}) | data
    return LIFECYCLE.perform(name, request, by=Actor(person), on=TODAY, **data)


@pytest.fixture
def jia(company):
    return company.customer(name="Jia Ltd", short_name="Jia", code="91310117MA1J3AJ43H", phone="021-12345678")


@pytest.mark.parametrize("by", ["number", "name", "short_name", "code", "phone", "like"])
def test_what_one_may_know_of_is_asked_for_and_opened(company, jia, by):
    words = {"number": jia.reference().lower(), "like": "JIA  ltd"}
    asked = ask(company.zhao, words.get(by) or getattr(jia, by))
    assert asked.about == jia and asked.keeper == company.li and not may_see(company.zhao, jia)
    asked = decide("grant", asked, company.li)
    assert may_see(company.zhao, jia) and asked.state == "granted"
    row = jia.grants.get()
    assert (row.user, row.reason, row.granted_by, row.level) == (company.zhao, WHY, company.li, jia.level)
    assert timezone.localdate(row.expires_at - timedelta(seconds=1)) == TODAY + 7 * DAY == row.expires_at.date()
    assert AuditEntry.objects.filter(kind="grant", action="grant.view").count() == 1


def test_a_contract_is_asked_for_by_its_number(company):
    contract = company.contract(amount=0)
    asked = ask(company.zhao, contract.number)
    assert asked.about == contract
    decide("grant", asked, company.chief)
    assert may_see(company.zhao, contract)


# ── nobody learns by asking


def row_of(request) -> dict:
    """What whoever asks is shown of it."""
    told = (
        "sought",
        "purpose",
        "days",
        "state",
        "until",
        "opened_on",
        "level",
        "category",
        "department_id",
        "owner_id",
    )
    return {name: getattr(request, name) for name in told}


def test_what_is_not_there_is_asked_for_as_what_is(company, jia, client):
    there, not_there = ask(company.zhao, jia.reference()), ask(company.zhao, "KH-99999")
    assert row_of(there) | {"sought": ""} == row_of(not_there) | {"sought": ""}
    client.force_login(company.zhao)
    pages = []
    for asked in (there, not_there):
        text = client.get(asked.get_absolute_url()).content.decode()
        assert "Jia" not in text
        text = text.split("<main")[1].split("</main>")[0]
        for word in (asked.get_absolute_url(), f":{asked.pk}", asked.reference(), asked.sought):
            text = text.replace(word, "")
        pages.append(text)
    assert pages[0] == pages[1]


def test_answers_at_the_door_are_the_same_too(company, jia, client):
    client.force_login(company.zhao)
    told = []
    for sought in (jia.reference(), "KH-99999"):
        data = {"press": f"00000000-0000-4000-8000-{len(told):012}", "sought": sought, "purpose": WHY, "days": 5}
        answer = client.post("/confidentiality/new/", data)
        assert answer.status_code == 302
        told.append([str(message) for message in client.get(answer.url).context["messages"]])
    assert told[0] == told[1]
    for sought in (jia.reference(), "KH-99999"):  # again: both wait
        refused(lambda sought=sought: ask(company.zhao, sought.lower()), "asked")


def test_what_is_open_anyway_is_not_asked_for(company, jia):
    refused(lambda: ask(company.li, "Jia Ltd"), "open")
    refused(lambda: ask(company.chief, jia.reference()), "open")


def test_a_purpose_is_said_and_not_everything_is_asked_for_at_once(company, jia, monkeypatch):
    refused(lambda: ask(company.zhao, "Jia Ltd", purpose="so"), "purpose")
    monkeypatch.setattr(actions, "value", lambda name, on: 2)
    ask(company.zhao, "KH-1")
    ask(company.zhao, "KH-2")
    refused(lambda: ask(company.zhao, "KH-3"), "many")


# ── who decides


def test_those_decide_who_may_let_in(company, jia):
    """Keeper, chief and leader; no colleague, no other chief, no officer or administrator, and not whoever asks."""
    asked = ask(company.zhao, "Jia Ltd")
    other = company.person("other", Post.CHIEF, company.other_section)
    for person in (
        company.zhao,
        company.assistant,
        company.legal,
        company.personnel,
        company.officer,
        company.admin,
        other,
    ):
        for name in ("grant", "refuse"):
            with pytest.raises(PermissionDenied):
                decide(name, asked, person)
    for person in (company.li, company.chief, company.leader):
        assert {move.name for move in LIFECYCLE.open_to(Actor(person), asked)} == {"grant", "refuse"}
    assert {move.name for move in LIFECYCLE.open_to(Actor(company.zhao), asked)} == {"withdraw"}


def test_nobody_lets_themselves_in_as_a_delegate(company, jia):
    asked = ask(company.zhao, "Jia Ltd")
    company.delegate(company.chief, company.zhao)
    with pytest.raises(PermissionDenied):
        LIFECYCLE.perform(
            "grant", asked, by=Actor(fresh(company.zhao), fresh(company.chief)), on=TODAY, until=TODAY + DAY
        )
    assert not jia.grants.exists()


def test_what_named_persons_see_is_the_leaders_to_open(company, jia):
    type(jia).objects.update(level=Level.NAMED)
    asked = ask(company.zhao, "Jia Ltd")
    assert asked.about_level == Level.NAMED
    for person in (company.li, company.chief):
        with pytest.raises(PermissionDenied):
            decide("grant", asked, person)
    duty = Duty.objects.open().get(kind="confidentiality.answer")
    assert (duty.post, duty.person) == (Post.LEADER, None)
    refused(lambda: decide("grant", asked, company.leader, until=TODAY + 8 * DAY), "until")
    decide("grant", asked, company.leader)
    row = jia.grants.get()
    assert row.expires_at - row.starts_at == 7 * DAY  # the last day that the level allows, to the hour


def test_without_an_nda_nobody_is_let_in(company, jia):
    company.zhao.nda_until = None
    company.zhao.save()
    asked = ask(company.zhao, "Jia Ltd")
    refused(lambda: decide("grant", asked, company.li), "nda")
    company.zhao.is_active = False
    company.zhao.save()
    refused(lambda: decide("grant", fresh(asked), company.li), "left")


def test_administrators_ask_for_nothing(company, jia, client):
    with pytest.raises(PermissionDenied):
        ask(company.admin, "Jia Ltd")
    client.force_login(company.admin)
    assert client.get("/confidentiality/new/").status_code == 403


# ── what is owed, and told


def test_the_keeper_owes_an_answer_and_the_asker_hears_it(company, jia):
    asked = ask(company.zhao, "Jia Ltd")
    duty = Duty.objects.open().get(kind="confidentiality.answer")
    assert (duty.person, duty.due_on, duty.article) == (company.li, TODAY + 2 * DAY, "8.2.2")
    assert Notice.objects.filter(person=company.li).exists()
    decide("refuse", asked, company.li, note="Ask me on the phone.")
    assert not Duty.objects.open().exists()
    text = Notice.objects.get(person=company.zhao).text
    assert asked.reference() in text and "Jia" not in text


def test_the_chief_owes_it_where_the_keeper_may_not_answer(company, jia):
    company.li.is_active = False
    company.li.save()
    ask(company.zhao, "Jia Ltd")
    duty = Duty.objects.open().get(kind="confidentiality.answer")
    assert (duty.person, duty.post, duty.department) == (None, Post.CHIEF, company.team)


def test_it_waits_in_the_inbox_with_what_must_be_seen(company, jia, client):
    asked = ask(company.zhao, "KH-00001" if jia.pk == 1 else jia.reference())
    client.force_login(company.li)
    text = client.get("/inbox/").content.decode()
    assert WHY in text.replace("&#x27;", "'") and "Jia Ltd" in text
    assert 'data-move="confidentiality.grant"' in text and asked.reference() in text


# ── ended


@pytest.mark.parametrize("who", ["zhao", "li", "chief", "leader"])
def test_what_was_granted_is_ended_at_once(company, jia, who):
    asked = decide("grant", ask(company.zhao, "Jia Ltd"), company.li)
    asked = decide("end", asked, getattr(company, who))
    assert not may_see(company.zhao, jia) and asked.state == "ended" and not jia.grants.exists()


def test_others_end_nothing(company, jia):
    asked = decide("grant", ask(company.zhao, "Jia Ltd"), company.li)
    for person in (company.assistant, company.personnel, company.admin):
        with pytest.raises(PermissionDenied):
            decide("end", asked, person)


def test_a_withdrawn_request_is_answered_no_more(company, jia):
    asked = decide("withdraw", ask(company.zhao, "Jia Ltd"), company.zhao)
    refused(lambda: decide("grant", asked, company.li), "state")
    assert not Duty.objects.open().exists()


# ── pages


def test_from_a_possible_duplicate_to_the_file(company, jia, client):
    """One who opens a file of a company that is on file already asks for that one, and nothing of it is told."""
    client.force_login(company.zhao)
    text = client.get("/customers/duplicates/?phone=021 12345678").content.decode()
    assert "Jia" not in text and "/confidentiality/new/?about=021%2012345678" in text
    text = client.get("/confidentiality/new/?about=021%2012345678").content.decode()
    assert 'value="021 12345678"' in text
    data = {"press": "00000000-0000-4000-8000-000000000001", "sought": "021 12345678", "purpose": WHY, "days": 5}
    answer = client.post("/confidentiality/new/", data)
    assert answer.status_code == 302 and AccessRequest.objects.get().about == jia


def test_whoever_it_concerns_has_it_on_their_list(company, jia, client):
    asked = ask(company.zhao, jia.reference())
    for name, is_seen in {
        "zhao": True, "li": True, "chief": True, "leader": True, "assistant": False, "officer": False, "legal": False,
    }.items():  # fmt: skip
        client.force_login(getattr(company, name))
        assert (asked.get_absolute_url() in client.get("/confidentiality/").content.decode()) == is_seen, name
        assert client.get(asked.get_absolute_url()).status_code == (200 if is_seen else 404)


def test_a_day_is_chosen_within_the_longest_time(company, jia, client):
    asked = ask(company.zhao, "Jia Ltd")
    client.force_login(company.li)
    address = f"{asked.get_absolute_url()}grant/"
    assert "14" in client.get(address).content.decode()
    for until in (TODAY - DAY, TODAY + 181 * DAY):
        answer = client.post(address, {"version": asked.version, "until": until.isoformat()})
        assert answer.status_code == 422 and not jia.grants.exists()
    answer = client.post(address, {"version": asked.version, "until": (TODAY + 180 * DAY).isoformat()})
    assert answer.status_code == 302 and jia.grants.exists()


# ── by the clock


def test_a_request_follows_its_record_to_the_next_keeper(company, jia):
    asked = ask(company.zhao, "Jia Ltd")
    wu = company.person("wu", Post.SPECIALIST, company.team)
    revise(jia, {"owner": wu}, by=Actor(company.chief))
    assert (follow_records(at=timezone.now()), follow_records(at=timezone.now())) == (1, 0)
    duty = Duty.objects.open().get(kind="confidentiality.answer")
    assert duty.person == wu and Notice.objects.filter(person=wu, key__startswith="duty:").count() == 1
    assert AccessRequest.objects.visible_to(wu).get() == asked
    assert not AccessRequest.objects.visible_to(company.li).exists()
    with pytest.raises(PermissionDenied):
        decide("grant", asked, company.li)
    decide("grant", asked, wu)


def test_a_request_follows_its_record_up_to_the_leader(company, jia):
    ask(company.zhao, "Jia Ltd")
    type(jia).objects.update(level=Level.NAMED)
    assert follow_records(at=timezone.now()) == 1
    duty = Duty.objects.open().get(kind="confidentiality.answer")
    assert (duty.person, duty.post) == (None, Post.LEADER)
    assert not AccessRequest.objects.visible_to(company.chief).exists()


def test_what_is_answered_or_about_nothing_follows_no_more(company, jia):
    decide("refuse", ask(company.zhao, "Jia Ltd"), company.li, note="no")
    ask(company.zhao, "KH-99999")
    wu = company.person("wu", Post.SPECIALIST, company.team)
    revise(jia, {"owner": wu}, by=Actor(company.chief))
    assert follow_records(at=timezone.now()) == 0 and AccessRequest.objects.filter(keeper=company.li).count() == 1


def test_whoever_was_let_in_hears_before_it_ends(company, jia):
    now = timezone.now()
    for days, person in ((2, company.zhao), (10, company.tech)):
        grant(jia, person, by=Actor(company.chief), reason=WHY, starts=now, until=now + days * DAY)
    short = company.contract(amount=0)
    grant(short, company.finance, by=Actor(company.chief), reason=WHY, starts=now, until=now + DAY)
    assert tell_of_ends(at=now) == 0  # given for so short a time, or far away
    assert (tell_of_ends(at=now + 8 * DAY), tell_of_ends(at=now + 8 * DAY)) == (1, 0)
    notice = Notice.objects.get(person=company.tech)
    assert jia.reference() in notice.text and "Jia" not in notice.text


# ── found by attacking it


@pytest.mark.parametrize("name", ["grant", "refuse", "withdraw", "end", "nothing"])
def test_every_move_answers_alike_whatever_is_there(company, jia, client, name):
    client.force_login(company.zhao)
    asked = [ask(company.zhao, sought) for sought in (jia.reference(), "KH-99999")]
    for method in (client.get, client.post):
        told = [method(f"{one.get_absolute_url()}{name}/").status_code for one in asked]
        assert told[0] == told[1] < 500, (name, told)


def duties_of(person) -> list:
    fresh_one = fresh(person)
    return [duty.kind for duty in Duty.objects.owed_by(fresh_one.pk, fresh_one.desks)]


@pytest.mark.parametrize("how", ["delegate of the keeper", "chief", "leader", "keeper"])
def test_whoever_asks_is_never_asked_to_answer(company, jia, how):
    who = company.zhao
    if how == "delegate of the keeper":
        company.delegate(company.li, who)
    elif how == "chief":  # who may not see it without an NDA
        who = company.chief
        type(who).objects.filter(pk=who.pk).update(nda_until=None)
        company.li.is_active = False
        company.li.save()
    elif how == "leader":
        who = company.leader
        type(jia).objects.update(level=Level.NAMED)
    asked = ask(fresh(who), jia.reference())
    if how == "keeper":
        type(jia).objects.update(owner=who)
        follow_records(at=timezone.now())
    assert duties_of(who) == [] and not Notice.objects.filter(person=who).exists()
    for days in (3, 9):
        remind(at=timezone.now() + days * DAY)
    assert not Notice.objects.filter(person=who).exists()
    assert AccessRequest.objects.get() == asked


def test_numbers_are_not_asked_for_by_names_of_ones_own(company, jia):
    there, not_there = jia.reference(), "KH-99999"
    for text in (there, not_there, "HT-2026-0001", "HT-2026-9999"):
        company.customer(name=text, short_name=text, owner=company.zhao)
    company.contract(amount=0)
    for text in (there, not_there, "HT-2026-0001", "HT-2026-9999"):
        assert ask(company.zhao, text).state == "asked"


def test_what_others_gave_is_neither_ended_nor_shortened(company, jia):
    now = timezone.now()
    asked = decide("grant", ask(company.zhao, "Jia Ltd"), company.li)
    grant(jia, company.zhao, by=Actor(company.leader), reason=WHY, starts=now, until=now + 100 * DAY)
    decide("end", asked, company.li)
    assert jia.grants.get().granted_by == company.leader and may_see(company.zhao, jia)
    again = ask_hidden(company.zhao, jia)
    refused(lambda: decide("grant", again, company.li, until=TODAY + 3 * DAY), "open")
    refused(lambda: decide("grant", again, company.li, until=TODAY + 120 * DAY), "other")
    decide("grant", again, company.chief, until=TODAY + 120 * DAY)
    assert jia.grants.get().granted_by == company.chief


def ask_hidden(person, record) -> AccessRequest:
    """A request that was made before the record was opened to them."""
    grants = list(record.grants.all())
    record.grants.all().delete()
    asked = ask(person, record.reference())
    record.grants.bulk_create(grants)
    return asked


def test_a_grant_ended_elsewhere_is_over_on_the_request_too(company, jia, client):
    asked = decide("grant", ask(company.zhao, "Jia Ltd"), company.li)
    client.force_login(company.zhao)
    assert client.get(asked.get_absolute_url()).context["is_open"]
    end(jia.grants.get(), by=Actor(company.chief), because="over", at=timezone.now())
    assert not client.get(asked.get_absolute_url()).context["is_open"]


def test_a_grant_ends_once(company, jia):
    decide("grant", ask(company.zhao, "Jia Ltd"), company.li)
    row, same = jia.grants.get(), jia.grants.get()
    end(row, by=Actor(company.chief), because="over", at=timezone.now())
    refused(lambda: end(same, by=Actor(company.chief), because="over", at=timezone.now()), "already")
    assert EndedGrant.objects.count() == 1


def test_in_the_pool_it_is_nobodys_to_open(company, jia):
    type(jia).objects.update(state="pool")
    asked = ask(company.legal, "Jia Ltd")
    with pytest.raises(PermissionDenied):
        decide("grant", asked, company.li)
    assert Duty.objects.open().get(kind="confidentiality.answer").post == Post.CHIEF


def test_when_the_keeper_leaves_the_chief_owes_the_answer(company, jia):
    ask(company.zhao, "Jia Ltd")
    company.li.is_active = False
    company.li.save()
    assert (follow_records(at=timezone.now()), follow_records(at=timezone.now())) == (1, 0)
    assert Duty.objects.open().get(kind="confidentiality.answer").post == Post.CHIEF


def test_what_was_granted_comes_before_the_next_keeper_too(company, jia):
    asked = decide("grant", ask(company.zhao, "Jia Ltd"), company.li)
    wu = company.person("wu", Post.SPECIALIST, company.team)
    revise(jia, {"owner": wu}, by=Actor(company.chief))
    assert (follow_records(at=timezone.now()), follow_records(at=timezone.now())) == (1, 0)
    assert AccessRequest.objects.visible_to(wu).exists() and not AccessRequest.objects.visible_to(company.li).exists()
    assert decide("end", asked, wu).state == "ended" and not may_see(company.zhao, jia)


def test_what_has_run_out_follows_no_more(company, jia):
    asked = decide("grant", ask(company.zhao, "Jia Ltd"), company.li)
    wu = company.person("wu", Post.SPECIALIST, company.team)
    revise(jia, {"owner": wu}, by=Actor(company.chief))
    assert follow_records(at=asked.until) == 0
    assert follow_records(at=asked.until - timedelta(seconds=1)) == 1


def test_the_leader_is_told_what_is_to_be_decided(company, jia, client):
    type(jia).objects.update(level=Level.NAMED)
    asked = ask(company.zhao, "Jia Ltd")
    client.force_login(company.leader)
    text = client.get(asked.get_absolute_url()).content.decode()
    assert jia.reference() in text and str(Level.NAMED.label) in text.lower()
    client.force_login(company.zhao)
    assert jia.reference() not in client.get(asked.get_absolute_url()).content.decode()


def test_nobody_is_told_of_an_end_who_sees_nothing_any_more(company, jia):
    now = timezone.now()
    grant(jia, company.tech, by=Actor(company.chief), reason=WHY, starts=now, until=now + 10 * DAY)
    type(jia).objects.update(level=Level.CORE)
    assert tell_of_ends(at=now + 8 * DAY) == 0


# ── asking from a page that is refused


def refused_page(client, address: str) -> str:
    """What a page that is not there says, but for its tokens, its own address and the moment."""
    answer = client.get(address)
    assert answer.status_code == 404
    text = answer.content.decode().replace(address, "")
    return re.sub(r"[0-9A-Za-z_-]{20,}|[0-9a-f-]{36}", "", text)


@pytest.mark.parametrize("who", ["li", "chief"])
def test_a_closed_record_and_none_are_refused_in_the_same_words(company, client, who):
    closed = company.customer(name="Secret Jia Ltd", owner=company.zhao, level=Level.NAMED)
    client.force_login(fresh(getattr(company, who)))
    text = refused_page(client, closed.get_absolute_url())
    assert text == refused_page(client, "/customers/987654/")
    assert 'class="link" href="/confidentiality/new/"' in text and "Secret Jia" not in text
    assert closed.reference() not in text


def test_whoever_may_not_ask_is_told_of_no_door(company, client):
    client.force_login(fresh(company.admin))
    assert "/confidentiality/new/" not in refused_page(client, "/customers/987654/")


def test_a_page_that_is_not_ones_turn_says_where_one_asks(company, client):
    client.force_login(fresh(company.li))
    answer = client.get("/confidentiality/hand-overs/new/")
    assert answer.status_code == 403 and 'class="link" href="/confidentiality/new/"' in answer.content.decode()
