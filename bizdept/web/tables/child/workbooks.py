"""Workbooks through the readers that others wrote: calamine first; openpyxl or xlrd where it fails or dies."""

import io
import zipfile
from contextlib import suppress
from datetime import datetime, time

from .cells import Gathering
from .limits import NotATable
from .packages import tell_all

ERRORS = ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A")


Read = list[Gathering | None]  # None stands for a sheet that is a chart


def read_with_calamine(data: bytes, kind: str) -> Read:
    import python_calamine as calamine  # noqa: PLC0415, after the limits

    try:
        book = calamine.load_workbook(io.BytesIO(data))
    except calamine.PasswordError:
        raise NotATable("password") from None
    sheets: Read = []
    for number, facts in enumerate(book.sheets_metadata):
        if facts.typ != calamine.SheetTypeEnum.WorkSheet:
            sheets.append(None)
            continue
        sheet = book.get_sheet_by_index(number)
        gathering = Gathering(facts.name, facts.visible != calamine.SheetVisibleEnum.Visible)
        before = [""] * (sheet.start or (0, 0))[1]  # rows come from the first, columns from the first filled one
        for line, row in enumerate(sheet.iter_rows(), 1):
            gathering.add_numbers(line, [*before, *row])
        if kind == "xls":
            ranges = sheet.merged_cell_ranges or []
            gathering.merge((top + 1, left, bottom + 1, right) for (top, left), (bottom, right) in ranges)
        sheets.append(gathering)
    return sheets


def read_with_openpyxl(data: bytes, kind: str) -> Read:
    import openpyxl  # noqa: PLC0415, after the limits

    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    sheets: Read = []
    for sheet in book._sheets:  # charts too, so that each stands in its place
        if not hasattr(sheet, "iter_rows"):
            sheets.append(None)
            continue
        sheet.reset_dimensions()
        gathering = Gathering(sheet.title, sheet.sheet_state != "visible")
        for line, row in enumerate(sheet.iter_rows(values_only=True), 1):
            gathering.add_numbers(line, [None if cell in ERRORS else cell for cell in row])
        sheets.append(gathering)
    return sheets


def told(data: bytes, kind: str, sheets: Read) -> list[Gathering]:
    """The sheets, with what the package says beside the values; without where its inner order is another.

    To be called when the reader's own book is gone: both at once would take too much memory.
    """
    if kind == "xlsx":
        with suppress(KeyError, zipfile.BadZipFile):  # a reader found its way all the same
            tell_all(data, sheets)
    return [sheet for sheet in sheets if sheet is not None]


def read_with_xlrd(data: bytes, kind: str) -> Read:
    import xlrd  # noqa: PLC0415, after the limits

    try:
        book = xlrd.open_workbook(file_contents=data, on_demand=True, logfile=io.StringIO())
    except xlrd.XLRDError as error:
        if "encrypted" in str(error):
            raise NotATable("password") from None
        raise
    values = {
        xlrd.XL_CELL_DATE: lambda cell: moment_of(xlrd.xldate_as_datetime(cell.value, book.datemode), cell.value),
        xlrd.XL_CELL_BOOLEAN: lambda cell: bool(cell.value),
        xlrd.XL_CELL_ERROR: lambda cell: None,
    }
    sheets: Read = []
    for number in range(book.nsheets):
        sheet = book.sheet_by_index(number)
        gathering = Gathering(sheet.name, bool(sheet.visibility))
        for line, row in enumerate(sheet.get_rows(), 1):
            gathering.add_numbers(line, [values[c.ctype](c) if c.ctype in values else c.value for c in row])
        book.unload_sheet(number)
        sheets.append(gathering)
    return sheets


def moment_of(moment: datetime, value: float) -> datetime | time:
    """A part of a day is a time, not one of 1899."""
    return moment.time() if 0 <= value < 1 else moment
