"""The calendar's page: a year in twelve months, who entered which days, what a list would change."""

import calendar
from dataclasses import dataclass
from datetime import date

from django.core.files.uploadedfile import UploadedFile

from bizdept.calendar.models import SpecialDay
from bizdept.calendar.reading import Days
from bizdept.calendar.rules import Special, is_working
from bizdept.files.content import reasons_against_size
from bizdept.people.models import User
from bizdept.refusal import refuse
from bizdept.web.imports.store import as_path
from bizdept.web.tables.reading import answer_of, refusal

MOST = 1000  # lines of a list; a year has 365 days


@dataclass(frozen=True)
class Square:
    """One day of a month's table; `worked` is None for a day as the week has it."""

    day: date
    is_of_month: bool
    worked: bool | None
    is_working: bool
    is_today: bool


@dataclass(frozen=True)
class Month:
    """A month as weeks from Monday on."""

    first: date
    weeks: list[list[Square]]


def months(year: int, special: Special, today: date) -> list[Month]:
    def square(day: date, month: int) -> Square:
        return Square(day, day.month == month, special.get(day), is_working(day, special), day == today)

    sheets = calendar.Calendar()
    return [
        Month(date(year, m, 1), [[square(day, m) for day in week] for week in sheets.monthdatescalendar(year, m)])
        for m in range(1, 13)
    ]


@dataclass
class Span:
    """Special days one after the other that were entered together."""

    first: date
    last: date
    worked: bool
    source: str
    entered_on: date | None
    entered_by: User | None


def spans(year: int) -> list[Span]:
    """The year's special days, those that belong together in one line."""
    rows = list(SpecialDay.objects.of_year(year))
    people = User.objects.in_bulk({row.entered_by for row in rows if row.entered_by})
    found: list[Span] = []
    for row in rows:
        facts = (row.worked, row.get_source_display(), row.entered_on, people.get(row.entered_by))
        before = found[-1] if found else None
        together = before and (before.worked, before.source, before.entered_on, before.entered_by) == facts
        if before and together and (row.day - before.last).days == 1:
            before.last = row.day
        else:
            found.append(Span(row.day, row.day, *facts))
    return found


@dataclass(frozen=True)
class Change:
    """What a list would make of one day. `before` and `after`: worked, free, or None as the week has it."""

    day: date
    before: bool | None
    after: bool | None

    @property
    def is_same(self) -> bool:
        return self.before is self.after

    @property
    def is_new(self) -> bool:
        return self.before is None and not self.is_same


def changes(days: Days, special: Special) -> list[Change]:
    return [Change(day, special.get(day), worked) for day, worked in sorted(days.items())]


def before(changed: list[Change]) -> Days:
    """The days as they were: what undoes a list when it is imported."""
    return {change.day: change.before for change in changed if not change.is_same}


def lines_of_upload(upload: UploadedFile) -> list[tuple[int, str]]:
    """The filled rows of a file, numbered, each as a line of text. Read by the process that opens foreign files."""
    refuse(reasons_against_size(upload.name or "", upload.size or 0))
    with as_path(upload) as path:
        answer = answer_of(path, upload.name or "")
    if "refused" in answer:
        raise refusal(answer["refused"], upload.name or "", **answer["numbers"])
    sheets = answer["sheets"]
    rows = [(line, text_of(row)) for s in sheets for line, row in zip(s["lines"], s["rows"], strict=True)]
    return rows[:MOST]


def text_of(row: list[str]) -> str:
    """A row's cells as a line. Two days in its first cells are the first and the last of a span."""
    cells = [cell for cell in row if cell]
    if len(cells) > 2 and is_day(cells[0]) and is_day(cells[1]):
        return f"{cells[0]} ~ {' '.join(cells[1:])}"
    return " ".join(cells)


def is_day(cell: str) -> bool:
    try:
        date.fromisoformat(cell.replace("/", "-"))
    except ValueError:
        return False
    return True
