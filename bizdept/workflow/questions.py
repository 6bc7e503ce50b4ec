"""What the engine asks the chapters: who keeps what, for the day on which it changes hands."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from bizdept.access.models import Guarded
from bizdept.people.models import User
from bizdept.questions.registry import Question
from bizdept.refusal import Reason

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def nothing(row: Any, to: User) -> dict:
    return {}


def no_need(rows: Sequence[Any]) -> None:
    """Nothing is read ahead."""


def itself(row: Any) -> Guarded:
    return row


@dataclass(frozen=True)
class Owned:
    """What somebody keeps of one kind (8.3.3): the rows that name them in `column`, each with its history.

    `name` stands in addresses; `against` says for a row and a person why it does not go to them; `also` answers which
    other columns change with it; `ahead` reads what `against` asks of each row for all of them at once;
    `record` is the guarded record that a row is, or is part of.
    """

    name: str
    label: "StrOrPromise"
    icon: str
    order: int
    rows: QuerySet
    against: Callable[[Any, User], Iterable[Reason]]
    column: str = "owner"
    also: Callable[[Any, User], Mapping[str, Any]] = nothing
    record: Callable[[Any], Guarded] = itself
    ahead: Callable[[Sequence[Any]], None] = no_need

    @property
    def place(self) -> str:
        """The column in which the keeper stands, by its model: `customers.customer.owner`."""
        return f"{self.rows.model._meta.label_lower}.{self.column}"


owned_by = Question("owned_by", asks=User, answers=Owned, why="what does this person keep, and who may take it over?")
