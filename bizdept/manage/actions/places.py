"""Departments, and who stands in for whom."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from bizdept.audit.chain import note, sealed
from bizdept.manage import notices, rules
from bizdept.notices.outbox import tell
from bizdept.people.actor import Actor
from bizdept.people.models import Delegation, Department, User
from bizdept.people.rules import may_delegate, may_sign_delegation, reasons_against_delegation
from bizdept.refusal import refuse
from bizdept.workflow.hands import fall_back
from bizdept.workflow.history import reasons_since_stamp
from bizdept.workflow.leaving import of_stand_in_away

Fields = Mapping[str, Any]


@sealed()
def open_department(fields: Fields, *, by: Actor) -> Department:
    """A new place in the tree (1.2)."""
    if not rules.may_keep_accounts(by):
        raise PermissionDenied
    locked_tree()
    department = Department(**fields)
    refuse(rules.reasons_against_department(department, department.name, department.parent))
    department.save()
    note("account", "department.open", department, by=by, parent=department.parent_id)
    return department


def locked_tree() -> dict[int, Department]:
    """All departments under their locks: two moves at once could each be right, and make a circle together."""
    return {row.pk: row for row in Department.objects.select_for_update().order_by("pk")}


@sealed()
def revise_department(
    department: Department, fields: Fields, *, by: Actor, at: datetime, seen: str = ""
) -> Department:
    """Rename a department, move it with all that lies below, say whether it is a section. Raises Refused."""
    if not rules.may_keep_accounts(by):
        raise PermissionDenied
    department = locked_tree()[department.pk]
    refuse(reasons_since_stamp(department, rules.DEPARTMENT_FIELDS, seen))
    refuse(rules.reasons_against_department(department, fields["name"], fields["parent"]))
    before, reviewed = department.parent_id, department.discipline
    for name, entered in fields.items():
        setattr(department, name, entered)
    department.save()
    note(
        "account", "department.revise", department, by=by, parent=department.parent_id, before=before,
        discipline=department.discipline, discipline_before=reviewed,
    )  # fmt: skip
    if department.parent_id != before:
        tell(notices.of_department_moved(department, at))
        fall_back(on=timezone.localdate(at))
    return department


@sealed()
def delegate(of: User, to: User, *, starts_on: date, ends_on: date | None, reason: str, by: Actor, on: date):
    """Somebody decides in somebody's place (3.3.3). Both are told. Returns the Delegation; raises Refused."""
    if not may_delegate(by, of):
        raise PermissionDenied
    of, to = lock_both(of, to)
    refuse(rules.reasons_against_stand_in(of, to, starts_on, ends_on, on))
    refuse(reasons_against_delegation(of, to, starts_on, ends_on))
    row = Delegation.objects.create(
        of=of, to=to, starts_on=starts_on, ends_on=ends_on, reason=reason, made_by=by.person
    )
    note("account", "delegation.make", row, by=by, row=row, of=of.pk, to=to.pk, ends=str(ends_on or ""))
    tell(notices.of_unsigned_delegation(row, on) if row.awaits_signature else notices.of_delegation(row))
    if row.ends_on and not row.awaits_signature:
        tell(of_stand_in_away(row.of, on))
    return row


def lock_both(of: User, to: User) -> tuple[User, User]:
    """Under the locks by which posts are given: one of the two could become officer at the same moment (1.3.1)."""
    rows = User.objects.select_for_update(of=("self",)).filter(pk__in=[of.pk, to.pk]).order_by("pk")
    both = {row.pk: row for row in rows}
    return both[of.pk], both[to.pk]


@sealed()
def sign_delegation(row: Delegation, *, by: Actor, on: date) -> Delegation:
    """The second hand under what the administrator entered: from now on the delegate may act."""
    row = Delegation.objects.select_for_update(of=("self",)).select_related("of", "to").get(pk=row.pk)
    refuse(rules.reasons_against_signing_delegation(row))
    if not may_sign_delegation(by, row):
        raise PermissionDenied
    row.of, row.to = lock_both(row.of, row.to)
    refuse(reasons_against_delegation(row.of, row.to, row.starts_on, row.ends_on))
    row.signed_by = by.person
    row.save(update_fields=["signed_by"])
    note("account", "delegation.sign", row, by=by, row=row, of=row.of_id, to=row.to_id)
    tell(notices.of_delegation(row))
    if row.ends_on:
        tell(of_stand_in_away(row.of, on))
    return row


@sealed()
def withdraw_delegation(row: Delegation, *, by: Actor, on: date) -> Delegation:
    """From now on nobody stands in; what was decided till then stays."""
    row = Delegation.objects.select_for_update(of=("self",)).select_related("of", "to").get(pk=row.pk)
    if not may_delegate(by, row.of):
        raise PermissionDenied
    refuse(rules.reasons_against_withdrawing(row, on))
    row.withdrawn_on = on
    row.save(update_fields=["withdrawn_on"])
    note("account", "delegation.withdraw", row, by=by, row=row, of=row.of_id, to=row.to_id)
    tell(notices.of_delegation_withdrawn(row))
    return row
