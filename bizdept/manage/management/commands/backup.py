"""`manage.py backup DEST [--keys]`: database and files into one archive, read back and proved."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone
from django.utils.translation import gettext as _

from bizdept.manage.backup.archive import Damaged
from bizdept.manage.backup.making import NAME, back_up


class Command(BaseCommand):
    help = "Writes database and files into one archive. Others may go on working."

    def add_arguments(self, parser):
        parser.add_argument("dest", metavar="DEST", help="the archive's file, or a folder for it")
        parser.add_argument("--keys", action="store_true", help="with the keys of DATA_DIR/keys: guard it like them")

    def handle(self, *, dest: str, keys: bool, **_options):
        now, place = timezone.now(), Path(dest)
        if place.is_dir():
            place = place / timezone.localtime(now).strftime(NAME)
        try:
            made = back_up(place, with_keys=keys, at=now)
        except (Damaged, OSError, DatabaseError) as trouble:
            raise CommandError(_("No backup was made: %s") % str(trouble).strip()) from None
        words = {"place": made.place, "tables": made.tables, "rows": made.rows, "files": made.files}
        words |= {"size": f"{made.size / 1e6:.1f}"}
        text = _("%(place)s: %(tables)s tables, %(rows)s rows, %(files)s files, %(size)s MB; read back and whole.")
        self.stdout.write(text % words)
        if keys:
            self.stdout.write(_("The keys are in it: whoever has this file can forge the chain. Guard it like them."))
        else:
            self.stdout.write(_("The keys are not in it: keep a copy of DATA_DIR/keys apart, at another place."))
