"""Workbooks with bytes changed by lot: each ends as a table or a refusal, never as an error of the site.

DRILLS says how many of each kind; without it 100.
"""

import os
import random
import time
from collections import Counter

import openpyxl
import pytest

from benchmarks.reading import DATA, files
from bizdept.refusal import Refused
from bizdept.web.tables import read_table

pytestmark = [pytest.mark.drills, pytest.mark.once]
TIMES = int(os.environ.get("DRILLS") or 100)


def seeds(tmp_path) -> list:
    """Honest files to begin with: the shared ones where they are, else one made here."""
    found = [path for path in files() if path.stat().st_size < 300_000] if DATA.is_dir() else []
    book = openpyxl.Workbook()
    for row in [["名称", "电话"], *[[f"甲{n}", n] for n in range(50)]]:
        book.active.append(row)
    book.save(tmp_path / "seed.xlsx")
    return [*found, tmp_path / "seed.xlsx"]


def changed(data: bytes, lot: random.Random) -> bytes:
    """Some bytes are others, a stretch is gone, or stands twice."""
    mutable = bytearray(data)
    for _ in range(lot.choice([1, 3, 20])):
        mutable[lot.randrange(len(mutable))] = lot.randrange(256)
    if lot.random() < 0.3:
        start = lot.randrange(len(mutable))
        stretch = mutable[start : start + lot.randrange(1, 500)]
        mutable[start : start + len(stretch)] = stretch * 2 if lot.random() < 0.5 else b""
    return bytes(mutable)


@pytest.mark.parametrize("kind", [".xlsx", ".xls", ".ods", ".csv"])
def test_a_changed_file_never_breaks_the_site(kind, tmp_path):
    lot, answers, slowest = random.Random(kind), Counter(), 0.0
    originals = [path for path in seeds(tmp_path) if path.suffix == kind and path.stat().st_size]
    if not originals:
        pytest.skip(f"no file {kind} to begin with: the shared ones are not here")
    for number in range(TIMES):
        path = tmp_path / f"{number}{kind}"
        path.write_bytes(changed(lot.choice(originals).read_bytes(), lot))
        start = time.perf_counter()
        try:
            table = read_table(path)
        except Refused as refused:
            answers[refused.reasons[0].code] += 1
        else:
            sheet, header = table.likeliest()
            assert all(len(row) == sheet.width for row in sheet.rows) and sheet.asides(header) is not None
            answers["read"] += 1
        slowest = max(slowest, time.perf_counter() - start)
    print(f"{kind}: {TIMES} changed files: {dict(answers)}; the slowest {slowest:.1f} s")
    assert answers.total() == TIMES
