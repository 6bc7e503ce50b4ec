"""The contracts of the volume with all that hangs on them, in chunks: each its own transaction."""

from collections import Counter
from datetime import date
from random import Random
from typing import Any

from bizdept.access.grants import keep_grants
from bizdept.audit.chain import note, sealed
from bizdept.manage.volume import grants, lives
from bizdept.manage.volume.customers import Written
from bizdept.manage.volume.drafts import Draft, Words, begun
from bizdept.manage.volume.lives import Life
from bizdept.manage.volume.owed import duties_of
from bizdept.manage.volume.papers import opinions_of, round_of, signing_of, version_of
from bizdept.manage.volume.people import House
from bizdept.people.bulk import like
from bizdept.people.lived import Saved, keep_lived, lay
from bizdept.workflow.lived import keep_moves, keep_rounds, keep_versions
from bizdept.workflow.models import MoveLog
from bizdept.workflow.numbering import draw_many
from contracts.actions import SERIES
from contracts.models import ContractClause, Instalment, Item

BLANK = MoveLog()
CHUNK = 5_000  # contracts written in one transaction, each with some twenty rows besides


@sealed()
def write_contracts(
    numbers: range, total: int, house: House, written: Written, words: Words, *, seed: str, on: date
) -> None:
    """One chunk of contracts in all states, with everything that leads there."""
    dice = Random(f"{seed} contracts {numbers.start}")  # the same rows for the same seed
    drafts = begun(numbers, total, house, written, words, dice, on)
    number_them(drafts)
    contracts = [draft.contract for draft in drafts]
    keep_lived(contracts, [saves_of(draft.life) for draft in drafts])
    keep_parts(drafts, words)
    keep_reviews(drafts, house, words, dice)
    lay(duties_of(drafts, house, words.kinds["contract"]))
    keep_grants(grants.drawn(contracts, numbers, total, house, dice, on), who=house.who)
    told: dict[str, Any] = {"rows": len(contracts), "first": contracts[0].pk, "last": contracts[-1].pk}
    note("record", "volume.contracts", house.head, by=house.who(house.head.pk), **told)


def number_them(drafts: list[Draft]) -> None:
    """Numbers without gaps, year by year."""
    years = Counter(draft.contract.opened_on.year for draft in drafts)
    drawn = {year: iter(draw_many(SERIES, count, on=date(year, 1, 1))) for year, count in sorted(years.items())}
    for draft in drafts:
        draft.contract.number = next(drawn[draft.contract.opened_on.year])
        draft.contract.customer = draft.customer  # whose words are the contract's, too
        draft.contract.derive()


def saves_of(life: Life) -> list[Saved]:
    """The lines of a contract's history: its draft, then each move."""
    first = {
        "state": str(lives.S.DRAFTING),
        "version": 1,
        "awaits": "",
        "was_submitted": False,
        "went_to_leader": False,
    }
    moves = [Saved(step.at, step.by.pk, step.move, step.holds) for step in life.steps]
    return [Saved(life.opened, life.owner.pk, "draft", first), *moves]


def keep_parts(drafts: list[Draft], words: Words) -> None:
    """Items, receipts plan and, where it isn't over, clauses; of the others these stand in the frozen versions."""
    for draft in drafts:
        parts: list[Item | Instalment] = [*draft.items, *draft.plan]
        for part in parts:
            part.contract_id = draft.contract.pk
    lay([item for draft in drafts for item in draft.items])
    lay([row for draft in drafts for row in draft.plan])
    clauses = [
        ContractClause(contract_id=draft.contract.pk, origin=c, title=c.title, text=c.text, position=c.position)
        for draft in drafts
        if not draft.life.is_over
        for c in words.clauses[draft.contract.kind]
    ]
    lay(clauses)


def keep_reviews(drafts: list[Draft], house: House, words: Words, dice: Random) -> None:
    """What was frozen, asked, answered, decided and signed."""
    records = {draft.contract.pk: draft.contract for draft in drafts}
    kind = words.kinds["contract"]
    seen = [draft for draft in drafts if draft.life.took("submit")]
    versions = keep_versions(
        [version_of(draft, words, kind) for draft in seen], of=lambda row: records[row.object_id], who=house.who
    )
    rounds = [round_of(draft, version, kind) for draft, version in zip(seen, versions, strict=True)]
    opinions = [row for draft, its in zip(seen, rounds, strict=True) for row in opinions_of(draft, its, house, dice)]
    keep_rounds(rounds, opinions, of=lambda row: records[row.round.object_id], who=house.who)
    keep_moves(
        [log_of(draft, step, house, words) for draft in drafts for step in draft.life.steps],
        of=lambda row: records[row.object_id], who=house.who,
    )  # fmt: skip
    signed = [(d, v) for d, v in zip(seen, versions, strict=True) if d.life.took("release")]
    made = [signing_of(draft, version, dice, house) for draft, version in signed]
    keep_lived([row for row, _life in made], [life for _row, life in made])


def log_of(draft: Draft, step: lives.Step, house: House, words: Words) -> MoveLog:
    return like(
        BLANK, content_type_id=words.kinds["contract"], object_id=draft.contract.pk, about_type_id=words.kinds["customer"],
        about_id=draft.customer.pk, move=step.move, source=step.source, target=step.target,
        version=step.holds["version"], by_id=step.by.pk, post=house.who(step.by.pk).post, note=step.note, on=step.on,
        at=step.at,
    )  # fmt: skip
