"""What is done to many contracts at once. Nothing that decides: each contract is decided on its own page."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bizdept.audit.clock import moment
from bizdept.people.actor import Actor
from bizdept.people.models import User
from bizdept.refusal import Reason
from bizdept.web.lists.batch import BatchAction, Entered, of_move
from contracts import asides, rules
from contracts.lifecycle import LIFECYCLE
from contracts.models import Contract


def drafts(user: User) -> bool:
    return rules.may_draft(Actor(user))


def missing_for_reminder(contract: Contract, by: Actor, data: Entered) -> Iterable[Reason]:
    """3.3.3: only what is under review waits for somebody."""
    if contract.state != Contract.State.IN_REVIEW:
        yield Reason("state", _("It is %s: nobody is asked.") % contract.get_state_display())


def remind(contract: Contract, *, by: Actor, on: date, seen: int | None) -> Contract:
    asides.remind(contract, by=by, at=moment())
    return contract


BATCH = (
    BatchAction(
        "remind", gettext_lazy("remind"), "3.3.3", "contracts.remind", drafts, rules.is_drafter, remind,
        missing_for_reminder, icon="bell",
        warns=gettext_lazy("Everybody whose opinion or decision is awaited gets a notice."),
    ),
    of_move(LIFECYCLE, "withdraw", offered=drafts),
)  # fmt: skip
