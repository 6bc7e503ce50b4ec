"""What would become of each row: new, changed, unchanged, a duplicate, or refused and why. Writes nothing.

Rows go through in chunks: what is remembered of a list of 200,000 is little more than its keys.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from bizdept.people.actor import Actor
from bizdept.web.imports.mapping import Mapped
from bizdept.web.imports.values import Field, Parser, Unreadable, is_nothing
from bizdept.web.tables import Sheet
from bizdept.web.tables.told import ASIDES, remarks_of

KINDS = ("bad", "duplicate", "new", "changed", "unchanged", "skipped")
CHUNK = 2000  # rows
Edits = Mapping[str, Mapping[str, str]]  # line -> column -> what a person put there instead


@dataclass(frozen=True)
class Problem:
    """What is wrong in a row: the column's place and heading, what stands there, and a sentence."""

    column: str
    cell: str
    sentence: str
    place: int = -1


@dataclass(slots=True)
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
    why: str = ""  # it is a duplicate, or no record
    changes: list[tuple[str, Any, Any]] = field(default_factory=list)  # (label, before, after)

    @property
    def reason(self) -> str:
        """Why the row isn't taken, in one sentence."""
        colon = pgettext("between a field and what is wrong with it", ": ")
        return (
            " ".join(f"{p.column}{colon}{p.sentence}" if p.column else p.sentence for p in self.problems) or self.why
        )

    def refuse(self, column: tuple[int, str], cell: str, sentence: str) -> None:
        """Not to be written, for what stands in this column: its place and heading."""
        place, heading = column
        self.kind = "bad"
        self.problems.append(Problem(heading, cell, sentence, place))

    @property
    def is_to_write(self) -> bool:
        return self.kind in ("new", "changed")


class Importer:
    """How one kind of record comes in. Made anew for each check: `by` and `options` hold for all rows."""

    name: ClassVar[str]
    base: ClassVar[str]  # the address below which its pages are
    known: ClassVar[dict[str, type["Importer"]]] = {}

    def __init_subclass__(cls):
        if hasattr(cls, "name"):  # else it is what several have in common
            Importer.known[cls.name] = cls

    writes: ClassVar[tuple[Any, ...]] = ()  # audited models
    asks: ClassVar[tuple[Any, ...]] = ()  # audited models besides, on which it depends what becomes of a row

    def __init__(self, *, by: Actor, on: date, options: dict | None = None):
        self.by, self.on, self.options = by, on, options or {}
        self.reason = "import"  # of each line of history; with the batch's number once there is one
        self.fields = self.fields_for(by)
        self.places: dict[str, tuple[int, str]] = {}  # field -> its column's place and heading, while rows are read

    def admitted(self) -> "Importer":
        """Itself. Raises PermissionDenied where this person may not import."""
        if not self.admits(self.by):
            raise PermissionDenied
        return self

    def afresh(self) -> "Importer":
        """The same with nothing remembered of rows."""
        return type(self)(by=self.by, on=self.on, options=self.options)

    def mark(self) -> tuple:
        """Another one as soon as anybody wrote a record of the models that this importer writes or asks."""
        pasts = (model.history.model for model in (*self.writes, *self.asks))
        return tuple(past.objects.aggregate(last=Max("history_id"))["last"] for past in pasts)

    @classmethod
    def admits(cls, by: Actor) -> bool:
        """Whether this person may import at all."""
        raise NotImplementedError

    def fields_for(self, by: Actor) -> Sequence[Field]:
        """What columns may hold, for this person."""
        raise NotImplementedError

    def title_of(self, row: Row) -> str:
        """What the row is called on the page."""
        raise NotImplementedError

    def match(self, rows: list[Row]) -> None:
        """Set `kind`, `of`, `why`, `changes` and `remarks` of rows that could be read. May ask the database.

        Called for one chunk after the other, in the order of the list.
        """
        raise NotImplementedError

    def may_take_back(self, model: Any, records: Collection[Any]) -> set[int]:
        """Of these records, once written, the ids of those that this person may still change; under the locks of
        whatever that depends on."""
        return {record.pk for record in records}

    def write(self, rows: list[Row]) -> None:
        """Write the rows of a chunk that are new or changed, with history, inside the running transaction."""
        raise NotImplementedError


@dataclass(frozen=True)
class Reading:
    """How the rows of one sheet are read: which row holds the headings, which column what, what a person said."""

    sheet: Sheet
    header: int
    mapping: Mapped
    skipped: Collection[int] = ()
    taken: Collection[int] = ()  # lines that look like no record, and are one
    edits: Edits = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.sheet.rows) - self.header - 1

    def chunks(self, importer: Importer) -> Iterator[list[Row]]:
        """All rows, each with what would become of it, a chunk at a time."""
        importer = importer.afresh()
        columns = list(self.columns(importer))
        importer.places = {wanted.name: (place, heading) for place, heading, wanted, _parse in columns}
        remarks, asides = remarks_of(self.sheet, self.header), self.sheet.asides(self.header)
        rows: list[Row] = []
        for line, cells in self.sheet.records(self.header):
            row = self.read(line, cells, columns, importer)
            row.remarks = remarks.get(line, [])
            if line in self.skipped:
                row.kind = "skipped"
            elif line in asides and line not in self.taken:
                row.kind, row.why, row.problems = "skipped", str(ASIDES[asides[line]]), []
            elif row.problems:
                row.kind = "bad"
            rows.append(row)
            if len(rows) == CHUNK:
                yield matched(rows, importer)
                rows = []
        yield matched(rows, importer)

    def columns(self, importer: Importer) -> Iterator[tuple[int, str, Field, Parser]]:
        headings, fields = self.sheet.headings(self.header), {f.name: f for f in importer.fields}
        for column, name in self.mapping.items():
            if column < len(headings):
                cells = (cells[column] for _line, cells in self.sheet.records(self.header))
                yield column, headings[column], fields[name], fields[name].parser_for(headings[column], cells)

    def read(self, line: int, cells: list[str], columns: list[tuple[int, str, Field, Parser]], importer) -> Row:
        row, edits = Row(line), self.edits.get(str(line), {}) if self.edits else {}
        for column, heading, wanted, parse in columns:
            cell = edits.get(str(column), cells[column]) if edits else cells[column]
            if is_nothing(cell):
                if wanted.is_required:
                    row.problems.append(Problem(heading, cell, _("This must not be empty."), column))
                continue
            try:
                row.values[wanted.name] = parse(cell)
            except Unreadable as unreadable:
                row.problems.append(Problem(heading, cell, str(unreadable), column))
        row.title = importer.title_of(row)
        return row


def matched(rows: list[Row], importer: Importer) -> list[Row]:
    importer.match([row for row in rows if row.kind == "new"])
    return rows
