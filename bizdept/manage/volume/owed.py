"""What is still owed for a contract of the volume, so that desks and the inbox have something to show."""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache

from bizdept.access.levels import Level
from bizdept.calendar.models import SpecialDay
from bizdept.duties.models import Duty
from bizdept.duties.rules import Term, term_of_days
from bizdept.manage.volume.drafts import Draft
from bizdept.manage.volume.papers import ASKED, FILED_AFTER
from bizdept.manage.volume.people import House
from bizdept.people.models import Post
from bizdept.workflow.review import DUTY as OPINION
from contracts.lifecycle import DECIDE, FILE, REVISE, SIGN
from contracts.models import Contract

S = Contract.State
WITHIN = {OPINION.name: 3, DECIDE.name: 5, REVISE.name: 5, SIGN.name: 10, FILE.name: 30}  # working days


def duties_of(drafts: Iterable[Draft], house: House, kind: int) -> list[Duty]:
    """The open duties of one chunk; `kind` is the content type's number."""
    special = SpecialDay.objects.as_mapping()

    @cache
    def term(day: date, within: int) -> Term:
        return term_of_days(day, within, special)

    found = []
    for draft in drafts:
        for what, day, bearer in owed_for(draft, house):
            spans = vars(term(day, WITHIN[what.name]))
            found.append(
                Duty(
                    content_type_id=kind,
                    object_id=draft.contract.pk,
                    kind=what.name,
                    article=what.article,
                    **spans,
                    **bearer,
                )
            )
    return found


def owed_for(draft: Draft, house: House) -> Iterator[tuple]:
    """(kind of duty, since when, by whom) of everything that is open."""
    contract, life = draft.contract, draft.life
    if not life.steps:
        return
    last, mine = life.steps[-1], {"person_id": life.owner.pk}
    if contract.state == S.IN_REVIEW:
        for discipline in ASKED[life.spoken :] if life.asked else ():
            yield OPINION, last.on, {"post": str(Post.REVIEWER), "department_id": house.departments[discipline].pk}
        yield DECIDE, last.on, {"post": contract.awaits, "department_id": contract.department_id}
    elif contract.state == S.RETURNED:
        yield REVISE, last.on, mine
    elif contract.state in S.to_be_signed():
        yield SIGN, life.step("approve").on, mine
    elif contract.state == S.SIGNED and last.on + FILED_AFTER >= house.day:
        is_kept_by_all = contract.level <= Level.CONFIDENTIAL
        post = {"post": str(Post.ASSISTANT), "department_id": contract.department_id}
        yield FILE, last.on, post if is_kept_by_all else mine
