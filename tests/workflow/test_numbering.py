"""Numbers: none twice and none left out, also when what they were drawn for rolls back."""

import random
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection

from bizdept.audit.chain import sealed
from bizdept.workflow.models import Series
from bizdept.workflow.numbering import draw
from contracts.models import Contract
from tests.company import TODAY

THREADS, DRAWS = 20, 10


def test_numbers_count_by_kind_and_year(db):
    days = [date(2026, 12, 31), date(2026, 1, 1), date(2027, 1, 1)]
    assert [draw("HT", on=day) for day in days] == ["HT-2026-0001", "HT-2026-0002", "HT-2027-0001"]
    assert draw("XM", on=days[0]) == "XM-2026-0001"


def test_after_9999_comes_10000(db):
    Series.objects.create(kind="HT", year=2026, last=9999)
    assert draw("HT", on=TODAY) == "HT-2026-10000"


class Regret(Exception):
    """Something goes wrong after the number was drawn."""


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_leave_no_gap_and_no_double():
    """A third of them rolls back, before anybody else has the number or after."""
    start, used = threading.Barrier(THREADS), []

    def work(seed):
        dice = random.Random(seed)
        start.wait()
        while len(mine := [number for who, number in used if who == seed]) < DRAWS:
            try:
                with sealed():
                    number = draw("HT", on=TODAY)
                    if dice.random() < 0.3:
                        raise Regret
            except Regret:
                continue
            used.append((seed, number))
        connection.close()
        return mine

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(work, range(THREADS)))
    assert sorted(number for _who, number in used) == [f"HT-2026-{n:04}" for n in range(1, THREADS * DRAWS + 1)]


def test_a_draft_that_fails_gives_its_number_back(company, monkeypatch):
    first = company.contract(amount=0)
    with monkeypatch.context() as patch:
        patch.setattr("contracts.actions.note", lambda *args, **kwargs: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            company.contract(amount=0)
    second = company.contract(amount=0)
    assert [first.number, second.number] == ["HT-2026-0001", "HT-2026-0002"]
    assert Contract.objects.count() == 2


def test_a_void_contract_keeps_its_number(company):
    company.move("void", company.contract(amount=0), company.li, note="a mistake")
    assert company.contract(amount=0).number == "HT-2026-0002"
