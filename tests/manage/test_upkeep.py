"""What is over goes; what failed is tried again; what the administrator sees of the machinery."""

import re
from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection

from bizdept.audit.models import AuditEntry
from bizdept.calendar.actions import seed_calendar
from bizdept.calendar.models import SpecialDay
from bizdept.manage.actions import upkeep
from bizdept.manage.backup.making import leave_word
from bizdept.manage.schedule import SCHEDULE
from bizdept.manage.tasks import clean_up
from bizdept.notices.models import ATTEMPTS, Dispatch, JobRun, Notice
from bizdept.web.models import Press
from tests.company import DAY, NOW, TODAY
from tests.manage.conftest import PASSWORD, press, text

pytestmark = pytest.mark.django_db


def test_what_is_over_goes_and_what_lives_stays(house, by_password):
    for person in (house.li, house.zhao):
        person.set_password(PASSWORD)
        person.save()
    old, new = by_password(house.li), by_password(house.zhao)
    Session.objects.filter(pk=old.session.session_key).update(expire_date=NOW)
    for key, age in (("0" * 32, 31), ("1" * 32, 29)):
        row = Press.objects.create(person=house.li, key=key)
        Press.objects.filter(pk=row.pk).update(at=NOW - age * DAY)
    cache.set("short", 1, timeout=1)
    cache.set("long", 1, timeout=3600)
    assert clean_up(NOW + timedelta(seconds=2)) == 3
    assert list(UserSession.objects.values_list("user", flat=True)) == [house.zhao.pk]
    assert new.get("/").status_code == 200 and old.get("/").status_code == 302
    assert str(Press.objects.get().key).startswith("1")
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM web_cache")
        assert [key for (key,) in cursor.fetchall() if "short" in key] == []
    assert cache.get("long") == 1
    assert clean_up(NOW + timedelta(seconds=2)) == 0


def test_the_schedule_names_it(house):
    assert SCHEDULE["clean up"].task == clean_up.name


def dispatch(person, *, attempts=0, age=timedelta(0)) -> Dispatch:
    notice = Notice.objects.create(person=person, key=str(Notice.objects.count()), text="contract HT-2026-0007")
    Notice.objects.filter(pk=notice.pk).update(told_at=NOW - age)
    return Dispatch.objects.create(notice=notice, channel="mail", attempts=attempts, trouble="SMTP: no route")


def counts(content: str) -> dict[str, int]:
    return {name: int(n) for name, n in re.findall(r'data-count="(\w+)">(\d+)<', content)}


def test_the_outbox_is_counted_and_what_was_given_up_tried_again(house, signed_in):
    dispatch(house.li)
    dispatch(house.li, age=timedelta(hours=1))
    dispatch(house.li, attempts=ATTEMPTS, age=timedelta(hours=1))
    admin = signed_in(house.admin)
    content = text(admin.get("/manage/jobs/"))
    assert counts(content) == {"waiting": 2, "stuck": 1, "dead": 1}
    assert "SMTP: no route" in content and "HT-2026-0007" not in content
    assert "1 notice has waited for more than half an hour" in content  # in the frame of every page
    assert press(admin, "/manage/jobs/again/").status_code == 302
    assert counts(text(admin.get("/manage/jobs/"))) == {"waiting": 3, "stuck": 2, "dead": 0}


def test_a_year_without_holidays_is_told_until_they_are_entered(house, signed_in):
    seed_calendar()
    admin = signed_in(house.admin)
    assert "holidays of 2027 are not known" in text(admin.get("/manage/calendar/"))
    data = {"first": "2027-01-01", "last": "2027-01-03", "worked": "0"}
    assert press(admin, "/manage/calendar/days/", data).status_code == 302
    assert SpecialDay.objects.filter(day__year=2027, worked=False).count() == 3
    press(admin, "/manage/calendar/days/", data | {"last": "2027-01-01", "worked": "1"})
    assert SpecialDay.objects.get(day="2027-01-01").worked
    for first in ("2027-02-05", "2027-04-05", "2027-05-03", "2027-10-01"):
        assert "holidays of 2027 are not known" in text(admin.get("/manage/calendar/"))
        press(admin, "/manage/calendar/days/", {"first": first, "last": first, "worked": "0"})
    assert "are not known" not in text(admin.get("/manage/calendar/"))
    for bad in ({"last": "2026-12-31"}, {"last": "2027-12-31"}, {"first": "1900-01-01"}, {"worked": "2"}):
        assert press(admin, "/manage/calendar/days/", data | bad).status_code == 422


def test_a_worker_that_never_worked_is_called_silent(house, signed_in, settings, tmp_path):
    settings.SIGN_OF_LIFE = tmp_path / "alive"
    assert "Silent" in text(signed_in(house.admin).get("/manage/jobs/"))
    assert TODAY.year == 2026


def test_one_letter_is_tried_again_and_another_dropped_for_a_reason(house, signed_in):
    again, drop = dispatch(house.li, attempts=ATTEMPTS), dispatch(house.li, attempts=ATTEMPTS)
    admin = signed_in(house.admin)
    content = text(admin.get("/manage/jobs/"))
    for address in (f"/manage/jobs/letters/{again.pk}/again/", f"/manage/jobs/letters/{drop.pk}/drop/"):
        assert f'href="{address}"' in content
    assert press(admin, f"/manage/jobs/letters/{again.pk}/again/").status_code == 302
    assert press(admin, f"/manage/jobs/letters/{drop.pk}/drop/").status_code == 422  # no reason
    assert press(admin, f"/manage/jobs/letters/{drop.pk}/drop/", {"reason": "no such address"}).status_code == 302
    again.refresh_from_db()
    drop.refresh_from_db()
    assert (again.attempts, again.claimed_until, again.dropped_at) == (0, None, None)
    assert (drop.dropped_at, drop.trouble) == (NOW, "no such address")
    assert counts(text(admin.get("/manage/jobs/"))) == {"waiting": 1, "stuck": 0, "dead": 0}
    assert [e.data for e in AuditEntry.objects.filter(action__startswith="dispatch.").order_by("seq")] == [
        {"dispatch": again.pk}, {"dispatch": drop.pk},
    ]  # fmt: skip
    for pk in (again.pk, drop.pk, 999999):  # neither is given up any more
        assert admin.get(f"/manage/jobs/letters/{pk}/again/").status_code == 404
        assert admin.post(f"/manage/jobs/letters/{pk}/drop/", {"reason": "x"}).status_code == 404


def test_the_jobs_say_how_they_last_went(house, signed_in, monkeypatch):
    admin = signed_in(house.admin)
    assert text(admin.get("/manage/jobs/")).count("has not run yet") == len(SCHEDULE)
    clean_up(NOW)
    monkeypatch.setattr(upkeep, "clean_up", broken)
    assert "went well: 0" in text(admin.get("/manage/jobs/"))
    for _ in range(2):
        with pytest.raises(OSError):
            clean_up(NOW)
    assert "failed 2 times in a row: OSError: no space left" in text(admin.get("/manage/jobs/"))
    JobRun.objects.filter(name=clean_up.name).update(trouble="", started_at=NOW + timedelta(minutes=1))
    assert "has begun" in text(admin.get("/manage/jobs/"))


def broken(*, at):
    raise OSError("no space left")


def test_the_last_backup_is_shown_and_a_failed_one_said(house, signed_in, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    admin = signed_in(house.admin)
    assert "none yet" in text(admin.get("/manage/jobs/"))
    for ok, words in ((True, "a.zip"), (False, "No space left")):
        leave_word({"at": NOW.isoformat(), "ok": ok, "path": "/backups/a.zip", "why": "No space left"})
        page = text(admin.get("/manage/jobs/"))
        assert words in page and "/backups/a.zip" not in page and ("Failed" in page) is not ok
