"""Random walks: whoever presses whatever, no contract is signed past its reviews. DRILLS=10000 walks as often."""

import os
import random
from collections import Counter

import pytest
from django.core.exceptions import PermissionDenied

from bizdept.audit.check import first_broken
from bizdept.duties.models import Duty
from bizdept.people.actor import Actor
from bizdept.people.models import Post
from bizdept.refusal import Refused
from bizdept.workflow.models import MoveLog, Opinion, Verdict, Version
from bizdept.workflow.review import confirm, give_opinion, may_speak, meet, opinions_of
from bizdept.workflow.versions import is_whole
from contracts import actions, rules
from contracts.content import content_of
from contracts.lifecycle import LIFECYCLE
from contracts.models import Contract
from tests.company import TODAY, fresh, pdf, undone
from tests.contracts.test_who_may import EDGES, code

S = Contract.State
WALKS, STEPS = int(os.environ.get("DRILLS", "18")), 40
SIGNED_WITH = {"signed_on": TODAY, "method": "paper", "our_signatory": "a", "their_signatory": "b"}


class Walk:
    """One contract, and everybody pressing at random; refusals are part of life."""

    def __init__(self, company, actors, seed):
        self.dice, self.actors, self.done = random.Random(seed), actors, Counter()
        amount = self.dice.choice([20_000, 100_000, 499_999, 500_000, 2_000_000])
        self.contract = company.contract(
            amount=amount, owner=self.dice.choice([company.li, company.li, company.chief])
        )

    def step(self):
        """Mostly what somebody may do now, sometimes anything by anybody; what ends the walk is rare."""
        verbs = [*LIFECYCLE.moves, "say", "confirm", "meet", "revise"]
        choices = [(self.dice.choice(verbs), by) for by in self.dice.sample(self.actors, 6)]
        if self.dice.random() < 0.8:
            choices = [(verb, by) for by in self.dice.sample(self.actors, 6) for verb in self.open_to(by)] or choices
        weights = [1 if verb in {"void", "refuse", "reopen"} else 25 for verb, _by in choices]
        verb, by = self.dice.choices(choices, weights)[0]
        try:
            getattr(self, verb, self.move)(*(() if hasattr(self, verb) else (verb,)), by=by)
        except (Refused, PermissionDenied):
            self.done["refused"] += 1
        else:
            self.done[verb] += 1
            self.contract = fresh(self.contract)
            self.check()

    def open_to(self, by) -> list[str]:
        speaks = [o for o in opinions_of(self.contract) if may_speak(by, o, self.contract)]
        return [move.name for move in LIFECYCLE.open_to(by, self.contract)] + ["say", "confirm", "meet"] * bool(speaks)

    def move(self, name, *, by):
        data = SIGNED_WITH | {"scan": pdf(), "code": code(self.contract)} if name == "sign" else {}
        LIFECYCLE.perform(name, self.contract, by=by, on=TODAY, note="so", **data)

    def opinion(self):
        found = opinions_of(fresh(self.contract))
        if not found:
            raise Refused([])
        return self.dice.choice(found)

    def say(self, *, by):
        verdict = self.dice.choice(Verdict.values + [Verdict.AGREE] * 3)
        conditions = ["so"] if verdict == Verdict.CONDITIONS else []
        give_opinion(self.opinion(), verdict, by=by, on=TODAY, note="why", conditions=conditions)

    def confirm(self, *, by):
        confirm(self.opinion(), by=by, on=TODAY)

    def meet(self, *, by):
        for condition in self.opinion().conditions.all():
            meet(condition, by=by, on=TODAY)

    def revise(self, *, by):
        words = {"title": f"T{self.dice.random()}"} if self.dice.random() < 0.5 else {"delivery": "elsewhere"}
        actions.revise(self.contract, by=by, seen=self.contract.version, terms=words)

    def check(self):
        logs = list(MoveLog.objects.of(self.contract).order_by("pk"))
        assert {(log.source, log.move, log.target) for log in logs} <= EDGES
        assert [log.source for log in logs] == ["drafting", *(log.target for log in logs)][: len(logs)]
        assert self.contract.state == (logs[-1].target if logs else "drafting")
        assert all(map(is_whole, Version.objects.of(self.contract)))
        if self.contract.state in {S.APPROVED, S.OUT, S.SIGNED}:
            self.check_approval(logs)
        if self.contract.state in S.over():
            open_kinds = set(Duty.objects.open().about(self.contract).values_list("kind", flat=True))
            assert open_kinds <= {"contracts.file_originals"}

    def check_approval(self, logs):
        """What was approved is the text that stands there; everybody agreed; each signature is a person's own."""
        contract, round_opinions = self.contract, opinions_of(self.contract)
        last_submit = max(n for n, log in enumerate(logs) if log.move == "submit")
        decisions = [log for log in logs[last_submit:] if log.move == "approve"]
        deciders = [{log.by_id, log.on_behalf_of_id} - {None} for log in decisions]
        large = contract.amount >= 500_000
        assert len(decisions) == (2 if large and decisions[0].post == Post.CHIEF else 1)
        assert decisions[-1].post == Post.LEADER or not large
        spoken = {o for x in round_opinions for o in (x.by_id, x.on_behalf_of_id)} - {None}
        assert all(o.verdict in {Verdict.AGREE, Verdict.CONDITIONS} for o in round_opinions)
        assert all(c.met_on for o in round_opinions for c in o.conditions.all())
        assert {o.department_id for o in round_opinions} == {d.pk for d in rules.departments_asked(contract, TODAY)}
        for n, people in enumerate(deciders):
            assert contract.owner_id not in people | spoken
            assert not people & spoken
            assert not people & set().union(*deciders[n + 1 :])
        assert Version.objects.of(contract).latest("number").content == content_of(contract)


@pytest.fixture
def actors(company) -> list[Actor]:
    """Everybody, those who matter oftener, and delegates; one reviewer is a chief as well, the drafter a reviewer."""
    second = company.person("second", Post.CHIEF, company.section)
    company.appoint(company.legal, Post.CHIEF, company.section)
    company.appoint(company.li, Post.REVIEWER, company.tech_department)
    often = [company.li, company.chief, company.leader, company.legal, company.tech, second]
    stand_ins = [
        (company.zhao, company.chief), (company.li, company.chief), (company.chief, company.leader),
        (company.finance, company.legal), (company.legal, company.leader), (company.chief, company.li),
    ]  # fmt: skip
    return [Actor(p) for p in [*company.people(), *often * 3]] + [Actor(p, on_behalf_of=o) for p, o in stand_ins]


def test_no_walk_ends_where_the_rules_forbid(company, actors):
    done, ends = Counter(), Counter()
    for seed in range(WALKS):
        with undone():
            walk = Walk(company, actors, seed)
            for _ in range(STEPS):
                walk.step()
            ends[walk.contract.state] += 1
            done += walk.done
    assert first_broken() is None
    assert {"submit", "say", "approve", "return", "withdraw"} <= set(done), done
    assert len(ends) >= 3, ends
    assert not Opinion.objects.exists()  # each walk was taken back
