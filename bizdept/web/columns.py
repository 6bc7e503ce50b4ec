"""What a list shows, sorts by and exports, once for screen and Excel."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Column:
    """One column. `kind`: text, link, money, number, day, moment, state, level, person.

    `sort` names the fields to order by; empty: not sortable. `card` is the cell's class on the phone's
    cards (x hidden, f full width, g and r on the right). Those that aren't `shown` stand in the list for whoever
    chose them, and in a file of all columns.
    """

    name: str
    label: "StrOrPromise"
    value: Callable[[Any], Any]
    kind: str = "text"
    sort: tuple[str, ...] = ()
    card: str = ""
    shown: bool = True


def sortable(columns: list[Column]) -> dict[str, tuple[str, ...]]:
    """The words that `?sort=` takes: a column's name, or -name, with the fields they order by."""
    found = {}
    for column in columns:
        if column.sort:
            found[column.name] = column.sort
            found[f"-{column.name}"] = tuple(f[1:] if f.startswith("-") else f"-{f}" for f in column.sort)
    return found


def chosen(columns: list[Column], names: Sequence[str]) -> list[Column]:
    """The columns by these names, in that order; without any, those that the list shows by itself.

    The one that opens the record is always there. Names that no column has any more are passed over.
    """
    by_name = {column.name: column for column in columns}
    found = [by_name[name] for name in dict.fromkeys(names) if name in by_name]
    if not found:
        return [column for column in columns if column.shown]
    return [*(c for c in columns if c.kind == "link" and c not in found), *found]
