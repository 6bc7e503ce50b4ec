"""What was frozen, said and signed of a contract of the volume: rows as the review and the engine would have left."""

from datetime import timedelta
from random import Random

from bizdept.manage.volume import names
from bizdept.manage.volume.drafts import Draft, Words
from bizdept.manage.volume.people import House
from bizdept.people.lived import Saved
from bizdept.people.models import Discipline
from bizdept.workflow.models import LETTERS, Opinion, ReviewRound, Verdict, Version
from bizdept.workflow.versions import sha256_of
from contracts.content import content_from
from contracts.models import Signing

ASKED = (Discipline.LEGAL, Discipline.FINANCE, Discipline.TECHNOLOGY)
REMARKS = {
    Discipline.LEGAL: ["条款与模板一致，无异议。", "双方权利义务对等，违约责任明确。"],
    Discipline.FINANCE: ["预付款比例满足现金流要求。", "收款节点与交付进度相符。"],
    Discipline.TECHNOLOGY: ["技术指标可以实现。", "交付期限可以保证。"],
}
FILED_AFTER = timedelta(days=21)  # until the originals are back


def version_of(draft: Draft, words: Words, kind: int) -> Version:
    contract, step = draft.contract, draft.life.step("submit")
    clauses = words.clauses[contract.kind]
    content = content_from(contract, draft.items, draft.plan, clauses, files=(), ours=words.ours)
    return Version(
        content_type_id=kind, object_id=contract.pk, number=1, content=content, sha256=sha256_of(content),
        trace=trace_of(contract.pk), frozen_by_id=step.by.pk, frozen_at=step.at,
    )  # fmt: skip


def trace_of(number: int) -> str:
    """Eight signs, no two numbers the same."""
    number, found = number * names.SPREAD % len(LETTERS) ** 8, ""
    for _sign in range(8):
        number, rest = divmod(number, len(LETTERS))
        found += LETTERS[rest]
    return found


def round_of(draft: Draft, version: Version, kind: int) -> ReviewRound:
    return ReviewRound(
        content_type_id=kind, object_id=draft.contract.pk, version=version, number=1,
        opened_on=draft.life.step("submit").on,
    )  # fmt: skip


def opinions_of(draft: Draft, its: ReviewRound, house: House, dice: Random) -> list[Opinion]:
    """One for each department that is asked; some of them still awaited."""
    rows = []
    for place, discipline in enumerate(ASKED if draft.life.asked else ()):
        row = Opinion(round=its, department=house.departments[discipline])
        if place < draft.life.spoken:
            row.verdict, row.note = str(Verdict.AGREE), dice.choice(REMARKS[discipline])
            row.by_id = dice.choice(house.reviewers[discipline]).pk
            row.given_at = draft.life.step("submit").at + timedelta(minutes=7 + 5 * place)
        rows.append(row)
    return rows


def signing_of(draft: Draft, version: Version, dice: Random, house: House) -> tuple[Signing, list[Saved]]:
    """The record of a signature, and the lines of its history."""
    released = draft.life.step("release")
    row = Signing(contract_id=draft.contract.pk, version_id=version.pk, released_on=released.on)
    empty = {name: row.__dict__[name] for name in ("signed_on", "method", "our_signatory", "their_signatory")}
    papers = {name: row.__dict__[name] for name in ("originals", "place", "keeper_id", "filed_on")}
    life = [Saved(released.at, released.by.pk, "release", empty | papers)]
    if not draft.life.took("sign"):
        return row, life
    signed = draft.life.step("sign")
    row.signed_on, row.method = signed.on, dice.choice(Signing.Method.values)
    row.our_signatory, row.their_signatory = house.leader.name, draft.customer.legal_representative
    life.append(Saved(signed.at, signed.by.pk, "sign", papers))
    if signed.on + FILED_AFTER < house.day:
        keeper = draft.life.section.assistant if draft.contract.level <= 2 else draft.life.owner
        row.originals, row.place = str(Signing.Originals.ON_FILE), f"档案柜 A-{dice.randint(1, 99):02}"
        row.keeper_id, row.filed_on = keeper.pk, signed.on + FILED_AFTER
        life.append(Saved(signed.at + FILED_AFTER, keeper.pk, "file_originals"))
    return row, life
