"""10,000 random walks, each twice as long as in `make test`: whatever is pressed, the rules hold (rows 5 and 6)."""

import time

import pytest

from bizdept.audit.check import first_broken
from tests.contracts.test_walks import crowd, walk_all  # noqa: F401  a fixture
from tests.contracts.walks import STEPS

pytestmark = pytest.mark.drills
WALKS, CHUNKS = 10_000, 20


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_no_walk_ends_where_the_rules_forbid(crowd, chunk):  # noqa: F811
    size, began = WALKS // CHUNKS, time.process_time()
    first = 1_000_000 + chunk * size  # others than those of `make test`
    done, ends = walk_all(crowd, range(first, first + size), STEPS * 2)
    made = sum(count for what, count in done.items() if isinstance(what, str) and what != "after")
    refused = sum(count for what, count in done.items() if isinstance(what, tuple))
    seconds = time.process_time() - began
    print(f"{size} walks, {made} deeds, {refused} refused, {seconds:.0f} s of CPU; ends: {dict(ends)}")
    assert first_broken() is None
