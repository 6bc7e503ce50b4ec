"""How pages write sums, days, clauses and hidden numbers."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import translation

from bizdept.web import words

pytestmark = pytest.mark.usefixtures("time_stands_still")  # 2026-11-23 12:00 in Shanghai


@pytest.mark.parametrize(
    ("amount", "written"),
    [(Decimal("1286000"), "1,286,000.00"), (0, "0.00"), (None, "—"), ("", "—"), (-1234.5, "-1,234.50")],
)
def test_money(amount, written):
    assert words.money(amount) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (date(2026, 12, 7), "12-07"),
        (date(2025, 12, 7), "2025-12-07"),
        (datetime(2026, 12, 31, 17, tzinfo=UTC), "2027-01-01"),  # the day of Shanghai, not of Greenwich
        (None, "—"),
    ],
)
def test_day(value, written):
    assert words.day(value) == written


def test_moment():
    assert words.moment(datetime(2026, 11, 23, 3, 40, tzinfo=UTC)) == "today 11:40"
    assert words.moment(datetime(2026, 11, 22, 3, 40, tzinfo=UTC)) == "11-22 11:40"
    assert words.moment(date(2026, 11, 22)) == "11-22"
    assert words.moment("tomorrow") == "tomorrow"
    assert words.moment(None) == "—"


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("13812345621", "138****5621"),
        ("123456", "******"),
        ("", ""),
        (None, ""),
        ("6222020000007", "622******0007"),
    ],
)
def test_mask(number, shown):
    assert words.mask(number) == shown


def test_clauses_are_cited_in_the_language_of_the_page():
    assert words.cited("3.3.3") == "3.3.3"
    with translation.override("zh-hans"):
        assert words.cited("3.3.3") == "三（三）3"


def test_iso_is_what_html_takes():
    assert words.iso(datetime(2026, 11, 23, 3, 40, 5, 422716, tzinfo=UTC)) == "2026-11-23T11:40:05+08:00"
    assert words.iso(date(2026, 11, 23)) == "2026-11-23"
    assert words.iso("soon") == ""


def test_browser():
    agent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Edg/126.0"
    assert words.browser(agent) == "Edge · Windows"
    assert words.browser("curl/8") == "curl/8"
