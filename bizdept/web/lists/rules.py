"""8.2.2: how much of a list leaves the house at whose word."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from bizdept.people.actor import Actor
from bizdept.people.models import Post, User, holders
from bizdept.refusal import Reason
from bizdept.regulation.labels import in_labels
from bizdept.regulation.numbers import value
from bizdept.web.sheets import MOST_ROWS

GROWN = 10  # per cent by which a list may have grown between the approval and the file


@dataclass(frozen=True)
class Limits:
    """8.2.2: rows that leave without the chief being told, without a proof, at once, and without approval."""

    free: int
    proof: int
    inline: int
    approval: int

    @classmethod
    def on(cls, day: date) -> "Limits":
        names = ("free", "proof", "inline", "approval")
        return cls(*(int(value(f"exports.{name}_rows", day)) for name in names))

    def asks(self, count: int, person: User) -> bool:
        """8.2.2: whether so many rows need somebody's approval. Above the leader there is nobody to ask."""
        return count > self.approval and not person.holds(Post.LEADER)

    def comes_at_once(self, count: int, person: User) -> bool:
        """8.2.2: whether so many rows are answered with the file itself; a worker writes longer ones."""
        return count <= self.inline and not self.asks(count, person)


def who_decide(person: User) -> list[User]:
    """8.2.2: who decides on what this person takes out: the chief above them; for a chief, or without one, the leader
    above, and where no leader is above their department, whoever leads the house. Nobody decides on their own."""
    chiefs = [] if person.holds(Post.CHIEF) else holders(Post.CHIEF, person.department_id)
    found = chiefs or holders(Post.LEADER, person.department_id) or User.objects.holding(Post.LEADER)
    return [one for one in found if one != person]


def may_decide(by: Actor, person: User) -> bool:
    """8.2.2: whether they decide on what this person takes out, be it in somebody's place."""
    return not by.is_any_of(person.pk) and by.principal in who_decide(person)


def reasons_against_rows(has_core: bool, kind: str, count: int) -> list[Reason]:
    """8.2.2: what no approval of a list opens: core secrets leave the house one by one."""
    found = []
    if has_core:
        words = _("The list holds what is “%(core)s”, which leaves the house only with approval.")
        found.append(Reason("core", in_labels(words)))
    if kind == "xlsx" and count > MOST_ROWS:
        found.append(Reason("many", _("A sheet of Excel holds %d rows: take CSV, or set a filter.") % MOST_ROWS))
    return found


def reasons_against_growth(count: int, known: int, most: int) -> list[Reason]:
    """8.2.2: what was asked for with so many rows is not meanwhile another list, with more than `most`."""
    if count <= most:
        return []
    words = _("By now it is %(count)d rows, and %(known)d were asked for. Order it anew.")
    return [Reason("grown", words % {"count": count, "known": known})]


def most_approved(rows: int) -> int:
    """8.2.2: how long a list of so many approved rows may have grown until it is written."""
    return rows + rows * GROWN // 100
