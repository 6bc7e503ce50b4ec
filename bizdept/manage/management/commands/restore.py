"""`manage.py restore SRC [--wipe] [--keys]`: an archive becomes database and files again, and is compared."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils.translation import gettext as _

from bizdept.manage.backup.archive import Damaged
from bizdept.manage.backup.restoring import Differs, Unfit, restore
from bizdept.manage.management.commands.serve import only_one_here


class Command(BaseCommand):
    help = "Puts an archive of `backup` in the place of the database. Exit 2: nothing was touched; 1: it differs."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("src", metavar="SRC", help="an archive that `backup` wrote")
        parser.add_argument("--wipe", action="store_true", help="what the database holds goes")
        parser.add_argument("--keys", action="store_true", help="take the keys out of the archive too")

    def handle(self, *, src: str, wipe: bool, keys: bool, **_options):
        try:
            with only_one_here():
                done = restore(Path(src), wipe=wipe, with_keys=keys, say=self.stdout.write)
        except (Damaged, Unfit, OSError) as trouble:
            raise CommandError(str(trouble), returncode=2) from None
        except CommandError as trouble:  # it is being served
            raise CommandError(str(trouble), returncode=2) from None
        except (Differs, DatabaseError) as trouble:
            raise CommandError(_("The restore did not succeed: %s") % str(trouble).strip(), returncode=1) from None
        words = {"tables": done.tables, "rows": done.rows, "files": done.files, "lines": done.lines}
        text = _(
            "%(tables)s tables, %(rows)s rows, %(files)s files are as they were; the chain of %(lines)s is whole."
        )
        self.stdout.write(text % words)
        self.stdout.write(_("Everybody signs in anew."))
