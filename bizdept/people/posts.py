"""Posts, their rank and powers, and what it means to fill one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Post(models.TextChoices):
    SPECIALIST = "specialist", _("business specialist")
    ASSISTANT = "assistant", _("assistant")
    CHIEF = "chief", _("section chief")
    LEADER = "leader", _("senior leader")
    REVIEWER = "reviewer", _("reviewer")
    PERSONNEL = "personnel", _("personnel")
    OFFICER = "officer", _("confidentiality officer")
    ADMINISTRATOR = "administrator", _("administrator")


POWERFUL = frozenset({Post.CHIEF, Post.LEADER, Post.OFFICER, Post.ADMINISTRATOR})  # given by one, signed by another
RANK = [
    Post.LEADER, Post.CHIEF, Post.OFFICER, Post.REVIEWER, Post.SPECIALIST,
    Post.ASSISTANT, Post.PERSONNEL, Post.ADMINISTRATOR,
]  # fmt: skip


class Discipline(models.TextChoices):
    LEGAL = "legal", _("legal")
    FINANCE = "finance", _("finance")
    TECHNOLOGY = "technology", _("technology")
    QUALITY = "quality", _("quality")


@dataclass(frozen=True)
class Standing:
    """One post that somebody fills now, in person or for somebody absent, and the departments it reaches."""

    post: str
    department_id: int
    reaches: frozenset[int]
    principal_id: int
    discipline: str = ""


FILLED = ("post", "department", "person", "department__discipline", "department__below_rows__department")
Filled = tuple[Any, int, int, str, int]  # post, department, whose post it is, discipline, a department in its reach


def in_order_of_rank(pk: int, rows: Iterable[Filled]) -> list[Standing]:
    """The posts that the person of that number fills, one's own first, of such rows."""
    found: dict[tuple, set[int]] = {}
    for post, department, principal, discipline, below in rows:
        place = (principal != pk, RANK.index(post), post, department, principal, discipline)
        found.setdefault(place, set()).add(below)
    return [
        Standing(post, department, frozenset(below), principal, discipline)
        for (_for, _rank, post, department, principal, discipline), below in sorted(found.items())
    ]


@dataclass(frozen=True)
class Desk:
    """To whom what a post owes goes: the departments for which this holder of the post is the nearest."""

    post: str
    departments: frozenset[int]
    principal_id: int


class Filling:
    """Whoever fills posts: an account, or what the doors know of one."""

    pk: Any
    if TYPE_CHECKING:

        @property
        def standings(self) -> Sequence[Standing]: ...

    def holds(self, *posts: str, within: int | None = None, for_others: bool = False) -> bool:
        """Whether this person fills one of the posts (with that department in its reach, if given).

        `for_others` counts the posts of colleagues in whose place the person stands today, too.
        """
        return any(
            s.post in posts and (within is None or within in s.reaches) and (for_others or s.principal_id == self.pk)
            for s in self.standings
        )

    def reach_of(self, *posts: str, for_others: bool = True) -> list[int]:
        """The departments that the person reaches by one of these posts, delegations counted, in order."""
        reached = [s.reaches for s in self.standings if s.post in posts and (for_others or s.principal_id == self.pk)]
        return sorted(frozenset().union(*reached))

    def reviews_for(self, *disciplines: str) -> bool:
        """Whether this person is a reviewer, in person, in a department of one of these disciplines."""
        own = (s for s in self.standings if s.principal_id == self.pk and s.post == Post.REVIEWER)
        return any(standing.discipline in disciplines for standing in own)
