"""Backup and restore: one turn of the drill, and each way in which an archive or a place may be unfit."""

import fcntl
import json
import os
import shutil
import stat
import time
import zipfile
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from sqlite3 import OperationalError

import psycopg
import pytest
from django.db import connection

from bizdept.manage.backup import archive, making, postgresql, sqlite, tables
from bizdept.manage.backup.archive import Damaged
from tests.company import NOW
from tests.drills.house import House, house_of
from tests.drills.restores import files_of, manifest_of, one_turn, tables_of, wipe

KNOWN_OUTSIDE = {"sqlite_sequence"}  # the database's own


@pytest.fixture(scope="module")
def house(django_db_setup, django_db_blocker, tmp_path_factory):
    with django_db_blocker.unblock(), house_of(tmp_path_factory.mktemp("house of backups")) as house:
        house.manage("migrate", "-v0")
        yield house


@pytest.fixture(scope="module")
def saved(house) -> Path:
    """An archive of a small house, and what it was made of untouched."""
    with house.under_load():
        pass
    house.manage("backup", str(house.folder / "saved.zip"), "--keys")
    return house.folder / "saved.zip"


def test_under_load_wiped_restored_and_equal(house):
    before, after = one_turn(house)
    assert tables_of(before) == tables_of(after)
    assert files_of(before) == files_of(after)
    assert before["head"]["seq"] > 0 and len(files_of(before)) > 5


def test_every_table_is_saved_or_left_out_for_a_reason(db):
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor)) - KNOWN_OUTSIDE
    assert there - set(tables.names()) == set(tables.LEFT_OUT)
    assert all(tables.LEFT_OUT.values())


def test_an_archive_is_for_its_owner_alone_and_says_what_it_holds(house, saved):
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600
    told = manifest_of(saved)
    assert told["vendor"] == connection.vendor and told["version"] and told["migrations"]
    assert {table["name"] for table in told["tables"]} == set(tables.names())
    assert {name for name in told["members"] if name.startswith("keys/")} >= {"keys/audit_key", "keys/secret_key"}
    word = json.loads((house.folder / "backup.json").read_text())
    assert word["ok"] and word["path"] == str(saved) and word["files"] == len(files_of(told))


def test_a_used_database_is_left_alone_without_wipe(house, saved):
    done = house.manage("restore", str(saved), ok=False)
    assert done.returncode == 2 and "--wipe" in done.stderr and "Traceback" not in done.stderr


def test_while_it_is_served_nothing_is_restored(house, saved):
    with (house.folder / "serve.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = house.manage("restore", str(saved), "--wipe", ok=False)
    assert done.returncode == 2 and str(house.folder) in done.stderr


def test_what_is_no_archive_is_a_sentence(house, tmp_path):
    (tmp_path / "no.zip").write_bytes(b"nothing of the kind" * 10)
    for place in (tmp_path / "absent.zip", tmp_path / "no.zip"):
        done = house.manage("restore", str(place), "--wipe", ok=False)
        assert done.returncode == 2 and "Traceback" not in done.stderr
        assert place.name in done.stderr


@pytest.mark.parametrize("part", [0.0, 0.001, 0.3, 0.6, 0.9, 0.99, 1.0])
def test_one_changed_byte_anywhere_is_told(saved, tmp_path, part):
    content = bytearray(saved.read_bytes())
    content[int((len(content) - 1) * part)] ^= 1
    (tmp_path / "changed.zip").write_bytes(content)
    with pytest.raises(Damaged), archive.opened(tmp_path / "changed.zip") as opened:
        opened.check_members()


@pytest.mark.parametrize("left", [0, 10, 64, 65, -1])
def test_a_piece_of_an_archive_is_told(saved, tmp_path, left):
    content = saved.read_bytes()
    (tmp_path / "piece.zip").write_bytes(content[:left])
    with pytest.raises(Damaged), archive.opened(tmp_path / "piece.zip"):
        pass


def forged(saved: Path, place: Path, change) -> Path:
    """An archive with a manifest or members of our own, sealed anew: whole by its looks."""
    with zipfile.ZipFile(saved) as old, archive.written(place) as writer:
        manifest = json.loads(old.read("manifest.json"))
        content = {name: old.read(name) for name in manifest["members"]}
        change(manifest, content)
        for name, data in content.items():
            writer.add(name, [data])
        manifest.pop("members")
        writer.close(manifest)
    return place


def test_a_newer_version_and_another_database_are_refused(house, saved, tmp_path):
    newer = forged(saved, tmp_path / "newer.zip", lambda m, c: m["migrations"].append(["web", "9999_to_come"]))
    other = forged(saved, tmp_path / "other.zip", lambda m, c: m.update(vendor="oracle"))
    for place, word in ((newer, "9999_to_come"), (other, "oracle")):
        done = house.manage("restore", str(place), "--wipe", ok=False)
        assert done.returncode == 2 and word in done.stderr, done.stderr


def sealed(place: Path, manifest: bytes) -> Path:
    """An archive of nothing but this manifest, whole by its looks."""
    with zipfile.ZipFile(place, "w") as new:
        new.writestr("manifest.json", manifest)
        new.comment = b"0" * archive.DIGITS
    content = place.read_bytes()[: -archive.DIGITS]
    place.write_bytes(content + sha256(content).hexdigest().encode())
    return place


@pytest.mark.parametrize("manifest", [b"{", b"[]", b"\xff", b"{}", b'{"members": []}', b'{"members": {"a": {}}}'])
def test_a_manifest_that_is_none_is_a_sentence(tmp_path, manifest):
    with pytest.raises(Damaged), archive.opened(sealed(tmp_path / "odd.zip", manifest)):
        pass


@pytest.mark.parametrize(
    "change",
    [
        lambda m, c: c.pop("database.sqlite3", None) or c.pop("tables/people_user"),
        lambda m, c: m.pop("head"),
        lambda m, c: m["tables"][0].update(more=1),
    ],
)
def test_what_an_archive_lacks_is_told_before_anything_is_touched(house, saved, tmp_path, change):
    count = "from bizdept.people.models import User as U\nprint(U.objects.count())"
    before = house.ask(count)
    place = forged(saved, tmp_path / "short.zip", change)
    done = house.manage("restore", str(place), "--wipe", ok=False)
    assert done.returncode == 2 and "Traceback" not in done.stderr, done.stderr
    assert house.ask(count) == before


def test_what_fails_half_way_is_not_called_untouched(house, saved, tmp_path):
    place = forged(saved, tmp_path / "half.zip", lambda m, c: c.update({"files/" + "0" * 64: b"something else"}))
    done = house.manage("restore", str(place), "--wipe", ok=False)
    assert done.returncode == 1 and "Traceback" not in done.stderr
    if connection.vendor == "sqlite":
        place = forged(
            saved, tmp_path / "no.zip", lambda m, c: c.update({"database.sqlite3": b"SQLite format 3" * 99})
        )
        done = house.manage("restore", str(place), "--wipe", ok=False)
        assert done.returncode == 1 and "Traceback" not in done.stderr


def test_a_table_that_is_to_come_has_no_files_yet(db):
    """A backup is taken before an upgrade, by the program that comes with it."""
    assert tables.storing([]) == []
    known = [tables.Table("files_attachment", ["id", "sha256"], ["id"]), tables.Table("workflow_version", ["id"], [])]
    assert tables.storing(known) == [("files_attachment", "sha256")]


class Watcher(archive.Writer):
    """Stands in for an archive, and does something while the first table is written."""

    def __init__(self, deed):
        self.deed, self.done = deed, []

    def add(self, name, chunks):
        list(chunks)
        if not self.done:
            self.done.append(self.deed())
        return {"size": 0, "sha256": ""}


def test_no_migration_writes_a_table_anew_under_a_backup(db):
    """To a snapshot that is older it would look empty, and the backup would lack its rows without a word."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite's backup API copies the file")

    def rewrite() -> str:
        with postgresql.of_its_own() as other, other.connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '200ms'")
            try:
                cursor.execute("BEGIN")
                cursor.execute("LOCK TABLE workflow_version IN ACCESS EXCLUSIVE MODE")
            except psycopg.errors.LockNotAvailable:
                return "waited"
        return "wrote"

    watcher = Watcher(rewrite)
    postgresql.dump(watcher)
    assert watcher.done == ["waited"]


def test_one_changed_row_is_named_by_its_table(house, saved, tmp_path):
    """Sealed by somebody who can: the hashes of the rows still tell, and the exit code."""

    def change(manifest, content):
        for table in manifest["tables"]:
            if table["name"] == "customers_customer":
                table["sha256"] = "0" * 64

    place = forged(saved, tmp_path / "row.zip", change)
    done = house.manage("restore", str(place), "--wipe", ok=False)
    assert done.returncode == 1 and "customers_customer" in done.stderr


def test_keys_come_back_when_asked_and_none_is_lost(saved, house, tmp_path):
    if connection.vendor != "sqlite":
        pytest.skip("keys lie in a folder, whatever the database")
    new = House(tmp_path / "another machine")
    without = new.manage("restore", str(saved), ok=False)
    assert without.returncode == 1 and "docs/operations.md" in without.stderr  # what to do without the key
    shutil.rmtree(new.folder)
    new.folder.mkdir()
    new.manage("restore", str(saved), "--keys")
    assert (new.folder / "keys/audit_key").read_bytes() == (house.folder / "keys/audit_key").read_bytes()
    other = House(tmp_path / "third")
    (other.folder / "keys").mkdir()
    (other.folder / "keys/audit_key").write_text("ab" * 32)
    other.manage("restore", str(saved), "--keys")
    (aside,) = (other.folder / "keys").glob("audit_key.before-restore-*")
    assert aside.read_text() == "ab" * 32


def test_an_older_versions_archive_is_brought_forward(house, tmp_path):
    """Its tables are made as they were, filled, and then migrated."""
    house.manage("migrate", "workflow", "0002", "-v0")
    house.manage("backup", str(tmp_path / "old.zip"))
    assert ["workflow", "0002_alter_movelog_at"] in manifest_of(tmp_path / "old.zip")["migrations"]
    wipe(house)
    house.manage("restore", str(tmp_path / "old.zip"), "--wipe")
    assert house.ask(
        "from django.db.migrations.recorder import MigrationRecorder as R\n"
        "print(R.Migration.objects.filter(app='workflow', name__startswith='0003').count())"
    ) == "1"  # fmt: skip
    house.ask(  # and the next number follows the last row
        "from bizdept.people.models import Department as D\nD.objects.create(name='new')"
    )


def test_no_backup_is_made_of_files_that_are_not_whole(house, saved, tmp_path):
    place = next((house.folder / "files").glob("??/??/*"))
    content = place.read_bytes()
    for spoil in (lambda: place.write_bytes(b"x"), place.unlink):
        spoil()
        done = house.manage("backup", str(tmp_path / "a.zip"), ok=False)
        assert done.returncode == 1 and place.name in done.stderr
        assert list(tmp_path.iterdir()) == []
        assert json.loads((house.folder / "backup.json").read_text())["ok"] is False
    place.write_bytes(content)


# ── each night


def test_a_night_makes_one_and_keeps_so_many(settings, tmp_path, monkeypatch):
    made = []
    settings.BACKUP_DIR, settings.DATA_DIR = str(tmp_path / "nights"), tmp_path
    monkeypatch.setattr(making, "back_up", lambda place, **facts: (made.append(place), place.touch())[0] or place)
    for night in range(500):
        for _again in range(2 if night % 50 == 0 else 1):
            making.nightly(at=NOW + timedelta(days=night))
    assert len(made) == 500
    days = [day for day, _place in making.dated(tmp_path / "nights")]
    last = (NOW + timedelta(days=499)).date()
    assert days[:7] == [last - timedelta(days=n) for n in range(7)]
    weeks, months = {day.isocalendar()[:2] for day in days}, {(day.year, day.month) for day in days}
    assert len(months) == 12 and len(weeks) >= 4 and len(days) <= 7 + 4 + 12


def test_what_killed_backups_left_goes(settings, tmp_path, monkeypatch):
    """Else each kill would leave a copy of the whole house, for ever."""
    settings.BACKUP_DIR, settings.DATA_DIR = str(tmp_path), tmp_path
    (tmp_path / ".bizdept-20261101-031500.zip-x1").touch()
    monkeypatch.setattr(making, "back_up", lambda place, **facts: place)
    making.nightly(at=NOW)
    assert list(tmp_path.iterdir()) == []
    monkeypatch.setattr(sqlite, "place", lambda: tmp_path / "absent.sqlite3")
    for name, days in (("backup-old", 2), ("backup-now", 0)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "database.sqlite3").touch()
        os.utime(tmp_path / name, (time.time() - days * sqlite.AGE - 1,) * 2)
    with pytest.raises(OperationalError), sqlite.snapshot():
        pass
    assert [place.name for place in tmp_path.iterdir()] == ["backup-now"]


def test_without_a_place_the_night_makes_none(settings):
    settings.BACKUP_DIR = ""
    assert making.nightly(at=NOW) is None


def test_other_files_in_the_folder_are_left_alone(tmp_path):
    for name in ("bizdept-mine.zip", "bizdept-20261123-031500.zip", "other.zip"):
        (tmp_path / name).touch()
    assert making.dated(tmp_path) == [(date(2026, 11, 23), tmp_path / "bizdept-20261123-031500.zip")]
