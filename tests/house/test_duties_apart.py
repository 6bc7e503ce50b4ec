"""Nobody decides on their own: random histories over every lifecycle there is, judged from the tables alone.

`make test` takes 300, `make drills` 10,000 (DRILLS says how many).
"""

import os
from collections import Counter
from dataclasses import replace

import pytest

from bizdept.workflow.moves import LIFECYCLES
from tests.company import undone
from tests.house.apart import STEPS, walk

HISTORIES = 300
pytestmark = pytest.mark.once


def walk_all(scene, seeds) -> tuple[Counter, list[str]]:
    done, wrong = Counter(), []
    for seed in seeds:
        with undone():
            made, found = walk(scene, seed)
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
    assert len(walked) >= 8, set(LIFECYCLES) - walked


@pytest.mark.drills
def test_ten_thousand(scene, capsys):
    times = int(os.environ.get("DRILLS") or 10_000)
    done, wrong = walk_all(scene, range(1_000_000, 1_000_000 + times))
    with capsys.disabled():
        print(f"\n{times} histories: {told(done)}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.drills  # minutes, where a lie is found late
@pytest.mark.parametrize(
    "label, move",
    [
        ("confidentiality.accessrequest", "grant"),
        ("confidentiality.accessrequest", "refuse"),
        ("confidentiality.ndatext", "force_text"),
        ("confidentiality.rectification", "pass"),
        ("confidentiality.incident", "decide_leak"),
        ("confidentiality.accessalert", "look_into"),
        ("confidentiality.paper", "approve_destruction"),
        ("contracts.contract", "return"),
    ],
)
def test_a_guard_that_is_taken_away_is_found(scene, monkeypatch, label, move):
    """The control: whoever likes makes the move."""
    cycle = LIFECYCLES[label]
    monkeypatch.setitem(cycle.moves, move, replace(cycle.moves[move], who=lambda by, record: True))
    for first in range(0, HISTORIES, 20):
        _done, wrong = walk_all(scene, range(first, first + 20))
        if any(f"{label}.{move}" in line for line in wrong):
            return
    pytest.fail(f"{label}.{move} without its guard was found by none of {HISTORIES} histories")
