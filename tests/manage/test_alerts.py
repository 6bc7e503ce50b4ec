"""What is wrong is told on every page of those who are to see to it, and costs nobody else a query."""

import json
import os
from collections import namedtuple
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bizdept.audit.clock import Seen
from bizdept.audit.models import AuditHead
from bizdept.calendar.models import SpecialDay, known_years
from bizdept.manage import alerts
from bizdept.notices.models import ATTEMPTS, ChannelState, Dispatch, JobRun, Notice
from bizdept.people.models import User
from bizdept.remembered import Remembered
from tests.company import HOUR, NOW, TODAY
from tests.manage.conftest import text

pytestmark = pytest.mark.django_db
Disk = namedtuple("Disk", "total free")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def well(house, settings, tmp_path, monkeypatch):
    """A house in which all is well, so that each test spoils one thing."""
    return all_well(house, settings, tmp_path, monkeypatch)


def all_well(house, settings, tmp_path, monkeypatch):
    settings.DATA_DIR, settings.DEMO = tmp_path, False
    settings.SIGN_OF_LIFE = tmp_path / "worker.alive"
    settings.SIGN_OF_LIFE.touch()
    os.utime(settings.SIGN_OF_LIFE, (NOW.timestamp(), NOW.timestamp()))
    backup(settings, NOW)
    disk(monkeypatch, 50)
    named = [date(year, month, 4) for year in (2026, 2027) for month in (1, 4, 5, 10)]
    SpecialDay.objects.bulk_create([SpecialDay(day=day, worked=False) for day in named])
    Remembered.forget_all()
    return house


def backup(settings, at, ok=True) -> None:
    (settings.DATA_DIR / "backup.json").write_text(json.dumps({"at": at.isoformat(), "ok": ok}))


def disk(monkeypatch, percent: float, total: int = 100 * 1024**3) -> None:
    monkeypatch.setattr(alerts.shutil, "disk_usage", lambda _place: Disk(total, int(total * percent / 100)))


def told(client, address: str = "/manage/") -> list[str]:
    """What the page says of things that are wrong."""
    page = client.get(address)
    text(page)
    Remembered.forget_all()
    return [f"{alert.tone}: {alert.sentence}" for alert in page.context["shell"].alerts]


def test_where_all_is_well_nothing_is_said(well, signed_in):
    client = signed_in(well.admin)
    assert told(client) == []
    assert "data-alerts" not in text(client.get("/manage/"))


def silent(well, settings, monkeypatch):
    os.utime(settings.SIGN_OF_LIFE, (NOW.timestamp() - 601, NOW.timestamp() - 601))


def never_worked(well, settings, monkeypatch):
    settings.SIGN_OF_LIFE.unlink()


def stuck(well, settings, monkeypatch):
    dispatch(well.li, age=31 * MINUTE)


def dead(well, settings, monkeypatch):
    dispatch(well.li, attempts=ATTEMPTS)


def unknown_year(well, settings, monkeypatch):
    SpecialDay.objects.filter(day__year=2027).delete()


def one_administrator(well, settings, monkeypatch):
    User.objects.filter(pk=well.admin2.pk).update(is_active=False)


def full_disk(well, settings, monkeypatch):
    disk(monkeypatch, 14.9)


def small_disk(well, settings, monkeypatch):
    disk(monkeypatch, 50, total=2 * 1024**3 - 10)


def set_back(well, settings, monkeypatch):
    AuditHead.objects.update_or_create(pk=1, defaults={"at": NOW + 3 * MINUTE})
    Seen.forget()


def old_backup(well, settings, monkeypatch):
    backup(settings, NOW - 27 * HOUR)


def failed_backup(well, settings, monkeypatch):
    backup(settings, NOW, ok=False)


def odd_backup(well, settings, monkeypatch):
    (settings.DATA_DIR / "backup.json").write_text("[]")


def no_backup(well, settings, monkeypatch):
    (settings.DATA_DIR / "backup.json").unlink()


def mail_is_dead(well, settings, monkeypatch):
    settings.EMAIL_HOST = "mail.example"
    ChannelState.objects.create(name="mail", failing_since=NOW - 61 * MINUTE)


TROUBLES = {
    mail_is_dead: "bad: E-mail: nothing goes out since",
    silent: "bad: The worker is silent", never_worked: "bad: The worker is silent",
    stuck: "bad: 1 notice has waited for more than half an hour", dead: "warn: 1 notice could not be sent",
    unknown_year: "warn: The public holidays of 2027 are not known yet",
    one_administrator: "bad: There is only one administrator",
    full_disk: "bad: The disk is nearly full: 14.9 GB (14 %)",
    small_disk: "bad: The disk is nearly full: 1.0 GB (50 %)",
    set_back: "bad: The clock of this machine is 3 minutes behind",
    old_backup: "bad: The last backup is more than a day old", failed_backup: "bad: The last backup failed",
    odd_backup: "bad: The last backup failed", no_backup: "bad: No backup has been made yet",
}  # fmt: skip


@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda trouble: trouble.__name__)
def test_each_trouble_is_told_and_no_other(well, signed_in, settings, monkeypatch, trouble):
    trouble(well, settings, monkeypatch)
    Remembered.forget_all()
    said = told(signed_in(well.admin))
    assert len(said) == 1 and said[0].startswith(TROUBLES[trouble])


def test_just_short_of_trouble_nothing_is_said(well, signed_in, settings, monkeypatch):
    os.utime(settings.SIGN_OF_LIFE, (NOW.timestamp() - 599, NOW.timestamp() - 599))
    dispatch(well.li, age=29 * MINUTE)
    settings.EMAIL_HOST = "mail.example"
    ChannelState.objects.create(name="mail", failing_since=NOW - 59 * MINUTE)
    ChannelState.objects.create(name="pigeon", failing_since=NOW - 90 * HOUR)
    disk(monkeypatch, 15.1)
    backup(settings, NOW - 25 * HOUR)
    AuditHead.objects.update_or_create(pk=1, defaults={"at": NOW + 2 * MINUTE})
    Seen.forget()
    Remembered.forget_all()
    assert told(signed_in(well.admin)) == []


def test_the_next_year_is_asked_for_from_october_on(well, signed_in, monkeypatch):
    SpecialDay.objects.filter(day__year=2027).delete()
    known_years.forget()
    for month, is_told in ((9, False), (10, True), (12, True)):
        monkeypatch.setattr(alerts.timezone, "localdate", lambda month=month: TODAY.replace(month=month))
        assert any("2027" in alert.sentence for alert in alerts.of_calendar()) is is_told


def test_a_worker_on_another_machine_is_seen_by_its_runs(well, signed_in, settings):
    settings.SIGN_OF_LIFE.unlink()
    JobRun.objects.create(name="a", started_at=NOW, finished_at=NOW - 5 * MINUTE)
    Remembered.forget_all()
    assert told(signed_in(well.admin)) == []


def test_the_demo_needs_no_backup(well, signed_in, settings):
    (settings.DATA_DIR / "backup.json").unlink()
    settings.DEMO = True
    Remembered.forget_all()
    assert told(signed_in(well.admin)) == []


def test_nobody_else_is_told_or_pays_for_it(well, signed_in, settings, monkeypatch):
    for trouble in TROUBLES:
        if trouble is not never_worked:
            trouble(well, settings, monkeypatch)
    for person in (well.chief, well.li, well.officer, well.leader, well.personnel):
        Remembered.forget_all()
        with CaptureQueriesContext(connection) as queries:
            page = signed_in(person).get("/notices/")
        assert page.context["shell"].alerts == []
        assert person == well.officer or not [
            q for q in queries if "notices_dispatch" in q["sql"] or "notices_jobrun" in q["sql"]
        ]


def test_they_are_looked_up_twice_a_minute_and_not_with_every_page(well, signed_in):
    client = signed_in(well.admin)
    client.get("/manage/calendar/")
    with CaptureQueriesContext(connection) as queries:
        client.get("/manage/calendar/")
    assert not [q for q in queries if "notices_dispatch" in q["sql"] or "notices_jobrun" in q["sql"]]


def test_the_worst_stands_first_and_leads_to_where_it_is_mended(well, signed_in, settings, monkeypatch):
    dead(well, settings, monkeypatch)
    unknown_year(well, settings, monkeypatch)
    one_administrator(well, settings, monkeypatch)
    Remembered.forget_all()
    page = signed_in(well.admin).get("/manage/calendar/")
    found = page.context["shell"].alerts
    assert [alert.tone for alert in found] == ["bad", "warn", "warn"]
    content = text(page)
    assert content.index("only one administrator") < content.index("could not be sent")
    for address in ("/manage/", "/manage/jobs/", "/manage/calendar/list/"):
        assert f'href="{address}">See to it' in content


def dispatch(person, *, attempts=0, age=timedelta(0)) -> Dispatch:
    notice = Notice.objects.create(person=person, key=str(Notice.objects.count()), text="x")
    Notice.objects.filter(pk=notice.pk).update(told_at=NOW - age)
    return Dispatch.objects.create(notice=notice, channel="mail", attempts=attempts)
