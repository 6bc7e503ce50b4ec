"""No cell of a file that leaves is alive, however it is opened; and what went out comes in as it was."""

import csv
import io
import random
import re
import zipfile
from operator import itemgetter

import openpyxl
import pytest

from bizdept.web import sheets
from bizdept.web.columns import Column
from bizdept.web.tables import read_table
from bizdept.web.tables.child import texts
from bizdept.web.tables.child.cells import plain_text
from tests.web.formulas import FORMULAS

KINDS = ("link", "text", "money", "number", "day", "moment", "state", "level", "person")
COLUMNS = [Column(kind, kind, itemgetter(n), kind) for n, kind in enumerate(KINDS)]
STRIPPED = re.compile(r"^[\s\x00-\x20\xa0\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\u3000\ufeff\"]+")
ALIVE = {*"=+-@＝＋－＠﹦﹢﹣﹫−"}


def rows() -> list[tuple[str, ...]]:
    """Each payload in each column, beside others: a cell may be broken open by its neighbour."""
    lot, count = random.Random(8), len(KINDS)
    return [(text,) * count for text in FORMULAS] + [tuple(lot.choices(FORMULAS, k=count)) for _n in range(300)]


def alive(cells) -> list[str]:
    """Those that a program would run, once it has stripped what it strips. A bare number is none."""
    found = [cell for cell in cells if STRIPPED.sub("", cell)[:1] in ALIVE]
    return [cell for cell in found if not sheets.NUMBER.fullmatch(STRIPPED.sub("", cell))]


def test_there_are_a_hundred_and_more():
    assert len(set(FORMULAS)) >= 150 and len(alive(FORMULAS)) >= 100


@pytest.mark.parametrize("long", [False, True])
def test_no_cell_of_a_workbook_is_alive(tmp_path, long):
    path = tmp_path / "list.xlsx"
    if long:
        sheets.write_xlsx(path, "=1+1", COLUMNS, iter(rows()))
    else:
        path.write_bytes(sheets.xlsx("=1+1", COLUMNS, rows()))
    book = openpyxl.load_workbook(path)
    kinds = {cell.data_type for row in book.active.iter_rows() for cell in row if cell.value is not None}
    assert kinds == {"s"} or kinds == {"s", "inlineStr"}
    with zipfile.ZipFile(path) as package:
        xml = package.read("xl/worksheets/sheet1.xml").decode()
        assert not [name for name in package.namelist() if "external" in name.lower() or "connection" in name.lower()]
    assert "<f>" not in xml and "<f " not in xml and 't="str"' not in xml and "<hyperlink" not in xml


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("long", [False, True])
def test_no_field_of_a_csv_is_alive_whichever_separator_it_is_read_with(tmp_path, separator, long):
    path = tmp_path / "list.csv"
    if long:
        sheets.write_csv(path, COLUMNS, iter(rows()))
    else:
        path.write_bytes(sheets.csv(COLUMNS, rows()))
    text = path.read_bytes().decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator) for cell in row]
    assert len(cells) >= len(rows()) and alive(cells) == []
    if separator != ",":  # a program that knows no quotation marks: each line is torn at each separator
        assert alive(cell for line in re.split(r"[\r\n]+", text) for cell in line.split(separator)) == []


def test_the_guards_come_off_again_and_nothing_else_does():
    lot, pieces = random.Random(9), [*"=+-@＝−'\"\t\r\n;|, a", "\u200b", "\ufeff", "''", "=1"]
    made = ["".join(lot.choices(pieces, k=lot.randint(1, 9))) for _n in range(20_000)]
    for text in (*FORMULAS, *made, "it's", "'tis", "'70s; 'x", "rock 'n' roll"):
        assert texts.GUARD.sub("", sheets.harmless(text)) == text


def test_a_guard_is_only_there_where_it_is_needed():
    for text in ("it's", "O'Brien", "a - b", "x=1", "a@b.example", "-5", "+86", "-1.50", "3|4", "a;b", "1\n2"):
        assert sheets.harmless(text) == text
    assert sheets.harmless("x;=1") == "x;'=1" and sheets.harmless("'=1") == "''=1"


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@pytest.mark.parametrize("long", [False, True])
def test_what_went_out_comes_in_as_it_was(tmp_path, kind, long):
    path, columns = tmp_path / f"list.{kind}", [COLUMNS[0], Column("n", "n", itemgetter(1))]
    more = [
        "_x0041_",
        "a_x000D_b",
        "&amp;<b>",
        "00123",
        "1e5",
        "TRUE",
        "#N/A",
        "长" * sheets.LONGEST,
        "🙂=1",
        "ａｂｃ",
    ]
    records = [(text, str(n)) for n, text in enumerate([*FORMULAS, *more])]
    if long:
        write = {"xlsx": lambda: sheets.write_xlsx(path, "x", columns, iter(records)),
                 "csv": lambda: sheets.write_csv(path, columns, iter(records))}  # fmt: skip
        write[kind]()
    else:
        path.write_bytes(sheets.xlsx("x", columns, records) if kind == "xlsx" else sheets.csv(columns, records))
    read = {row[1]: row[0] for _line, row in read_table(path).lists()[0].records(0)}
    wrong = [(text, read[number]) for text, number in records if read[number] != plain_text(sheets.writable(text))]
    assert wrong == [] and len(read) == len(records)


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_nothing_lies_there_where_the_rows_break_off(tmp_path, kind):
    def broken():
        yield ("a", "b", *KINDS)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        if kind == "xlsx":
            sheets.write_xlsx(tmp_path / "list.xlsx", "x", COLUMNS, broken())
        else:
            sheets.write_csv(tmp_path / "list.csv", COLUMNS, broken())
    assert not list(tmp_path.iterdir())
