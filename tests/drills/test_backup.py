"""Thirty backups under load, thirty restores: what stands afterwards is what was saved, in every table and file."""

import time

import pytest

from tests.drills.house import house_of
from tests.drills.restores import files_of, one_turn, tables_of

pytestmark = [pytest.mark.drills, pytest.mark.django_db]
TURNS = 30


def test_thirty_restores_of_thirty_backups_under_load(tmp_path):
    good, rows, began = 0, [], time.monotonic()
    with house_of(tmp_path / "house") as house:
        house.manage("migrate", "-v0")
        for _turn in range(TURNS):
            saved, again = one_turn(house)
            good += tables_of(saved) == tables_of(again) and files_of(saved) == files_of(again)
            rows.append(sum(table["rows"] for table in saved["tables"]))
    tables, seconds = len(saved["tables"]), (time.monotonic() - began) / TURNS
    print(f"\n{good} of {TURNS} equal: {tables} tables, {rows[0]} to {rows[-1]} rows, {len(files_of(saved))} files, ")
    print(f"eight writers meanwhile; {seconds:.1f} s a turn")
    assert good == TURNS
