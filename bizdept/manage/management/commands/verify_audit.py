"""`manage.py verify_audit [--json] [--anchor SEQ:MAC]`: reads the audit chain over; exit 1 names what is broken.

Exit 2: it could not be read (the database, the keys, the anchors), or an anchor was mistyped; nothing is said of it.
"""

import json
from dataclasses import asdict

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, InterfaceError

from bizdept.audit import anchors
from bizdept.audit.chain import Anchor
from bizdept.audit.check import read, sentences
from bizdept.workflow.strays import strays


class Command(BaseCommand):
    help = "Checks the audit chain, the rows that it vouches for, and the ends written down in ANCHOR_DIR."

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true")
        parser.add_argument("--anchor", action="append", default=[], metavar="SEQ:MAC", help="an end kept elsewhere")

    def handle(self, *, json: bool, anchor: list[str], **_options):
        given = list(map(told, anchor))
        try:
            kept = [anchor for _at, anchor in anchors.written_down()]
            reading = read([*kept, *given], strays=strays())
        except (OSError, DatabaseError, InterfaceError) as trouble:
            text = str(trouble).strip()
            raise CommandError(f"The audit chain could not be read: {text}", returncode=2) from None
        if json:
            self.stdout.write(self.as_json(reading, len(kept) + len(anchor)))
        else:
            self.stdout.write(f"{reading.seq} lines, {reading.rows} rows, {len(kept) + len(anchor)} anchors.")
            if reading.unread:
                self.stdout.write(f"{reading.unread} lines were sealed with a key that was lost: linked, not checked.")
        if not reading.is_whole:
            raise CommandError(f"The audit chain is broken: {'; '.join(sentences(reading.found[:20]))}.")
        if not json:
            self.stdout.write(f"The chain is whole and ends at {reading.end.seq}:{reading.end.mac}")

    def as_json(self, reading, anchors: int) -> str:
        told = {
            "ok": reading.is_whole, "lines": reading.seq, "rows": reading.rows, "unread": reading.unread,
            "anchors": anchors, "head": asdict(reading.end), "found": [asdict(finding) for finding in reading.found],
        }  # fmt: skip
        return json.dumps(told, ensure_ascii=False)


def told(text: str) -> Anchor:
    """An anchor as a person types it: 1234:8f2c…, the whole MAC."""
    seq, _colon, mac = text.partition(":")
    if not seq.isdecimal() or len(mac) != 64:
        words = f"{text} is no anchor such as 1234:8f2c… (a line's number, and its MAC of 64 digits)."
        raise CommandError(words, returncode=2)
    return Anchor(int(seq), mac.lower())
