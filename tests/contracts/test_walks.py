"""Random walks: whoever presses whatever, no contract is signed past its reviews, and the right duties are open.

`make test` walks 500 times on SQLite and a few on PostgreSQL; `make drills` 10,000 times.
"""

from collections import Counter
from dataclasses import replace

import pytest
from django.db.models import F, Q

from bizdept.audit.check import first_broken
from bizdept.manage.actions import posts
from bizdept.people.actor import Actor
from bizdept.people.models import AppointmentQuerySet, DelegationQuerySet, Post
from bizdept.prepared import Prepared
from bizdept.workflow import leaving, review
from bizdept.workflow.models import Opinion
from contracts import rules, turns
from contracts.lifecycle import LIFECYCLE
from tests.company import undone
from tests.contracts.walks import STEPS, Walk, make_crowd

CHUNKS, WALKS = 10, 50


def walk_all(company, seeds, steps: int = STEPS) -> tuple[Counter, Counter]:
    """Walk once for each seed, each time from the same beginning; what was done, and where the walks ended."""
    done, ends = Counter(), Counter()
    for seed in seeds:
        with undone():
            walk = Walk(company, seed)
            for _ in range(steps):
                try:
                    walk.step()
                except AssertionError as wrong:
                    wrong.add_note(f"walk {seed}: {' '.join(walk.way)}")
                    raise
                if walk.is_over:
                    break
            ends[walk.contract.state] += 1
            done += walk.done
    return done, ends


@pytest.fixture
def crowd(company, time_stands_still):
    return make_crowd(company)


chunks = [0, *(pytest.param(n, marks=pytest.mark.once) for n in range(1, CHUNKS))]


@pytest.mark.parametrize("chunk", chunks)
def test_no_walk_ends_where_the_rules_forbid(crowd, chunk):
    done, ends = walk_all(crowd, range(chunk * WALKS, (chunk + 1) * WALKS))
    print(dict(done), dict(ends))
    assert first_broken() is None
    assert {"submit", "say", "approve", "return", "withdraw", "add", "hand", "stand_in", "dismiss"} <= set(done), done
    assert len(ends) >= 3, ends
    assert not Opinion.objects.exists()  # each walk was taken back


# ── lies that the walks must find


def lie_about(monkeypatch, name: str, **facts) -> None:
    """A row of the contracts' table of moves, with something else in it."""
    monkeypatch.setitem(LIFECYCLE.moves, name, replace(LIFECYCLE.moves[name], **facts))


def whoever_holds_the_post_decides(patch):
    lie_about(patch, "approve", who=lambda by, c: by.holds(Post.CHIEF, Post.LEADER, within=c.department_id))


def a_return_leaves_the_opinions_awaited(patch):
    lie_about(patch, "return", closes=("contracts.decide",))


def no_large_contract_goes_to_the_leader(patch):
    lie_about(patch, "approve", target="approved", opens=LIFECYCLE.moves["approve"].opens[1:])


def nobody_waits_for_opinions(patch):
    patch.setattr(rules, "missing_for_decision", lambda record: [])


def who_has_spoken_decides_too(patch):
    patch.setattr(rules, "has_spoken", lambda record, *ids: False)


def a_withdrawn_delegation_holds(patch):
    def in_force(self, on):
        return self.filter(starts_on__lte=on).filter(Q(made_by=F("of")) | Q(signed_by__isnull=False))

    patch.setattr(DelegationQuerySet, "in_force", in_force)


def an_unsigned_delegation_holds(patch):
    patch.setattr(DelegationQuerySet, "in_force", lambda self, on: self.filter(withdrawn_on=None, starts_on__lte=on))


def an_ended_post_counts(patch):
    patch.setattr(AppointmentQuerySet, "in_force", lambda self, on: self.filter(since__lte=on))


def what_was_handed_on_does_not_fall_back(patch):
    for module in (posts, leaving):
        patch.setattr(module, "fall_back", lambda *, on: 0)


def who_speaks_keeps_what_was_handed_to_them(patch):
    patch.setattr(review, "let_go", lambda record, *people: None)


def only_the_person_is_looked_at(patch):
    patch.setattr(Actor, "is_any_of", lambda self, *ids: self.person.pk in ids)


def an_added_department_is_not_asked_again(patch):
    patch.setattr(turns, "departments_added", lambda contract, on: [])


LIES = {  # and the walk with which to begin: it found the lie when this was written; if not, the others follow
    whoever_holds_the_post_decides: 21, a_return_leaves_the_opinions_awaited: 1, nobody_waits_for_opinions: 4,
    no_large_contract_goes_to_the_leader: 0, who_has_spoken_decides_too: 12, a_withdrawn_delegation_holds: 97,
    an_unsigned_delegation_holds: 114, an_ended_post_counts: 16, what_was_handed_on_does_not_fall_back: 361,
    who_speaks_keeps_what_was_handed_to_them: 106, only_the_person_is_looked_at: 157,
    an_added_department_is_not_asked_again: 23,
}  # fmt: skip


@pytest.mark.once
@pytest.mark.parametrize("lie", LIES, ids=lambda lie: lie.__name__)
def test_the_walks_find_a_lie(crowd, monkeypatch, request, lie):
    """The control: with one rule left out a walk fails, by what the walk itself says must be so."""
    lie(monkeypatch)
    Prepared.forget_all()  # what the truth was put into
    request.addfinalizer(Prepared.forget_all)
    for n in range(CHUNKS * WALKS):
        seed = (LIES[lie] + n) % (CHUNKS * WALKS)
        try:
            walk_all(crowd, [seed])
        except AssertionError as found:
            print(f"{lie.__name__}: found by walk {seed}: {str(found)[:150]!r}")
            return
    pytest.fail(f"{lie.__name__} was found by none of {CHUNKS * WALKS} walks")
