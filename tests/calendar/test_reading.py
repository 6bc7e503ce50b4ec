"""Lists of holidays as people have them are understood, and what can't be is said line by line."""

import time
from datetime import date

import pytest

from bizdept.calendar.reading import read_days, written

YEARS = range(2025, 2029)
COUNCIL = """国务院办公厅关于2027年部分节假日安排的通知
一、元旦：1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（周五）至11日（周四）放假调休，共7天。1月31日（周日）、2月14日（周日）上班。
三、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。9月26日（周日）、10月9日（周六）调休上班。
"""


def of(text: str, year: int = 2027):
    return read_days(enumerate(text.splitlines(), 1), year, YEARS)


def test_the_councils_notice_is_read_as_it_is():
    reading = of(COUNCIL, year=2026)
    free = [date(2027, 1, n) for n in (1, 2, 3)] + [date(2027, 2, n) for n in range(5, 12)]
    free += [date(2027, 10, n) for n in range(1, 8)]
    worked = [date(2027, 1, 31), date(2027, 2, 14), date(2027, 9, 26), date(2027, 10, 9)]
    assert reading.days == dict.fromkeys(free, False) | dict.fromkeys(worked, True)
    assert reading.wrong == []


@pytest.mark.parametrize(
    "line, days, worked",
    [
        ("2027-01-01,休", 1, False),
        ("2027-01-01～2027-01-03 放假", 3, False),
        ("２０２７－０１－０１　休", 1, False),
        ("2027/1/1 - 2027/1/3 holiday", 3, False),
        ("20270101-20270103 free", 3, False),
        ("1月1日-1月3日休", 3, False),
        ("2027-01-04 上班", 1, True),
        ("2027-01-04 补班", 1, True),
        ("补班：2027-01-04", 1, True),
        ("1月4日（周一）调休上班", 1, True),
        ("2027-01-04 Worked", 1, True),
        ("2027-01-04、2027-01-09 上班", 2, True),
        ("2027-01-04 取消", 1, None),
        ("2027-01-04 ordinary", 1, None),
        ("2026-12-31至2027-01-02 放假", 3, False),
        ("12月31日至1月2日 放假", 3, False),
    ],
)
def test_a_line(line, days, worked):
    reading = of(line)
    assert (len(reading.days), set(reading.days.values()), reading.wrong) == (days, {worked}, [])


@pytest.mark.parametrize(
    "line, why",
    [
        ("2027-13-01 休", "no day of the calendar"),
        ("2027-02-29 休", "no day of the calendar"),
        ("2027-06-20", "neither free nor worked"),
        ("2027-06-20 至 2027-06-10 休", "ends before it begins"),
        ("2027-06-01至2027-06-30 休", "longer than 15 days"),
        ("2031-01-01 休", "Only days of 2025 to 2028"),
        ("9999-01-01 休", "Only days of"),
        ("hello", "names no day"),
        ("休", "names no day"),
        ("1月1日至3日放假 1月3日上班", "further above"),
        ("2027-06-20 休，2027-06-31 休", "no day of the calendar"),
    ],
)
def test_a_line_that_says_nothing_says_why_and_nothing_of_it_is_taken(line, why):
    reading = of(line)
    assert reading.days == {}
    assert [why in wrong.why for wrong in reading.wrong] == [True]


def test_the_second_of_two_lines_that_differ_is_refused():
    reading = of("2027-01-01 休\n2027-01-01 休\n\n2027-01-01 上班")
    assert reading.days == {date(2027, 1, 1): False}
    assert [wrong.line for wrong in reading.wrong] == [4]


def test_what_is_written_is_read_again():
    days = of(COUNCIL).days | {date(2027, 12, 31): None}
    assert of(written(days)).days == days


@pytest.mark.parametrize(
    "line",
    [
        "10月1日不放假", "10月1日 不再上班", "不是节假日 2027-03-01", "1月1日放假，1月4日不上班",
        "2027-01-01 not free", "2027-01-01 isn't a holiday", "2027-05-01 holiday cancelled", "2027-01-01 worked free",
        "非工作日 2027-03-01",
    ],
)  # fmt: skip
def test_what_a_day_is_not_is_not_read_as_what_it_is(line):
    reading = read_days([(1, line)], 2027, YEARS)
    assert reading.days == {} and len(reading.wrong) == 1


@pytest.mark.parametrize(
    "line, worked",
    [("5月1日正常放假", False), ("5月1日取消放假", None), ("5月1日正常上班", True), ("5月1日放假调休，不调休", False)],
)
def test_the_first_of_two_words_that_go_together_holds(line, worked):
    assert read_days([(1, line)], 2027, YEARS).days == {date(2027, 5, 1): worked}


def test_a_line_that_never_closes_what_it_opens_is_read_in_a_moment():
    """In a file a line may be as long as it likes: so read by the old words it takes a minute."""
    began = time.monotonic()
    read_days([(1, "(" * 200_000), (2, "[" * 200_000)], 2027, YEARS)
    assert time.monotonic() - began < 5
