"""Who hears of duties: the bearers, the post above them, and whoever stands in for somebody absent."""

from collections.abc import Iterable
from datetime import date
from functools import cached_property

from bizdept.duties.models import Duty
from bizdept.people.models import Delegation, Post, User, holders

Hearing = dict[User, User | None]  # who is told, and in whose place: None for oneself


class Hearers:
    """Whom duties concern on one day. Each post of each department is looked up once, however many duties it has."""

    def __init__(self, on: date):
        self.on = on
        self.known: dict[tuple[str, int | None], list[User]] = {}

    def of(self, duty: Duty, stage: str) -> Hearing:
        """Who is told of this stage. A delegate hears what lies on their desk: a post's duties, and approvals."""
        people = self.above(duty) if stage == "escalated" else self.bearers(duty)
        by_name = duty.person is not None and stage != "escalated"
        heard = self.with_delegates(people, reaches_delegates=not by_name or duty.what.is_approval)
        return {person: absent for person, absent in heard.items() if person.pk != duty.hidden_from_id}

    def bearers(self, duty: Duty) -> list[User]:
        if duty.person:
            return [duty.person] if duty.person.is_active else []
        return self.holders(duty.post, duty.department_id)

    def above(self, duty: Duty) -> list[User]:
        """The chief above the bearer; above a chief the leader.

        A department that has no chief above it (legal) delays the record's section: its chief is told. And where
        there is still nobody, whoever leads the house.
        """
        department = duty.person.department_id if duty.person else duty.department_id
        is_chiefs = duty.post == Post.CHIEF or (duty.person is not None and duty.person.pk in self.chiefs)
        post = Post.LEADER if is_chiefs else Post.CHIEF
        return self.holders(post, department) or self.holders(post, duty.section_id) or self.leaders

    def with_delegates(self, people: Iterable[User], *, reaches_delegates: bool) -> Hearing:
        heard: Hearing = dict.fromkeys(people)
        for person in list(heard) if reaches_delegates else []:
            for delegate in self.delegates.get(person.pk, []):
                heard.setdefault(delegate, person)
        return heard

    def holders(self, post: str, department_id: int | None) -> list[User]:
        place = (post, department_id)
        if place not in self.known:
            self.known[place] = list(holders(post, department_id, self.on))
        return self.known[place]

    @cached_property
    def chiefs(self) -> set[int]:
        return set(User.objects.holding(Post.CHIEF, on=self.on).values_list("pk", flat=True))

    @cached_property
    def leaders(self) -> list[User]:
        return list(User.objects.holding(Post.LEADER, on=self.on).order_by("pk"))

    @cached_property
    def delegates(self) -> dict[int, list[User]]:
        """Who stands in for whom on that day, by the absent person."""
        found: dict[int, list[User]] = {}
        rows = Delegation.objects.in_force(self.on).filter(to__is_active=True, of__is_active=True)
        for row in rows.select_related("to").order_by("pk"):
            found.setdefault(row.of_id, []).append(row.to)
        return found
