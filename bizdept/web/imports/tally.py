"""What a check found, added up chunk by chunk: counts, the first refused rows, a stamp, the rows to be looked at."""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext as _

from bizdept.web.imports.checking import KINDS, Row

LISTED = 1000  # refused rows and remarks that are written down
REMARKED = 50  # rows with remarks that are shown beside the others
SHOWN = 60  # characters of a value


class Tally:
    """Takes rows; says how many of each kind there were."""

    def __init__(self):
        self.counts: Counter[str] = Counter()
        self.refused: list[dict] = []
        self.warnings: list[str] = []
        self.digest = sha256()
        self.first_bad = 0

    def take(self, rows: list[Row]) -> None:
        self.counts.update(row.kind for row in rows)
        for row in rows:
            if row.kind in ("bad", "skipped") and len(self.refused) < LISTED:
                self.refused.append({"line": row.line, "reason": row.reason or _("Skipped.")})
            if row.kind == "bad" and not self.first_bad:
                self.first_bad = row.line
            for remark in row.remarks if len(self.warnings) < LISTED else ():
                self.warnings.append(_("Line %(line)d: %(remark)s") % {"line": row.line, "remark": remark})
            if row.is_to_write:
                changes = [(str(c[0]), str(c[1]), str(c[2])) for c in row.changes]
                self.digest.update(repr((row.line, row.kind, changes)).encode())

    @property
    def stamp(self) -> str:
        """What would be written, and over what: another one if somebody changed these records since it was shown."""
        return self.digest.hexdigest()[:24]

    @property
    def total(self) -> int:
        return self.counts.total()

    @property
    def writes(self) -> int:
        return self.counts["new"] + self.counts["changed"]

    def numbers(self) -> dict[str, int]:
        """What the command line says of it; every row is in one of the counts, the refused in none of these."""
        counts = self.counts
        return {
            "read": self.total,
            "created": counts["new"],
            "updated": counts["changed"],
            "unchanged": counts["unchanged"],
            "duplicates": counts["duplicate"],
        }

    def result(self) -> dict:
        return self.numbers() | {"refused": self.refused, "warnings": self.warnings}


class Shown:
    """The rows of a check as its page shows them: a file for each kind, a line for each row."""

    def __init__(self, folder: Path):
        self.folder = folder

    def write(self, chunks: Iterator[list[Row]], key: str, told) -> Tally:
        """Take all chunks down. `key` says of which reading they are; `told` hears how many rows are through."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        (self.folder / "check.json").unlink(missing_ok=True)
        tally, remarked = Tally(), []
        with ExitStack() as files:
            outputs = {kind: files.enter_context(self.place(kind).open("w", encoding="utf-8")) for kind in KINDS}
            for rows in chunks:
                tally.take(rows)
                for row in rows:
                    put(outputs[row.kind], row)
                remarked += [{"line": r.line, "title": r.title, "remarks": r.remarks} for r in rows if r.remarks]
                del remarked[REMARKED:]
                told(tally.total)
        found = {
            "key": key, "counts": {kind: tally.counts[kind] for kind in KINDS}, "stamp": tally.stamp,
            "remarks": remarked, "bad": tally.first_bad,
        }  # fmt: skip
        fresh = self.folder / "check.new"
        fresh.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")
        fresh.replace(self.folder / "check.json")
        return tally

    def place(self, kind: str) -> Path:
        return self.folder / f"{kind}.jsonl"

    def found(self, key: str) -> dict[str, Any] | None:
        """What a check of this reading found, if there was one."""
        try:
            found = json.loads((self.folder / "check.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return found if found["key"] == key else None

    def rows(self, kind: str, start: int, count: int | None) -> list[dict[str, Any]]:
        with self.place(kind).open(encoding="utf-8") as file:
            return [json.loads(line) for line in islice(file, start, None if count is None else start + count)]

    def forget(self) -> None:
        (self.folder / "check.json").unlink(missing_ok=True)


def put(file: IO[str], row: Row) -> None:
    shown = {
        "line": row.line,
        "title": row.title,
        "why": row.why,
        "problems": [[p.place, p.column, p.cell, p.sentence] for p in row.problems],
        "of": [str(row.of), row.of.get_absolute_url()] if row.of is not None else None,
        "changes": [[str(label), brief(before), brief(after)] for label, before, after in row.changes],
        "values": [] if row.of is not None else [brief(value) for value in list(row.values.values())[:12]],
    }
    file.write(json.dumps(shown, ensure_ascii=False) + "\n")


def brief(value: Any) -> str:
    text = "" if value is None else str(value)
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"
