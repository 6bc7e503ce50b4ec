"""What is done to a contract under review beside its moves (3.3.3): ask one more, hand on, comment, remind."""

from collections.abc import Callable
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from bizdept.access.doors import may_see
from bizdept.audit.chain import sealed
from bizdept.duties.models import Duty
from bizdept.people.actor import Actor
from bizdept.people.models import Department, User
from bizdept.refusal import Reason, Refused
from bizdept.regulation.numbers import value
from bizdept.workflow import hands, remarks, review
from bizdept.workflow.history import refuse_if_stale
from bizdept.workflow.models import Opinion, Remark
from contracts import rules, turns
from contracts.lifecycle import DECIDE
from contracts.models import Contract

ARTICLE = "3.3.3"


def lock_in_review(contract: Contract, may: Callable[..., bool], *, by: Actor, seen: int | None) -> Contract:
    """The contract under its lock, if its review runs and this person may; `seen` as a move takes it."""
    contract = Contract.objects.select_for_update(of=("self",)).get(pk=contract.pk)
    if contract.state != Contract.State.IN_REVIEW:
        raise Refused([Reason("state", _("Its review is over: it is %s.") % contract.get_state_display())])
    if not may(by.renewed(), contract):
        raise PermissionDenied
    refuse_if_stale(contract, seen)
    return contract


@sealed()
def add_reviewer(
    contract: Contract, department: Department, *, by: Actor, on: date, text: str, seen: int | None = None
) -> Opinion:
    """Ask one more department in this round (加签); the approval waits for it. Says why. Raises Refused."""
    contract = lock_in_review(contract, turns.takes_part, by=by, seen=seen)
    if not text.strip():
        raise Refused([Reason("text", _("Say why."), "text")])
    within = int(value("contracts.opinion_days", on))
    if department not in turns.departments_to_ask(contract, on):
        asked = {opinion.department_id for opinion in review.opinions_of(contract)}
        words = _("%s is asked already.") if department.pk in asked else _("Nobody can answer for %s.")
        raise Refused([Reason("department", words % department, "department")])
    return review.ask_also(contract, department, by=by, on=on, text=text, article=ARTICLE, within=within)


@sealed()
def hand_on(contract: Contract, to: User, *, by: Actor, on: date, text: str = "", seen: int | None = None) -> Duty:
    """Hand one's awaited opinion, or else the decision, to a named colleague (转交). Raises Refused."""
    contract = lock_in_review(contract, turns.takes_part, by=by, seen=seen)
    opinion = turns.opinion_owed(by, contract)
    if to not in turns.who_may_take_over(contract, opinion, on):
        raise Refused([Reason("to", _("%s may not do it in your place.") % to, "to")])
    duty = duty_behind(contract, opinion)
    if duty is None:
        raise Refused([Reason("already", _("It is done already."))])
    return hands.hand_on(contract, duty, to, by=by, text=text)


def duty_behind(contract: Contract, opinion: Opinion | None) -> Duty | None:
    """The open duty of an opinion, or of the decision."""
    rows = Duty.objects.open().about(contract)
    if opinion:
        return rows.filter(kind=review.DUTY.name, department=opinion.department_id).first()
    return rows.filter(kind=DECIDE.name).first()


@sealed()
def comment(contract: Contract, text: str, *, by: Actor) -> Remark:
    """Say something of a contract that one may see (只评论)."""
    if not may_see(by.person, contract):
        raise PermissionDenied
    if not text.strip():
        raise Refused([Reason("text", _("Write something."), "text")])
    return remarks.comment(contract, text, by=by)


@sealed()
def remind(contract: Contract, *, by: Actor, at: datetime) -> Remark:
    """The drafter presses those whose opinion or decision is awaited (催办)."""
    contract = lock_in_review(contract, rules.is_drafter, by=by, seen=None)
    return remarks.remind_bearers(contract, by=by, at=at)
