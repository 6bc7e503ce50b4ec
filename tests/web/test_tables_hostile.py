"""Files made to harm whoever opens them: each is answered with a sentence or its rows, soon, and in little memory."""

import resource
import time

import pytest

from benchmarks.reading import noting
from bizdept.refusal import Refused
from bizdept.web.tables import read_table, reading
from tests.web.hostile import FILES, READ

pytestmark = pytest.mark.once
SECONDS, MEGABYTES, INTERPRETER = 5, 300, 14


@pytest.mark.parametrize("what", FILES)
def test_a_hostile_file_ends_in_a_sentence(what, tmp_path, monkeypatch):
    make, expected = FILES[what]
    path, noted = tmp_path / "list.xlsx", tmp_path / "peak"
    path.write_bytes(make())
    monkeypatch.setattr(reading, "CHILD", noting(reading.CHILD, noted))
    used, start = spent(), time.perf_counter()
    answer = answered(path)
    seconds, cpu = time.perf_counter() - start, spent() - used
    peak = max(map(int, noted.read_text().split()), default=0) / 1024 if noted.exists() else 0
    size = path.stat().st_size / 1024
    print(f"{what}: {size:.0f} KB, {answer}, {seconds:.1f} s, {cpu:.1f} s of CPU, {peak:.0f} MB")
    assert answer in expected
    assert cpu < SECONDS  # by the clock too, where nobody else is at work
    assert peak < INTERPRETER + MEGABYTES


def answered(path) -> str:
    try:
        table = read_table(path)
    except Refused as refused:
        (reason,) = refused.reasons
        assert "list.xlsx" in reason.sentence and "%" not in reason.sentence
        return reason.code
    assert "root:" not in str(table)
    return READ


def spent() -> float:
    """Seconds of CPU that processes started here have used."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
