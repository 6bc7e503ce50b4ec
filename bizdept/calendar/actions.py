"""Filling the calendar with the public holidays that are known."""

from chinese_calendar import constants

from bizdept.calendar.models import SpecialDay

FIRST_YEAR = 2024  # records begin no earlier


def seed_calendar() -> int:
    """Enter the public holidays and make-up days from 2024 on that the calendar lacks; how many were new.

    Safe to repeat, and what an administrator has entered stays as it is.
    """
    known = dict.fromkeys(constants.holidays, False) | dict.fromkeys(constants.workdays, True)
    held = SpecialDay.objects.as_mapping()
    new = [SpecialDay(day=day, worked=worked) for day, worked in known.items() if day not in held]
    new = [special for special in new if special.day.year >= FIRST_YEAR]
    SpecialDay.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)
