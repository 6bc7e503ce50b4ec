"""Rows in bulk stand as if each had been saved: the same columns, the same history, ids that nobody had."""

import pytest
from django.db import IntegrityError

from bizdept.audit.chain import sealed
from bizdept.people.actor import Actor
from bizdept.people.history import keep, keep_changes, keep_many
from customers.models import Contact, Customer
from tests.company import DAY, TODAY, fresh

pytestmark = pytest.mark.django_db


def make(company, n: int) -> Customer:
    odd = ["Jia\tLtd", "Yi\\Ltd", "丙公司", "Ding\nLtd", "\\N", "{a,b}", "' or 1=1 --", "😀 Ltd"]
    customer = Customer(
        owner=company.li, department=company.team, name=f"{odd[n % len(odd)]} {n}", opened_on=TODAY - n * DAY,
        founded_on=None if n % 2 else TODAY, grade=Customer.Grade.B, level=1, phone=f"0510-8{n:07}",
    )  # fmt: skip
    customer.derive()
    return customer


def told(row, aside=()) -> dict:
    return {name: value for name, value in row.__dict__.items() if name[0] != "_" and name not in aside}


def test_many_stand_as_if_each_had_been_saved(company):
    by = Actor(company.li)
    with sealed():
        many = keep_many([make(company, n) for n in range(40)], by=by, reason="import")
        one_by_one = [keep(make(company, n), by=by, reason="import") for n in range(40)]
    aside = ("id", "history_id", "history_date")
    for bulk, single in zip(many, one_by_one, strict=True):
        assert told(fresh(bulk), aside) == told(fresh(single), aside)
        assert told(bulk.history.get(), aside) == told(single.history.get(), aside)
    assert many[0]._state.adding is False
    assert len({row.pk for row in (*many, *one_by_one)}) == 80


def test_an_id_is_never_given_twice(company):
    """The last row went away; its id, at which grants and lines of the chain may point, stays its own."""
    by = Actor(company.li)
    with sealed():
        last = keep(make(company, 1), by=by)
        pk = last.pk
        Customer.objects.filter(pk=pk)._raw_delete("default")
        (after,) = keep_many([make(company, 2)], by=by)
        then = keep(make(company, 3), by=by)
    assert pk < after.pk < then.pk


def test_changes_in_bulk_write_the_named_fields_and_their_history(company):
    by = Actor(company.li)
    with sealed():
        many = keep_many([make(company, n) for n in range(20)], by=by)
    for row in many:
        row.notes, row.industry, row.version = f"note {row.pk}", "pumps", 1
    with sealed():
        keep_changes(many, ["notes", "version"], by=by, reason="import")
    for row in many:
        row = fresh(row)
        assert (row.notes, row.industry, row.version) == (f"note {row.pk}", "", 1)
        newest = row.history.first()
        assert (newest.history_type, newest.notes, newest.industry) == ("~", f"note {row.pk}", "")
        assert (newest.history_user_id, newest.history_change_reason) == (company.li.pk, "import")
        assert row.history.count() == 2


def test_none_go_in_where_one_can_not(company):
    """All or nothing, with a delegate's name in the reason."""
    by = Actor(company.zhao, company.li)
    rows = [make(company, n) for n in range(5)]
    rows[3].owner_id = None
    with pytest.raises(IntegrityError), sealed():
        keep_many(rows, by=by)
    assert not Customer.objects.exists()
    with sealed():
        (contact,) = keep_many([Contact(customer=keep(make(company, 1), by=by), name="Wang")], by=by, reason="import")
    assert contact.history.get().history_change_reason == f"import for:{company.li.pk}"
