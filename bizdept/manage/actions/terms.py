"""What holds for the whole house: its data on contracts, the numbers of the regulation, the small-office preset."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied

from bizdept.audit.chain import note, sealed
from bizdept.manage import notices, rules
from bizdept.notices.outbox import tell
from bizdept.people.actor import Actor
from bizdept.people.models import Company
from bizdept.refusal import refuse
from bizdept.regulation.models import NumberChange
from bizdept.regulation.numbers import NUMBERS, reasons_against_value
from bizdept.workflow.history import reasons_since_stamp


def lock_company() -> Company:
    """Our one row under its lock; made where there is none yet."""
    return Company.objects.select_for_update().order_by("pk").first() or Company.objects.create(name="")


@sealed()
def revise_company(fields: Mapping[str, Any], *, by: Actor, at: datetime, seen: str = "") -> Company:
    """What contracts and forms say of ourselves (3.3.2). Versions frozen before keep what they said."""
    if not rules.may_keep_accounts(by):
        raise PermissionDenied
    company = lock_company()
    refuse(reasons_since_stamp(company, rules.COMPANY_FIELDS, seen))
    changed = [name for name, entered in fields.items() if getattr(company, name) != entered]
    for name in changed:
        setattr(company, name, fields[name])
    company.save()
    note("account", "company.revise", company, by=by, fields=",".join(sorted(changed)))
    tell(notices.of_company_changed(changed, at))
    return company


@sealed()
def set_small_office(is_on: bool, *, by: Actor, at: datetime) -> Company:
    """The leader's signature under posts that come together in a small office, or its withdrawal (1.3.1)."""
    if not rules.may_set_small_office(by):
        raise PermissionDenied
    company = lock_company()
    refuse(rules.reasons_against_small_office(company, is_on))
    company.small_office = is_on
    company.save(update_fields=["small_office"])
    note("account", "company.small_office", company, by=by, on=int(is_on))
    tell(notices.of_small_office(is_on, at))
    return company


@sealed()
def change_number(
    name: str, value: Decimal, *, holds_from: date, reason: str, by: Actor, on: date, at: datetime
) -> NumberChange:
    """Another value for a number of the regulation from a day on (9.1, 9.2). Rows are added, never changed."""
    if not rules.may_change_number(by, name):
        raise PermissionDenied
    refuse(reasons_against_value(name, value))
    refuse(rules.reasons_against_change(holds_from, on))
    change = NumberChange.objects.create(
        name=name, value=value, holds_from=holds_from, article=NUMBERS[name].article, reason=reason,
        decided_by=by.person, decided_at=at,
    )  # fmt: skip
    note("account", "number.change", change, by=by, number=name, value=str(value), holds_from=holds_from.isoformat())
    tell(notices.of_number_changed(change, on))
    return change
