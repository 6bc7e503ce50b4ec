"""The register of papers and media (8.2.3): kept, lent and back in time, counted, destroyed by two."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from bizdept.access.doors import may_see
from bizdept.access.levels import Level
from bizdept.audit.check import read
from bizdept.audit.models import AuditEntry
from bizdept.audit.seals import label_of
from bizdept.duties.actions import hearers, remind
from bizdept.duties.models import Duty
from bizdept.notices.models import Notice
from bizdept.people.actor import Actor
from confidentiality.actions import papers as actions
from confidentiality.kept import kept_by
from confidentiality.lifecycle.papers import PAPERS, STOCKTAKINGS
from confidentiality.models import Incident, Paper, PaperNumber
from confidentiality.rules.papers import may_start_count
from contracts.actions import file_originals
from tests.company import DAY, NOW, TODAY, fresh, refused

pytestmark = pytest.mark.usefixtures("time_stands_still")


def enter(company, by=None, keeper=None, **changes) -> Paper:
    facts = {
        "kind": "copy", "title": "Secret price list", "copies": 1, "level": Level.CONFIDENTIAL, "category": "business",
        "place": "cabinet 3", "belongs_to": "",
    } | changes  # fmt: skip
    by = by or company.assistant
    return actions.enter(facts, keeper or by, by=Actor(by), on=TODAY)


def move(name: str, thing, person, **data) -> Paper:
    return PAPERS.perform(name, thing, by=Actor(person), on=TODAY, **data)


def lent(company, **changes) -> Paper:
    thing = enter(company, **changes)
    return move("lend", thing, company.assistant, borrower=company.li, until=TODAY + 7 * DAY, purpose="for the tender")


def approved(company, **changes) -> Paper:
    thing = move("propose", enter(company, **changes), company.assistant, why="out of date", way="shred")
    return move("approve_destruction", thing, company.chief)


# ── entering


def test_each_gets_its_number_and_a_keeper(company):
    first, second = enter(company), enter(company, keeper=company.li)
    assert [first.number, second.number] == ["TZ-2026-0001", "TZ-2026-0002"]
    assert second.owner == company.li and second.department == company.team
    assert Notice.objects.filter(person=company.li, key__startswith=f"paper:{second.pk}:").count() == 1
    assert not Notice.objects.filter(person=company.assistant, key__contains="paper:").exists()


@pytest.mark.parametrize("who", ["admin", "officer"])
def test_who_watches_or_keeps_accounts_keeps_no_papers(company, who):
    with pytest.raises(PermissionDenied):
        enter(company, by=getattr(company, who))


def test_nobody_keeps_or_borrows_what_their_nda_does_not_reach(company):
    type(company.zhao).objects.filter(pk=company.zhao.pk).update(nda_until=None)
    zhao = fresh(company.zhao)
    refused(lambda: enter(company, keeper=zhao), "nda")
    refused(lambda: enter(company, by=zhao, keeper=company.li), "nda")
    thing = enter(company)
    data = {"until": TODAY + DAY, "purpose": "for the tender"}
    refused(lambda: move("lend", thing, company.assistant, borrower=zhao, **data), "nda")
    refused(lambda: actions.put_elsewhere(thing, "x", zhao, by=Actor(company.assistant), on=TODAY), "nda")


def test_a_contracts_originals_are_not_entered_twice(company):
    contract = company.signed()
    words = {"kind": "original", "belongs_to": contract.number}
    enter(company, **words)  # not on file yet: here it lies
    file_originals(contract, by=Actor(company.assistant), on=TODAY, place="safe")
    refused(lambda: enter(company, **words), "filed")
    enter(company, **words | {"kind": "copy"})
    enter(company, by=company.legal, **words | {"belongs_to": "HT-2026-9999"})


# ── who sees


def test_who_sees_a_paper(company):
    seen = {}
    for level in (Level.INTERNAL, Level.CONFIDENTIAL, Level.CORE):
        thing = enter(company, by=company.li, level=level)
        seen[level] = {p.username for p in company.people() if may_see(p, thing)}
    assert seen[Level.CONFIDENTIAL] == {"li", "chief", "assistant"}
    assert seen[Level.CORE] == {"li", "chief"} and "officer" in seen[Level.INTERNAL]
    thing = move("lend", thing, company.li, borrower=company.zhao, until=TODAY + DAY, purpose="for the tender")
    assert may_see(company.zhao, thing)
    assert not may_see(company.zhao, move("take_back", thing, company.li))


def test_the_officer_has_numbers_and_no_titles(company, client):
    thing = move("propose", lent_and_back(company), company.assistant, why="Secret reason", way="shred")
    client.force_login(company.officer)
    assert client.get(thing.get_absolute_url()).status_code == 404
    refusals = AuditEntry.objects.filter(kind="refusal", record=label_of(thing), actor=company.officer.pk)
    assert refusals.count() == 1
    for address in ("?view=all", f"{thing.pk}/", "?export=csv&columns=all", "?q=secret", "?q=TZ-2026"):
        answer = client.get(f"/confidentiality/register/{address}")
        text = (b"".join(answer) if answer.streaming else answer.content).decode(errors="replace")
        assert "Secret price" not in text and "Secret reason" not in text and "for the tender" not in text
        assert ("TZ-2026-0001" in text) == (address != "?q=secret"), address
    for person in (company.chief, company.li, company.assistant, company.leader, company.admin):
        assert not PaperNumber.objects.visible_to(fresh(person)).exists()


def lent_and_back(company) -> Paper:
    return move("take_back", lent(company), company.assistant, note="whole")


# ── lending


def test_it_is_lent_comes_back_and_is_looked_at(company):
    thing = lent(company)
    duty = Duty.objects.open().about(thing).get()
    assert (duty.person, duty.due_on) == (company.li, TODAY + 7 * DAY)
    with pytest.raises(PermissionDenied):
        move("take_back", thing, company.li)
    thing = move("take_back", thing, company.assistant, note="whole")
    assert thing.state == "kept" and thing.borrower is None and not Duty.objects.open().about(thing).exists()
    assert [found for found in read().found if "confidentiality" in found.what] == []


def test_who_has_it_does_not_take_it_back_as_the_assistant_either(company):
    thing = enter(company, by=company.li)
    thing = move("lend", thing, company.li, borrower=company.assistant, until=TODAY + DAY, purpose="for the tender")
    with pytest.raises(PermissionDenied):
        move("take_back", thing, company.assistant)
    assert move("take_back", thing, company.chief).state == "kept"


def test_what_is_lent_too_long_is_reminded_of_and_told_to_the_chief(company):
    thing = lent(company)
    duty = Duty.objects.open().about(thing).get()
    assert hearers(duty, "escalated") == [company.chief]
    remind(at=NOW + timedelta(days=8))
    assert Notice.objects.filter(person=company.li, key__startswith=f"duty:{duty.pk}:").count() >= 2
    remind(at=NOW + timedelta(days=12))
    assert Notice.objects.filter(person=company.chief, key=f"duty:{duty.pk}:escalated").exists()
    assert list(Paper.objects.lent_too_long(TODAY + 8 * DAY)) == [thing]


@pytest.mark.parametrize("days", [-1, 31])
def test_it_is_lent_for_a_time(company, days):
    thing, until = enter(company), TODAY + days * DAY
    lend = {"borrower": company.li, "until": until, "purpose": "for the tender"}
    refused(lambda: move("lend", thing, company.assistant, **lend), "until")


def test_a_keeper_has_nothing_to_borrow(company):
    thing = enter(company)
    lend = {"borrower": company.assistant, "until": TODAY, "purpose": "for the tender"}
    refused(lambda: move("lend", thing, company.chief, **lend), "keeper")


# ── destroying


def test_two_destroy_it_each_with_their_own_account(company):
    thing = approved(company)
    thing = move("confirm", thing, company.assistant)
    assert (
        thing.state == "may_destroy" and Duty.objects.open().about(thing).get().kind == "confidentiality.destroy_paper"
    )
    with pytest.raises(PermissionDenied):
        move("confirm", thing, company.assistant)
    thing = move("confirm", thing, company.chief)
    assert thing.state == "destroyed" and thing.destroyed_on == TODAY
    assert (thing.first_by, thing.second_by) == (company.assistant, company.chief)
    assert not Duty.objects.open().about(thing).exists()


def test_whoever_approved_is_not_there_twice(company):
    thing = move("confirm", approved(company), company.chief)
    with pytest.raises(PermissionDenied):
        move("confirm", thing, company.chief)
    company.delegate(company.assistant, company.chief)
    with pytest.raises(PermissionDenied):
        PAPERS.perform("confirm", thing, by=Actor(fresh(company.chief), fresh(company.assistant)), on=TODAY)


def test_nothing_is_proposed_in_the_place_of_who_could_approve_it(company):
    """One person's name would stand under both halves."""
    company.delegate(company.chief, company.zhao)
    facts = {"on": TODAY, "why": "out of date", "way": "shred"}
    with pytest.raises(PermissionDenied):
        PAPERS.perform("propose", enter(company), by=Actor(fresh(company.zhao), fresh(company.chief)), **facts)


def test_nobody_approves_what_they_proposed(company):
    thing = move("propose", enter(company), company.chief, why="out of date", way="shred")
    assert Duty.objects.open().about(thing).get().post == "leader"
    with pytest.raises(PermissionDenied):
        move("approve_destruction", thing, company.chief)
    assert move("approve_destruction", thing, company.leader).state == "may_destroy"


def test_of_core_secrets_the_leader_decides(company):
    thing = enter(company, by=company.li, level=Level.CORE)
    assert not may_see(company.leader, thing)
    thing = move("propose", thing, company.li, why="out of date", way="wipe")
    assert may_see(company.leader, thing)
    with pytest.raises(PermissionDenied):
        move("approve_destruction", thing, company.chief)
    thing = move("approve_destruction", thing, company.leader)
    thing = move("confirm", thing, company.li)
    assert move("confirm", thing, company.chief).state == "destroyed"


def test_what_is_kept_on_loses_its_approval(company):
    thing = move("confirm", approved(company), company.assistant)
    thing = move("keep_on", thing, company.chief, note="needed after all")
    assert thing.state == "kept" and thing.approved_by is None and thing.first_by is None
    assert not Duty.objects.open().about(thing).exists()


def test_the_table_itself_wants_two(company):
    thing = approved(company)
    for wrong in (
        {"first_by": company.li, "second_by": company.li}, {"second_by": company.li},
        {"state": "destroyed"}, {"approved_by": company.assistant},
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            Paper.objects.filter(pk=thing.pk).update(**wrong)


# ── counting and losing


def test_what_is_missing_is_reported_at_once(company):
    thing = move("lose", lent(company, belongs_to="HT-2026-0001"), company.assistant, note="nobody has it")
    incident = Incident.objects.get()
    assert thing.state == "missing" and thing.borrower == company.li
    assert incident.reporter == company.assistant and incident.numbers == [thing.number, "HT-2026-0001"]
    assert "Secret" not in incident.text + incident.title
    assert move("find", thing, company.assistant, note="behind the cabinet").state == "kept"


def test_a_place_is_counted(company):
    kept, moved = (enter(company, keeper=company.chief, place="A") for _n in range(2))
    gone, other = (enter(company, keeper=company.li, place=place) for place in ("A", "B"))  # of a team of the section
    by = Actor(company.assistant)
    count = actions.start_count("A", by=by, on=TODAY)
    assert {line.paper for line in count.lines.all()} == {kept, moved, gone} and other
    refused(lambda: STOCKTAKINGS.perform("finish_count", count, by=by, on=TODAY), "open")
    answers = [
        {"verdict": "found", "place": ""},
        {"verdict": "moved", "place": ""},
        {"verdict": "missing", "place": ""},
    ]
    refused(lambda: actions.write_lines(count, answers, by=by), "place")
    answers[1]["place"] = "C"
    count = actions.write_lines(count, answers, by=by)
    count = STOCKTAKINGS.perform("finish_count", count, by=by, on=TODAY)
    assert (count.state, fresh(moved).place, fresh(gone).state) == ("finished", "C", "missing")
    assert Incident.objects.get().numbers == [gone.number]
    assert [found for found in read().found if "confidentiality" in found.what] == []
    with pytest.raises(PermissionDenied):
        actions.write_lines(count, answers, by=by)


def test_what_lay_elsewhere_and_is_to_be_destroyed_meanwhile_stops_no_count(company):
    thing, by = enter(company), Actor(company.assistant)
    count = actions.start_count("", by=by, on=TODAY)
    count = actions.write_lines(count, [{"verdict": "moved", "place": "C"}], by=by)
    move("propose", thing, company.assistant, why="out of date", way="shred")
    count = STOCKTAKINGS.perform("finish_count", count, by=by, on=TODAY)
    assert (count.state, fresh(thing).place, fresh(thing).state) == ("finished", "cabinet 3", "to_destroy")
    assert count.lines.get().place == "C"


def test_who_may_count_may_take_a_count_over(company):
    enter(company)
    count = actions.start_count("", by=Actor(company.assistant), on=TODAY)
    counts = next(owned for owned in kept_by(company.assistant) if owned.name == "stocktakings")
    assert list(counts.rows) == [count]
    against = {to: [reason.code for reason in counts.against(count, to)] for to in company.people()}
    assert against == {to: [] if may_start_count(Actor(to)) else ["post"] for to in company.people()}
    assert against[company.officer] == ["post"] and against[company.chief] == []


@pytest.mark.parametrize("who", ["li", "officer", "admin", "leader"])
def test_assistant_and_chief_alone_count(company, who):
    enter(company)
    with pytest.raises(PermissionDenied):
        actions.start_count("", by=Actor(getattr(company, who)), on=TODAY)


def test_who_counts_finds_nothing_they_may_not_see(company):
    enter(company, by=company.chief, keeper=company.chief, level=Level.CORE)
    refused(lambda: actions.start_count("", by=Actor(company.assistant), on=TODAY), "nothing")


def test_the_pages_carry_it_through(company, client):
    client.force_login(company.assistant)
    key, page = "00000000-0000-4000-8000-00000000000", "/confidentiality/papers/"
    data = {
        "kind": "media", "title": "Disk", "copies": 2, "level": 2, "category": "business", "place": "safe",
        "keeper": company.assistant.pk, "press": key + "1",
    }  # fmt: skip
    address = client.post(f"{page}new/", data).url
    lend = {"borrower": company.li.pk, "until": str(TODAY + DAY), "purpose": "for the tender", "version": 0}
    assert client.post(f"{address}lend/", lend).status_code == 302
    assert client.get(f"{address}loan-slip/")["Content-Type"] == "application/pdf"
    assert "lent to" in client.get(address).content.decode()
    elsewhere = {"place": "B", "keeper": company.li.pk, "version": 0}
    answer = client.post(f"{address}put-elsewhere/", elsewhere)
    assert answer.status_code == 422 and "assistant changed it at" in answer.content.decode()
    assert client.post("/confidentiality/stocktakings/new/", {"place": "", "press": key + "2"}).status_code == 302
    client.force_login(company.li)
    assert client.get(address).status_code == 200 and client.get(f"{address}take_back/").status_code == 403


def test_place_and_keeper_are_not_written_over_what_nobody_saw(company, client):
    """The page names the version that was seen, and what it carries is sent back."""
    thing = enter(company)
    address = f"{thing.get_absolute_url()}put-elsewhere/"
    client.force_login(company.assistant)
    carried = dict(re.findall(r'name="(version|place)" value="([^"]*)"', client.get(address).content.decode()))
    actions.put_elsewhere(thing, "cabinet 4", company.assistant, by=Actor(company.chief), on=TODAY)
    answer = client.post(address, carried | {"keeper": company.li.pk})
    assert answer.status_code == 422 and "chief changed it at" in answer.content.decode()
    assert (fresh(thing).place, fresh(thing).owner) == ("cabinet 4", company.assistant)
    seen = dict(re.findall(r'name="(version|place)" value="([^"]*)"', client.get(address).content.decode()))
    assert client.post(address, seen | {"keeper": company.li.pk}).status_code == 302
    assert fresh(thing).owner == company.li
