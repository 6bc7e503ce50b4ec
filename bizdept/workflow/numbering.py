"""Numbers such as HT-2026-0001, without gaps: the number is drawn in the transaction that uses it."""

from datetime import date

from bizdept.audit.chain import sealed
from bizdept.workflow.models import Series


@sealed()
def draw(kind: str, *, on: date) -> str:
    """The next number of this kind in this year. Whoever draws holds the series until the commit (3.3.2).

    A transaction that rolls back gives its number back; one that commits has used it for good.
    """
    return draw_many(kind, 1, on=on)[0]


@sealed()
def draw_many(kind: str, count: int, *, on: date) -> list[str]:
    """The next `count` numbers at once, for whoever writes in bulk. As `draw` otherwise."""
    Series.objects.get_or_create(kind=kind, year=on.year)
    series = Series.objects.select_for_update().get(kind=kind, year=on.year)
    first = series.last + 1
    series.last += count
    series.save()
    return [f"{kind}-{on.year}-{number:04}" for number in range(first, series.last + 1)]
