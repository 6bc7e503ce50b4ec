"""What the clock does for inspections (8.3.1): it opens those that the rhythm asks for, once each period."""

from datetime import date

from bizdept.audit.chain import sealed
from bizdept.people.actor import Actor
from confidentiality.actions.inspections import plan
from confidentiality.models import Inspection, Rhythm
from confidentiality.rules.inspections import inspector_for


def open_inspections(*, on: date) -> int:
    """Plan what each rhythm asks for in the period of that day; returns how many are new. Late or twice is the same:
    a period that was slept through is not made up for."""
    return sum(open_one(rhythm.pk, on=on) for rhythm in Rhythm.objects.in_force(on).order_by("pk"))


@sealed()
def open_one(pk: int, *, on: date) -> int:
    rhythm = Rhythm.objects.select_for_update(of=("self",)).select_related("department").get(pk=pk)
    period = rhythm.period_of(on)
    if rhythm.ended_on or Inspection.objects.of_period(rhythm, period).exists():
        return 0
    if (inspector := inspector_for(rhythm.department)) is None:
        return 0
    plan(rhythm.department, rhythm.area, by=Actor(inspector), on=on, rhythm=rhythm, period=period)
    return 1
