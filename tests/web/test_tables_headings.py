"""Where the headings stand, what merged cells mean, what is no record: told right for the shapes that lists have."""

import zipfile

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from bizdept.web.tables import Sheet, Table, read_table, told

pytestmark = pytest.mark.once
BODY = [["恒裕科技", "沈国平", "13812345621", "上海"], ["嘉合机械", "李四", "13912345678", "苏州"]]
PLAIN, HALVES = ["企业名称", "联系人 姓名", "联系人 电话", "城市"], [(0, 0, 1), (0, 2, 3)]
HEADS = ["企业名称", "联系人", "电话", "城市"]


def sheet(*rows, spans=()) -> Sheet:
    width = max(map(len, rows))
    padded = [[*row, *[""] * (width - len(row))] for row in rows]
    return Sheet("", padded, list(range(1, len(rows) + 1)), spans=[list(span) for span in spans])


def book(path, rows, merged=(), **facts):
    workbook = openpyxl.Workbook()
    page = workbook.active
    for row in rows:
        page.append(row)
    for area in merged:
        page.merge_cells(area)
    for name, value in facts.items():
        getattr(page, name)(value) if callable(getattr(page, name)) else setattr(page, name, value)
    workbook.save(path)
    return path


@pytest.mark.parametrize(
    "above",
    [
        [],
        [["客户一览表"]],
        [["客户一览表"], ["单位：上海恒裕", "", "日期：2026-11-23"]],
        [["客户一览表"], ["制表人：张三", "审核：李四", "2026年11月", "第1页"]],
        [["注：1. 名称请填全称；2. 电话请填手机号码，没有的请填座机"], ["2026", "11", "23"]],
        [["客户一览表"], ["共", "2", "家"]],
        [["客户：上海恒裕", "联系人：张三", "电话：无", "地址：沪"]],
    ],
)
def test_titles_and_notes_above_are_passed_over(above):
    found = sheet(*above, HEADS, *BODY)
    assert found.header_candidates()[0] == len(above)
    assert found.headings(len(above)) == HEADS


def test_a_first_record_is_no_heading_though_a_heading_is_missing():
    found = sheet(["企业名称", "", "电话", "备注"], ["甲", "上海", "1", "好"], ["乙", "苏州", "2", "好"])
    assert found.header_candidates()[0] == 0 and found.headings(0) == ["企业名称", "", "电话", "备注"]


def test_records_of_words_alone_stay_below_their_headings():
    found = sheet(["一级", "二级", "三级"], *[["城建", "安全", f"事故{word}"] for word in "甲乙丙丁"])
    assert found.header_candidates()[0] == 0


@pytest.mark.parametrize(
    "first, second, spans, expected",
    [
        (["企业名称", "联系人", "", "城市"], ["", "姓名", "电话", ""], [], PLAIN),
        (["企业名称", "联系人", "", "城市"], ["企业名称", "姓名", "电话", "城市"], [(0, 1, 2)], PLAIN),
        (["甲", "", "乙", ""], ["名称", "姓名", "电话", "城市"], [], ["甲 名称", "甲 姓名", "乙 电话", "乙 城市"]),
        (["上", "上", "下", "下"], ["量", "额", "量", "额"], [], ["上 量", "上 额", "下 量", "下 额"]),
        (["2018", "", "2019", ""], ["Q一", "Q二"] * 2, HALVES, ["2018 Q一", "2018 Q二", "2019 Q一", "2019 Q二"]),
    ],
)  # fmt: skip
def test_headings_in_two_rows_are_one_each(first, second, spans, expected):
    found = sheet(["客户表"], first, second, *BODY, spans=[(place + 1, *columns) for place, *columns in spans])
    header = found.header_candidates()[0]
    assert (header, found.headings(header)) == (2, expected)
    assert [row for _line, row in found.records(header)] == BODY


@pytest.mark.parametrize(
    "rows",
    [
        [["名称", "联系人", "城市", "备注"], ["甲", "张三", "", "好"], ["乙", "李四", "沪", ""]],
        [["名称", "联系人", "", "备注"], ["甲", "张三", "好", ""], ["乙", "李四", "好", ""]],
        [["名称", "电话", "", ""], ["甲", "无", "老客户", "好"], *[["乙", "1", "", ""]] * 3],
    ],
)
def test_a_row_of_words_below_the_headings_is_a_record(rows):
    found = sheet(*rows)
    assert found.header_candidates()[0] == 0 and found.headings(0) == rows[0]


def test_known_headings_win():
    rows = [["制表", "张三"], ["企业名称", "电话"], *[["甲", "1"]] * 3]
    assert sheet(*rows).header_candidates(["企业名称"])[0] == 1
    column = sheet(["企业名称"], ["甲"], ["乙"])
    assert column.header_candidates() == [] and column.header_candidates(["企业名称*"]) == [0]


def test_a_list_of_one_column_is_read_where_its_heading_is_waited_for(tmp_path):
    path = tmp_path / "names.csv"
    path.write_text("企业名称\n甲\n乙\n")
    table = read_table(path, known=["企业名称"])
    assert table.likeliest(["企业名称"]) == (table.sheets[0], 0)


def test_the_sheet_that_is_waited_for_comes_first_and_a_hidden_one_last():
    sheets = [sheet(HEADS, *BODY), sheet(["甲", "乙"], ["1", "2"]), sheet(["名", "数"], ["a", "1"])]
    hidden = Sheet("h", [["数", "名"], ["a", "1"]], [1, 2], is_hidden=True)
    table = Table("xlsx", [hidden, *sheets])
    assert table.lists()[0] is sheets[0] and table.lists()[-1] is hidden
    assert table.lists(["乙"])[0] is sheets[1]
    assert table.lists(["数"])[0] is sheets[2], "hidden, though its headings are known as well"


def test_totals_notes_and_repeated_headings_are_told_and_stay():
    rows = [
        HEADS, *BODY, ["小 计", "", "2", ""], HEADS, BODY[0], ["合计：", "", "", "3"], ["", "总计", "", "5"],
        ["合计有限公司", "王五", "1", "沪"], ["合计", "王五", "1", "沪"], ["注：以上为全部客户"],
        ["Total", "", "9", ""],
    ]  # fmt: skip
    found = sheet(*rows)
    told_of = {4: "total", 5: "heading", 7: "total", 8: "total", 11: "note", 12: "total"}
    assert found.asides(0) == told_of
    assert len(list(found.records(0))) == len(rows) - 1
    assert set(told_of.values()) == set(told.ASIDES)


def test_merged_cells_of_a_workbook(tmp_path):
    rows = [
        ["客户一览表"],
        ["企业名称", "联系人", None, "地区"],
        [None, "姓名", "电话", "省市"],
        ["甲厂", "张三", 1, "上海"],
        [None, "李四", 2, None],
        ["乙厂", "王五", 3, None],
        [None, None, None, None],
    ]
    merged = ["A1:D1", "A2:A3", "B2:C2", "A4:A5", "D4:D6", "A6:A7"]
    found = read_table(book(tmp_path / "list.xlsx", rows, merged)).lists()[0]
    header = found.header_candidates()[0]
    assert found.headings(header) == ["企业名称", "联系人 姓名", "联系人 电话", "地区 省市"]
    assert list(found.records(header)) == [
        (4, ["甲厂", "张三", "1", "上海"]),
        (5, ["甲厂", "李四", "2", "上海"]),
        (6, ["乙厂", "王五", "3", "上海"]),
    ]
    assert found.remarks["merged"] == [3, 5, 6]
    assert list(told.remarks_of(found, header)) == [3, 5, 6]


def test_hidden_rows_and_formulas_without_a_value_are_told(tmp_path):
    path = book(tmp_path / "list.xlsx", [["名称", "数"], ["甲", "=1+1"], ["乙", 2], ["丙", 3], ["=1/0", 4]])
    workbook = openpyxl.load_workbook(path)
    workbook.active.row_dimensions[3].hidden = True
    workbook.active["A5"].value, workbook.active["A5"].data_type = "#DIV/0!", "e"
    workbook.save(path)
    found = read_table(path).lists()[0]
    assert found.remarks == {"hidden": [3], "formula": [2], "error": [5]}
    assert [row for _line, row in found.records(0)] == [["甲", ""], ["乙", "2"], ["丙", "3"], ["", "4"]]
    assert {len(sentences) for sentences in told.remarks_of(found, 0).values()} == {1}


def test_shifted_rows_are_told_and_a_column_without_heading_is_not():
    few = sheet(["名称", "电话"], *[["甲", "1"]] * 9, ["乙", "1", "2"])
    assert told.shifted(few, 0) == [11]
    assert told.shifted(sheet(["名称", "电话"], *[["甲", "1", "x"]] * 9), 0) == []


def test_of_a_table_with_other_sheets_it_is_said():
    sheets = [sheet(HEADS, *BODY), Sheet("二", [["甲", "乙"], ["1", "2"]], [1, 2])]
    hidden = Sheet("藏", [["甲", "乙"], ["1", "2"]], [1, 2], is_hidden=True)
    table = Table("xlsx", [*sheets, hidden])
    said = told.remarks_on(table, sheets[0])
    assert len(said) == 2 and "二" in said[0] and "藏" in said[1]
    assert "藏" in told.remarks_on(table, hidden)[0]


def test_a_million_formatted_rows_are_passed_over(tmp_path):
    """What a workbook looks like whose columns were formatted to the end: every row is there, and nothing in it."""
    path = book(tmp_path / "list.xlsx", [HEADS, *BODY])
    workbook = openpyxl.load_workbook(path)
    for column in range(1, 3):
        workbook.active.column_dimensions[get_column_letter(column)].width = 20
    workbook.save(path)
    with_phantoms(path, 1_048_576)
    found = read_table(path).lists()[0]
    assert (len(found.rows), found.lines) == (3, [1, 2, 3])


def with_phantoms(path, last: int) -> None:
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = "xl/worksheets/sheet1.xml"
    rows = b"".join(b'<row r="%d" spans="1:4"><c r="A%d" s="0"/></row>' % (line, line) for line in range(4, last + 1))
    parts[name] = parts[name].replace(b"</sheetData>", rows + b"</sheetData>")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
