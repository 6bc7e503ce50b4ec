"""Workbooks that an import hands out: a template to fill in, and the wrong rows with what is wrong in red."""

import io
from collections.abc import Iterable

import xlsxwriter
from django.utils.translation import gettext as _

from bizdept.web.imports import store
from bizdept.web.imports.checking import Importer
from bizdept.web.imports.models import ImportBatch
from bizdept.web.sheets import writable

WIDE = 18  # characters
LIST = 1  # the sheet's first line below its headings


def book(name: str, headings: Iterable[str], rows: Iterable[list[tuple[str, bool]]]) -> bytes:
    """Rows of text, a cell of which is red where it says so."""
    output = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(output, options) as made:
        sheet, bold = made.add_worksheet(), made.add_format({"bold": True})
        text, red = made.add_format({"num_format": "@"}), made.add_format({"num_format": "@", "bg_color": "#F8D7DA"})
        for place, heading in enumerate(headings):
            sheet.write_string(0, place, writable(heading), bold)
            sheet.set_column(place, place, WIDE, text)  # a code of 18 digits typed into it stays whole
        for line, cells in enumerate(rows, LIST):
            for place, (cell, is_red) in enumerate(cells):
                if cell or is_red:
                    sheet.write_string(line, place, writable(cell), red if is_red else text)
        sheet.freeze_panes(1, 0)
    return output.getvalue()


def template(importer: Importer) -> bytes:
    """The headings of everything that may come in; what must be there says so."""
    names = [f"{field.label} *" if field.is_required else str(field.label) for field in importer.fields]
    return book(importer.name, names, [])


def wrong_rows(batch: ImportBatch) -> bytes:
    """The rows that can't be read as they stand in the list, mended cells included, and why."""
    sheet = store.take(batch).sheets[batch.sheet]
    cells_of = dict(sheet.records(batch.header))
    bad = store.shown_of(batch).rows("bad", 0, None)
    return book(batch.name, [*batch.headings, _("what is wrong")], (wrong(row, cells_of, batch) for row in bad))


def wrong(row: dict, cells_of: dict[int, list[str]], batch: ImportBatch) -> list[tuple[str, bool]]:
    edits, places = batch.edits.get(str(row["line"]), {}), {place for place, *_rest in row["problems"]}
    cells = [edits.get(str(n), cell) for n, cell in enumerate(cells_of[row["line"]][: len(batch.headings)])]
    cells += [""] * (len(batch.headings) - len(cells))
    why = "\n".join(f"{column}: {sentence}" for _place, column, _cell, sentence in row["problems"])
    return [*((cell, n in places) for n, cell in enumerate(cells)), (why, False)]
