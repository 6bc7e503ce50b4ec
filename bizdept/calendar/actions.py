"""Filling the calendar: with the public holidays that are known, and with what people enter."""

from datetime import date

from chinese_calendar import constants

from bizdept.calendar.models import SpecialDay, known_years
from bizdept.calendar.reading import Days

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
    known_years.forget()
    return len(new)


def hold_days() -> dict[date, bool]:
    """The calendar as it is, which nobody else changes until the transaction ends. Two at once would each move the
    deadlines from where the other found them; the days that came with the program stand for the table."""
    list(SpecialDay.objects.select_for_update().order_by("day").values_list("day"))
    return SpecialDay.objects.as_mapping()


def write_days(days: Days, source: str, *, by_id: int, on: date) -> int:
    """Enter days that are worked or free, and take out those that are None: they are as the week has them.

    What stood there before gives way. Returns how many days are not what they were.
    """
    held = SpecialDay.objects.as_mapping()
    changed = {day: worked for day, worked in days.items() if held.get(day) is not worked}
    SpecialDay.objects.filter(day__in=changed).delete()
    SpecialDay.objects.bulk_create(
        SpecialDay(day=day, worked=worked, source=source, entered_by=by_id, entered_on=on)
        for day, worked in changed.items()
        if worked is not None
    )
    known_years.forget()
    return len(changed)
