"""Backups beside the night's: asked for at a press, tried by restoring; what the page and the banner say of them."""

import os
import re
import threading
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.core.exceptions import PermissionDenied
from django.db import connection

from bizdept.audit.models import AuditEntry
from bizdept.manage import alerts, backups
from bizdept.manage.actions import backups as actions
from bizdept.manage.actions.backups import ask_for, plan_trial, work_off
from bizdept.manage.backup import making, restoring, sqlite
from bizdept.manage.backup.archive import Damaged
from bizdept.manage.backup.restoring import Differs, try_out
from bizdept.manage.models import BackupOrder
from bizdept.manage.schedule import SCHEDULE
from bizdept.manage.tasks import do_backups
from bizdept.manage.tasks import plan_trial as plan_task
from bizdept.people.actor import Actor
from bizdept.refusal import Refused
from bizdept.remembered import Remembered
from tests.company import DAY, NOW
from tests.manage.conftest import press, text

pytestmark = pytest.mark.django_db
BACKUP, TRIAL = BackupOrder.Kind.BACKUP, BackupOrder.Kind.TRIAL


@pytest.fixture
def folder(settings, tmp_path) -> Path:
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir()
    settings.BACKUP_DIR = str(tmp_path / "somewhere" / "nights")
    Remembered.forget_all()
    return Path(settings.BACKUP_DIR)


@pytest.fixture
def archive(folder) -> Path:
    """One that the night made."""
    return making.nightly(at=NOW).place


def ask(house, kind=BACKUP, at=NOW, by=None) -> BackupOrder:
    return ask_for(kind, by=Actor(by or house.admin), at=at)


def done(order) -> BackupOrder:
    order.refresh_from_db()
    return order


def test_a_backup_that_was_asked_for_lies_there_and_is_tried(house, folder):
    order = ask(house)
    assert work_off(at=NOW) == 1 and work_off(at=NOW) == 0
    assert done(order).trouble == "" and order.rows > 0 and order.archive == backups.archives()[0].name
    trial = ask(house, TRIAL, at=NOW + DAY)
    work_off(at=NOW + DAY)
    assert done(trial).trouble == "" and (trial.rows, trial.archive) == (order.rows, order.archive)
    lines = AuditEntry.objects.filter(action__startswith="backup.").order_by("seq")
    assert list(lines.values_list("action", flat=True)) == [
        "backup.ask", "backup.made", "backup.ask", "backup.tried",
    ]  # fmt: skip


def test_a_trial_leaves_nothing_behind_and_changes_nothing(house, archive):
    before = sorted(path for path in Path(str(connection.settings_dict["NAME"])).parent.glob("restore-*"))
    people = house.li.name
    assert try_out(archive).tables > 50
    house.li.refresh_from_db()
    assert house.li.name == people
    assert sorted(Path(str(connection.settings_dict["NAME"])).parent.glob("restore-*")) == before


def test_one_changed_byte_is_told_without_the_folders_place(house, archive):
    with archive.open("r+b") as file:
        file.seek(archive.stat().st_size // 2)
        byte = file.read(1)
        file.seek(-1, 1)
        file.write(bytes([byte[0] ^ 1]))
    with pytest.raises(Damaged):
        try_out(archive)
    order = ask(house, TRIAL)
    work_off(at=NOW)
    assert archive.name in done(order).trouble and str(archive.parent) not in order.trouble


def test_a_row_that_differs_is_told(house, archive, monkeypatch):
    real = restoring.promised

    def lying(saved):
        known, head = real(saved)
        table = next(one for one in known if one.rows)
        return [type(table)(**(one.told() | {"rows": one.rows + (one is table)})) for one in known], head

    monkeypatch.setattr(restoring, "promised", lying)
    with pytest.raises(Differs, match="differs from the backup"):
        try_out(archive)


def test_a_file_under_anothers_name_is_told(house, archive, monkeypatch):
    monkeypatch.setattr(restoring.archive.Archive, "under", lambda self, folder: ["files/" + "0" * 64])
    monkeypatch.setattr(
        restoring.archive.Archive, "check_members", lambda self: self.members.update({"files/" + "0" * 64: "1" * 64})
    )
    with pytest.raises(Differs, match="is not the one that was saved"):
        try_out(archive)


def test_what_stands_in_the_way(house, settings, folder):
    with pytest.raises(PermissionDenied):
        ask(house, by=house.officer)
    with pytest.raises(Refused, match="no backup yet"):
        ask(house, TRIAL)
    ask(house)
    with pytest.raises(Refused, match="under way"):
        ask(house)
    BackupOrder.objects.update(asked_at=NOW - timedelta(hours=5), began_at=NOW - timedelta(hours=5))
    ask(house)
    settings.BACKUP_DIR = ""
    with pytest.raises(Refused, match="names no folder"):
        ask(house)


def test_a_trial_is_due_once_a_month(house, archive):
    assert plan_trial(at=NOW) is True
    assert plan_trial(at=NOW) is False
    work_off(at=NOW)
    assert plan_trial(at=NOW + 29 * DAY) is False and plan_trial(at=NOW + 30 * DAY) is True


def test_what_the_clock_orders_stands_in_the_chain_too(house, archive):
    """By nobody: who reads the chain sees when a trial was ordered and whether it held."""
    plan_trial(at=NOW)
    work_off(at=NOW)
    lines = AuditEntry.objects.filter(action__startswith="backup.").order_by("seq")
    assert list(lines.values_list("action", "actor", "data__whole")) == [
        ("backup.ask", 0, None), ("backup.tried", 0, 1),
    ]  # fmt: skip


def test_a_trial_that_takes_too_long_has_failed_and_leaves_the_rest_to_the_next(house, archive, monkeypatch):
    def slow(place):
        raise SoftTimeLimitExceeded

    orders = [BackupOrder.objects.create(kind=TRIAL, asked_at=NOW) for _n in range(2)]
    monkeypatch.setattr(actions, "try_out", slow)
    assert work_off(at=NOW) == 1
    assert done(orders[0]).trouble == "It took longer than a job may take." and orders[0].ended_at
    assert done(orders[1]).began_at is None
    monkeypatch.undo()
    assert work_off(at=NOW) == 1 and done(orders[1]).trouble == ""


def test_what_a_killed_worker_began_has_failed_after_a_while(house, archive):
    order = BackupOrder.objects.create(kind=TRIAL, asked_at=NOW, began_at=NOW)
    work_off(at=NOW + backups.BUSY - timedelta(seconds=1))
    assert done(order).ended_at is None
    work_off(at=NOW + backups.BUSY)
    assert "killed" in done(order).trouble and order.ended_at == NOW + backups.BUSY
    assert backups.last_trial() == order
    assert AuditEntry.objects.get(action="backup.tried").data["whole"] == 0


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL restores aside within one transaction")
def test_copies_of_killed_trials_are_thrown_away(house, folder, monkeypatch, tmp_path):
    monkeypatch.setattr(sqlite, "place", lambda: tmp_path / "data" / "db.sqlite3")
    left = {}
    for name, hours in (("restore-old", 25), ("restore-new", 1), ("backup-old", 25), ("other-old", 25)):
        left[name] = tmp_path / "data" / name
        left[name].mkdir()
        (left[name] / sqlite.MEMBER).write_bytes(b"a copy of everything")
        then = NOW.timestamp() - hours * 3600
        os.utime(left[name], (then, then))
    work_off(at=NOW)
    assert {name for name, place in left.items() if place.exists()} == {"restore-new", "other-old"}


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer")
def test_two_who_press_at_once_make_one_order(house, folder):
    said: list[str] = []
    start = threading.Barrier(2)

    def press_it(person):
        start.wait()
        try:
            ask(house, by=person)
            said.append("asked")
        except Refused:
            said.append("busy")
        finally:
            connection.close()

    both = [threading.Thread(target=press_it, args=[person]) for person in (house.admin, house.admin2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(said) == ["asked", "busy"] and BackupOrder.objects.count() == 1


def test_where_nothing_lies_nothing_is_tried(house, folder):
    assert plan_trial(at=NOW) is False


def test_the_schedule_names_both(house):
    assert SCHEDULE["do backups"].task == do_backups.name
    assert SCHEDULE["plan a trial restore"].task == plan_task.name


def test_by_the_page_from_the_press_to_the_result(house, folder, signed_in):
    admin, officer = signed_in(house.admin), signed_in(house.officer)
    assert "No archive yet" in text(admin.get("/manage/backups/"))
    assert press(admin, "/manage/backups/now/").status_code == 302
    assert "asked for or under way" in text(officer.get("/manage/backups/")).lower()
    do_backups(NOW)
    content = text(officer.get("/manage/backups/"))
    name = backups.archives()[0].name
    assert name in content and "nights" in content and "somewhere" not in content
    assert "/manage/backups/now/" not in content, "the officer looks on"
    assert not re.search(r'href="[^"]*\.zip', content), "nothing can be fetched here"
    assert "somewhere" not in text(admin.get("/manage/jobs/"))
    press(admin, "/manage/backups/trial/")
    do_backups(NOW)
    assert "as it was saved" in text(admin.get("/manage/backups/")).lower()


def test_the_banner_tells_of_a_trial_that_failed_or_is_long_ago(house, archive, signed_in):
    def said() -> list[str]:
        Remembered.forget_all()
        return [alert.sentence for alert in alerts.of_backup()]

    making.leave_word({"at": NOW.isoformat(), "ok": True, "path": str(archive)})
    assert said() == []
    row = BackupOrder.objects.create(kind=TRIAL, asked_at=NOW, ended_at=NOW, trouble="differs")
    assert said() == ["The last trial restore failed: what lies there might not come back."]
    BackupOrder.objects.update(trouble="", ended_at=NOW - 39 * DAY)
    assert said() == []
    BackupOrder.objects.filter(pk=row.pk).update(ended_at=NOW - 41 * DAY)
    assert said() == ["No restore has been tried for more than a month."]


def test_what_is_no_archive_is_left_alone(house, folder):
    folder.mkdir(parents=True)
    with zipfile.ZipFile(folder / "holiday.zip", "w") as other:
        other.writestr("x", "y")
    assert backups.archives() == []
