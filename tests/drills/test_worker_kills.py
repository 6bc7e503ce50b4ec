"""A thousand reminders, the worker killed five times on the way: each once in the app, each mail with one key."""

import random

import pytest

from tests.drills.dying import mailed, reminded
from tests.drills.house import house_of
from tests.drills.servers import redis_of_its_own
from tests.setup.test_jobs import mailbox  # noqa: F401  a fixture

pytestmark = [pytest.mark.drills, pytest.mark.django_db]
REMINDERS, KILLS = 1000, 5


def test_on_the_broker_of_files(tmp_path, mailbox):  # noqa: F811
    with house_of(tmp_path / "house", **mailed(mailbox)) as house:
        figures = reminded(house, REMINDERS, KILLS, random.Random(5), mailbox)
    told("files", figures)


def test_on_redis(tmp_path, mailbox):  # noqa: F811
    with (
        redis_of_its_own(tmp_path) as redis,
        house_of(tmp_path / "house", **mailed(mailbox), REDIS_URL=redis.url) as house,
    ):
        figures = reminded(house, REMINDERS, KILLS, random.Random(6), mailbox)
    told("Redis", figures)


def told(broker: str, figures: dict) -> None:
    print(f"\n{broker}: {figures}")
    assert (figures["in the app"], figures["doubled"], figures["keys"]) == (REMINDERS, 0, REMINDERS)
    assert figures["mails"] >= REMINDERS and figures["deaths amid reminding"]
