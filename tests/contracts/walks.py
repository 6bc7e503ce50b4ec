"""Random walks: one contract, and everybody pressing at random while posts and delegations change under them.

What must be true after each step is written here from domain.md in plain Python, over plain rows; nothing of it asks
the product's rules.
"""

import random
from collections import Counter
from datetime import timedelta
from functools import cached_property

from django.core.exceptions import PermissionDenied

from bizdept.duties.models import Duty
from bizdept.manage.actions.accounts import close_account
from bizdept.manage.actions.places import delegate, sign_delegation, withdraw_delegation
from bizdept.manage.actions.posts import end_post, give_post, sign_post
from bizdept.people.actor import Actor, actors_of
from bizdept.people.models import Appointment, Delegation, Department, Post, User
from bizdept.refusal import Refused
from bizdept.workflow.models import Condition, MoveLog, Opinion, Remark, Verdict, Version
from bizdept.workflow.review import confirm, give_opinion, meet
from bizdept.workflow.versions import is_whole
from contracts import actions, asides
from contracts.content import content_of
from contracts.lifecycle import LIFECYCLE
from contracts.models import Contract
from tests.company import DAY, NOW, TODAY, Company, fresh, pdf
from tests.contracts.test_who_may import EDGES, code

S = Contract.State
STEPS = 14  # of one walk in `make test`; `make drills` goes further
SIGNED_WITH = {"signed_on": TODAY, "method": "paper", "our_signatory": "a", "their_signatory": "b"}
LARGE, SMALL = 500_000, 50_000
PEOPLE = {"appoint": 2, "dismiss": 2, "stand_in": 4, "countersign": 3, "come_back": 2, "leave": 0.5}
BESIDE = {"add": 2, "hand": 4, "remind": 1, "comment": 1}
LIKELY = {  # what happens most in each state; the rest is chance
    S.DRAFTING: {"submit": 20, "revise": 5, "void": 0.2},
    S.RETURNED: {"revise": 6, "submit": 12, "void": 0.2},
    S.IN_REVIEW: {"return": 2, "withdraw": 1, "refuse": 0.2} | BESIDE,
    S.APPROVED: {"release": 10, "reopen": 1, "void": 0.3},
    S.OUT: {"sign": 10, "reopen": 0.7, "void": 0.3},
    S.SIGNED: {"file": 1, "comment": 1},
}  # fmt: skip
MOVES = ["submit", "approve", "return", "refuse", "withdraw", "release", "sign", "reopen", "void"]
EVERYTHING = [*MOVES, "say", "confirm", "meet", "revise", "file", *BESIDE, *PEOPLE]


class Rows:
    """The posts and delegations as their rows say, read without the product's help."""

    def __init__(self):
        self.parents = dict(Department.objects.values_list("pk", "parent_id"))
        self.active = set(User.objects.filter(is_active=True).values_list("pk", flat=True))
        powerful = {"chief", "leader", "officer", "administrator"}
        self.held = [
            (row.person_id, row.post, row.department_id)
            for row in Appointment.objects.all()
            if row.since <= TODAY and (row.ended_on is None or row.ended_on > TODAY)
            and (row.post not in powerful or row.signed_by_id)
        ]  # fmt: skip

    def above(self, department: int | None) -> list[int]:
        found = []
        while department is not None:
            found.append(department)
            department = self.parents[department]
        return found

    def holds(self, person: int, post: str, department: int) -> bool:
        places = self.above(department)
        return person in self.active and any((person, post, place) in self.held for place in places)

    def nearest(self, post: str, department: int) -> set[int]:
        """Whoever holds the post there, else in the nearest department above."""
        for place in self.above(department):
            if found := {p for p, held, where in self.held if (held, where) == (post, place) and p in self.active}:
                return found
        return set()

    @cached_property
    def stands_in(self) -> set[tuple[int, int]]:
        """(delegate, absent) of today."""
        return {
            (row.to_id, row.of_id)
            for row in Delegation.objects.filter(withdrawn_on=None, starts_on__lte=TODAY)
            if (row.ends_on is None or row.ends_on >= TODAY) and (row.made_by_id == row.of_id or row.signed_by_id)
        }


class Walk:
    """One contract's life. `done` counts what happened; `check` says what must be so after each step."""

    def __init__(self, company: Company, seed: int):
        self.company, self.dice, self.done = company, random.Random(seed), Counter()
        self.amount = self.dice.choice([20_000, 100_000, 499_999, 500_000, 2_000_000])
        owner = self.dice.choice([company.li, company.li, company.chief])
        self.contract = company.contract(amount=self.amount, owner=owner, customer=company.walked)
        self.everybody = [p for p in company.crowd if p not in (company.admin, company.officer)]
        self.at, self.awaits, self.first = NOW, "", ""
        self.way: list[str] = []
        self.opinions: list[Opinion] = []
        self.asked: set[int] = set()  # departments of the latest round
        self.added: set[int] = set()  # those of them whom somebody asked besides
        self.handed: dict[tuple[str, int], int] = {}  # (kind, department): person
        self.filer: tuple | int = ()
        self.heard: set[int] = set()  # opinions that were given
        self.spoke: Opinion | None = None
        self.ticked: set[int] = set()
        self.known: dict[int, list[Actor]] = {}  # as whom each may act, until posts or delegations change
        self.rows = Rows()
        self.once: set[int] = set()  # who held a post or stood in for somebody, be it no longer so

    # ── what somebody does

    def step(self) -> None:
        likely = self.likely_now()
        chance = self.dice.random()
        if chance < 0.8 and likely:
            verb = self.dice.choices(list(likely), list(likely.values()))[0]
            by = self.somebody_for(verb)
        elif chance < 0.92:
            verb, by = self.dice.choices(list(PEOPLE), list(PEOPLE.values()))[0], None
        else:
            verb, by = self.dice.choice(EVERYTHING), self.anybody()
        self.done["after"] += self.contract.state in S.over()
        self.at += timedelta(hours=1)
        try:
            getattr(self, verb, self.move)(*(() if hasattr(self, verb) else (verb,)), by=by or self.anybody())
        except (Refused, PermissionDenied):
            self.done["refused", verb] += 1
            return
        self.done[verb] += 1
        self.way.append(f"{verb}({by or ''})")
        self.contract = fresh(self.contract)
        if verb in PEOPLE:
            self.known, self.rows = {}, Rows()
        self.remember(verb)
        self.check(verb)

    def likely_now(self) -> dict[str, float]:
        """What mostly happens: first the opinions, then the conditions, then the decision."""
        likely = LIKELY.get(self.contract.state, {})
        if self.contract.state != S.IN_REVIEW:
            return likely
        if any(not o.verdict for o in self.opinions):
            can_confirm = any(o.earlier_id and not o.verdict for o in self.opinions)
            return likely | {"say": 24, "confirm": 12 * can_confirm, "approve": 1}
        if any(o.verdict == "object" for o in self.opinions):
            return likely | {"return": 10, "withdraw": 5}
        unmet = any(c.met_on is None for o in self.opinions for c in o.conditions.all())
        return likely | ({"meet": 15, "approve": 2} if unmet else {"approve": 20})

    @property
    def is_over(self) -> bool:
        return self.contract.state in S.over() and self.done["after"] > 2

    def latest(self):
        return Opinion.objects.filter(round__object_id=self.contract.pk, round__is_latest=True).order_by("pk")

    def anybody(self) -> Actor:
        there = [person.pk for person in self.everybody if person.pk in self.rows.active]
        return self.dice.choice(self.actors(self.dice.choice(there)))

    def actors(self, pk: int) -> list[Actor]:
        if pk not in self.known:
            self.known[pk] = actors_of(User.objects.get(pk=pk))
        return self.known[pk]

    def somebody_for(self, verb: str) -> Actor:
        """Mostly one of those who might: the owner, those with a post, whoever stands in for them."""
        rows = self.rows
        deciders = [p for p, post, _place in rows.held if post == self.awaits]
        open_to = {o.department_id for o in self.opinions if not o.verdict} or self.asked
        speakers = [p for p, post, place in rows.held if post == "reviewer" and place in open_to]
        likely = {
            "say": speakers, "confirm": speakers, "meet": speakers, "approve": deciders, "return": deciders,
            "refuse": deciders, "add": speakers + deciders, "hand": speakers + deciders,
            "comment": [p.pk for p in self.everybody], "file": [self.company.assistant.pk, self.contract.owner_id],
        }.get(verb, [self.contract.owner_id])  # fmt: skip
        likely = [pk for pk in likely if pk in rows.active]  # who has left can't sign in
        once = sorted(pk for pk in self.once if pk in rows.active)
        if not likely or self.dice.random() < 0.1:
            return self.anybody()
        if once and self.dice.random() < 0.3:
            return self.dice.choice(self.actors(self.dice.choice(once)))
        named = [pk for pk in self.handed.values() if pk in likely]
        principal = self.dice.choice(named if named and self.dice.random() < 0.5 else likely)
        delegates = sorted(to for to, of in rows.stands_in if of == principal and to in rows.active)
        if delegates and self.dice.random() < 0.5:
            found = [a for a in self.actors(self.dice.choice(delegates)) if a.principal.pk == principal]
            return found[0] if found else self.anybody()
        return self.actors(principal)[0]

    def move(self, name, *, by):
        data = SIGNED_WITH | {"scan": pdf(), "code": code(self.contract)} if name == "sign" else {}
        LIFECYCLE.perform(name, self.contract, by=by, on=TODAY, note="so", **data)

    def opinion(self, by: Actor) -> Opinion:
        found = list(self.latest())
        if not found:
            raise Refused([])
        mine = [o for o in found if self.rows.holds(by.principal.pk, "reviewer", o.department_id)]
        return self.dice.choice([o for o in mine if not o.verdict] or mine or found)

    def say(self, *, by):
        verdict = self.dice.choice(Verdict.values + [Verdict.AGREE] * 4)
        conditions = ["so"] if verdict == Verdict.CONDITIONS else []
        give_opinion(self.opinion(by), verdict, by=by, on=TODAY, note="why", conditions=conditions)

    def confirm(self, *, by):
        confirm(self.opinion(by), by=by, on=TODAY)

    def meet(self, *, by):
        conditions = list(self.opinion(by).conditions.all())
        if not conditions:
            raise Refused([])
        for condition in conditions:
            meet(condition, by=by, on=TODAY)

    def revise(self, *, by):
        words = {"title": f"T{self.dice.random()}"} if self.dice.random() < 0.5 else {"delivery": "elsewhere"}
        actions.revise(self.contract, by=by, seen=self.contract.version, terms=words)

    def file(self, *, by):
        actions.file_originals(self.contract, by=by, on=TODAY, place="a box")

    def add(self, *, by):
        company = self.company
        places = [company.finance_department, company.finance_department, company.quality, company.tech_department]
        asides.add_reviewer(self.contract, self.dice.choice(places), by=by, on=TODAY, text="look at it")

    def hand(self, *, by):
        places = {"reviewer": self.asked, self.awaits: self.rows.above(self.contract.department_id)}
        fit = [p for p, post, place in self.rows.held if place in places.get(post, ())]
        both = [pk for pk in fit if fit.count(pk) > 1]  # who might give the opinion and the decision
        fit = both if both and self.dice.random() < 0.5 else fit
        to = self.dice.choice(fit if fit and self.dice.random() < 0.9 else [p.pk for p in self.everybody])
        asides.hand_on(self.contract, User.objects.get(pk=to), by=by, on=TODAY)

    def remind(self, *, by):
        asides.remind(self.contract, by=by, at=self.at)

    def comment(self, *, by):
        asides.comment(self.contract, "hm", by=by)

    # ── posts and delegations

    def appoint(self, *, by):
        company = self.company
        post, place = self.dice.choice([
            (Post.CHIEF, company.section), (Post.LEADER, company.house), (Post.REVIEWER, company.legal_department),
            (Post.REVIEWER, company.tech_department), (Post.REVIEWER, company.finance_department),
            (Post.REVIEWER, company.quality),
        ])  # fmt: skip
        row = give_post(self.dice.choice(self.everybody), post, place, since=TODAY, by=Actor(company.admin), on=TODAY)
        if post in (Post.CHIEF, Post.LEADER) and self.dice.random() < 0.8:
            sign_post(row, by=Actor(fresh(company.officer)), on=TODAY)

    def dismiss(self, *, by):
        rows = Appointment.objects.filter(ended_on=None, post__in=["chief", "leader", "reviewer"]).order_by("pk")
        handed = [row for row in rows if row.person_id in self.handed.values()]
        row = self.dice.choice(handed if handed and self.dice.random() < 0.5 else list(rows))
        self.once.add(row.person_id)
        end_post(row, TODAY, by=Actor(self.company.admin), on=TODAY)

    def stand_in(self, *, by):
        holders = [pk for pk, post, _place in self.rows.held if post in ("chief", "leader", "reviewer")]
        of, to = User.objects.get(pk=self.dice.choice(holders)), self.dice.choice(self.everybody)
        self.once.add(to.pk)
        ends = self.dice.choice([None, TODAY + 7 * DAY])
        made_by = Actor(fresh(self.dice.choice([of, of, self.company.admin])))
        delegate(fresh(of), fresh(to), starts_on=TODAY, ends_on=ends, reason="", by=made_by, on=TODAY)

    def countersign(self, *, by):
        rows = [row for row in Delegation.objects.all() if row.awaits_signature]
        if not rows:
            raise Refused([])
        sign_delegation(self.dice.choice(rows), by=Actor(fresh(self.company.officer)), on=TODAY)

    def come_back(self, *, by):
        rows = list(Delegation.objects.filter(withdrawn_on=None).order_by("pk"))
        if not rows:
            raise Refused([])
        row = self.dice.choice(rows)
        withdraw_delegation(row, by=Actor(fresh(row.of)), on=TODAY)

    def leave(self, *, by):
        close_account(self.dice.choice(self.everybody), by=Actor(self.company.admin), on=TODAY)

    # ── what must be so, by domain.md

    def remember(self, verb: str) -> None:
        """Follow what the step means for whose turn it is."""
        contract, company, before = self.contract, self.company, self.rows
        if verb == "submit":
            self.handed.clear()
            spoken = self.spoken()
            chiefs = before.nearest("chief", contract.department_id) - {contract.owner_id} - spoken
            self.awaits = self.first = "chief" if chiefs else "leader"
            by_policy = set() if self.amount < SMALL else {company.legal_department.pk, company.tech_department.pk}
            alive = {d for d in self.added if before.nearest("reviewer", d) - {contract.owner_id}}
            self.added = alive - by_policy
            self.asked = by_policy | alive
        elif verb == "approve":
            self.handed = {key: person for key, person in self.handed.items() if key[0] != "contracts.decide"}
            self.awaits = "leader" if self.awaits == "chief" and self.amount >= LARGE else ""
        elif verb in ("return", "refuse", "withdraw"):
            self.handed.clear()
            self.awaits = ""
        elif verb == "sign":
            helpers = before.nearest("assistant", contract.department_id)
            self.filer = ("assistant", contract.department_id) if helpers else contract.owner_id
        elif verb == "add":
            new = Remark.objects.filter(kind="asked").latest("pk").department_id
            self.asked.add(new)
            self.added.add(new)
        elif verb == "hand":
            row = Remark.objects.filter(kind="handed").select_related("duty").latest("pk")
            self.handed[row.duty.kind, row.department_id] = row.to_id
        elif verb in ("say", "confirm", "meet"):
            self.hear(verb)
        if self.handed and verb in ("dismiss", "leave"):
            now = self.rows
            self.handed = {
                (kind, place): person for (kind, place), person in self.handed.items()
                if now.holds(person, "reviewer" if kind == "workflow.opinion" else self.awaits, place)
            }  # fmt: skip

    def hear(self, verb: str) -> None:
        """Who has spoken, and to tick is to speak, does not decide: what was handed to them is the post's again."""
        if verb == "meet":
            rows = Condition.objects.filter(met_on__isnull=False).exclude(pk__in=self.ticked)
            spoke = {pk for row in rows for pk in (row.met_by_id, row.met_for_id)}
            self.ticked |= {row.pk for row in rows}
        else:
            rows = Opinion.objects.filter(round__is_latest=True, by__isnull=False)
            row = self.spoke = next(o for o in rows if o.pk not in self.heard)
            self.heard.add(row.pk)
            self.handed.pop(("workflow.opinion", row.department_id), None)
            spoke = {row.by_id, row.on_behalf_of_id}
        self.let_go(spoke)

    def let_go(self, people: set[int | None]) -> None:
        self.handed = {key: person for key, person in self.handed.items() if person not in people}

    def spoken(self) -> set[int]:
        rows = Opinion.objects.filter(round__object_id=self.contract.pk, by__isnull=False)
        ticks = Condition.objects.filter(opinion__round__object_id=self.contract.pk, met_on__isnull=False)
        pairs = [*rows.values_list("by", "on_behalf_of"), *ticks.values_list("met_by", "met_for")]
        return {pk for pair in pairs for pk in pair} - {None}

    def duties_owed(self, awaited: list[int]) -> set[tuple]:
        """(kind, person) or (kind, post, department) of each duty that must be open now, and no other."""
        contract, found = self.contract, set()
        if contract.state == "returned":
            found.add(("contracts.revise", contract.owner_id))
        if contract.state in ("approved", "out_for_signature"):
            found.add(("contracts.sign", contract.owner_id))
        if contract.state == "signed" and contract.signing.originals == "awaited":
            to = self.filer
            found.add(("contracts.file_originals", *to) if isinstance(to, tuple) else ("contracts.file_originals", to))
        if contract.state == "in_review":
            place = contract.department_id
            to = self.handed.get(("contracts.decide", place))
            found.add(("contracts.decide", to) if to else ("contracts.decide", self.awaits, place))
            for department in awaited:
                to = self.handed.get(("workflow.opinion", department))
                found.add(("workflow.opinion", to) if to else ("workflow.opinion", "reviewer", department))
        return found

    def check(self, verb: str) -> None:
        contract = self.contract
        opinions = list(self.latest().prefetch_related("conditions")) if contract.was_submitted else []
        self.opinions = opinions
        open_now = [
            (kind, person) if person else (kind, post, department)
            for kind, person, post, department in Duty.objects.filter(
                object_id=contract.pk, content_type__model="contract", done_on=None
            ).values_list("kind", "person", "post", "department")
        ]
        owed = self.duties_owed([o.department_id for o in opinions if not o.verdict])
        wrong = f"{verb} → {contract.state}: open {set(open_now) - owed}, missing {owed - set(open_now)}"
        assert set(open_now) == owed, wrong
        assert len(open_now) == len(owed)
        if contract.state == "in_review":
            assert {o.department_id for o in opinions} == self.asked
        if verb in PEOPLE:
            return
        logs = list(MoveLog.objects.of(contract).order_by("pk"))
        assert {(log.source, log.move, log.target) for log in logs} <= EDGES
        assert [log.source for log in logs] == ["drafting", *(log.target for log in logs)][: len(logs)]
        assert contract.state == (logs[-1].target if logs else "drafting")
        if verb in ("say", "confirm"):
            spoke = self.spoke
            assert spoke.on_behalf_of_id is None or (spoke.by_id, spoke.on_behalf_of_id) in self.rows.stands_in
            assert self.rows.holds(spoke.on_behalf_of_id or spoke.by_id, "reviewer", spoke.department_id)
        if verb in ("submit", "sign"):
            assert all(map(is_whole, Version.objects.of(contract)))
        self.check_hands(logs)
        if verb in MOVES:
            self.check_right(logs[-1])
        if contract.state in {S.APPROVED, S.OUT, S.SIGNED} and verb in MOVES:
            self.check_approval(logs, opinions)

    def check_right(self, log: MoveLog) -> None:
        """Who decided held the post that day, in person or for whoever they stood in for that day."""
        principal, rows = log.on_behalf_of_id or log.by_id, self.rows
        assert log.by_id in rows.active
        assert log.on_behalf_of_id is None or (log.by_id, log.on_behalf_of_id) in rows.stands_in
        if log.move in ("approve", "return", "refuse"):
            posts = ("chief", "leader")
            assert any(rows.holds(principal, post, self.contract.department_id) for post in posts)
        if log.move in ("submit", "withdraw", "reopen"):
            assert (log.by_id, log.on_behalf_of_id) == (self.contract.owner_id, None)

    def check_hands(self, logs: list[MoveLog]) -> None:
        """Nobody decides on what they drafted, gave an opinion on or decided before, in whosever name."""
        owner, spoken = self.contract.owner_id, self.spoken()
        assert owner not in spoken
        last = max((n for n, log in enumerate(logs) if log.move == "submit"), default=0)
        earlier: set[int | None] = set()
        for n, log in enumerate(logs):
            if log.move in ("approve", "return", "refuse"):
                hands = {log.by_id, log.on_behalf_of_id} - {None}
                assert owner not in hands
                if n >= last:
                    assert not hands & spoken
                    assert not hands & earlier
                    earlier |= hands

    def check_approval(self, logs: list[MoveLog], opinions: list[Opinion]) -> None:
        """What was approved is the text that stands there, and everybody who was asked agreed."""
        last_submit = max(n for n, log in enumerate(logs) if log.move == "submit")
        decisions = [log for log in logs[last_submit:] if log.move == "approve"]
        both = self.amount >= LARGE and self.first == "chief"
        assert [log.target for log in decisions] == (["in_review", "approved"] if both else ["approved"])
        last = decisions[-1]
        if self.amount >= LARGE and logs[-1] == last:  # that very step, while posts are as they were
            assert self.rows.holds(last.on_behalf_of_id or last.by_id, "leader", self.contract.department_id)
        assert {o.department_id for o in opinions} == self.asked
        assert all(o.verdict in {"agree", "conditions"} for o in opinions)
        assert all(c.met_on for o in opinions for c in o.conditions.all())
        assert Version.objects.of(self.contract).latest("number").content == content_of(self.contract)


def make_crowd(company: Company) -> Company:
    """More people: a second chief and leader, second reviewers, one who is both, a drafter who reviews."""
    company.quality = Department.objects.create(name="Quality", discipline="quality")
    second = company.person("second", Post.CHIEF, company.section)
    others = [
        company.person("second_legal", Post.REVIEWER, company.legal_department),
        company.person("second_tech", Post.REVIEWER, company.tech_department),
        company.person("inspector", Post.REVIEWER, company.quality),
    ]
    company.appoint(company.legal, Post.CHIEF, company.section)
    company.appoint(company.li, Post.REVIEWER, company.tech_department)
    company.person("second_leader", Post.LEADER, company.house)
    company.chiefs = [company.chief, second, company.legal]
    company.reviewers = [company.legal, company.tech, company.finance, *others]
    company.walked = company.customer()
    company.crowd = company.people()
    return company
