"""Nobody decides on their own: random histories over every lifecycle there is, judged from the tables alone.

`make test` takes 500, which is two minutes of one core; `make drills` 10,000 (DRILLS says how many).
"""

import os
from collections import Counter
from dataclasses import replace

import pytest

from bizdept.workflow.moves import LIFECYCLES, nothing
from tests.company import undone
from tests.house.apart import DEEDS, STEPS, unchecked, walk

HISTORIES = 500
TRIES = 60  # histories until a guard that is taken away must have been missed
pytestmark = pytest.mark.once


def walk_all(scene, seeds, aim=None) -> tuple[Counter, list[str]]:
    done, wrong = Counter(), []
    for seed in seeds:
        with undone():
            made, found = walk(scene, seed, aim=aim)
            done += made
            wrong += found
    return done, wrong


def told(done: Counter) -> str:
    made = {what: count for what, count in done.items() if isinstance(what, tuple) and what[0] in LIFECYCLES}
    refused = sum(count for what, count in done.items() if what[0] == "refused")
    return f"{sum(made.values())} moves of {len(made)} kinds, {refused} refused, {STEPS} steps each"


def test_nobody_decides_on_their_own(scene, capsys):
    done, wrong = walk_all(scene, range(HISTORIES))
    with capsys.disabled():
        print(f"\n{HISTORIES} histories: {told(done)}")
    assert not wrong, "\n".join(wrong)
    walked = {what[0] for what in done if isinstance(what, tuple)} & set(LIFECYCLES)
    assert len(walked) >= 12, set(LIFECYCLES) - walked


@pytest.mark.drills
def test_ten_thousand(scene, capsys):
    times = int(os.environ.get("DRILLS") or 10_000)
    done, wrong = walk_all(scene, range(1_000_000, 1_000_000 + times))
    with capsys.disabled():
        print(f"\n{times} histories: {told(done)}")
    assert not wrong, "\n".join(wrong)


def is_found(scene, name: str, aim) -> bool:
    return any(
        name in line for seed in range(TRIES) for line in walk_all(scene, [seed], aim)[1]
    )  # the first that tells of it ends it


BEHIND = {  # what would refuse it although the move's own guard is gone, besides the checks of the tables
    "confidentiality.accessrequest.grant": {
        "bizdept.access.grants.may_answer": lambda by, record: True,
        "bizdept.access.grants.reasons_against": nothing,
        "confidentiality.rules.requests.reasons_against_grant": nothing,
    },
}  # fmt: skip


@pytest.mark.drills
@pytest.mark.parametrize(
    "label, move",
    [
        ("access.levelchange", "lower_level"),
        ("confidentiality.accessalert", "look_into"),
        ("confidentiality.accessrequest", "grant"),
        ("confidentiality.accessrequest", "refuse"),
        ("confidentiality.breakglass", "justify"),
        ("confidentiality.datarequest", "erase_person"),
        ("confidentiality.incident", "decide_leak"),
        ("confidentiality.inspection", "finish"),
        ("confidentiality.material", "put_in_force"),
        ("confidentiality.monthlyreport", "instruct"),
        ("confidentiality.nda", "register_nda"),
        ("confidentiality.ndatext", "force_text"),
        ("confidentiality.paper", "approve_destruction"),
        ("confidentiality.paper", "confirm"),
        ("confidentiality.rectification", "pass"),
        ("contracts.contract", "return"),
    ],
)
def test_a_guard_that_is_taken_away_is_found(scene, monkeypatch, label, move):
    """The control: whoever likes makes the move, where there is something to make it on; nothing behind it says no."""
    cycle, name = LIFECYCLES[label], f"{label}.{move}"
    free = replace(cycle.moves[move], who=lambda by, record: getattr(record, "drafted", True), missing=nothing)
    monkeypatch.setitem(cycle.moves, move, free)
    for place, told in BEHIND.get(name, {}).items():
        monkeypatch.setattr(place, told)
    with unchecked():
        assert is_found(scene, name, (label, move)), f"{name} without its guard was found by none of {TRIES}"


@pytest.mark.drills
@pytest.mark.parametrize(
    "line, guards",
    [
        ("post.give", ("bizdept.manage.actions.posts.may_give_posts", "bizdept.manage.rules.reasons_against_giving")),
        ("post.sign", ("bizdept.manage.actions.posts.may_sign", "bizdept.manage.rules.may_sign_posts",
                       "bizdept.manage.rules.reasons_against_signing")),
        ("delegation.sign", ("bizdept.manage.actions.places.may_sign_delegation",)),
        ("contracts.policy.sign", ("contracts.rules.may_sign_policy",)),
        ("export.approve", ("bizdept.web.lists.rules.may_decide",)),
        ("factors.sign", ("bizdept.people.rules.may_decide_factors",)),
        ("grant.confirm", ("confidentiality.rules.grants.may_confirm",)),
    ],
)  # fmt: skip
def test_a_second_hand_that_is_not_asked_for_is_found(scene, monkeypatch, line, guards):
    """The same of what is no move."""
    assert line in DEEDS
    for place in guards:
        monkeypatch.setattr(place, nothing if "reasons" in place else lambda *_facts: True)
    with unchecked():
        assert is_found(scene, line, ("", line)), f"{line} without its guard was found by none of {TRIES}"
