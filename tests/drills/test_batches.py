"""One deed on as many rows as a batch takes: how long the look and the press take, and how many questions they ask."""

import re
import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bizdept.people.actor import Actor
from bizdept.people.history import keep_many
from bizdept.web.lists.forms import MOST_PICKED
from bizdept.web.lists.models import BatchLine, BatchRun
from customers.models import Customer
from tests.company import TODAY

pytestmark = [pytest.mark.drills, pytest.mark.usefixtures("time_stands_still")]


@pytest.mark.parametrize("deed, data", [("grade", {"grade": "A"}), ("release", {})])
def test_a_full_batch(client, company, capsys, deed, data):
    rows = [
        Customer(name=f"Yi {n}", owner=company.li, department=company.team, opened_on=TODAY, grade="B")
        for n in range(MOST_PICKED)
    ]
    for row in rows:
        row.derive()
    keep_many(rows, by=Actor(company.li))
    client.force_login(company.li)
    picked = {"query": "view=all", "everything": "1"}
    for more in ({}, data) if data else ({},):
        began = time.perf_counter()
        with CaptureQueriesContext(connection) as queries:
            answer = client.post(f"/customers/batch/{deed}/", picked | more)
        took, text = time.perf_counter() - began, answer.content.decode()
        assert answer.status_code == 200
        picked = {name: re.search(rf'name="{name}" value="([^"]*)"', text)[1] for name in ("rows", "press", "shown")}
        told = (
            f"{deed}: {MOST_PICKED} rows looked over in {took:.1f} s, {len(queries)} questions, {len(text) // 1000} KB"
        )
        with capsys.disabled():
            print(told)
    began = time.perf_counter()
    answer = client.post(f"/customers/batch/{deed}/", picked | data)
    with capsys.disabled():
        print(
            f"{deed}: done in {time.perf_counter() - began:.1f} s, {BatchLine.objects.count()} rows of {MOST_PICKED}"
        )
    address = f"/customers/batch/runs/{BatchRun.objects.get().pk}/"
    while BatchLine.objects.count() < MOST_PICKED:
        before = BatchLine.objects.count()
        client.post(f"{address}go-on/")
        assert BatchLine.objects.count() > before
    began = time.perf_counter()
    text = client.get(address).content.decode()
    with capsys.disabled():
        print(f"{deed}: told in {time.perf_counter() - began:.1f} s, {len(text) // 1000} KB")
    assert set(BatchLine.objects.values_list("outcome", flat=True)) == {"done"}
