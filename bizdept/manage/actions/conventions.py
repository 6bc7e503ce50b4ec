"""What the house writes in a way of its own: proposed by the administrator, signed by the leader."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied

from bizdept.audit.chain import note, sealed
from bizdept.manage import notices
from bizdept.manage.conventions.kinds import KINDS
from bizdept.notices.outbox import tell
from bizdept.people import rules
from bizdept.people.actor import Actor
from bizdept.refusal import refuse
from bizdept.regulation.conventions import convention_now, held
from bizdept.regulation.models import Convention


@sealed()
def propose(subject: str, content: Mapping[str, Any], *, by: Actor, at: datetime) -> Convention:
    """Another way of writing it (1.3.1, 8.1.1). It takes the place of a proposal that nobody has decided."""
    if not rules.may_propose_convention(by):
        raise PermissionDenied
    refuse([*rules.reasons_against_convention(content, convention_now(subject)), *KINDS[subject].against(content)])
    for older in Convention.objects.select_for_update(of=("self",)).filter(subject=subject, is_signed=None):
        older.is_signed, older.decided_at = False, at
        older.save(update_fields=["is_signed", "decided_at"])
        note("account", "convention.replace", older, by=by, row=older)
    row = Convention.objects.create(subject=subject, content=content, proposed_by=by.person, proposed_at=at)
    note("account", "convention.propose", row, by=by, row=row, subject=subject)
    tell(notices.of_convention_proposal(row, at))
    return row


@sealed()
def decide(row: Convention, is_signed: bool, *, by: Actor, at: datetime) -> Convention:
    """The second hand signs, and it holds on the next page; or declines it."""
    row = Convention.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if not rules.may_decide_convention(by, row):
        raise PermissionDenied
    refuse(rules.reasons_against_deciding(row))
    if is_signed:
        refuse(KINDS[row.subject].against(row.content))
    row.is_signed, row.decided_by, row.decided_at = is_signed, by.person, at
    row.save(update_fields=["is_signed", "decided_by", "decided_at"])
    held.forget()
    note("account", "convention.sign" if is_signed else "convention.decline", row, by=by, row=row, subject=row.subject)
    tell(notices.of_convention(row, at))
    return row
