"""Whose turn it is in a review, who may be asked besides, to whom it may be handed (3.3.3). Pure answers."""

from collections.abc import Iterator
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from bizdept.access.levels import Level, highest_level, reads_above_internal
from bizdept.people.actor import Actor
from bizdept.people.models import Appointment, Department, Discipline, Post, User, holders
from bizdept.refusal import Reason
from bizdept.workflow.models import Opinion
from bizdept.workflow.review import added_to, may_speak, opinions_of, passed_on_by
from contracts import rules
from contracts.models import Contract, Signing


def decides_now(by: Actor, contract: Contract) -> bool:
    """3.3.3: whether the decision that is awaited is theirs, ready or not."""
    if contract.state != Contract.State.IN_REVIEW or not rules.may_decide(by, contract):
        return False
    return not any(rules.missing_for_decision_by(contract, by))


def opinion_owed(by: Actor, contract: Contract) -> Opinion | None:
    """3.3.3: the opinion that is awaited and theirs to give."""
    if contract.state != Contract.State.IN_REVIEW:
        return None
    return next((opinion for opinion in opinions_of(contract) if may_speak(by, opinion, contract)), None)


def takes_part(by: Actor, contract: Contract) -> bool:
    """3.3.3: whose turn it is asks one more department, or hands the matter on: never whoever drafted it."""
    return opinion_owed(by, contract) is not None or decides_now(by, contract)


def departments_to_ask(contract: Contract, on: date) -> QuerySet[Department]:
    """3.3.3, 8.2.1: who may be asked besides: departments not asked yet, with a reviewer who may read it, and neither
    drafted nor decides."""
    asked = {opinion.department_id for opinion in opinions_of(contract)}
    posts = {Post.LEADER} if rules.goes_on_to_leader(contract) else set()
    posts.add(Post.LEADER if contract.awaits == Contract.Awaits.LEADER else Post.CHIEF)
    own = contract.hands | {pk for pk in passed_on_by(contract) if pk}
    own |= set().union(*(rules.who_may_decide(contract, post) for post in posts))
    held = Appointment.objects.in_force(on).filter(post=Post.REVIEWER, person__is_active=True)
    if contract.level > Level.INTERNAL:
        held = held.filter(reads_above_internal(on, "person"))
    free = held.exclude(person__in=own).values("department")
    return Department.objects.filter(pk__in=free).exclude(pk__in=asked).order_by("name")


def departments_added(contract: Contract, on: date) -> list[Department]:
    """3.3.3: whom somebody asked besides in the round before: asked again, as long as somebody can answer there."""
    rows = added_to(contract) if contract.was_submitted else []
    return [department for department in rows if can_answer(department, contract, on)]


def can_answer(department: Department, contract: Contract, on: date) -> bool:
    """3.3.3, 8.2.1: whether somebody there may read it and did not draft it."""
    people = [person for person in holders(Post.REVIEWER, department.pk, on) if person.pk not in contract.hands]
    return any(contract.level <= highest_level(person, on) for person in people)


def cares_for(department: Department) -> set[str]:
    """3.3.3: what makes a department read all over again; one of no discipline reads everything."""
    every = set().union(*rules.MATTERS.values())
    return rules.FOR_EVERYBODY | (rules.MATTERS[Discipline(department.discipline)] if department.discipline else every)


def who_may_take_over(contract: Contract, opinion: Opinion | None, on: date) -> list[User]:
    """3.3.3: to whom an opinion, or else the decision, may be handed: who holds the post, may act on it and see it."""
    decider = Post.LEADER if contract.awaits == Contract.Awaits.LEADER else Post.CHIEF
    post = Post.REVIEWER if opinion else decider
    department = opinion.department_id if opinion else contract.department_id
    reach = {"department__below_rows__department": department, "person__is_active": True}
    held = Appointment.objects.in_force(on).filter(post=post, **reach)
    people = User.objects.filter(pk__in=held.values("person")).order_by("name", "pk")
    fit = [person for person in people if contract.level <= highest_level(person, on)]
    if opinion:
        return [person for person in fit if may_speak(Actor(person), opinion, contract)]
    return [person for person in fit if rules.may_decide(Actor(person), contract)]


def reasons_against_keeping(signing: Signing, to: User) -> Iterator[Reason]:
    """3.4.2, 8.3.3: originals lie with the section: its assistant, a specialist, the chief."""
    if not to.holds(Post.ASSISTANT, Post.SPECIALIST, Post.CHIEF):
        yield Reason("post", _("%s keeps no originals.") % to)
