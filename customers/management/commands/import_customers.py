"""The importer of customers from the command line."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from bizdept.people.actor import Actor
from bizdept.people.models import User
from bizdept.refusal import Reason, Refused
from bizdept.web.imports import actions, store
from bizdept.web.imports.mapping import known_headings
from bizdept.web.tables import read_table
from customers.imports import CustomerImporter
from customers.rules import may_open_files

REFUSED = 2  # exit code: the file is refused as a whole


class Command(BaseCommand):
    help = "Import customers from a CSV or Excel list: the good rows, as on the page."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--by", required=True, metavar="USERNAME")
        parser.add_argument("--dry-run", action="store_true", help="only say what would become of the rows")
        parser.add_argument("--json", action="store_true", help="say it as JSON")

    def handle(self, *, file: Path, by: str, **options):
        try:
            result = self.result(file, by, is_dry=options["dry_run"])
        except Refused as refusal:
            if options["json"]:
                self.stdout.write(json.dumps({"error": str(refusal)}, ensure_ascii=False))
            raise CommandError(str(refusal), returncode=REFUSED) from refusal
        self.stdout.write(json.dumps(result, ensure_ascii=False) if options["json"] else in_words(result))

    def result(self, file: Path, username: str, *, is_dry: bool) -> dict:
        person = User.objects.active().filter(username=username).first()
        if person is None or not may_open_files(actor := Actor(person, address="command line")):
            raise Refused([Reason("by", _("“%s” is nobody who may open customer files.") % username)])
        if not file.is_file():
            raise Refused([Reason("file", _("There is no file “%s”.") % file)])
        importer = CustomerImporter(by=actor, on=(on := timezone.localdate()))
        table = read_table(file, known=known_headings(importer.fields))
        if is_dry:
            return actions.trial(table, importer).result()
        batch = actions.begin(table, file, file.name[:200], kind=CustomerImporter, by=actor, on=on)
        try:
            return actions.run(batch, importer=importer, by=actor)
        finally:
            store.drop(batch)


def in_words(result: dict) -> str:
    numbers = {name: value for name, value in result.items() if isinstance(value, int)}
    words = _(
        "%(read)d rows: %(created)d new, %(updated)d changed, %(unchanged)d unchanged, %(duplicates)d duplicates."
    )
    lines = [_("Line %(line)d is refused: %(reason)s") % row for row in result["refused"]]
    return "\n".join([words % numbers, *lines, *result["warnings"]])
