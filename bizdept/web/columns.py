"""What a list shows, sorts by and exports, once for screen and Excel."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Column:
    """One column. `kind`: text, link, money, number, day, moment, state, level, person.

    `sort` names the fields to order by; empty: not sortable. `card` is the cell's class on the phone's
    cards (x hidden, f full width, g and r on the right); `only_export` columns aren't drawn.
    """

    name: str
    label: "StrOrPromise"
    value: Callable[[Any], Any]
    kind: str = "text"
    sort: tuple[str, ...] = ()
    card: str = ""
    only_export: bool = False


def sortable(columns: list[Column]) -> dict[str, tuple[str, ...]]:
    """The words that `?sort=` takes: a column's name, or -name, with the fields they order by."""
    found = {}
    for column in columns:
        if column.sort:
            found[column.name] = column.sort
            found[f"-{column.name}"] = tuple(f[1:] if f.startswith("-") else f"-{f}" for f in column.sort)
    return found
