"""`manage.py restore_record KIND NUMBER --from BACKUP --by USERNAME [--apply] [--overwrite]`: one of a backup."""

from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone
from django.utils.translation import gettext as _

from bizdept.manage.actions.records import bring_back
from bizdept.manage.backup.archive import Damaged, Unfit
from bizdept.manage.backup.records import find, kinds, tables_aside
from bizdept.people.actor import Actor
from bizdept.people.models import Post, User
from bizdept.refusal import Refused


class Command(BaseCommand):
    help = (
        "Brings one record with its parts, files and history back out of a backup; says what it would do, and does it"
        " with --apply. Prints kinds, ids and columns, no contents. Exit 2: nothing was written."
    )

    def add_arguments(self, parser):
        parser.add_argument("kind", metavar="KIND", choices=sorted(kinds()))
        parser.add_argument("number", metavar="NUMBER", help="such as HT-2026-0001")
        parser.add_argument("--from", dest="place", metavar="BACKUP", required=True, help="an archive of `backup`")
        parser.add_argument("--by", metavar="USERNAME", required=True, help="an administrator in force")
        parser.add_argument("--apply", action="store_true", help="write the rows that are missing")
        parser.add_argument("--overwrite", action="store_true", help="with --apply: those that differ, too")

    def handle(self, *, kind: str, number: str, place: str, by: str, apply: bool, overwrite: bool, **_options):
        person = User.objects.active().filter(username=by).first()
        if person is None or not person.holds(Post.ADMINISTRATOR):
            raise CommandError(_("“%s” is no administrator in force.") % by, returncode=2)
        try:
            with tables_aside(Path(place)) as (saved, at):
                found = find(kinds()[kind], number, saved, at)
                if found is None:
                    raise CommandError(_("The backup holds no such record."), returncode=2)
                self.say(found)
                if found.against:
                    raise CommandError("\n".join([_("It can't be brought back:"), *found.against]), returncode=2)
                if not apply:
                    told = _("Nothing was written: --apply writes what is missing, --overwrite what differs too.")
                    self.stdout.write(told)
                    return
                done = bring_back(found, saved, overwrite=overwrite, by=Actor(person), at=timezone.now())
        except (Damaged, Unfit, OSError, Refused) as trouble:
            raise CommandError(str(trouble), returncode=2) from None
        except PermissionDenied:
            raise CommandError(_("“%s” is no administrator in force.") % by, returncode=2) from None
        except DatabaseError as trouble:  # its words may quote a row
            raise CommandError(_("Nothing was written: %s") % type(trouble).__name__, returncode=2) from None
        self.stdout.write(_("%d rows were written.") % len(done))

    def say(self, found) -> None:
        for row in found.rows:
            told = " ".join(row.changed) if row.state == "differs" else ""
            self.stdout.write(f"{row.state:8} {row.label} {told}".rstrip())
        for sha256 in found.files:
            self.stdout.write(f"missing  file {sha256}")
        if found.grants:
            self.stdout.write(_("%d grants stay away: they are given anew.") % found.grants)
