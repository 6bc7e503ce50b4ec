"""SQLite's part of a backup: a copy by its own backup API, which is whole while others write (a file copy is not)."""

import hashlib
import json
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext as _

from bizdept.files.store import settle
from bizdept.manage.backup import tables
from bizdept.manage.backup.archive import CHUNK, Archive, Damaged, Writer

MEMBER = "database.sqlite3"
COPIES = "backup-"  # how the folder of a copy is called while it is written
ASIDE = "restore-"  # and that of a restore
AGE = 24 * 3600  # seconds, longer than either takes


def members(known: list[tables.Table]) -> list[str]:
    """What an archive of these tables consists of, beside files and keys."""
    return [MEMBER]


def place() -> Path:
    return Path(connection.settings_dict["NAME"])


def quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def sweep_killed() -> int:
    """Throw away the folders of backups and restores that were killed: whole copies of the database. How many."""
    found = [left for how in (COPIES, ASIDE) for left in place().parent.glob(f"{how}*") if left.is_dir()]
    old = [left for left in found if time.time() - left.stat().st_mtime > AGE]
    for left in old:
        shutil.rmtree(left, ignore_errors=True)
    return len(old)


@contextmanager
def snapshot() -> Iterator[Path]:
    """A copy of the database at one moment, without what is left out, in one file; gone afterwards."""
    sweep_killed()
    with tempfile.TemporaryDirectory(prefix=COPIES, dir=place().parent) as folder:
        copy = Path(folder) / MEMBER
        source = sqlite3.connect(f"file:{place()}?mode=ro", uri=True, timeout=60)
        with closing(source) as live, closing(sqlite3.connect(copy)) as file:
            live.backup(file)
        with closing(sqlite3.connect(copy, isolation_level=None)) as file:
            file.execute("PRAGMA journal_mode = DELETE")
            there = {name for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            for name in sorted(there & set(tables.LEFT_OUT)):
                file.execute(f"DELETE FROM {quoted(name)}")  # noqa: S608  a table's own name, quoted
            file.execute("VACUUM")  # or what was deleted would still lie between the pages
            check(file)
        yield copy


def check(file: sqlite3.Connection) -> None:
    (word,) = file.execute("PRAGMA quick_check").fetchone()
    if word != "ok":
        raise Damaged(_("The database itself is damaged: %s.") % word)


def dump(writer: Writer) -> tuple[list[tables.Table], set[str], dict]:
    """Write the database; returns its tables, the hashes of the files that it names, and the chain's end."""
    with snapshot() as copy:
        found = read_over(copy)
        with closing(sqlite3.connect(copy)) as file:
            files = {
                sha256
                for name, column in tables.storing(found)
                for (sha256,) in file.execute(f"SELECT {quoted(column)} FROM {quoted(name)}")  # noqa: S608
                if sha256
            }
            head = file.execute("SELECT seq, mac FROM audit_audithead WHERE id = 1").fetchone() or (0, "0" * 64)
        with copy.open("rb") as content:
            writer.add(MEMBER, iter(lambda: content.read(CHUNK), b""))
    return found, files, {"seq": head[0], "mac": head[1]}


def read_over(copy: Path) -> list[tables.Table]:
    """Rows and hash of every table of a file."""
    with closing(sqlite3.connect(f"file:{copy}?mode=ro", uri=True)) as file:
        return [hashed(file, tables.described(connection, name)) for name in tables.present(connection)]


def hashed(file: sqlite3.Connection, table: tables.Table) -> tables.Table:
    columns, key = (", ".join(map(quoted, names)) for names in (table.columns, table.key))
    digest, count = hashlib.sha256(), 0
    for row in file.execute(f"SELECT {columns} FROM {quoted(table.name)} ORDER BY {key}"):  # noqa: S608
        digest.update(json.dumps(row, ensure_ascii=False, default=bytes.hex).encode() + b"\n")
        count += 1
    return replace(table, rows=count, sha256=digest.hexdigest())


def load(archive: Archive, known: list[tables.Table]) -> list[tables.Table]:
    """Put the archive's database in the place of ours, in one step; returns its tables as they now are."""
    ours = place()
    ours.parent.mkdir(parents=True, exist_ok=True)
    connection.close()
    with tempfile.TemporaryDirectory(prefix=ASIDE, dir=ours.parent) as folder:
        copy = Path(folder) / MEMBER
        with copy.open("wb") as file:
            for chunk in archive.read(MEMBER):
                file.write(chunk)
        with closing(sqlite3.connect(copy)) as opened:
            check(opened)
        copy.chmod(0o600)
        settle(copy)
        for ending in ("-wal", "-shm"):  # of the database that goes
            ours.with_name(ours.name + ending).unlink(missing_ok=True)
        copy.replace(ours)
        settle(ours.parent)
    with closing(sqlite3.connect(f"file:{ours}?mode=ro", uri=True)) as now:
        return [hashed(now, replace(table, rows=0, sha256="")) for table in known]


@contextmanager
def opened_aside(archive: Archive, known: list[tables.Table]) -> Iterator[BaseDatabaseWrapper]:
    """A connection to the archive's database, unpacked beside ours and gone afterwards."""
    with unpacked(archive) as copy:
        wrapper = connection.copy("aside")
        wrapper.settings_dict["NAME"] = str(copy)
        try:
            yield wrapper
        finally:
            wrapper.close()


@contextmanager
def unpacked(archive: Archive) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix=ASIDE, dir=place().parent) as folder:
        copy = Path(folder) / MEMBER
        with copy.open("wb") as file:
            for chunk in archive.read(MEMBER):
                file.write(chunk)
        with closing(sqlite3.connect(copy)) as opened:
            check(opened)
        yield copy


def load_aside(archive: Archive, known: list[tables.Table]) -> list[tables.Table]:
    """Unpack the archive's database beside ours, and return its tables as they are there. It is gone afterwards."""
    with unpacked(archive) as copy, closing(sqlite3.connect(copy)) as opened:
        return [hashed(opened, replace(table, rows=0, sha256="")) for table in known]
