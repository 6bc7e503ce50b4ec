"""Numbers of the regulation: the value that held on the day, within the span that is allowed."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from bizdept.regulation.models import NumberChange
from bizdept.regulation.numbers import NUMBERS, reasons_against_value, value, values

MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)


def change(name: str, amount: object, holds_from: date) -> None:
    NumberChange.objects.create(
        name=name, value=amount, holds_from=holds_from, article="3.3.3", reason="a busy year",
        decided_at=datetime(2026, 4, 1, tzinfo=ZoneInfo("Asia/Shanghai")),
    )  # fmt: skip


def test_a_number_is_its_default_until_a_change_holds(db):
    change("contracts.opinion_days", 5, JUNE)
    assert value("contracts.opinion_days", date(2026, 5, 31)) == 3
    assert value("contracts.opinion_days", JUNE) == 5


def test_the_latest_change_counts_whatever_the_order_of_entry(db):
    change("contracts.opinion_days", 5, JUNE)
    change("contracts.opinion_days", 4, MAY)
    assert value("contracts.opinion_days", JUNE) == values(JUNE)["contracts.opinion_days"] == 5
    assert value("contracts.opinion_days", MAY) == values(MAY)["contracts.opinion_days"] == 4


def test_of_one_days_changes_the_one_decided_last_counts(db):
    change("contracts.opinion_days", 5, JUNE)
    change("contracts.opinion_days", 6, JUNE)
    assert value("contracts.opinion_days", JUNE) == 6


def test_whole_numbers_are_int_and_amounts_are_decimal(db):
    change("contracts.leader_threshold", "300000.00", MAY)
    change("contracts.decision_days", 1, MAY)
    amount, days = value("contracts.leader_threshold", MAY), value("contracts.decision_days", MAY)
    assert (type(amount), amount) == (Decimal, 300_000)
    assert (type(days), days) == (int, 1)


def test_all_numbers_come_in_one_query(db, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert values(MAY) == {name: number.default for name, number in NUMBERS.items()}


def test_every_default_is_allowed():
    assert [name for name, number in NUMBERS.items() if reasons_against_value(name, number.default)] == []


@pytest.mark.parametrize(
    "name, wanted, code",
    [
        ("contracts.opinion_days", 0, "out_of_span"),
        ("contracts.opinion_days", 31, "out_of_span"),
        ("contracts.opinion_days", "2.5", "not_whole"),
        ("contracts.leader_threshold", "1.005", "not_whole"),
        ("contracts.leader_threshold", "-1", "out_of_span"),
        ("contracts.opinion_days", "", "not_a_number"),
        ("contracts.opinion_days", "NaN", "not_a_number"),
        ("contracts.opinion_days", "Infinity", "not_a_number"),
        ("contracts.opinion_days", "9" * 30, "out_of_span"),
    ],
)
def test_what_can_not_be_the_value_is_said(name, wanted, code):
    assert [reason.code for reason in reasons_against_value(name, wanted)] == [code]


def test_a_value_in_full_width_digits_is_a_number():
    assert reasons_against_value("contracts.opinion_days", "４") == []


def test_a_day_of_the_calendar_has_its_own_word():
    """A unit is a short word that means other things elsewhere: by its context alone the catalogue knows which."""
    with translation.override("zh-hans"):
        assert str(NUMBERS["leaving.look_back_days"].unit) == "天"
