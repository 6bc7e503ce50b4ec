"""A hundred reminders and a worker that dies once: a sample of tests/drills/test_worker_kills.py."""

import os
import random

import pytest

from tests.drills.dying import mailed, reminded
from tests.drills.house import house_of
from tests.setup.test_jobs import mailbox, needs_redis  # noqa: F401  a fixture

SHOULD = {"in the app": 100, "doubled": 0, "keys": 100}


@pytest.mark.once
def test_on_the_broker_of_files_nothing_is_lost_or_doubled(db, tmp_path, mailbox):  # noqa: F811
    with house_of(tmp_path / "house", **mailed(mailbox)) as house:
        figures = reminded(house, 100, 1, random.Random(1), mailbox)
    assert figures.items() >= SHOULD.items() and figures["mails"] >= 100, figures


@pytest.mark.redis
@needs_redis
def test_on_redis_nothing_is_lost_or_doubled(db, tmp_path, mailbox):  # noqa: F811
    with house_of(tmp_path / "house", **mailed(mailbox), REDIS_URL=os.environ["TEST_REDIS_URL"]) as house:
        figures = reminded(house, 100, 1, random.Random(2), mailbox)
    assert figures.items() >= SHOULD.items() and figures["mails"] >= 100, figures
