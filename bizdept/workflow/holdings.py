"""What somebody keeps goes to others (8.3.3): the keeper changes, and nothing else of what is kept."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from bizdept.access.levels import highest_level
from bizdept.audit.chain import sealed
from bizdept.people.actor import Actor
from bizdept.people.history import keep_changes
from bizdept.people.models import User
from bizdept.refusal import Reason
from bizdept.regulation.labels import in_labels
from bizdept.workflow.questions import Owned, owned_by

REASON = "hand_over"


def holdings_of(person: User) -> list[Owned]:
    """What somebody keeps, kind by kind, in the order in which pages show it."""
    return sorted(owned_by(person), key=lambda owned: owned.order)


def keeps_anything(person: User) -> bool:
    """8.3.3: nobody has left while something is theirs."""
    return any(owned.rows.exists() for owned in owned_by(person))


def reasons_against_taking(owned: Owned, row: Any, to: User, on: date) -> Iterator[Reason]:
    """8.3.3: why this row does not go to that person: they have left, may not read it, or their chapter says no."""
    from_whom = getattr(row, f"{owned.column}_id")
    if to.pk == from_whom:
        yield Reason("self", _("It is theirs already."))
    elif not to.is_active:
        yield Reason("left", _("%s has left.") % to)
    elif owned.record(row).level > highest_level(to, on):
        words = _("%(who)s has no NDA in force, and may see nothing above “%(internal)s”.")
        yield Reason("nda", in_labels(words, who=to))
    else:
        yield from owned.against(row, to)


@sealed()
def pass_on(owned: Owned, rows: Sequence[Any], to: Mapping[int, User], *, by: Actor) -> None:
    """Let these rows be kept by whom `to` names for each, by its id. Call it under their locks.

    Only the keeper's column changes, and those that `also` answers; each row gets its line of history.
    """
    names = {owned.column}
    for row in rows:
        taker = to[row.pk]
        changed = {owned.column: taker, **owned.also(row, taker)}
        for name, value in changed.items():
            setattr(row, name, value)
        names |= set(changed)
    keep_changes(rows, sorted(names), by=by, reason=REASON)
