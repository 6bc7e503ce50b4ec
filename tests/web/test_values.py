"""What is written in any of the shapes that people use comes back: days, numbers, money; and nothing else does."""

import csv
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bizdept.web.imports.amounts import CURRENCIES, UNITS
from bizdept.web.imports.mapping import recognise
from bizdept.web.imports.values import Field, Unreadable, choice, day, is_nothing, money, number, text
from tests.house.code import ROOT

pytestmark = pytest.mark.once
DAYS = st.dates(date(1950, 1, 1), date(2060, 12, 31))
WIDE = str.maketrans("0123456789/.-(),", "０１２３４５６７８９／．－（），")
SHAPES = [
    "{d:%Y-%m-%d}", "{d:%Y/%m/%d}", "{d.year}/{d.month}/{d.day}", "{d.year}.{d.month}.{d.day}", "{d:%Y%m%d}",
    "{d.year}年{d.month}月{d.day}日", "{d.year} 年 {d.month} 月 {d.day} 日", "{d.day}-{d:%b}-{d.year}",
    "{d:%B} {d.day}, {d.year}", "{d.day} {d:%b} {d.year}", "{d:%Y-%m-%d} 09:30", "{d:%Y-%m-%d}T09:30:00+08:00",
    "{d.year}/{d.month}/{d.day} 9:30:05", "{d.year}年{d.month}月{d.day}日 星期三", "{d.year}-{d.month}-{d.day}(周三)",
    "{d:%Y%m%d}093000", "{serial}", "{serial}.4375",
]  # fmt: skip
ORDERED = [
    "{d.month}/{d.day}/{d.year}",
    "{d:%m/%d/%Y} 0:00",
    "{d.month}-{d.day}-{d.year}",
    "{d.month}.{d.day}.{d.year}",
]


def written(shape: str, d: date) -> str:
    return shape.format(d=d, serial=(d - date(1899, 12, 30)).days)


@given(DAYS, st.sampled_from(SHAPES), st.booleans())
def test_a_day_comes_back_from_any_shape(d, shape, is_wide):
    cell = written(shape, d)
    assert day(cell.translate(WIDE) if is_wide else cell) == d


@given(st.lists(DAYS, min_size=1), st.sampled_from(ORDERED), st.booleans())
def test_the_order_of_day_and_month_is_the_columns(days, shape, is_day_first):
    clear = date(2019, 1, 31)
    shape = shape.replace("month", "x").replace("day", "month").replace("x", "day") if is_day_first else shape
    shape = shape.replace("%m/%d", "%d/%m") if is_day_first else shape
    cells = [written(shape, d) for d in [clear, *days]]
    parse = day.of_column("", cells)
    assert [parse(cell) for cell in cells] == [clear, *days]


@given(st.dates(date(1970, 1, 1), date(2068, 12, 31)))
def test_a_year_of_two_digits_is_of_our_time(d):
    assert day.of_column("", ["1/31/20"])(f"{d.month}/{d.day}/{d:%y}") == d


@pytest.mark.parametrize(
    "cell, expected", [("2019年1月", (2019, 1, 1)), ("2019-01", (2019, 1, 1)), ("5/5/2019", (2019, 5, 5))]
)
def test_a_month_is_its_first_day_and_one_day_has_one_order(cell, expected):
    assert day(cell) == date(*expected)


def test_days_in_chinese_numerals():
    assert day("二〇一九年一月二日") == date(2019, 1, 2)
    assert day("二○二六年十一月二十三日") == date(2026, 11, 23)
    assert day("二零一九年十月三十日") == date(2019, 10, 30)
    assert day("2019年十二月十日") == date(2019, 12, 10)


@pytest.mark.parametrize(
    "cell",
    ["长期", "2019", "2019年", "2019-13-01", "2019-02-30", "31/31/2019", "0", "99999", "1.5", "x",
     "2019-01-02 至 2020-01-02", "20191301", "138123456", "91310117MA1J3AJ43G", "Marsh 5, 2019x"],
)  # fmt: skip
def test_what_is_no_day_is_told(cell):
    with pytest.raises(Unreadable, match="is no day"):
        day(cell)


@pytest.mark.parametrize("cells", [["3/4/2019"], ["3/4/2019", "1/31/2019", "31/1/2019"]])
def test_a_day_that_may_be_two_is_asked_for(cells):
    parse = day.of_column("", cells)
    with pytest.raises(Unreadable, match="may be two days"):
        parse(cells[0])
    assert [parse(cell).month for cell in cells[1:]] == [1] * len(cells[1:])


AMOUNTS = st.decimals(Decimal("0.01"), Decimal("99999999.99"), places=2)
CURRENCY = st.sampled_from([(code, word) for code, words in CURRENCIES.items() for word in words.split()])


@given(
    AMOUNTS,
    st.sampled_from(["{}", "{:,}", " {} ", "{:.4f}", "{:,.2f}", "{}元", "{:,}元整", "+{}", "{:E}"]),
    st.booleans(),
)
def test_a_number_comes_back_from_any_shape(amount, shape, is_wide):
    cell = shape.format(amount)
    assert number(cell.translate(WIDE) if is_wide else cell) == amount


@given(AMOUNTS, st.sampled_from(["-{}", "({:,})", "（{}）", "−{}", "{}-", "－{}", "¥-{}", "-¥{}", "(¥{:,})"]))
def test_a_number_below_nothing_comes_back(amount, shape):
    assert number(shape.format(amount)) == -amount


@given(
    AMOUNTS,
    CURRENCY,
    st.sampled_from(sorted(UNITS)),
    st.sampled_from(["{n:,}({u}{c})", "{n}{u}{c}", "{n}（{u}元{c}）", "{c}{n}{u}元", "{n} {u} {c}"]),
)
def test_money_comes_back_with_its_currency_and_unit(amount, currency, unit, shape):
    code, word = currency
    found = money(shape.format(n=amount, u=unit, c=word))
    assert (found.amount, found.currency) == (amount * UNITS[unit], code)


@pytest.mark.parametrize(
    "cell, amount, currency",
    [
        ("100万人民币", 1_000_000, "CNY"), ("1,000(万元人民币)", 10_000_000, "CNY"), ("9(万美元)", 90_000, "USD"),
        ("¥1,234.50", "1234.50", "CNY"), ("(1,234.50)", "-1234.50", ""), ("1.2亿", 120_000_000, ""),
        ("12%", "0.12", ""),
        ("人民币100万元整", 1_000_000, "CNY"), ("HK$5", 5, "HKD"), ("1,0000", 10_000, ""), (".5", "0.5", ""),
    ],
)  # fmt: skip
def test_money_as_the_registry_writes_it(cell, amount, currency):
    assert money(cell) == (Decimal(amount), currency)


@pytest.mark.parametrize(
    "cell", ["x", "--5", "(-5)", "1,2", "1.234,50", "12345,678", "1..2", "5 6", "¥", "万", "1e999", "5只", "1/2"]
)
def test_what_is_no_number_is_told(cell):
    with pytest.raises(Unreadable, match="is no number"):
        money(cell)


@given(AMOUNTS)
def test_a_comma_is_the_point_where_the_column_says_so(amount):
    cells = [f"{amount:,.2f}".translate(str.maketrans(",.", ".,")), "1.234,50"]
    assert number.of_column("", cells)(cells[0]) == amount
    assert number.of_column("", ["1,234.50", "1,234"])("1,234") == 1234


@pytest.mark.parametrize(
    "heading, cell, expected",
    [
        ("注册资本（万元）", "100", (1_000_000, "")), ("金额(万美元)", "5", (50_000, "USD")),
        ("金额 (单位：元)", "5", (5, "")),
        ("金额（万元）", "1.2亿", (120_000_000, "")), ("金额/万元", "3", (30_000, "")), ("金额(含税)", "3", (3, "")),
        ("金额 人民币", "3", (3, "")), ("千人计划", "3", (3, "")),
    ],
)  # fmt: skip
def test_a_unit_in_the_heading_holds_for_cells_without_their_own(heading, cell, expected):
    assert money.of_column(heading, [cell])(cell) == expected


@pytest.mark.parametrize("cell", ["N/A", " n/a ", "－", "——", "无", "（空）", "#DIV/0!", "NULL", "", "　"])
def test_words_for_nothing(cell):
    assert is_nothing(cell)


@pytest.mark.parametrize("cell", ["0", "无锡", "空调", "NASA", "未知数", "-1"])
def test_words_for_something(cell):
    assert not is_nothing(cell)


def test_a_field_reads_a_column_with_its_parser():
    parse = Field("day", "day", day).parser_for("日期", ["1/31/2019", "2/3/2019"])
    assert parse("2/3/2019") == date(2019, 2, 3)
    plain = Field("name", "name", text(5))
    assert plain.parser_for("名称", [])("甲") == "甲"


def test_brackets_and_width_are_one_in_choices():
    assert choice({"A级(重要)": "A"})("ａ级（重要）") == "A"


def test_names_are_told_from_short_names():
    fields = [
        Field("name", "n", text(9), ("全称", "名称"), True),
        Field("short", "s", text(9), ("简称",), second=("名称",)),
    ]
    assert recognise(["名称", "全称"], fields) == {0: "short", 1: "name"}
    assert recognise(["名称", "城市"], fields) == {0: "name"}
    assert recognise(["名称", "全称", "简称"], fields) == {1: "name", 2: "short"}
    assert recognise(["名称", "全称"], fields, {"名称": "name"}) == {0: "name"}
    assert recognise(["名称", "全称"], fields, {"名称": ""}) == {1: "name"}


def test_headings_of_two_rows_are_known_by_both_or_by_the_lower():
    fields = [Field("name", "n", text(9), ("名称",)), Field("phone", "p", text(9), ("联系人电话",))]
    assert recognise(["基本信息 名称", "联系人 电话"], fields) == {0: "name", 1: "phone"}
    assert recognise(["产品 名称", "客户 电话"], fields) == {}


@pytest.mark.skipif(not (ROOT.parent / "shared" / "data").is_dir(), reason="the real lists are not here")
def test_every_capital_and_day_of_a_real_registry_is_read():
    path = ROOT.parent / "shared" / "data" / "companies" / "enterprise_reg" / "2019_上海.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    said = [row["注册资金"] for row in rows if not is_nothing(row["注册资金"])]
    amounts = [money(cell) for cell in said]
    assert len(amounts) > 5000 and {found.currency for found in amounts} >= {"CNY", "USD"}
    days = [day(row["注册日期"]) for row in rows]
    assert max(days) - min(days) < timedelta(days=366)
