"""The first run: an empty database becomes a company, whose administrator and officer come in together."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from bizdept.audit.chain import note, sealed
from bizdept.calendar.actions import seed_calendar
from bizdept.manage import rules
from bizdept.manage.actions.accounts import make_account
from bizdept.manage.actions.codes import Given, give_code
from bizdept.manage.actions.posts import appoint
from bizdept.people.actor import Actor
from bizdept.people.models import Appointment, Company, Department, Guesses, Post, User
from bizdept.refusal import refuse
from contracts.library import lay_in


@sealed()
def found_company(plan: Mapping[str, Any], *, at: datetime) -> list[Given]:
    """Make the house as `plan` says (the fields of FirstRunForm), and return one sheet for each person.

    Of two at once one finds the other's people and is refused. The powerful posts of administrator and officer count
    as signed, each by the other; chief and leader wait for the officer's signature like any later one.
    """
    one_at_a_time(at)
    refuse(rules.reasons_against_first_run())
    today = timezone.localdate(at)
    seed_calendar()
    lay_in(on=today)
    company = Company.objects.order_by("pk").first() or Company()
    company.name = plan["company"]
    company.save()
    house, section = make_departments(plan)
    people = {
        post: make_account({"name": plan[f"{post}_name"], "username": plan[f"{post}_account"], "department": place})
        for post, place in (
            (Post.ADMINISTRATOR, house), (Post.OFFICER, house), (Post.LEADER, house), (Post.CHIEF, section),
        )
        if plan.get(f"{post}_account")
    }  # fmt: skip
    administrator, officer = people[Post.ADMINISTRATOR], people[Post.OFFICER]
    by = Actor(administrator)
    sign_each_other(administrator, officer, house, at)
    note("account", "house.found", company, by=by, administrator=administrator.pk, officer=officer.pk)
    for post in (Post.LEADER, Post.CHIEF):
        if post in people:
            place = section if post == Post.CHIEF else house
            appoint(people[post], post, place, since=today, by=by, on=today)
    return [give_code(person, by=by, at=at, whole=True) for person in people.values()]


def one_at_a_time(at: datetime) -> None:
    """Whoever comes second waits here until the first has committed: there is no other row yet to lock."""
    row, _is_new = Guesses.objects.get_or_create(key="first run", defaults={"last_at": at})
    Guesses.objects.select_for_update().get(pk=row.pk)


def make_departments(plan: Mapping[str, Any]) -> tuple[Department, Department]:
    """The house, its section and, if wished, the departments that are asked about contracts."""
    house = Department.objects.create(name=plan["company"][:80])
    section = Department.objects.create(name=plan["section"], parent=house, is_section=True)
    if plan["departments"]:
        for discipline, name in rules.reviewing_departments().items():
            Department.objects.create(name=name, parent=house, discipline=discipline)
    return house, section


def sign_each_other(administrator: User, officer: User, house: Department, at: datetime) -> None:
    """1.3.1: two hands from the first day on. Nobody gave these posts: there was nobody."""
    facts = {"department": house, "since": timezone.localdate(at), "signed_on": timezone.localdate(at)}
    pairs = ((administrator, Post.ADMINISTRATOR, officer), (officer, Post.OFFICER, administrator))
    for person, post, signer in pairs:
        row = Appointment.objects.create(person=person, post=post, signed_by=signer, **facts)
        note("account", "post.found", row, by=Actor(administrator), person=person.pk, post=post)
