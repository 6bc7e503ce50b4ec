"""Redis is stopped, hangs, is wiped, restarts twenty times: the pages answer within a second, nothing is lost."""

import json
import re
import time
from collections import Counter

import pytest

from tests.drills.dying import Worker, mailed
from tests.drills.house import House, house_of
from tests.drills.pages import Pages
from tests.drills.servers import hung, redis_of_its_own
from tests.setup.test_jobs import mailbox  # noqa: F401  a fixture

pytestmark = [pytest.mark.drills, pytest.mark.once, pytest.mark.django_db]
OUT = 60  # seconds that Redis is away
RESTARTS = 20
SCENE = """
from bizdept.people.models import User
from tests.company import Company
company = Company()
User.objects.filter(username__in=["legal", "tech"]).update(wants_mail=True)
for person in User.objects.all():
    person.email = f"{person.username}@example.com"
    person.save(update_fields=["email"])
customer = company.customer()
print(*(company.contract(customer=customer).pk for _n in range(30)))
"""
WAITING = """
import json
from bizdept.notices.models import Dispatch, Notice
print(json.dumps([Notice.objects.count(), Dispatch.objects.count(), Dispatch.objects.filter(sent_at=None).count()]))
"""
ADDRESSES = {
    "chief": ["/", "/inbox/", "/contracts/", "/customers/", "/notices/"],
    "li": ["/", "/contracts/", "/contracts/1/", "/customers/new/", "/search/?q=Jia"],
    "admin": ["/manage/", "/manage/jobs/", "/notices/"],
}


class Visits:
    """Walks over the main pages, and presses that tell people things, each timed."""

    def __init__(self, pages: Pages, contracts: list[int]):
        self.browsers = dict(zip(ADDRESSES, pages.sign_in(*ADDRESSES), strict=True))
        self.contracts, self.slowest, self.count, self.presses = contracts, 0.0, 0, 0

    def walk(self) -> None:
        for who, addresses in ADDRESSES.items():
            for address in addresses:
                status = self.timed(lambda w=who, a=address: self.browsers[w].get(a))[0]
                assert status in (200, 302), (who, address, status)
        contract = self.contracts.pop()
        answer = self.timed(lambda: self.browsers["li"].post(f"/contracts/{contract}/submit/", {"seen": ""}))
        assert answer[0] == 302, answer
        self.presses += 1

    def timed(self, ask):
        began = time.monotonic()
        answer = ask()
        self.slowest, self.count = max(self.slowest, time.monotonic() - began), self.count + 1
        return answer


def drained(house: House, within: float = 200) -> list[int]:
    end = time.monotonic() + within
    while (counts := json.loads(house.ask(WAITING)))[2]:
        assert time.monotonic() < end, counts
        time.sleep(2)
    return counts


def test_pages_and_notices_without_redis(tmp_path, mailbox):  # noqa: F811
    with (
        redis_of_its_own(tmp_path) as redis,
        house_of(tmp_path / "house", **mailed(mailbox), REDIS_URL=redis.url) as house,
    ):
        house.manage("migrate", "-v0")
        contracts = list(map(int, house.ask(SCENE).split()))
        pages, worker = Pages(house), Worker(house, "--beat")
        pages.start()
        worker.start()
        try:
            visits = Visits(pages, contracts)
            visits.walk()
            visits.slowest = 0.0  # the first opens everything
            redis.stop()
            away(visits, "stopped")
            with hung(redis.port):
                away(visits, "hung")
            redis.start()
            came = time.monotonic()
            counts = drained(house)
            print(f"back: the outbox was empty after {time.monotonic() - came:.0f} s")
            redis.wipe()
            visits.walk()
            for _n in range(RESTARTS):
                redis.stop()
                time.sleep(0.5)
                redis.start()
                time.sleep(1.5)
            visits.walk()
            came = time.monotonic()
            counts = drained(house)
            print(f"{RESTARTS} restarts: the outbox was empty after {time.monotonic() - came:.0f} s")
        finally:
            pages.kill()
            worker.end()
    keys = Counter(re.search(r"^Message-ID: (\S+)", mail, re.M | re.I)[1] for mail in mailbox.mails)
    print(f"{visits.presses} presses: {counts[0]} notices, {counts[1]} mails owed, {len(mailbox.mails)} sent")
    assert len(keys) == counts[1] == 2 * visits.presses and len(mailbox.mails) == len(keys)


def away(visits: Visits, how: str) -> None:
    visits.slowest, visits.count, end = 0.0, 0, time.monotonic() + OUT
    while time.monotonic() < end and len(visits.contracts) > 4:
        visits.walk()
        time.sleep(OUT / 12)
    print(f"\nRedis {how}: {visits.count} pages, the slowest in {visits.slowest:.2f} s")
    assert visits.slowest < 1
