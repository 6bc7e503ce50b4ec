"""Working days and hours by the official calendar, and what holds where it isn't known yet."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bizdept.calendar.actions import seed_calendar
from bizdept.calendar.models import SpecialDay
from bizdept.calendar.rules import (
    SHANGHAI,
    add_working_hours,
    after_working_days,
    first_ten_days,
    first_working_day,
    is_in_first_ten_days,
    is_known,
    is_working,
    is_working_time,
    month_end,
    warning_about,
    working_time_between,
)
from tests.house.code import ROOT

VECTORS = ROOT.parent / "shared" / "data" / "vectors" / "holiday-cn"
NATIONAL_DAY = {date(2026, 10, day): False for day in range(1, 8)} | {date(2026, 10, 10): True}


def at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI)


@pytest.fixture
def special(db):
    seed_calendar()
    return SpecialDay.objects.as_mapping()


def test_the_seed_says_what_the_state_council_said(special):
    if not VECTORS.is_dir():
        pytest.skip(f"{VECTORS.name}: the official days to compare with are not here")
    days = [day for path in sorted(VECTORS.glob("*.json")) for day in json.loads(path.read_text())["days"]]
    official = {date.fromisoformat(day["date"]): not day["isOffDay"] for day in days}
    assert len(official) == 108
    assert {day: worked for day, worked in special.items() if day.year <= 2026} == official


def test_seeding_again_changes_nothing_that_was_entered(special):
    SpecialDay.objects.filter(day=date(2026, 10, 10)).update(worked=False)
    assert seed_calendar() == 0
    assert SpecialDay.objects.as_mapping()[date(2026, 10, 10)] is False


def test_holidays_and_the_weekend_worked_for_them(special):
    assert not is_working(date(2026, 10, 5), special)  # a Monday
    assert is_working(date(2026, 10, 10), special)  # a Saturday
    assert after_working_days(date(2026, 9, 30), 3, special) == date(2026, 10, 10)
    assert first_working_day(date(2026, 10, 1), special) == date(2026, 10, 8)


def test_a_year_not_known_yet_falls_back_to_the_week_and_says_so(special):
    assert is_known(2026, special) and not is_known(2031, special)
    assert is_working(date(2031, 10, 1), special)  # a Wednesday
    assert not is_working(date(2031, 10, 4), special)
    named = {date(year, month, 3): False for year in range(2027, 2031) for month in (1, 4, 5, 10)}
    assert "2031, 2032" in warning_about(date(2026, 12, 1), date(2032, 1, 1), special | named)
    assert warning_about(date(2025, 1, 1), date(2026, 12, 31), special) == ""


@pytest.mark.parametrize("lacks", [{1, 2}, {4}, {5}, {10}])
def test_a_year_of_which_only_some_holidays_are_entered_is_not_known(special, lacks):
    year = {day: worked for day, worked in special.items() if day.year == 2026}
    assert is_known(2026, year)
    assert not is_known(2026, {day: worked for day, worked in year.items() if worked or day.month not in lacks})


def test_the_holidays_that_came_with_the_program_are_known_years(special):
    assert [year for year in (2024, 2025, 2026) if not is_known(year, special)] == []


@pytest.mark.parametrize(
    "start, hours, end",
    [
        (at(11, 23, 9), 1, at(11, 23, 10)),
        (at(11, 23, 11, 30), 1, at(11, 23, 13, 30)),  # lunch
        (at(11, 23, 12, 30), 0.5, at(11, 23, 13, 30)),
        (at(11, 23, 16, 30), 1, at(11, 23, 17, 30)),  # ends with the day
        (at(11, 23, 17), 1, at(11, 24, 9)),
        (at(11, 27, 17, 30), 8, at(11, 30, 17, 30)),  # a weekend between
        (at(9, 30, 17), 1, at(10, 8, 9)),  # National Day
        (at(10, 9, 17), 1, at(10, 10, 9)),  # a Saturday worked
        (at(11, 23, 9), 0, at(11, 23, 9)),
    ],
)
def test_working_hours(start, hours, end):
    assert add_working_hours(start, hours, NATIONAL_DAY) == end
    assert working_time_between(start, end, NATIONAL_DAY) == timedelta(hours=hours)


def test_hours_are_shanghais_whatever_the_zone_of_the_moment():
    assert add_working_hours(datetime(2026, 11, 23, 0, 30, tzinfo=UTC), 8, {}) == at(11, 23, 17, 30)
    assert is_working_time(datetime(2026, 11, 23, 9, 29, tzinfo=UTC), {})
    assert not is_working_time(datetime(2026, 11, 23, 9, 30, tzinfo=UTC), {})
    assert not is_working_time(at(11, 23, 12, 30), {})
    assert not is_working_time(at(10, 5, 9), NATIONAL_DAY)


@given(
    start=st.datetimes(datetime(2026, 9, 1), datetime(2026, 11, 1)), minutes=st.integers(1, 6000),
)  # fmt: skip
def test_what_is_added_lies_between(start, minutes):
    start = start.replace(tzinfo=SHANGHAI)
    end = add_working_hours(start, minutes / 60, NATIONAL_DAY)
    assert abs(working_time_between(start, end, NATIONAL_DAY) - timedelta(minutes=minutes)) < timedelta(seconds=1)
    assert working_time_between(end, start, NATIONAL_DAY) == timedelta(0)


@pytest.mark.parametrize("month, last", [(date(2028, 2, 29), 29), (date(2026, 2, 1), 28), (date(2026, 12, 3), 31)])
def test_months_end(month, last):
    assert month_end(month) == month.replace(day=last)


def test_the_first_ten_days_never_move():
    assert first_ten_days(date(2026, 10, 31)) == (date(2026, 10, 1), date(2026, 10, 10))
    assert is_in_first_ten_days(date(2026, 10, 10)) and not is_in_first_ten_days(date(2026, 10, 11))
