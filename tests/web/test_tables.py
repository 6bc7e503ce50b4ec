"""Uploaded tables: read to the last cell as clean text, or refused with a sentence; never a dead worker."""

import csv
import io
import zipfile
from datetime import date, datetime, time

import openpyxl
import pytest
import xlsxwriter

from bizdept.refusal import Refused
from bizdept.web.tables import read_table, reading
from bizdept.web.tables.child import limits
from bizdept.web.tables.child.cells import text_of
from tests.house.code import ROOT

DATA = ROOT.parent / "shared" / "data"
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="the real lists are not here")
ROWS = "企业名称,电话\n恒裕科技,13800138000\n嘉合机械,021-12345678\n"


@pytest.fixture
def written(tmp_path):
    """Write bytes, text or rows of cells to a file; its path."""

    def write(content, name="list.csv"):
        path = tmp_path / name
        if isinstance(content, str):
            content = content.encode()
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as book:
                sheet = book.add_worksheet("客户")
                for number, row in content:
                    sheet.write_row(number, 0, row)
        return path

    return write


def refused(path, **facts) -> str:
    with pytest.raises(Refused) as caught:
        read_table(path, **facts)
    (reason,) = caught.value.reasons
    assert reason.field == "file" and path.name in reason.sentence and "%" not in reason.sentence
    return reason.code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_text_in_the_encodings_people_have(written, encoding, separator):
    table = read_table(written(ROWS.replace(",", separator).encode(encoding)))
    assert table.separator == separator
    assert table.lists()[0].rows == [["企业名称", "电话"], ["恒裕科技", "13800138000"], ["嘉合机械", "021-12345678"]]


def test_lines_are_those_of_the_file(written):
    sheet = read_table(written('\r\n\r\n名称,地址\r\n甲,"一\r\n二"\r\n\r\n乙,三\r\n')).lists()[0]
    assert list(sheet.records(0)) == [(4, ["甲", "一\n二"]), (7, ["乙", "三"])]


def test_what_nobody_sees_is_taken_out(written):
    sheet = read_table(written("名\0称,电话\n\u202d138\u202c\u200b,\x07\ufeff\u3000 甲 \n")).lists()[0]
    assert sheet.rows == [["名称", "电话"], ["138", "甲"]]


def test_cells_of_a_workbook_are_text_as_people_read_it(written):
    cells = [13800138000, 1.5, 0.1 + 0.2, date(2026, 11, 23), True, "  00123 ", "=1+1", 1e20]
    path = written([(2, [f"标题{n}" for n in range(8)]), (5, cells)], "list.xlsx")
    sheet = read_table(path).lists()[0]
    assert list(sheet.records(0)) == [
        (6, ["13800138000", "1.5", "0.3", "2026-11-23", "TRUE", "00123", "0", "100000000000000000000"])
    ]
    assert sheet.rounded_lines == [6]  # 1e20 has lost its last digits


def test_moments_are_rounded_to_what_was_typed():
    assert text_of(datetime(2026, 11, 23, 14, 4, 59, 999997)) == "2026-11-23 14:05"
    assert text_of(datetime(2026, 11, 23, 14, 4, 7)) == "2026-11-23 14:04:07"
    assert text_of(datetime(2026, 11, 23, 0, 0, 0, 4000)) == "2026-11-23"
    assert text_of(time(14, 5)) == "14:05"


def test_both_readers_read_the_same(written, monkeypatch):
    path = written([(2, ["", "名称", "日期", "数"]), (5, ["", "甲", date(2026, 11, 23), 2])], "list.xlsx")
    table = read_table(path)
    assert table.sheets[0].lines == [3, 6]
    assert table.sheets[0].rows[1] == ["", "甲", "2026-11-23", "2"]
    monkeypatch.setattr(reading, "TURNS", ("second",))
    assert read_table(path) == table


def test_headings_below_a_title_are_found(written):
    sheet = read_table(written("客户一览表,\n2026-11-23,12\n企业名称,电话\n甲,1\n")).lists()[0]
    assert sheet.header_candidates() == [2]
    assert sheet.headings(2) == ["企业名称", "电话"]


def test_sheets_on_view_come_first(tmp_path):
    book = openpyxl.Workbook()
    for name in ("hidden", "on view", "empty"):
        sheet = book.create_sheet(name)
        for row in [] if name == "empty" else [["名称", "电话"], ["甲", "1"]]:
            sheet.append(row)
    book["hidden"].sheet_state = "hidden"
    book.save(tmp_path / "book.xlsx")
    table = read_table(tmp_path / "book.xlsx")
    assert [sheet.name for sheet in table.lists()] == ["on view", "hidden"]
    assert table.sheet_names == ["Sheet", "hidden", "on view", "empty"]


@pytest.mark.parametrize(
    "content, code",
    [
        (b"", "empty"),
        (b" \n\n", "empty"),
        (",,\n,\n", "empty"),
        (b"%PDF-1.7\n", "unknown"),
        ('[{"name": "甲", "phone": "1"}]', "unknown"),
        (b"\0\1\2\3" * 100, "unknown"),
        ("<html><table><tr><td>甲</td></tr></table>", "web_page"),
        (b"name,city\nli,Lom\xe9,\n", "encoding"),
        ("??,??,???\n甲,乙,丙\n", "lost_headings"),
        ("??,??\n甲,乙\n", "lost_headings"),
        ("一句话。\n又一句话。\n", "not_a_list"),
        ("话说,当年\n" + "说来话长。\n" * 5 + "一,二\n", "not_a_list"),
        ('名称,电话\n甲,1\n乙,"2\n丙,3\n', "quotes"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related\n", "web_page"),
        ("企业名称,电话\n", "not_a_list"),
        (b"PK\x03\x04 nothing else", "damaged"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 1000, "damaged"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "password"),
        ("名称,电话\n" + '"' + "x" * 200_000 + '",1\n', "damaged"),
        (",".join(f"列{n}" for n in range(201)) + "\n1\n", "too_wide"),
    ],
)
def test_what_is_no_list_is_refused_with_a_sentence(written, content, code):
    assert refused(written(content)) == code


def package(path, members: int, size: int):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        for number in range(members):
            archive.writestr(f"xl/worksheets/sheet{number}.xml", b" " * size)
    return path


@pytest.mark.parametrize("members, size", [(2001, 1), (1, 129 * 1024**2), (4, 33 * 1024**2)])
def test_what_unpacks_to_too_much_is_refused_before_it_does(tmp_path, members, size):
    assert refused(package(tmp_path / "bomb.xlsx", members, size)) == "too_large"


def test_a_workbook_with_macros_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "list.xlsm", "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/vbaProject.bin", b"x")
    assert refused(tmp_path / "list.xlsm") == "macros"


def test_a_package_that_is_no_workbook_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "letter.xlsx", "w") as archive:
        archive.writestr("word/document.xml", "<document/>")
    assert refused(tmp_path / "letter.xlsx") == "unknown"


@pytest.mark.parametrize(
    "text, rows",
    [
        ("sep=;\r\n名称;电话\r\n甲,乙;1\r\n", [["名称", "电话"], ["甲,乙", "1"]]),
        ("名称,电话\r甲,1\r乙,2\r", [["名称", "电话"], ["甲", "1"], ["乙", "2"]]),
        (
            "名称,电话,城市\n甲\n乙,2,上海,多,余\n",
            [["名称", "电话", "城市", "", ""], ["甲", *[""] * 4], [*"乙2", "上海", *"多余"]],
        ),
        ('名称,电话\n"甲 ""一"" 厂",1\n', [["名称", "电话"], ['甲 "一" 厂', "1"]]),
        ("\ufeff名称\t电话\n甲\t1\n", [["名称", "电话"], ["甲", "1"]]),
        (
            '{"名称": "甲", "电话": 1}\n\n{"名称": "乙", "城市": ["沪"]}\n',
            [["名称", "电话", "城市"], ["甲", "1", ""], ["乙", "", '["沪"]']],
        ),
    ],
)
def test_text_in_the_shapes_people_have(written, text, rows):
    assert read_table(written(text)).lists()[0].rows == rows


def test_lines_are_counted_below_a_said_separator(written):
    assert read_table(written("sep=;\n名称;电话\n甲;1\n")).lists()[0].lines == [2, 3]


@pytest.mark.parametrize("text", ['{"a": 1}\n[2]\n', '{"a": 1, "b": 2}\n{"a": \n', "{\\rtf1 x}"])
def test_what_only_looks_like_records_is_no_table(written, text):
    assert refused(written(text)) == "unknown"


def test_too_many_rows_are_refused(written):
    assert refused(written("名称,电话\n" + "甲,1\n" * 200_000)) == "too_long"


def test_a_reader_that_dies_is_followed_by_the_second_one(written, monkeypatch, tmp_path):
    path = written([(0, ["名称", "电话"]), (1, ["甲", "1"])], "list.xlsx")
    deadly = tmp_path / "child.py"
    deadly.write_text("import os, sys, runpy\nif sys.argv[2] == 'first': os.abort()\n")
    with deadly.open("a") as file:
        file.write(f"runpy.run_path({str(reading.CHILD)!r}, run_name='__main__')\n")
    monkeypatch.setattr(reading, "CHILD", deadly)
    assert read_table(path).lists()[0].rows[1] == ["甲", "1"]


def test_memory_is_bounded(written, monkeypatch, tmp_path):
    greedy = tmp_path / "child.py"
    limits_of = f"runpy.run_path({limits.__file__!r})['limit']()"
    greedy.write_text(f"import runpy\n{limits_of}\nx = bytearray(600 * 1024**2)\n")
    monkeypatch.setattr(reading, "CHILD", greedy)
    assert refused(written(ROWS)) == "damaged"


def test_time_is_bounded(written, monkeypatch, tmp_path):
    slow = tmp_path / "child.py"
    slow.write_text("import time\ntime.sleep(60)\n")
    monkeypatch.setattr(reading, "CHILD", slow)
    monkeypatch.setattr(limits, "SECONDS", 0.1)
    assert refused(written(ROWS)) == "slow"


@needs_data
def test_of_a_real_registry_nothing_is_lost():
    path = DATA / "companies" / "enterprise_reg" / "2019_上海.csv"
    sheet = read_table(path).lists()[0]
    records = list(sheet.records(sheet.header_candidates()[0]))
    with io.StringIO(path.read_text("utf-8-sig"), newline="") as file:
        expected = list(csv.reader(file))[1:]
    assert len(records) == len(expected) == 5574
    assert [row[:3] for _, row in records] == [row[:3] for row in expected]


@needs_data
def test_the_worst_of_the_messy_files_are_answered():
    assert refused(DATA / "messy" / "phpspreadsheet" / "tests_data_Reader_XLS_oleloop.xls") == "damaged"
    assert refused(DATA / "crm" / "tipdm2021" / "SalseData.csv") == "encoding"
    assert refused(DATA / "messy" / "calamine" / "tests_pass_protected.xlsx") == "password"
    assert read_table(DATA / "crm" / "tipdm2021" / "quarter.csv").encoding == "gb18030"
