"""Somebody opens a thousand customers as fast as a machine can (8.2.2, reliability.md row 44)."""

import time

import pytest
from django.utils import timezone

from bizdept.access.models import AccessLog
from bizdept.manage.schedule import SCHEDULE
from confidentiality.follows.alerts import watch
from confidentiality.models import AccessAlert
from customers.models import Customer
from tests.company import TODAY

pytestmark = pytest.mark.drills
MANY = 1000


def test_a_thousand_customers_as_one_specialist(company, client):
    """The alert within a minute of the record that goes beyond the measure; not one record after the limit."""
    rows = [Customer(name=f"C{n}", opened_on=TODAY, owner=company.li, department=company.team) for n in range(MANY)]
    for row in rows:
        row.derive()
    rows = Customer.objects.bulk_create(rows)
    client.force_login(company.li)
    every, due = SCHEDULE["watch the access log"].when[0].total_seconds(), time.monotonic()
    codes, beyond_at, told_after = [], None, None
    for number, row in enumerate(rows, 1):
        codes.append(client.get(row.get_absolute_url()).status_code)
        beyond_at = beyond_at or (time.monotonic() if number == 201 else None)
        if time.monotonic() >= due:  # as the clock calls
            watch(at=timezone.now())
            due = time.monotonic() + every
            if told_after is None and beyond_at and AccessAlert.objects.filter(kind="views").exists():
                told_after = time.monotonic() - beyond_at
    if told_after is None and beyond_at:
        watch(at=timezone.now())
        told_after = max(time.monotonic() - beyond_at, every)
    assert codes == [200] * 400 + [429] * 600
    assert told_after < 60, told_after
    assert set(AccessAlert.objects.values_list("kind", flat=True)) >= {"views", "stopped"}
    assert AccessLog.objects.filter(action="look.open").count() == 400
    print(f"told after {told_after:.1f} s at most")
