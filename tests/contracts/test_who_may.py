"""Who may do what to a contract: every situation × move × person, against a table written by hand."""

from contextlib import suppress

import pytest
from django.core.exceptions import PermissionDenied

from bizdept.people.actor import Actor
from bizdept.people.models import Post
from bizdept.refusal import Refused
from bizdept.workflow.models import MoveLog
from bizdept.workflow.papers import code_of
from bizdept.workflow.versions import latest_version
from contracts.lifecycle import LIFECYCLE
from contracts.models import Contract
from tests.company import TODAY, fresh, pdf, undone

S = Contract.State

# domain.md, "Contract" and "Rules that hold everywhere"; permissions.md, rows 4 to 6. Who isn't named may not.
# a_as_b is a in b's place. Whoever stands in for the chief may end a draft as the chief may; but nobody decides on
# what they drafted, gave an opinion on or decided before, in whosever name.
DRAFTER, DECIDES = {"drafter"}, {"chief", "zhao_as_chief", "leader_as_chief"}
CHIEFS_YES = DECIDES - {"leader_as_chief"}  # above the threshold: the only leader keeps the leader's own decision
CHIEFS = DECIDES | {"drafter_as_chief", "legal_as_chief"}
ENDS, SENDS = DRAFTER | CHIEFS, {"drafter", "assistant"}
LEADS = {"leader", "personnel_as_leader"}
LEADS_CHIEF = LEADS | {"drafter_as_leader"}
WHO_MAY = {
    "drafting": {"submit": DRAFTER, "void": ENDS},
    "in review": {"approve": CHIEFS_YES, "return": DECIDES, "refuse": DECIDES, "withdraw": DRAFTER},
    "with the leader": {"approve": LEADS, "return": LEADS, "refuse": LEADS},
    "returned": {"submit": DRAFTER, "void": ENDS},
    "approved": {"release": SENDS, "reopen": DRAFTER, "void": ENDS},
    "out": {"sign": SENDS, "reopen": DRAFTER, "void": ENDS},
    "signed": {},
    "refused": {},
    "void": {},
    "chief's draft": {"submit": {"chief"}, "void": CHIEFS},
    "chief's in review": {"approve": LEADS_CHIEF, "return": LEADS_CHIEF, "refuse": LEADS_CHIEF, "withdraw": {"chief"}},
    "chief's approved": {"release": {"chief", "assistant"}, "reopen": {"chief"}, "void": CHIEFS},
}  # fmt: skip
SIGNED_WITH = {"signed_on": TODAY, "method": "paper", "our_signatory": "a", "their_signatory": "b"}
DATA = {"sign": SIGNED_WITH}


def code(contract) -> str:
    """What somebody reads at the foot of the pages, where there are any."""
    version = latest_version(contract)
    return code_of(version) if version else ""


def make(company, situation) -> Contract:
    if situation.startswith("chief's"):
        contract = company.contract(owner=company.chief)
        if situation != "chief's draft":
            contract = company.move("submit", contract, company.chief)
            company.all_agree(contract)
        return company.move("approve", contract, company.leader) if situation == "chief's approved" else contract
    if situation == "drafting":
        return company.contract()
    if situation in {"approved", "out", "signed"}:
        contract = company.signed() if situation == "signed" else company.approved()
        return company.move("release", contract, company.li) if situation == "out" else contract
    if situation == "void":
        return company.move("void", company.contract(), company.chief, note="so")
    contract = company.submitted(amount=600_000)
    company.all_agree(contract)
    if situation == "in review":
        return contract
    verb = {"with the leader": "approve", "returned": "return", "refused": "refuse"}[situation]
    return company.move(verb, contract, company.chief, note="so")


def everybody(company) -> dict[str, Actor]:
    """One for each post of domain.md, and those who stand in for somebody."""
    company.person("quality", Post.REVIEWER, company.house)
    company.person("other_chief", Post.CHIEF, company.other_section)
    company.person("other_assistant", Post.ASSISTANT, company.other_section)
    company.person("other_leader", Post.LEADER, company.other_section)
    found = {person.username: Actor(person) for person in company.people()}
    found["drafter"] = found.pop("li")
    stand_ins = {
        "zhao_as_chief": Actor(company.zhao, on_behalf_of=company.chief),
        "personnel_as_leader": Actor(company.personnel, on_behalf_of=company.leader),
        "drafter_as_chief": Actor(company.li, on_behalf_of=company.chief),
        "drafter_as_leader": Actor(company.li, on_behalf_of=company.leader),
        "chief_as_drafter": Actor(company.chief, on_behalf_of=company.li),
        "chief_as_leader": Actor(company.chief, on_behalf_of=company.leader),
        "legal_as_chief": Actor(company.legal, on_behalf_of=company.chief),
        "chief_as_legal": Actor(company.chief, on_behalf_of=company.legal),
        "leader_as_chief": Actor(company.leader, on_behalf_of=company.chief),
    }
    for actor in stand_ins.values():
        company.delegate(actor.on_behalf_of, actor.person)
    return found | stand_ins


@pytest.mark.parametrize("situation", WHO_MAY)
def test_every_move_of_everybody_meets_the_table_written_by_hand(company, situation):
    contract, people = make(company, situation), everybody(company)
    before, wrong, cells = fresh(contract), [], 0
    for name, move in LIFECYCLE.moves.items():
        allowed = WHO_MAY[situation].get(name, set())
        for who, by in people.items():
            made, cells = False, cells + 1
            with undone():
                data = DATA.get(name, {}) | ({"scan": pdf(), "code": code(contract)} if name == "sign" else {})
                with suppress(Refused, PermissionDenied):
                    after = LIFECYCLE.perform(name, contract, by=by, on=TODAY, note="so", **data)
                    made = True
                    assert after.state in move.all_targets
            if made != (who in allowed):
                wrong.append(f"{situation}: {who} {'may' if made else 'may not'} {name}")
            now = fresh(contract)
            assert (now.state, now.version, now.awaits) == (before.state, before.version, before.awaits)
    assert not wrong
    assert cells == len(LIFECYCLE.moves) * len(people)


@pytest.mark.parametrize("situation", WHO_MAY)
def test_a_button_is_drawn_where_the_press_would_count(company, situation):
    """The same check draws and performs: no button that only leads to a refusal of the person."""
    contract = make(company, situation)
    for by in everybody(company).values():
        drawn = {move.name for move in LIFECYCLE.open_to(by, contract)}
        for name, move in LIFECYCLE.moves.items():
            try:
                LIFECYCLE.check(move, fresh(contract), by=by)
                may = True
            except PermissionDenied:
                may = False
            except Refused as refusal:
                may = "state" not in refusal.codes and contract.state in move.sources
            assert (name in drawn) == may, (name, by)


EDGES = {  # the designed table: from, move, to
    ("drafting", "submit", "in_review"), ("returned", "submit", "in_review"),
    ("in_review", "approve", "in_review"), ("in_review", "approve", "approved"), ("in_review", "return", "returned"),
    ("in_review", "refuse", "refused"), ("in_review", "withdraw", "drafting"),
    ("approved", "release", "out_for_signature"), ("out_for_signature", "sign", "signed"),
    ("approved", "reopen", "drafting"), ("out_for_signature", "reopen", "drafting"),
    ("drafting", "void", "void"), ("returned", "void", "void"), ("approved", "void", "void"),
    ("out_for_signature", "void", "void"),
}  # fmt: skip
PATHS = {"signed": 1, "refused": 1, "void": 4}  # ways from a draft to each end that visit no state twice


def edges_of(lifecycle) -> set[tuple[str, str, str]]:
    return {
        (str(source), move.name, str(target))
        for move in lifecycle.moves.values()
        for source in move.sources
        for target in move.all_targets
    }


def ways(edges, state: str, seen: frozenset = frozenset()):
    onward = {target for source, _move, target in edges if source == state} - seen - {state}
    if not onward:
        yield state
    for target in onward:
        yield from ways(edges, target, seen | {state})


def test_the_table_of_moves_is_the_designed_one():
    edges = edges_of(LIFECYCLE)
    assert edges == EDGES
    ends = [end for end in ways(edges, "drafting") if end in PATHS]
    assert {end: ends.count(end) for end in set(ends)} == PATHS


def test_final_states_have_no_way_out():
    final = set(S.values) - {source for source, _move, _target in edges_of(LIFECYCLE)}
    assert final == set(S.over())


def test_every_state_is_reached():
    assert {target for _source, _move, target in EDGES} == set(S.values)


def test_each_move_writes_one_line_and_raises_the_version(company):
    contract = company.contract()
    for name, person in (("submit", company.li), ("withdraw", company.li), ("void", company.chief)):
        before = contract.version
        contract = company.move(name, contract, person, note="so")
        assert contract.version == before + 1
    assert list(MoveLog.objects.of(contract).order_by("pk").values_list("move", "source", "target")) == [
        ("submit", "drafting", "in_review"), ("withdraw", "in_review", "drafting"), ("void", "drafting", "void"),
    ]  # fmt: skip
