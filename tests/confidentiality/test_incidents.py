"""Leaks (8.3.2): anybody reports, whoever is involved never sees, no name stands where none was given."""

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from bizdept.access.doors import may_see
from bizdept.audit.check import read
from bizdept.audit.models import AuditEntry
from bizdept.audit.seals import label_of
from bizdept.duties.actions import hearers
from bizdept.duties.models import Duty
from bizdept.files.models import Attachment
from bizdept.notices.models import Notice
from bizdept.people.actor import Actor
from bizdept.people.models import Post
from confidentiality.actions import incidents as actions
from confidentiality.lifecycle.incidents import LIFECYCLE
from confidentiality.lifecycle.rectifications import LIFECYCLE as REMEDY
from confidentiality.models import Incident, Rectification
from confidentiality.models.incidents import new_code
from tests.company import DAY, NOW, TODAY, fresh, pdf, refused

pytestmark = pytest.mark.usefixtures("time_stands_still")
KEY = "00000000-0000-4000-8000-000000000001"
CODE = re.compile(r'name="code" value="([0-9A-Z-]{19})"')


def facts(company, **changes) -> dict:
    return {
        "title": "A quotation lay in the lift", "kind": "lost", "department": company.section,
        "text": "Two sheets with prices, found at nine.", "happened_on": TODAY, "affected": "",
    } | changes  # fmt: skip


def report(company, by=None, involved=(), **changes) -> Incident:
    return actions.report(facts(company, **changes), involved, by=Actor(by or company.zhao), at=NOW, on=TODAY)


def move(name: str, incident, person, **data) -> Incident:
    return LIFECYCLE.perform(name, incident, by=Actor(person), on=TODAY, **data)


FOUND = {"cause": "no lock", "extent": "two prices", "affected": "KH-00001", "customers_told": "none"}


def decided(company, **changes) -> Incident:
    incident = move("contain", report(company, **changes), company.officer, containment="fetched back")
    incident = move("investigate", incident, company.officer, **FOUND)
    return move("decide_leak", incident, company.leader, decision="A leak: lock the drawers.")


def measure(company, incident, person=None) -> Rectification:
    person = person or company.li
    due_on, by = TODAY + 7 * DAY, Actor(company.officer)
    return actions.set_measure(incident, "Lock the drawers", person, due_on, by=by, on=TODAY)


# ── reporting


@pytest.mark.parametrize("who", ["zhao", "chief", "personnel", "admin", "legal", "leader", "officer"])
def test_anybody_reports_also_without_an_nda(company, who, client):
    person = getattr(company, who)
    type(person).objects.filter(pk=person.pk).update(nda_until=None)
    client.force_login(fresh(person))
    data = {name: getattr(value, "pk", value) for name, value in facts(company).items()}
    answer = client.post(
        "/confidentiality/incidents/new/", data | {"press": "00000000-0000-4000-8000-000000000001"}
    )  # fmt: skip
    incident = Incident.objects.get()
    assert answer.url == f"/confidentiality/incidents/mine/{incident.pk}/" and incident.reporter == person
    page = client.get(answer.url).content.decode()
    assert "Two sheets" in page and incident.reference() in page
    assert incident.level == 3 and incident.owner == company.officer
    assert Duty.objects.get(kind="confidentiality.contain").person == company.officer


def test_whoever_reported_sees_their_words_and_where_it_stands_alone(company, client):
    incident = decided(company)
    actions.add_word(incident, "Secret from others", by=Actor(company.officer), on=TODAY, is_open=False)
    actions.add_word(incident, "Thank you", by=Actor(company.officer), on=TODAY, is_open=True)
    client.force_login(company.zhao)
    page = client.get(f"/confidentiality/incidents/mine/{incident.pk}/").content.decode()
    assert "Thank you" in page and "Two sheets" in page and "decided" in page
    for closed in ("Secret from others", "fetched back", "no lock", "lock the drawers"):
        assert closed not in page
    assert client.get(incident.get_absolute_url()).status_code == 404
    refusals = AuditEntry.objects.filter(kind="refusal", record=label_of(incident))
    assert [row.actor for row in refusals] == [company.zhao.pk]
    client.force_login(company.li)
    assert client.get(f"/confidentiality/incidents/mine/{incident.pk}/").status_code == 404
    assert AuditEntry.objects.filter(kind="refusal", action="confidentiality.own_report").count() == 1


def test_whoever_reported_adds_words_until_it_is_closed(company):
    incident = report(company)
    actions.add_own_word(incident, "It was the blue folder", by=Actor(company.zhao), on=TODAY)
    refused(
        lambda: actions.add_own_word(incident, "It was the blue folder", by=Actor(company.zhao), on=TODAY), "twice"
    )
    with pytest.raises(PermissionDenied):
        actions.add_own_word(incident, "Not I", by=Actor(company.li), on=TODAY)
    word = incident.words.get()
    assert word.by is None and Notice.objects.filter(person=company.officer, key__contains=f"word:{word.pk}").exists()


# ── without a name


def rows_of_everything() -> dict[str, set]:
    """All rows of all tables but the sessions', which know who is signed in."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table not in ("django_session", "sqlite_sequence"):
                cursor.execute(f'SELECT * FROM "{table}"')
                names = [column[0] for column in cursor.description]
                found[table] = {tuple(zip(names, map(str, row), strict=True)) for row in cursor.fetchall()}
    return found


def traces(before: dict, after: dict, person) -> list:
    """What is new anywhere and says who it was: their name, or a column about people that holds their number."""
    people = re.compile(r"(_id|^actor|^principal|^user|^person|^by)$")
    aside = ("content_type_id", "object_id", "history_id", "department_id", "incident_id", "record_id", "notice_id",
             "heard_in_id", "id")  # fmt: skip
    wrong = []
    for table, rows in after.items():
        for row in rows - before.get(table, set()):
            for name, value in row:
                is_number = people.search(name) and name not in aside and value == str(person.pk)
                if is_number or person.username in value or "203.0.113.9" in value:
                    wrong.append((table, name, value))
    return wrong


@pytest.fixture
def quiet(company):
    """Somebody whose number no other row has, and whose name no text holds."""
    for n in range(30):
        company.customer(name=f"Customer {n}")  # so that no row's number is theirs by chance
    return company.person("quietone", Post.SPECIALIST, company.team)


def send_unnamed(client, company, **changes):
    page = client.get("/confidentiality/incidents/unnamed/", REMOTE_ADDR="203.0.113.9").content.decode()
    code = CODE.search(page)[1]
    data = {name: getattr(value, "pk", value) for name, value in facts(company).items()} | {"code": code} | changes
    return code, data, client.post("/confidentiality/incidents/unnamed/", data, REMOTE_ADDR="203.0.113.9")


def test_a_report_without_a_name_leaves_none_anywhere(company, client, quiet):
    """The whole database before and after: no new word or number of whoever wrote, nor where they sat."""
    client.force_login(quiet)
    client.get("/confidentiality/incidents/unnamed/")
    before = rows_of_everything()
    code, _data, answer = send_unnamed(client, company)
    assert answer.status_code == 200 and code in answer.content.decode()
    incident = Incident.objects.get()
    look = {"code": code.lower().replace("-", " "), "text": "And a third sheet."}
    page = client.post("/confidentiality/incidents/follow/", look, REMOTE_ADDR="203.0.113.9").content.decode()
    assert "And a third sheet." in page and incident.reference() in page
    client.post("/confidentiality/incidents/follow/", {"code": "AAAA"}, REMOTE_ADDR="203.0.113.9")
    after = rows_of_everything()
    assert len(after["confidentiality_incident"]) == 1 and len(after["confidentiality_incidentword"]) == 1
    assert traces(before, after, quiet) == []
    assert incident.reporter is None and not any(code in str(row) for rows in after.values() for row in rows)
    assert not Notice.objects.filter(person=quiet).exists()
    assert incident.history.get().history_user == company.officer


def test_the_same_reading_finds_a_report_in_ones_own_name(company, client, quiet):
    """The control: what the test above looks for is there, where somebody did say who they are."""
    before = rows_of_everything()
    actions.report(facts(company), (), by=Actor(quiet, address="203.0.113.9"), at=NOW, on=TODAY)
    tables = {table for table, _name, _value in traces(before, rows_of_everything(), quiet)}
    assert {"confidentiality_incident", "confidentiality_historicalincident", "audit_auditentry"} <= tables


def test_nothing_of_the_page_is_kept_as_a_draft_or_in_an_address(company, client):
    client.force_login(company.zhao)
    page = client.get("/confidentiality/incidents/unnamed/")
    text = page.content.decode()
    main = text.split("<main")[1].split("</main>")[0]
    assert "data-autosave" not in main and 'name="press"' not in main and "no-store" in page["Cache-Control"]
    _code, _data, answer = send_unnamed(client, company)
    assert "no-store" in answer["Cache-Control"] and "Location" not in answer.headers


def test_pressed_twice_it_is_one(company, client):
    client.force_login(company.zhao)
    code, data, _answer = send_unnamed(client, company)
    again = client.post("/confidentiality/incidents/unnamed/", data)
    assert Incident.objects.count() == 1 and code in again.content.decode()


@pytest.mark.parametrize("code", ["", "AAAA-BBBB", "0000-0000-0000-0000", "short"])
def test_a_code_that_was_not_drawn_here_is_not_taken(company, client, code):
    client.force_login(company.zhao)
    _code, _data, answer = send_unnamed(client, company, code=code)
    assert answer.status_code == 422 and not Incident.objects.exists()
    assert list(answer.context["form"].errors) == ["code"], answer.context["form"].errors


def test_a_wrong_code_opens_nothing(company, client):
    client.force_login(company.zhao)
    send_unnamed(client, company)
    answer = client.post("/confidentiality/incidents/follow/", {"code": new_code()})
    assert answer.status_code == 422 and "Two sheets" not in answer.content.decode()
    assert list(answer.context["form"].errors) == ["code"], answer.context["form"].errors


# ── who sees


def test_the_officer_the_chief_and_the_leader_see_it(company):
    incident = report(company)
    other = company.person("other", Post.CHIEF, company.other_section)
    seen = {p.username for p in company.people() if may_see(p, incident)}
    assert seen == {"officer", "chief", "leader"} and other.username not in seen


@pytest.mark.parametrize("who", ["officer", "chief", "leader", "li", "zhao"])
def test_whoever_is_involved_never_sees_it(company, who, client):
    person = getattr(company, who)
    incident = report(company, by=company.li, involved=[person])
    measure(company, incident, company.assistant) if who != "officer" else None
    assert not may_see(person, incident) and incident.owner != person
    client.force_login(person)
    for address in ("", "printed/", "contain/", "add-word/", "add-measure/"):
        assert client.get(incident.get_absolute_url() + address).status_code == 404, address
    refusals = AuditEntry.objects.filter(kind="refusal", record=label_of(incident), actor=person.pk)
    assert refusals.count() == 5, "each is written down"
    page = client.get("/confidentiality/incidents/?view=all").content.decode()
    assert "A quotation lay" not in page and incident.reference() not in page.split("<main")[1]
    for page in ("/confidentiality/rectifications/?view=all", "/", "/inbox/", "/notices/"):
        assert "Lock the drawers" not in client.get(page).content.decode(), page
    for duty in Duty.objects.about(incident):
        assert person not in [*hearers(duty, "due"), *hearers(duty, "escalated")]


def test_a_delegate_sees_nothing_by_it(company):
    incident = report(company)
    company.delegate(company.chief, company.li)
    company.delegate(company.leader, company.tech)
    assert not may_see(fresh(company.li), incident) and not may_see(fresh(company.tech), incident)


def test_whoever_is_named_later_is_shut_out(company):
    incident = report(company)
    actions.name_involved(incident, company.officer, by=Actor(company.chief), on=TODAY)
    incident = fresh(incident)
    assert incident.owner == company.leader and not may_see(company.officer, incident)
    assert Duty.objects.open().about(incident).get().person == company.leader
    refused(lambda: actions.name_involved(incident, company.officer, by=Actor(company.chief), on=TODAY), "twice")
    refused(lambda: actions.name_involved(incident, company.chief, by=Actor(company.chief), on=TODAY), "self")


def test_a_leader_who_is_named_owes_no_decision(company):
    second = company.person("second", Post.LEADER, company.house)
    incident = move("contain", report(company), company.officer, containment="fetched back")
    incident = move("investigate", incident, company.officer, **FOUND)
    assert Duty.objects.open().about(incident).get().person == company.leader
    actions.name_involved(incident, company.leader, by=Actor(company.officer), on=TODAY)
    assert Duty.objects.open().about(incident).get().person == second
    with pytest.raises(PermissionDenied):
        move("decide_leak", incident, company.leader, decision="nothing")


def test_the_decision_goes_to_a_leader_who_may_decide_not_to_whoever_handles_it(company):
    """A leader of another section handles it now; the section's own leader decides."""
    far = company.person("far", Post.LEADER, company.other_section)
    second = company.person("second", Post.LEADER, company.house)
    incident = move("contain", report(company, involved=[company.officer]), company.chief, containment="fetched back")
    incident = move("investigate", incident, company.chief, **FOUND)
    assert (incident.owner, Duty.objects.open().about(incident).get().person) == (company.leader, company.leader)
    incident = fresh(actions.name_involved(incident, company.leader, by=Actor(company.chief), on=TODAY))
    assert (incident.owner, Duty.objects.open().about(incident).get().person) == (far, second)


@pytest.mark.parametrize("page", ["add-measure", "add-file"])
def test_the_door_alone_does_not_let_anybody_write(company, client, monkeypatch, page):
    """It was closed between the page's question and the press: what writes asks again, under the leak's lock."""
    incident = decided(company)
    row = REMEDY.perform("done", measure(company, incident), by=Actor(company.li), on=TODAY, result="locked")
    REMEDY.perform("pass", row, by=Actor(company.officer), on=TODAY)
    client.force_login(company.officer)
    data = {"text": "Lock", "person": company.li.pk, "due_on": str(TODAY), "press": KEY, "file": pdf("a.pdf")}
    address = f"{incident.get_absolute_url()}{page}/"
    move("close_leak", incident, company.officer, customers_told="none", note="done")
    assert client.post(address, data).status_code == 403
    for module in ("incidents", "records"):
        monkeypatch.setattr(f"confidentiality.views.{module}.admit", lambda *_args: None)
    assert client.post(address, data | {"file": pdf("a.pdf")}).status_code == 403
    assert Rectification.objects.count() == 1 and not Attachment.objects.of(incident).exists()


def test_without_an_nda_nobody_sees_one(company):
    incident = report(company)
    type(company.chief).objects.filter(pk=company.chief.pk).update(nda_until=None)
    assert not may_see(fresh(company.chief), incident)


# ── its life


def test_from_the_report_to_the_end(company):
    incident = decided(company)
    refused(lambda: move("close_leak", incident, company.officer, customers_told="none"), "measures")
    row = measure(company, incident)
    refused(lambda: move("close_leak", incident, company.officer, customers_told="none"), "waiting")
    row = REMEDY.perform("done", row, by=Actor(company.li), on=TODAY, result="locked", file=pdf("lock.pdf"))
    REMEDY.perform("pass", row, by=Actor(company.officer), on=TODAY)
    refused(lambda: move("close_leak", incident, company.officer, customers_told="not_yet"), "customers")
    incident = move("close_leak", incident, company.officer, customers_told="told", note="done")
    assert incident.state == "closed" and not Duty.objects.open().about(incident).exists()
    assert [finding for finding in read().found if "confidentiality" in finding.what] == []
    refused(lambda: actions.add_own_word(incident, "more", by=Actor(company.zhao), on=TODAY), "closed")


def test_nobody_decides_on_what_they_investigated(company):
    """Also where the leader handled it themselves, because the officer is involved."""
    second = company.person("second", Post.LEADER, company.house)
    incident = report(company, involved=[company.officer])
    assert incident.owner == company.leader
    incident = move("contain", incident, company.leader, containment="fetched back")
    incident = move("investigate", incident, company.leader, **FOUND)
    assert Duty.objects.open().about(incident).get().person == second
    with pytest.raises(PermissionDenied):
        move("decide_leak", incident, company.leader, decision="nothing")
    assert move("decide_leak", incident, second, decision="so it is").state == "decided"


def test_whoever_investigated_first_does_not_decide_either(company):
    """Sent back, and investigated by somebody else: what the first found out is in it."""
    second = company.person("second", Post.LEADER, company.house)
    incident = report(company, involved=[company.officer])
    incident = move("contain", incident, company.leader, containment="fetched back")
    incident = move("investigate", incident, company.leader, **FOUND)
    incident = move("look_again", incident, second, note="who had the key?")
    incident = move("investigate", incident, company.chief, **FOUND)
    assert Duty.objects.open().about(incident).get().person == second
    for name, facts in (("decide_leak", {"decision": "nothing"}), ("look_again", {"note": "once more"})):
        with pytest.raises(PermissionDenied):
            move(name, incident, company.leader, **facts)
    assert move("decide_leak", incident, second, decision="so it is").state == "decided"


@pytest.mark.parametrize("who", ["officer", "chief", "zhao", "admin"])
def test_the_leader_alone_decides(company, who):
    incident = move("contain", report(company), company.chief, containment="fetched back")
    incident = move("investigate", incident, company.chief, **FOUND)
    with pytest.raises(PermissionDenied):
        move("decide_leak", incident, getattr(company, who), decision="nothing")
    assert move("look_again", incident, company.leader, note="who had the key?").state == "contained"


def test_nobody_decides_in_somebody_elses_place(company):
    incident = move("contain", report(company), company.officer, containment="fetched back")
    incident = move("investigate", incident, company.officer, **FOUND)
    company.delegate(company.leader, company.tech)
    by = Actor(fresh(company.tech), fresh(company.leader))
    with pytest.raises(PermissionDenied):
        LIFECYCLE.perform("decide_leak", incident, by=by, on=TODAY, decision="nothing")


def test_a_measure_tells_whoever_does_it_its_own_words_alone(company, client):
    incident = decided(company)
    row = measure(company, incident)
    client.force_login(company.li)
    page = client.get(row.get_absolute_url()).content.decode()
    assert "Lock the drawers" in page and "A quotation lay" not in page and incident.reference() not in page
    with pytest.raises(PermissionDenied):
        REMEDY.perform("pass", row, by=Actor(company.li), on=TODAY)
    row = REMEDY.perform("done", row, by=Actor(company.li), on=TODAY, result="locked")
    with pytest.raises(PermissionDenied):
        REMEDY.perform("pass", row, by=Actor(company.li), on=TODAY)
    row = REMEDY.perform("again", row, by=Actor(company.chief), on=TODAY, note="one is open")
    assert row.state == "to_do" and Duty.objects.open().about(row).get().person == company.li


def test_a_measure_is_put_to_somebody_else_in_time(company):
    incident = decided(company)
    refused(lambda: measure(company, incident, company.officer), "self")
    by = Actor(company.officer)
    refused(lambda: actions.set_measure(incident, "Lock", company.li, TODAY - DAY, by=by, on=TODAY), "past")
    row = measure(company, incident)
    with pytest.raises(IntegrityError), transaction.atomic():
        Rectification.objects.filter(pk=row.pk).update(done_by=company.li, checked_by=company.li)


def test_a_sanction_is_proposed_for_chapter_7(company):
    incident = decided(company, involved=[company.li])
    by = Actor(company.officer)
    row = actions.propose_sanction(incident, company.li, "8.3.3", "A warning", by=by, on=TODAY)
    assert (row.person, row.article, row.by) == (company.li, "8.3.3", company.officer)
    for person, article, code in (
        (company.officer, "8.3.3", "self"), (company.zhao, "99.9", "article"), (company.li, "8.3.3", "twice"),
    ):  # fmt: skip
        refused(lambda p=person, a=article: actions.propose_sanction(incident, p, a, "x", by=by, on=TODAY), code)
    early = report(company)
    with pytest.raises(PermissionDenied):
        actions.propose_sanction(early, company.li, "8.3.3", "x", by=by, on=TODAY)


def test_a_leak_names_records_and_links_those_one_may_see(company, client):
    jia = company.customer()
    incident = report(company, affected=f"{jia.reference()}，HT-2026-0009")
    for person, is_linked in ((company.chief, True), (company.officer, False)):
        client.force_login(person)
        page = client.get(incident.get_absolute_url()).content.decode()
        assert jia.reference() in page and "HT-2026-0009" in page
        assert (jia.get_absolute_url() in page) == is_linked


def test_too_few_words_are_no_report(company):
    refused(lambda: report(company, text="lost"), "text")
    refused(lambda: report(company, title=" "), "title")
