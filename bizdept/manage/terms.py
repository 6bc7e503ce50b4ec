"""The numbers of the regulation as their page shows them: in force, planned, and how they came to be."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bizdept.manage.rules import may_change_number
from bizdept.people.actor import Actor
from bizdept.regulation.models import NumberChange
from bizdept.regulation.numbers import CNY, NUMBERS, Number, values

SHOWN = 20  # changes of one number


@dataclass(frozen=True)
class NumberRow:
    """A number with its value in force, the next one, and whether this person may change it."""

    number: Number
    value: str
    since: NumberChange | None
    planned: NumberChange | None
    may_change: bool

    @property
    def is_usual(self) -> bool:
        return self.since is None

    @property
    def planned_value(self) -> str:
        return shown_value(self.number, self.planned.value) if self.planned else ""


def shown_value(number: Number, value: int | Decimal) -> str:
    """A value with its unit's habit: thousands divided, money with two places or none."""
    if number.unit == CNY:
        text = f"{value:,.2f}"
        return text.removesuffix(".00")
    return f"{Decimal(value).normalize():,f}"


def number_rows(by: Actor, on: date) -> list[NumberRow]:
    """All numbers in the order of their declaration. Two queries."""
    now = values(on)
    since: dict[str, NumberChange] = {}
    planned: dict[str, NumberChange] = {}
    for change in NumberChange.objects.select_related("decided_by").order_by("holds_from", "pk"):
        if change.holds_from <= on:
            since[change.name] = change
        elif change.name not in planned or planned[change.name].holds_from == change.holds_from:
            planned[change.name] = change
    return [
        NumberRow(
            number, shown_value(number, now[name]), since.get(name), planned.get(name), may_change_number(by, name)
        )
        for name, number in NUMBERS.items()
    ]


def changes_of(number: Number) -> list[tuple[NumberChange, str]]:
    """What was decided about a number, newest first, with the value in words."""
    rows = NumberChange.objects.filter(name=number.name).select_related("decided_by").order_by("-pk")[:SHOWN]
    return [(row, shown_value(number, row.value)) for row in rows]
