"""What is to be told of single rows and of a whole table beside its values, in sentences."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bizdept.web.tables.table import Sheet, Table

REMARKS = {
    "error": gettext_lazy("A formula ends in an error; its cell is taken as empty."),
    "formula": gettext_lazy("A formula was never reckoned; its cell is empty. Open the file in Excel and save it."),
    "hidden": gettext_lazy("The row is hidden in the file."),
    "merged": gettext_lazy("A merged cell's value is taken for this row too."),
    "rounded": gettext_lazy("A number of more than 15 digits has lost its end in Excel."),
    "shifted": gettext_lazy("There are more cells than headings: a separator inside a cell may have shifted the row."),
}
ASIDES = {
    "heading": gettext_lazy("The headings again."),
    "note": gettext_lazy("A note, no record."),
    "total": gettext_lazy("A total, no record."),
}
FEW = 0.2  # of the rows; where more reach beyond the headings a column has none, and no row is shifted


def remarks_of(sheet: Sheet, header: int) -> dict[int, list[str]]:
    """For each line of which something is to be told: the sentences."""
    told: dict[int, list[str]] = {}
    for code, lines in (sheet.remarks | {"shifted": shifted(sheet, header)}).items():
        for line in lines:
            told.setdefault(line, []).append(str(REMARKS[code]))
    return told


def shifted(sheet: Sheet, header: int) -> list[int]:
    """Lines with a cell to the right of the last heading, where most lines have none."""
    names = sheet.headings(header)
    width = max((column + 1 for column, name in enumerate(names) if name), default=0)
    lines = [line for line, row in sheet.records(header) if any(row[width:])]
    return lines if len(lines) <= FEW * (len(sheet.rows) - header - 1) else []


def remarks_on(table: Table, sheet: Sheet) -> list[str]:
    """What is to be told of the table as a whole when `sheet` is taken from it."""
    found = []
    if sheet.is_hidden:
        found.append(_("The sheet “%s” is hidden in the file.") % sheet.name)
    others = [other.name for other in table.lists() if other is not sheet and not other.is_hidden]
    if others:
        found.append(_("Other sheets are not read: %s.") % ", ".join(others))
    hidden = [other.name for other in table.sheets if other is not sheet and other.is_hidden and other.rows]
    if hidden:
        found.append(_("Hidden sheets are not read: %s.") % ", ".join(hidden))
    return found
