"""Who could see a record on a past day: weeks in which all sorts of things happen, told again afterwards.

At each day's end the live rule is asked of everybody and of each record. Later the answer for that day must be the
same, reason by reason.
"""

import os
import random
from collections import Counter
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from bizdept.access.doors import rights_to
from bizdept.access.grants import end, grant
from bizdept.access.past import UNKNOWN, Change, as_of
from bizdept.access.past import House as Then
from bizdept.access.reading import end_of, opened, past_of
from bizdept.audit.chain import sealed
from bizdept.manage.actions.accounts import close_account, reopen_account
from bizdept.manage.actions.places import (
    delegate,
    open_department,
    revise_department,
    sign_delegation,
    withdraw_delegation,
)
from bizdept.manage.actions.posts import end_post, give_post, sign_post
from bizdept.manage.actions.terms import set_small_office
from bizdept.people.actor import Actor
from bizdept.people.history import keep
from bizdept.people.models import Appointment, Delegation, Department, Post, User
from bizdept.people.models import Company as House
from bizdept.refusal import Refused
from bizdept.remembered import Remembered
from bizdept.workflow.holdings import holdings_of, pass_on
from bizdept.workflow.levels import raise_level
from bizdept.workflow.models import Verdict
from bizdept.workflow.review import ask_also, give_opinion, opinions_of
from confidentiality.actions import materials, standing
from confidentiality.actions.levels import adjust
from confidentiality.lifecycle.levels import LIFECYCLE as LOWERING
from confidentiality.lifecycle.materials import MATERIALS
from confidentiality.models import Material
from contracts.lifecycle import LIFECYCLE as CONTRACTS
from contracts.models import Contract
from customers.lifecycle import LIFECYCLE as CUSTOMERS
from customers.models import Customer
from tests.company import DAY, NOW, TODAY, Company, fresh

DAYS, AT_MOST = 16, 14  # and so many things a day
SELDOM = {"do_leave": 4, "do_small_office": 3, "do_move_place": 2, "do_open_place": 4, "do_review_otherwise": 4}
OFTEN = [
    "do_grant",
    "do_grant",
    "do_grant",
    "do_end_grant",
    "do_change_nda",
    "do_give_post",
    "do_delegate",
    "do_hand_over",
]
SEEDS = range(60 if "DRILLS" in os.environ else 4)
REASON = "because it is needed so"
NO = (Refused, PermissionDenied, KeyError, StopIteration)  # what can't be done today is not done


class Weeks:
    """A company in which something happens each day, by the actions that pages call."""

    def __init__(self, seed: int):
        self.dice, self.company, self.done = random.Random(seed), Company(), Counter()
        company = self.company
        company.admin2 = company.person("admin2", Post.ADMINISTRATOR, company.house)
        company.chief2 = company.person("chief2", Post.CHIEF, company.other_section)
        company.sun = company.person("sun", Post.SPECIALIST, company.other_section, nda_until=None)
        self.records = [
            company.customer(), company.customer(name="Yi Ltd", owner=company.zhao), company.submitted(),
            company.contract(title="Valves", owner=company.zhao), company.submitted(title="Big", amount=900_000),
        ]  # fmt: skip
        words = {"changes": "first", "text": "words"}
        for kind in ("prices", "management"):
            facts = {"kind": kind, "title": kind}
            self.records.append(materials.take_in(facts, words, (), by=Actor(company.li), on=TODAY))
        self.records.append(company.signed(title="Signed"))
        self.told: dict = {}

    @property
    def on(self):
        return timezone.localdate()

    def one(self, rows):
        rows = list(rows)
        if not rows:
            raise StopIteration
        return self.dice.choice(rows)

    def somebody(self, *posts) -> User:
        return self.one(User.objects.filter(appointments__post__in=posts) if posts else User.objects.all())

    def record(self):
        return fresh(self.one(self.records))

    def happen(self) -> None:
        """One thing or another: what is refused leaves no trace."""
        name = self.dice.choice([*OFTEN, *(name for name in dir(type(self)) if name.startswith("do_"))])
        if self.dice.randrange(SELDOM.get(name, 1)):
            return
        try:
            getattr(self, name)()
        except NO:
            self.done[f"not {name}"] += 1
        else:
            self.done[name] += 1

    # What may happen

    def do_hand_over(self):
        owned = self.one(o for o in holdings_of(self.somebody()) if o.rows.model in (Customer, Contract, Material))
        row, to = self.one(owned.rows), self.somebody(Post.SPECIALIST)
        pass_on(owned, [row], {row.pk: to}, by=Actor(self.company.chief))

    def do_move_department(self):
        record = self.record()
        record.department = self.one(Department.objects.filter(discipline=""))
        with sealed():
            keep(record, by=Actor(self.company.chief))

    def do_raise(self):
        record = self.record()
        by = Actor(self.one([self.company.chief, self.company.chief2, record.owner]))
        raise_level(record, self.dice.choice([2, 3]), by=by, reason=REASON, on=self.on)

    def do_lower(self):
        record = self.record()
        change = adjust(record, self.dice.choice([1, 1, 2]), None, REASON, by=Actor(record.owner), on=self.on)
        LOWERING.perform(
            "lower_level", change, by=Actor(self.one([self.company.chief, self.company.leader])), on=self.on
        )

    def do_grant(self):
        starts = timezone.now()
        until = starts + timedelta(days=self.dice.choice([1, 3, 9, 14]))
        by = Actor(self.one([self.company.leader, self.company.leader, self.company.chief]))
        grant(self.record(), self.somebody(), by=by, reason=REASON, starts=starts, until=until)

    def do_end_grant(self):
        row = self.one(row for record in self.records for row in record.grants.all())
        end(row, by=Actor(self.company.officer), because="it is over", at=timezone.now())

    def do_give_post(self):
        post = self.dice.choice([Post.SPECIALIST, Post.ASSISTANT, Post.REVIEWER, Post.CHIEF, Post.LEADER])
        since = self.on + timedelta(days=self.dice.randint(-20, 3))
        give_post(self.somebody(), post, self.one(Department.objects.all()), since=since, by=self.admin, on=self.on)

    def do_sign_post(self):
        row = self.one(Appointment.objects.awaiting_signature())
        sign_post(row, by=Actor(self.company.officer), on=self.on)

    def do_end_post(self):
        row = self.one(Appointment.objects.filter(ended_on=None).exclude(person=self.company.admin))
        end_post(row, self.on + timedelta(days=self.dice.randint(0, 4)), by=self.admin, on=self.on)

    def do_delegate(self):
        of, starts = self.somebody(), self.on + timedelta(days=self.dice.randint(0, 2))
        ends = self.one([None, starts, starts + 3 * DAY])
        by = self.one([Actor(of), self.admin])
        delegate(of, self.somebody(), starts_on=starts, ends_on=ends, reason="away", by=by, on=self.on)

    def do_sign_delegation(self):
        row = self.one(row for row in Delegation.objects.all() if row.awaits_signature)
        sign_delegation(row, by=Actor(row.of), on=self.on)

    def do_withdraw_delegation(self):
        row = self.one(Delegation.objects.filter(withdrawn_on=None))
        withdraw_delegation(row, by=Actor(row.of), on=self.on)

    def do_change_nda(self):
        day = self.one([None, self.on - DAY, self.on + DAY, self.on + 3 * DAY, self.on + 300 * DAY])
        with sealed():
            person = standing.hold(self.somebody().pk)
            standing.write(person, {self.one(["nda_until", "nda_until", "nda_grace_until"]): day}, by=self.admin)

    def do_leave(self):
        close_account(self.one(User.objects.active()), by=self.admin, on=self.on)

    def do_come_back(self):
        reopen_account(self.one(User.objects.filter(is_active=False)), by=self.admin, at=timezone.now())

    def do_move_place(self):
        place = self.one(Department.objects.exclude(parent=None))
        parent = self.one(Department.objects.filter(discipline=""))
        fields = {"name": place.name, "parent": parent, "discipline": place.discipline, "is_section": place.is_section}
        revise_department(place, fields, by=self.admin, at=timezone.now())

    def do_review_otherwise(self):
        place = self.one(Department.objects.exclude(discipline=""))
        fields = {"name": place.name, "parent": place.parent, "is_section": False}
        fields["discipline"] = self.one(["legal", "finance", "technology"])
        revise_department(place, fields, by=self.admin, at=timezone.now())

    def do_open_place(self):
        name, above = f"place {Department.objects.count()}", self.one(Department.objects.all())
        fields = {"name": name, "parent": above, "discipline": "", "is_section": False}
        open_department(fields, by=self.admin)

    def do_small_office(self):
        is_on = House.objects.get().small_office
        set_small_office(not is_on, by=Actor(self.company.leader), at=timezone.now())

    def do_move_customer(self):
        record = self.one(self.records[:2])
        name = self.one(["claim", "release", "freeze", "thaw"])
        CUSTOMERS.perform(name, fresh(record), by=Actor(self.one([self.company.chief, record.owner])), on=self.on)

    def do_move_contract(self):
        record = fresh(self.one(self.records[2:5]))
        name = self.one(["submit", "approve", "return", "withdraw", "release", "reopen", "refuse"])
        by = self.one([self.company.chief, self.company.leader, record.owner])
        CONTRACTS.perform(name, record, by=Actor(by), on=self.on, **({"note": REASON} if name != "submit" else {}))

    def do_agree(self):
        record = fresh(self.one(self.records[2:5]))
        opinion = self.one(o for o in opinions_of(record) if not o.verdict)
        by = self.one(User.objects.filter(appointments__department=opinion.department_id))
        give_opinion(opinion, Verdict.AGREE, by=Actor(by), on=self.on)

    def do_ask_also(self):
        record = fresh(self.one(self.records[2:5]))
        if record.state != Contract.State.IN_REVIEW:
            raise StopIteration
        place = self.one(Department.objects.exclude(discipline=""))
        ask_also(record, place, by=Actor(self.company.chief), on=self.on, text="please", article="3.3.3", within=3)

    def do_move_material(self):
        record = fresh(self.one(self.records[5:7]))
        name = self.one(["put_in_force", "put_in_force", "withdraw_material", "drop_version"])
        data = {"holds_from": self.on} if name == "put_in_force" else {"note": REASON}
        by = Actor(self.one([self.company.chief, self.company.leader, record.owner]))
        MATERIALS.perform(name, record, by=by, on=self.on, **data)

    @property
    def admin(self) -> Actor:
        return Actor(fresh(self.company.admin))

    # What the live rule says

    def write_down(self) -> None:
        Remembered.forget_all()
        for record in self.records:
            row = fresh(record)
            for user in User.objects.all():
                self.told[self.on, record, user.username] = set(rights_to(user, row))


@pytest.mark.django_db
@pytest.mark.parametrize("seed", SEEDS)
def test_what_a_past_day_is_told_of_is_what_was_so_that_day(seed):
    with time_machine.travel(NOW, tick=False):
        weeks = Weeks(seed)
    for day in range(DAYS):
        noon = NOW + day * DAY
        with time_machine.travel(noon, tick=False):
            Remembered.forget_all()
            for n in range(AT_MOST):
                with time_machine.travel(noon + n * timedelta(minutes=20), tick=False):
                    weeks.happen()
        with time_machine.travel(end_of(TODAY + day * DAY), tick=False):
            weeks.write_down()
    with time_machine.travel(NOW + (DAYS + 3) * DAY, tick=False):
        wrong = []
        for day in range(DAYS):
            on = TODAY + day * DAY
            house = Then(end_of(on))
            assert house.is_exact and not house.unknown
            readers = list(house.readers())
            for record in weeks.records:
                past = past_of(record, end_of(on))
                for person, reader in readers:
                    then = opened(type(record), reader, past)
                    if then != weeks.told[on, record, person.username]:
                        wrong.append((on, record, person, then, weeks.told[on, record, person.username]))
        assert not wrong, (weeks.done, wrong[:5])
    print(weeks.done, Counter(name for names in weeks.told.values() for name in names))


@pytest.mark.parametrize(
    "days, expected",
    [
        ([], "today"),
        ([(1, "a", "z")], "a"),
        ([(1, "a", "z"), (2, "b", "a")], "b"),
        ([(9, "a", "z")], "z"),
        ([(9, "a", UNKNOWN)], UNKNOWN),
        ([(1, "a", UNKNOWN), (9, "b", UNKNOWN)], "a"),
        ([(5, "a", "z"), (9, "b", "a")], "a"),
    ],
)
def test_what_something_was_is_read_off_its_changes(days, expected):
    """Of older lines, which don't tell what was before, the one before them does."""
    changes = [Change(NOW + day * DAY, now, before) for day, now, before in days]
    assert as_of(changes, NOW + 5 * DAY, "today") == expected
