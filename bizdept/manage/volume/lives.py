"""What becomes of each contract of the volume: which moves by whom on which day, and what it then holds."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from bizdept.calendar.rules import SHANGHAI
from bizdept.manage.volume.people import House, Section
from bizdept.people.models import User
from contracts.models import Contract

S, Awaits = Contract.State, Contract.Awaits
OLD = {"signed": 86, "refused": 4, "void": 10}  # of a hundred that are over
YOUNG = {"drafting": 25, "review": 20, "decided_next": 6, "leader": 8, "returned": 12, "approved": 14, "out": 15}
STEPS = {  # by end: what is done, in this order; `opinions` is no move
    "drafting": [], "void": ["void"], "review": ["submit", "one_opinion"], "decided_next": ["submit", "opinions"],
    "refused": ["submit", "opinions", "refuse"], "returned": ["submit", "opinions", "return"],
    "leader": ["submit", "opinions", "approve"], "approved": ["submit", "opinions", "approve", "approve_too"],
    "out": ["submit", "opinions", "approve", "approve_too", "release"],
    "signed": ["submit", "opinions", "approve", "approve_too", "release", "sign"],
}  # fmt: skip
TARGETS = {"submit": S.IN_REVIEW, "return": S.RETURNED, "refuse": S.REFUSED, "release": S.OUT, "sign": S.SIGNED,
           "void": S.VOID}  # fmt: skip
ON_THE_WAY = {S.DRAFTING, S.IN_REVIEW, S.RETURNED, S.APPROVED, S.OUT}
WAITS = {"submit": (1, 9), "opinions": (1, 3), "sign": (3, 20)}  # days; other steps take none to two
NOTES = {"approve": ["同意，请抓紧落实。", "同意。", "同意，注意收款节点。"], "refuse": ["客户资信不符合要求。", "毛利过低，不予承接。"],
         "return": ["付款节点再与客户确认。", "违约责任调低比例后再报。"], "void": ["客户取消采购。", "客户改为与集团统签。"]}  # fmt: skip


@dataclass
class Step:
    """One move: from where to where, by whom, when; `holds` is what the contract held after it."""

    move: str
    source: str
    target: str
    by: User
    at: datetime
    note: str
    holds: dict[str, Any]

    @property
    def on(self) -> date:
        return self.at.date()


@dataclass
class Life:
    """One contract's way through its lifecycle."""

    end: str
    section: Section
    owner: User
    opened: datetime
    asked: bool  # whether departments give opinions
    steps: list[Step] = field(default_factory=list)
    spoken: int = 0  # how many departments have given theirs
    holds: dict[str, Any] = field(default_factory=dict)

    def took(self, move: str) -> bool:
        return any(step.move == move for step in self.steps)

    def step(self, move: str) -> Step:
        """The first move of that name, which was taken."""
        return next(step for step in self.steps if step.move == move)

    @property
    def is_over(self) -> bool:
        return self.holds["state"] not in ON_THE_WAY


def moment(day: date, dice: Random) -> datetime:
    """Some time of that working day."""
    return datetime.combine(day, time(dice.randint(8, 17), dice.randrange(60)), SHANGHAI)


def drawn(table: dict[str, int], dice: Random) -> str:
    return dice.choices(list(table), list(table.values()))[0]


def live(
    end: str, opened_on: date, section: Section, owner: User, asked: bool, to_leader: bool,
    house: House, dice: Random,
) -> Life:  # fmt: skip
    """Walk a contract to its end, no further than the day before the house's."""
    last = house.day - timedelta(days=1)
    life = Life(end, section, owner, moment(min(opened_on, last), dice), asked)
    now: dict[str, Any] = {
        "state": str(S.DRAFTING),
        "version": 1,
        "awaits": "",
        "was_submitted": False,
        "went_to_leader": False,
    }
    life.holds, at = now, life.opened
    for name in STEPS[end]:
        if name == "approve_too" and not to_leader:
            continue
        day = min(at.date() + timedelta(days=dice.randint(*WAITS.get(name, (0, 2)))), last)
        at = max(at + timedelta(minutes=dice.randint(5, 50)), moment(day, dice))
        if "opinion" in name:
            life.spoken = (3 if name == "opinions" else dice.randint(0, 2)) * asked
            continue
        move = name.removesuffix("_too")
        by = decider(name, life, house)
        before, now = now, held_after(move, now, to_leader)
        text = dice.choice(NOTES[move]) if move in NOTES else ""
        life.steps.append(Step(move, before["state"], now["state"], by, at, text, now))
    life.holds = now
    return life


def decider(name: str, life: Life, house: House) -> User:
    """By whom a step is made: the drafter's are the drafter's, decisions the chief's and then the leader's."""
    if name == "approve_too":
        return house.leader
    return life.section.chief if name in ("approve", "refuse", "return") else life.owner


def held_after(move: str, before: dict[str, Any], to_leader: bool) -> dict[str, Any]:
    """What a contract holds after a move, as the engine leaves it."""
    after = before | {"version": before["version"] + 1}
    if move == "submit":
        return after | {"state": str(S.IN_REVIEW), "was_submitted": True, "awaits": str(Awaits.CHIEF)}
    if move == "approve" and to_leader and before["awaits"] == Awaits.CHIEF:
        return after | {"awaits": str(Awaits.LEADER), "went_to_leader": True}
    if move == "approve":
        return after | {"state": str(S.APPROVED), "awaits": ""}
    waits = {"awaits": ""} if move in ("refuse", "return") else {}
    return after | {"state": str(TARGETS[move])} | waits


def ends(numbers: range, total: int, dice: Random) -> Iterator[str]:
    """What becomes of these contracts of `total`, the oldest first: the last twenty-fifth is still on its way."""
    young = max(total // 25, min(total, len(YOUNG) * 4))
    for number in numbers:
        if number < total - young:
            yield drawn(OLD, dice)
        else:
            yield list(YOUNG)[number % len(YOUNG)] if number >= total - len(YOUNG) else drawn(YOUNG, dice)


def day_of(number: int, total: int, on: date) -> date:
    """When the contract of that number was begun: the young ones within two months, the others within ten years."""
    young = max(total // 25, min(total, len(YOUNG) * 4))
    old = total - young
    if number < old:
        return on - timedelta(days=3650 - number * 3580 // old)
    return on - timedelta(days=60 - (number - old) * 58 // young)
