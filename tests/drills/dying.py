"""A worker that is killed by signal 9 so many times while so many reminders are due: the drill and its sample."""

import json
import os
import random
import re
import signal
import time
from collections import Counter

from tests.drills.house import House
from tests.setup.test_jobs import Mailbox

ASK = """
import json
from django.db.models import Count
from bizdept.notices.models import Dispatch, Notice
told = Notice.objects.filter(person__username__startswith="p", key__regex="^duty:.*:due$")
twice = told.values("person", "key").annotate(n=Count("pk")).filter(n__gt=1)
sent = Dispatch.objects.filter(notice__in=told)
print(json.dumps([told.count(), twice.count(), sent.count(), sent.filter(sent_at=None).count()]))
"""
WORKER = ["-m", "celery", "-A", "bizdept", "--quiet", "worker", "--loglevel", "CRITICAL"]
ALONE = ["--without-gossip", "--without-mingle", "--without-heartbeat"]


class Worker:
    """The worker as `serve` starts it, but for the clock: the orders come from the drill."""

    def __init__(self, house: House, *more: str):
        self.more = more
        self.house, self.sign = house, house.folder / "worker.alive"

    def start(self, within: float = 90) -> None:
        self.sign.unlink(missing_ok=True)
        log = (self.house.folder / "worker.log").open("a")
        self.process = self.house.start(*WORKER, *self.more, *ALONE, stdout=log, stderr=log, start_new_session=True)
        end = time.monotonic() + within
        while not self.sign.exists():
            assert time.monotonic() < end and self.process.poll() is None, self.said()
            time.sleep(0.05)

    def said(self) -> str:
        return (self.house.folder / "worker.log").read_text()

    def kill(self) -> None:
        os.kill(self.process.pid, signal.SIGKILL)  # the head alone: what it forked must go with it
        self.process.wait()

    def end(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def reminded(house: House, count: int, kills: int, lot: random.Random, mailbox: Mailbox) -> dict:
    """The figures of `count` reminders with `kills` deaths on the way."""
    for folder in ("waiting", "control"):
        (house.folder / "broker" / folder).mkdir(parents=True, exist_ok=True)
    house.manage("migrate", "-v0")
    run_to_end(house, "-m", "tests.drills.reminders", "prepare", str(count))
    place, worker, at_death = house.folder / "kills", Worker(house), []
    place.write_text("0")
    orders = house.start("-m", "tests.drills.reminders", "order", str(place))
    try:
        for number in range(1, kills + 1):
            worker.start()
            time.sleep(lot.uniform(0.2, 2.5))
            worker.kill()
            at_death.append((json.loads(house.ask(ASK))[0], len(mailbox.mails)))
            place.write_text(str(number))
        worker.start()
        end = time.monotonic() + 240
        while (told := json.loads(house.ask(ASK)))[0] < count or told[2] < count or told[3]:
            assert time.monotonic() < end, told
            time.sleep(1)
    finally:
        orders.kill()
        orders.wait()
        worker.end()
    keys = Counter(re.search(r"^Message-ID: (\S+)", mail, re.M | re.I)[1] for mail in mailbox.mails)
    return {
        "in the app": told[0], "doubled": told[1], "mails": len(mailbox.mails), "keys": len(keys),
        "sent again": sum(keys.values()) - len(keys), "told and mailed at each death": at_death,
        "deaths amid reminding": sum(0 < told < count for told, _mails in at_death),
    }  # fmt: skip


def run_to_end(house: House, *words: str) -> None:
    process = house.start(*words)
    assert process.wait(300) == 0


def mailed(mailbox: Mailbox) -> dict[str, str]:
    return {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(mailbox.server_address[1])}
