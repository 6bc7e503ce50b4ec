"""What a chapter says of its list, once: the records, the filters, the columns, what is done to many, the board."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bizdept.access.models import Guarded
from bizdept.web.columns import Column
from bizdept.web.lists.batch import BatchAction
from bizdept.web.lists.forms import ListForm
from bizdept.workflow.moves import Lifecycle

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Lane:
    """One column of a board: the records that `where` names, in the words of a filter."""

    name: str
    label: "StrOrPromise"
    where: Mapping[str, Any]

    @property
    def words(self) -> tuple[tuple[str, Any], ...]:
        """`where` as a value."""
        return tuple((name, tuple(v) if isinstance(v, list) else v) for name, v in self.where.items())


LISTINGS: dict[str, "Listing"] = {}  # for a worker, who comes by no address


@dataclass(frozen=True)
class Listing:
    """One list of the site. `home` is its address, `name` how tables and addresses name it."""

    name: str
    model: type[Guarded]
    filters: type[ListForm]
    columns: list[Column]
    title: "StrOrPromise"
    home: str
    template: str
    article: str
    lifecycle: Lifecycle
    batch: tuple[BatchAction, ...] = ()
    board: tuple[Lane, ...] = ()

    def __post_init__(self):
        LISTINGS[self.name] = self

    def form(self, data, user) -> ListForm:
        return self.filters(data, user=user)

    def action(self, name: str) -> BatchAction | None:
        return next((action for action in self.batch if action.name == name), None)

    def offered_to(self, user) -> list[BatchAction]:
        """What this person may do to many rows at once."""
        return [action for action in self.batch if action.offered(user)]
