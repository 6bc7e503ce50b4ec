"""What would become of each row: new, changed, unchanged, a duplicate, or refused and why. Writes nothing."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from bizdept.people.actor import Actor
from bizdept.web.imports.mapping import Mapped
from bizdept.web.imports.values import Field, Unreadable, is_nothing
from bizdept.web.tables import Sheet

KINDS = ("bad", "duplicate", "new", "changed", "unchanged", "skipped")


@dataclass(frozen=True)
class Problem:
    """What is wrong in a row: the column's heading, what stands there, and a sentence."""

    column: str
    cell: str
    sentence: str


@dataclass
class Row:
    """One row on its way in. The importer says in `match` what `kind` it is, and of which record."""

    line: int
    title: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    kind: str = "new"
    of: Any = None  # the record that it changes, or is a duplicate of and may be named
    contact: Any = None  # the person there of whom it tells, where the record knows them
    why: str = ""  # it is a duplicate
    changes: list[tuple[str, Any, Any]] = field(default_factory=list)  # (label, before, after)

    @property
    def reason(self) -> str:
        """Why the row isn't taken, in one sentence."""
        colon = pgettext("between a field and what is wrong with it", ": ")
        return (
            " ".join(f"{p.column}{colon}{p.sentence}" if p.column else p.sentence for p in self.problems) or self.why
        )


class Importer:
    """How one kind of record comes in. Made anew for each check: `by` and `options` hold for all rows."""

    name: ClassVar[str]
    base: ClassVar[str]  # the address below which its pages are

    def __init__(self, *, by: Actor, on: date, options: dict | None = None):
        self.by, self.on, self.options = by, on, options or {}
        self.fields = self.fields_for(by)

    def fields_for(self, by: Actor) -> Sequence[Field]:
        """What columns may hold, for this person."""
        raise NotImplementedError

    def title_of(self, row: Row) -> str:
        """What the row is called on the page."""
        raise NotImplementedError

    def match(self, rows: list[Row]) -> None:
        """Set `kind`, `of`, `why`, `changes` and `remarks` of rows that could be read. May ask the database."""
        raise NotImplementedError

    def write(self, rows: list[Row]) -> None:
        """Write the rows that are new or changed, with history, inside the running transaction."""
        raise NotImplementedError


@dataclass(frozen=True)
class Check:
    """All rows of a sheet with what would become of them."""

    rows: list[Row]

    def of(self, kind: str) -> list[Row]:
        return [row for row in self.rows if row.kind == kind]

    @property
    def counts(self) -> dict[str, int]:
        found = Counter(row.kind for row in self.rows)
        return {kind: found[kind] for kind in KINDS}

    @property
    def to_write(self) -> list[Row]:
        return [row for row in self.rows if row.kind in ("new", "changed")]

    @property
    def stamp(self) -> str:
        """What would be written, and over what: another one if somebody changed these records since it was shown."""
        told = [
            (row.line, row.kind, [(str(c[0]), str(c[1]), str(c[2])) for c in row.changes]) for row in self.to_write
        ]
        return sha256(repr(told).encode()).hexdigest()[:24]

    def result(self) -> dict:
        """What the command line says of it; every row is in one of the counts."""
        counts = self.counts
        refused = [row for row in self.rows if row.kind in ("bad", "skipped")]
        return {
            "read": len(self.rows),
            "created": counts["new"],
            "updated": counts["changed"],
            "unchanged": counts["unchanged"],
            "duplicates": counts["duplicate"],
            "refused": [{"line": row.line, "reason": row.reason or _("Skipped.")} for row in refused],
            "warnings": [
                _("Line %(line)d: %(remark)s") % {"line": row.line, "remark": remark}
                for row in self.rows
                for remark in row.remarks
            ],
        }


def check(importer: Importer, sheet: Sheet, header: int, mapping: Mapped, skipped: Collection[int] = ()) -> Check:
    """Read every row below the headings and let the importer match those that could be read."""
    headings = sheet.headings(header)
    fields = {f.name: f for f in importer.fields}
    columns = {column: fields[name] for column, name in mapping.items() if column < len(headings)}
    rounded = set(sheet.rounded_lines)
    rows = [read_row(importer, line, cells, columns, headings) for line, cells in sheet.records(header)]
    for row in rows:
        if row.line in skipped:
            row.kind = "skipped"
        elif row.problems:
            row.kind = "bad"
        if row.line in rounded:
            row.remarks.append(_("A number of more than 15 digits has lost its end in Excel."))
    importer.match([row for row in rows if row.kind == "new"])
    return Check(rows)


def read_row(importer: Importer, line: int, cells: list[str], columns: dict[int, Field], headings: list[str]) -> Row:
    row = Row(line)
    for column, wanted in columns.items():
        cell = cells[column]
        if is_nothing(cell):
            if wanted.is_required:
                row.problems.append(Problem(headings[column], cell, _("This must not be empty.")))
            continue
        try:
            row.values[wanted.name] = wanted.parse(cell)
        except Unreadable as unreadable:
            row.problems.append(Problem(headings[column], cell, str(unreadable)))
    row.title = importer.title_of(row)
    return row
