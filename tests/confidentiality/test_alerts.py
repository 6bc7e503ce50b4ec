"""Too much looking and taking (8.2.2): an alert within a minute, a stop at the limit, and who looks into it."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bizdept.access import log, pace
from bizdept.access.models import AccessLog, Taken
from bizdept.audit.check import read
from bizdept.audit.clock import Seen
from bizdept.audit.models import AuditEntry
from bizdept.duties.models import Duty
from bizdept.files.actions import attach
from bizdept.manage.schedule import SCHEDULE
from bizdept.notices.models import Notice
from bizdept.people.actor import Actor
from bizdept.people.models import Appointment, Post, User
from bizdept.regulation.models import NumberChange
from bizdept.remembered import Remembered
from confidentiality.actions.alerts import raise_alert
from confidentiality.actions.hand_overs import begin
from confidentiality.follows.alerts import watch
from confidentiality.lifecycle.alerts import LIFECYCLE
from confidentiality.models import AccessAlert
from confidentiality.rules import alerts as rules
from customers.models import Customer
from tests.audit.forger import vouch_for_all
from tests.company import DAY, HOUR, NOW, TODAY, fresh, pdf

NIGHT = NOW + 11 * HOUR  # 23:00 in Shanghai


@pytest.fixture
def numbers(company):
    """The measure, small enough to go beyond it."""

    def change(**values):
        for name, value in values.items():
            facts = {
                "decided_by": company.chief,
                "decided_at": NOW,
                "article": "8.2.2",
                "holds_from": TODAY - DAY,
                "value": value,
            }
            NumberChange.objects.create(name=f"access.{name}_per_hour", **facts)
        Remembered.forget_all()

    return change


@pytest.fixture
def many(company) -> list[Customer]:
    given = {"opened_on": TODAY, "owner": company.li, "department": company.team}
    rows = [Customer(name=f"Secret customer {n}", **given) for n in range(60)]
    for row in rows:
        row.derive()
    return Customer.objects.bulk_create(rows)


def crawl(client, records) -> list[int]:
    return [client.get(record.get_absolute_url()).status_code for record in records]


def client_of(client, person):
    client.force_login(person)
    return client


def kinds() -> dict[str, int]:
    return dict(AccessAlert.objects.values_list("kind", "count"))


def test_a_crawl_is_told_of_and_stopped(company, many, numbers, client, time_stands_still):
    """The same with 1,000 customers and the usual numbers: tests/drills/test_crawl.py."""
    numbers(views=20, stop_views=40)
    client.force_login(company.li)
    assert crawl(client, many[:20]) == [200] * 20
    assert watch(at=timezone.now()) == 0, "as many as the measure is not beyond it"
    assert crawl(client, many[20:25]) == [200] * 5
    assert watch(at=timezone.now()) == 1 and kinds() == {"views": 25}
    assert crawl(client, many[25:]) == [200] * 15 + [429] * 20
    watch(at=timezone.now())
    assert kinds() == {"views": 40, "stopped": 40}
    assert AccessLog.objects.filter(action="access.stopped", actor=company.li.pk).count() == 20
    assert AccessLog.objects.filter(action="access.stop").get().data == {"limit": 40}
    page = client.get(many[0].get_absolute_url()).content.decode()
    assert "Too many records in an hour" in page and "your section chief or the officer" in page
    assert "Secret customer" not in page
    assert client.get("/").status_code == client.get("/customers/").status_code == 200
    assert client.get("/customers/?export=csv").status_code == 429, "and no list leaves"
    client.force_login(company.chief)
    assert crawl(client, many[:3]) == [200] * 3, "nobody else is stopped"


def test_the_same_record_again_is_not_many(company, many, numbers, client, time_stands_still):
    numbers(views=5, stop_views=5)
    client.force_login(company.li)
    assert crawl(client, many[:4] * 4) == [200] * 16
    assert watch(at=timezone.now()) == 0 and not pace.is_stopped(fresh(company.li), TODAY)


@pytest.fixture
def files(company, many, time_stands_still) -> list[str]:
    """The addresses of a file at each of ten records."""
    by = Actor(company.li)
    return [f"/files/{attach(row, pdf(f'{row.pk}.pdf'), by=by, purpose='file').pk}/" for row in many[:10]]


def test_whoever_is_stopped_takes_no_file_and_leaves_a_line(company, files, client):
    User.objects.filter(pk=company.li.pk).update(stopped_on=TODAY)
    client.force_login(company.li)
    assert client.get(files[0]).status_code == 429
    line = AccessLog.objects.get(action="access.stopped")
    assert (line.kind, line.actor) == ("refusal", company.li.pk)
    assert not Taken.objects.exists() and not AccessLog.objects.filter(action="look.file").exists()


def test_a_file_counts_as_it_is_taken(company, files, numbers, client):
    numbers(stop_views=5)
    client.force_login(company.li)
    assert [client.get(address).status_code for address in files[:7]] == [200] * 5 + [429] * 2
    assert Taken.objects.count() == 5 and AccessLog.objects.filter(action="access.stopped").count() == 2


def test_a_clock_that_is_set_back_lifts_no_stop(company, many, client):
    """The day of a stop is told by the moment of the chain, as rights are."""
    with time_machine.travel(NOW + DAY, tick=False):
        pace.stop(company.li, by=Actor(company.li), on=timezone.localdate())
        User.objects.filter(pk=company.li.pk).update(lifted_on=TODAY)
        assert crawl(client_of(client, company.li), many[:1]) == [429]
    Seen.asked = None
    with time_machine.travel(NOW, tick=False):
        assert crawl(client, many[:1]) == [429]
        chief = client_of(Client(), company.chief)
        alert = alert_about(company.li)
        assert chief.post(f"{alert.get_absolute_url()}lift/").status_code == 302
        assert crawl(client, many[:1]) == [200]


def test_what_lies_an_hour_back_does_not_count(company, many, numbers):
    numbers(views=5, stop_views=8)
    for n in range(3):
        with time_machine.travel(NOW + n * HOUR + n * timedelta(seconds=1), tick=False):
            client = Client()
            client.force_login(company.li)
            assert crawl(client, many[5 * n : 5 * n + 5]) == [200] * 5
            assert watch(at=timezone.now()) == 0


def test_it_is_watched_every_few_seconds():
    """An alert within a minute: the clock calls, and one reading takes no time."""
    job = SCHEDULE["watch the access log"]
    assert job.task == "confidentiality.tasks.watch_log" and job.when[0] <= timedelta(seconds=30)


def test_officer_or_chief_let_somebody_go_on_for_the_day(company, many, numbers, client):
    numbers(views=5, stop_views=8)
    with time_machine.travel(NOW, tick=False):
        client.force_login(company.li)
        assert crawl(client, many[:9])[-1] == 429
        watch(at=timezone.now())
        alert = AccessAlert.objects.get(kind="stopped")
        for person in (company.zhao, company.li, company.admin, company.legal):
            client.force_login(person)
            assert client.post(f"{alert.get_absolute_url()}lift/").status_code == 404
        with pytest.raises(PermissionDenied):
            pace.lift(company.chief, by=Actor(company.chief), on=TODAY)
        client.force_login(company.chief)
        assert "is shown no more records today" in client.get(alert.get_absolute_url()).content.decode()
        assert client.post(f"{alert.get_absolute_url()}lift/").status_code == 302
        line = AuditEntry.objects.get(action="access.lift")
        assert (line.actor, line.data) == (company.chief.pk, {"to": company.li.pk})
        client.force_login(company.li)
        assert crawl(client, many[9:30]) == [200] * 21
        assert not pace.is_stopped(fresh(company.li), TODAY)
    with time_machine.travel(NOW + DAY, tick=False):
        client.force_login(company.li)
        assert crawl(client, many[30:39]) == [200] * 8 + [429], "the next day the limit holds again"


def test_a_stop_ends_with_its_day(company, many, numbers, client):
    numbers(views=5, stop_views=8)
    with time_machine.travel(NOW, tick=False):
        client.force_login(company.li)
        assert crawl(client, many[:9])[-1] == 429
    with time_machine.travel(NOW + DAY, tick=False):
        client.force_login(company.li)
        assert crawl(client, many[:5]) == [200] * 5


def test_lists_refusals_and_odd_hours(company, many, numbers, client):
    numbers(exports=1, refusals=3, odd_views=4)
    with time_machine.travel(NOW, tick=False):
        client.force_login(company.li)
        crawl(client, many[:5])
        client.get("/customers/?export=csv&view=mine")
        assert watch(at=timezone.now()) == 0
        client.get("/customers/?export=csv&view=mine")
        assert watch(at=timezone.now()) == 1 and kinds() == {"exports": 2}
        yi = company.customer(owner=company.leader, department=company.other_section, name="Yi")
        crawl(client, [yi] * 4)
        assert watch(at=timezone.now()) == 1 and kinds() == {"exports": 2, "refusals": 4}
    with time_machine.travel(NIGHT, tick=False):
        client.force_login(company.zhao)
        Customer.objects.filter(pk__in=[row.pk for row in many]).update(owner=company.zhao)
        crawl(client, many[:4])
        assert watch(at=timezone.now()) == 0
        crawl(client, many[4:5])
        assert watch(at=timezone.now()) == 1 and kinds()["odd"] == 5
        assert watch(at=timezone.now()) == 0, "once"


def test_a_grant_that_was_refused_is_a_refusal_and_a_stop_is_none(company, many, numbers, client, time_stands_still):
    numbers(refusals=3)
    client.force_login(company.li)
    assert [client.get(f"{row.get_absolute_url()}readers/new/").status_code for row in many[:4]] == [403] * 4
    assert set(AccessLog.objects.filter(kind="refusal").values_list("action", flat=True)) == {"access.grant"}
    assert watch(at=timezone.now()) == 1 and kinds() == {"refusals": 4}
    User.objects.filter(pk=company.zhao.pk).update(stopped_on=TODAY)
    client.force_login(company.zhao)
    Customer.objects.filter(pk__in=[row.pk for row in many]).update(owner=company.zhao)
    assert crawl(client, many[:5]) == [429] * 5
    assert watch(at=timezone.now()) == 0, "being stopped is told of by itself"


def test_a_list_by_night_is_told_of(company, many, client):
    with time_machine.travel(NIGHT, tick=False):
        client.force_login(company.li)
        client.get("/customers/?export=csv&view=mine")
        assert watch(at=timezone.now()) == 1 and kinds() == {"odd": 1}


def test_whoever_is_leaving_is_told_of_sooner(company, many, numbers, client, time_stands_still):
    numbers(odd_views=4)
    client.force_login(company.li)
    crawl(client, many[:5])
    assert watch(at=timezone.now()) == 0
    Appointment.objects.filter(person=company.li).update(ended_on=TODAY + 60 * DAY)
    crawl(client, many[5:6])
    assert watch(at=timezone.now()) == 1 and kinds() == {"leaving": 6}


def test_whoever_hands_over_to_leave_is_about_to_leave(company, many, numbers, client, time_stands_still):
    numbers(odd_views=4)
    begin(company.li, "leaves", by=Actor(company.chief), on=TODAY, last_day=TODAY + 90 * DAY)
    client.force_login(company.li)
    crawl(client, many[:5])
    assert watch(at=timezone.now()) == 1 and kinds() == {"leaving": 5}


@pytest.mark.parametrize(
    "ends, expected",
    [([None], False), ([TODAY + 60 * DAY], True), ([TODAY + 61 * DAY], False), ([TODAY + DAY, None], False),
     ([TODAY - DAY], True), ([], True), ([TODAY - DAY, TODAY + 90 * DAY], False)],
)  # fmt: skip
def test_who_is_leaving(ends, expected):
    rows = [Appointment(ended_on=end) for end in ends]
    assert rules.leaves(User(is_active=True), rows, TODAY) is expected
    assert rules.leaves(User(is_active=False), [Appointment()], TODAY)


@pytest.mark.parametrize(
    "hour, day, expected", [(5.99, 0, True), (6, 0, False), (21.99, 0, False), (22, 0, True), (12, 5, True)]
)
def test_odd_hours(hour, day, expected):
    moment = timezone.make_aware(timezone.datetime(2026, 11, 23)) + hour * HOUR + day * DAY
    assert rules.is_odd(moment, {}) is expected
    assert rules.is_odd(moment, {(TODAY + day * DAY): False}), "a holiday"


# ── who hears, who looks into it


def alert_about(person, kind: str = "views") -> AccessAlert:
    tally = rules.Tally(first=(1, NOW - HOUR), last=(2, NOW))
    assert raise_alert(person, rules.Beyond(kind, 201, 200), tally, at=NOW)
    return AccessAlert.objects.get(person=person, kind=kind)


def move(name: str, alert: AccessAlert, person: User, **data) -> AccessAlert:
    return LIFECYCLE.perform(name, alert, by=Actor(fresh(person)), on=TODAY, **data)


def test_the_officer_owes_a_look_and_the_chief_hears(company, time_stands_still):
    alert = alert_about(company.li)
    duty = Duty.objects.open().get(kind="confidentiality.alert")
    assert (duty.post, duty.due_on, duty.hidden_from) == (Post.OFFICER, TODAY + 3 * DAY, company.li)
    told = set(Notice.objects.values_list("person__username", flat=True))
    assert told == {"officer", "chief"}
    for person in (company.chief, company.leader, company.li, company.admin):
        with pytest.raises(PermissionDenied):
            move("look_into", alert, person, finding="asked them: a tender")
    alert = move("look_into", alert, company.officer, finding="asked them: a tender")
    alert = move("close", alert, company.officer)
    assert alert.state == "closed" and alert.finding == "asked them: a tender"
    assert not Duty.objects.open().exists()
    assert not Notice.objects.filter(person=company.li).exists(), "whom it is about is told nothing"
    vouch_for_all(company)
    assert read().is_whole


def test_about_an_officer_the_leader_decides(company, time_stands_still):
    alert = alert_about(company.officer)
    assert Duty.objects.open().get(kind="confidentiality.alert").post == Post.LEADER
    with pytest.raises(PermissionDenied):
        move("look_into", alert, company.officer, finding="it was nothing at all")
    alert = move("look_into", alert, company.leader, finding="asked the officer: an inspection")
    move("close", alert, company.leader)


@pytest.mark.parametrize(
    "who, sees",
    [("officer", True), ("chief", True), ("leader", True), ("li", False), ("zhao", False), ("admin", False)],
)
def test_who_sees_an_alert(company, client, who, sees, time_stands_still):
    alert = alert_about(company.li)
    client.force_login(getattr(company, who))
    assert client.get(alert.get_absolute_url()).status_code == (200 if sees else 404)
    assert (alert.reference() in client.get("/confidentiality/alerts/").content.decode()) is sees


def test_nobody_sees_the_alert_about_themselves(company, client, time_stands_still):
    alert = alert_about(company.chief)
    client.force_login(company.chief)
    assert client.get(alert.get_absolute_url()).status_code == 404
    assert alert.reference() not in client.get("/confidentiality/alerts/").content.decode()
    assert alert.reference() not in client.get("/").content.decode()


def test_two_watches_raise_one_alert(company, time_stands_still):
    tally = rules.Tally(first=(1, NOW), last=(2, NOW))
    found = [raise_alert(company.li, rules.Beyond("views", n, 200), tally, at=NOW) for n in (201, 201, 250, 240)]
    assert found == [True, False, False, False] and kinds() == {"views": 250}
    assert Duty.objects.open().count() == 1
    vouch_for_all(company)
    assert read().is_whole


def test_a_closed_alert_grows_no_more(company, time_stands_still):
    alert = alert_about(company.li)
    move("close", move("look_into", alert, company.officer, finding="asked them: a tender"), company.officer)
    tally = rules.Tally(first=(1, NOW), last=(9, NOW))
    assert not raise_alert(company.li, rules.Beyond("views", 300, 200), tally, at=NOW) and kinds() == {"views": 201}


def test_the_alert_leads_to_its_lines(company, many, numbers, client, time_stands_still):
    numbers(views=5)
    client.force_login(company.li)
    crawl(client, many[:7])
    watch(at=timezone.now())
    alert = AccessAlert.objects.get()
    client.force_login(company.officer)
    page = client.get(alert.get_absolute_url()).content.decode()
    address = page.split("/confidentiality/log/?")[1].split('"')[0].replace("&amp;", "&")
    lines = client.get(f"/confidentiality/log/?{address}").content.decode()
    assert lines.count("<tr data-seq") == 7
    assert AccessLog.objects.filter(action="look.alert", actor=company.officer.pk).get().data == {"alert": alert.pk}


@pytest.mark.parametrize("who, offered", [("officer", True), ("chief", True), ("leader", False)])
def test_nobody_is_offered_lines_that_they_may_not_read(company, client, who, offered, time_stands_still):
    """Whoever leads sees the alert, and what one person can see; the log itself is the officer's and the chief's."""
    alert, about = alert_about(company.li), f"/confidentiality/grants/people/{company.li.pk}/"
    log.refused(company.customer(name="Jia Ltd"), by=Actor(company.li), what="x.open")
    client.force_login(getattr(company, who))
    for address in (alert.get_absolute_url(), about):
        page = client.get(address)
        assert page.status_code == 200
        found = re.findall(r'href="(/confidentiality/log/\?[^"]*person=[^"]*)"', page.content.decode())
        assert bool(found) is offered, address
        for lines in found:
            assert "<tr data-seq" in client.get(lines.replace("&amp;", "&")).content.decode()
    found = re.findall(r'href="(/confidentiality/taken/\?[^"]*person=[^"]*)"', client.get(about).content.decode())
    assert bool(found) is offered


def test_a_chief_is_offered_no_lines_of_somebody_elsewhere(company, client, time_stands_still):
    """An alert stays where it was raised; its person may have gone to another section since."""
    alert = alert_about(company.li)
    User.objects.filter(pk=company.li.pk).update(department=company.other_section)
    client.force_login(company.chief)
    page = client.get(alert.get_absolute_url())
    assert page.status_code == 200 and "/confidentiality/log/?" not in page.content.decode()


def test_of_whoever_was_let_go_on_nothing_is_counted(company, many, numbers, time_stands_still):
    """The pace of somebody whose stop is over for today is asked of no line of the log."""
    numbers(stop_views=5)
    User.objects.filter(pk=company.li.pk).update(lifted_on=TODAY, stopped_on=TODAY)
    li = fresh(company.li)
    records = [type(many[0]).objects.with_rights(li, row.pk) for row in many[:8]]
    with CaptureQueriesContext(connection) as asked:
        for record in records:
            log.look(record, by=Actor(li))
    assert not [
        q["sql"] for q in asked if 'ORDER BY "audit_auditentry"."seq" DESC' in q["sql"] and "OFFSET" in q["sql"]
    ]
    assert not AccessLog.objects.filter(action="access.stop").exists()


def test_looking_asks_one_question_more(company, many, time_stands_still):
    """The stop is known by the person's own row, the pace by one line of the log."""
    record = type(many[0]).objects.with_rights(company.li, many[0].pk)
    pace.limit()
    with CaptureQueriesContext(connection) as asked:
        log.look(record, by=Actor(company.li))
    about = [q["sql"] for q in asked if "SAVEPOINT" not in q["sql"]]
    assert sum('ORDER BY "audit_auditentry"."seq" DESC' in sql for sql in about) == 1 and len(about) <= 5, about
