"""Bring a backup back, and prove that what stands now is what was saved: every table, every file, the chain."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from bizdept.audit import keys
from bizdept.audit.chain import Anchor
from bizdept.audit.check import first_broken
from bizdept.audit.models import AuditEntry
from bizdept.files import store
from bizdept.manage.backup import archive, postgresql
from bizdept.manage.backup.archive import FORMAT, Archive, Damaged, Unfit
from bizdept.manage.backup.making import of_vendor
from bizdept.manage.backup.tables import Table
from bizdept.people.models import User


class Differs(ValueError):
    """What stands after the restore is not what was saved; the message names the first thing that differs."""


@dataclass(frozen=True)
class Restored:
    """What was brought back, all of it compared."""

    tables: int
    rows: int
    files: int
    lines: int


def restore(place: Path, *, wipe: bool, with_keys: bool, say: Callable[[str], object]) -> Restored:
    """Restore an archive. Raises Damaged, Unfit, OSError (all before anything is touched), or Differs from then on."""
    with archive.opened(place) as saved:
        try:
            refuse_unfit(saved)
            known, head = promised(saved)
        except (LookupError, TypeError, AttributeError) as why:
            raise Damaged(_("%(place)s is no backup: %(why)s.") % {"place": place, "why": why}) from None
        saved.check_members()
        if not wipe and is_in_use():
            raise Unfit(_("This database holds something. To put the backup in its place: --wipe."))
        try:
            with connection.wrap_database_errors:
                files = bring(saved, known, with_keys, say)
        except (Damaged, OSError) as trouble:  # half-way: nobody may read it as an archive that was refused
            raise Differs(str(trouble)) from trouble
        say(_("Reading the chain over …"))
        check_chain(head)
        return Restored(len(known), sum(table.rows for table in known), files, head.seq)


def try_out(place: Path) -> Restored:
    """Restore an archive beside what we live in, compare every table and file, and throw it away again.

    Raises Damaged, Unfit or OSError, or Differs for the first table or file that is not what was saved.
    """
    with archive.opened(place) as saved:
        try:
            refuse_unfit(saved)
            known, head = promised(saved)
        except (LookupError, TypeError, AttributeError) as why:
            raise Damaged(_("%(place)s is no backup: %(why)s.") % {"place": place.name, "why": why}) from None
        saved.check_members()
        names = saved.under("files")
        for name in names:
            if saved.members[name] != Path(name).name:
                raise Differs(_("The file %s is not the one that was saved.") % Path(name).name)
        with connection.wrap_database_errors:
            compare(known, of_vendor().load_aside(saved, known))
        return Restored(len(known), sum(table.rows for table in known), len(names), head.seq)


def bring(saved: Archive, known: list[Table], with_keys: bool, say: Callable[[str], object]) -> int:
    """Keys, files and tables come back, the tables compared; returns how many files."""
    if with_keys:
        bring_keys(saved)
    say(_("Restoring files …"))
    files = bring_files(saved)
    say(_("Restoring tables …"))
    compare(known, of_vendor().load(saved, known))
    if connection.vendor == "postgresql":
        postgresql.reset_sequences()  # before anything is written: migrations number their own rows too
    call_command("migrate", verbosity=0, interactive=False)  # forward, where the archive is of an older version
    return files


def promised(saved: Archive) -> tuple[list[Table], Anchor]:
    """The tables that the archive says it holds, and its chain's end. Raises Damaged where it lacks one of them."""
    known = [Table(**told) for told in saved.manifest["tables"]]
    for name in of_vendor().members(known):
        if name not in saved.members:
            raise Damaged(_("%s in the archive is not what its manifest says.") % name)
    return known, Anchor(**saved.manifest["head"])


def refuse_unfit(saved: Archive) -> None:
    manifest = saved.manifest
    graph = MigrationLoader(None, ignore_no_migrations=True).graph
    unknown = [leaf for leaf in manifest["migrations"] if tuple(leaf) not in graph.nodes]
    if manifest["format"] > FORMAT or unknown:
        words = {"version": manifest["version"], "what": ", ".join(map("/".join, unknown))}
        raise Unfit(_("The backup is of a newer version (%(version)s %(what)s) than this one.") % words)
    if manifest["vendor"] != connection.vendor:
        words = {"theirs": manifest["vendor"], "ours": connection.vendor}
        raise Unfit(_("The backup is of %(theirs)s and this database is %(ours)s: restore it into its like.") % words)


def is_in_use() -> bool:
    """Whether somebody lives in this database: a person, or a line of the chain."""
    try:
        return User.objects.exists() or AuditEntry.objects.exists()
    except DatabaseError:  # no tables yet
        return False
    finally:
        connection.close()


def bring_keys(saved: Archive) -> None:
    """The keys that the archive carries. Another of the same name that is here is moved aside, and never lost."""
    for name in saved.under("keys"):
        place = settings.DATA_DIR / "keys" / Path(name).name
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        content = b"".join(saved.read(name))
        if place.exists() and place.read_bytes() != content:
            place.rename(place.with_name(f"{place.name}.before-restore-{time.time_ns()}"))
        place.touch(mode=0o600)
        place.write_bytes(content)
    keys.Known.ring = None


def bring_files(saved: Archive) -> int:
    """Put the archive's files into the store, each under the hash of what was really written."""
    names = saved.under("files")
    for name in names:
        sha256, _size = store.put(saved.read(name))
        if sha256 != Path(name).name:
            raise Differs(_("The file %s is not the one that was saved.") % Path(name).name)
    return len(names)


def compare(saved: list[Table], now: list[Table]) -> None:
    for before, after in zip(saved, now, strict=True):
        if before != after:
            words = {"name": before.name, "before": before.rows, "after": after.rows}
            text = _("The table %(name)s differs from the backup: %(before)s rows were saved, %(after)s are here.")
            raise Differs(text % words)


def check_chain(head: Anchor) -> None:
    """The chain ends where it ended, and each line is as it was written; the keys that sealed it must be here."""
    broken = first_broken(head)
    if broken is not None:
        words = _("The audit chain is broken at line %s, or its key is not here: see docs/operations.md.")
        raise Differs(words % broken)
