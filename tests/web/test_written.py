"""How papers write days, and summaries write sums."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from django.utils import timezone, translation

from bizdept.web.templatetags.bizdept import grouped, written
from contracts import figures


@pytest.mark.parametrize(
    "value, words",
    [
        ("2025-12-10", "2025年12月10日"),
        (date(2025, 12, 1), "2025年12月1日"),
        (timezone.make_aware(datetime(2025, 12, 14, 9, 5)), "2025年12月14日 09:05"),
        ("", ""),
        (None, ""),
    ],
)
def test_papers_write_days_in_full(value, words):
    with translation.override("zh-hans"):
        assert written(value) == words


@pytest.mark.parametrize("language, words", [("zh-hans", "525.8"), ("zh-hant", "525.8"), ("en", "5.26")])
def test_sums_are_counted_in_the_unit_of_the_language(language, words):
    with translation.override(language):
        assert figures.in_short(Decimal(5_258_000)) == words
        assert ("million" in figures.unit_of_sums()) == (language == "en")


def test_thousands_are_divided_and_noughts_left_out():
    assert (grouped(500_000), grouped(Decimal("13.50")), grouped(100)) == ("500,000", "13.5", "100")
