"""Writers who press on while the ground gives way: each press is sent again, with its key, until it is answered.

Nothing that was answered may be missing afterwards, and nothing may be there twice.
"""

import http.client
import json
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.drills.house import House
from tests.drills.pages import Browser, Pages

PEOPLE = ("li", "zhao")
WRITERS = 8
PAUSE = 0.1


@dataclass
class Load:
    """What eight writers saw: names that were acknowledged, doubtful presses, answers by status, the longest gap."""

    pages: Pages
    acknowledged: list[tuple[float, str]] = field(default_factory=list)
    doubtful: int = 0
    statuses: dict = field(default_factory=dict)
    traces: int = 0
    over: threading.Event = field(default_factory=threading.Event)
    threads: list = field(default_factory=list)

    def start(self) -> None:
        browsers = self.pages.sign_in(*PEOPLE)
        for number in range(WRITERS):
            thread = threading.Thread(target=self.write, args=(browsers[number % len(browsers)],))
            thread.start()
            self.threads.append(thread)

    def stop(self) -> None:
        self.over.set()
        for thread in self.threads:
            thread.join()

    def write(self, browser: Browser) -> None:
        while not self.over.is_set():
            name = f"{uuid.uuid4()} Ltd"
            data = {"name": name, "grade": "A", "level": "2", "found_by": "fair", "other_company": "on"}
            data |= {"press": str(uuid.uuid4())}
            self.press(browser, data)
            self.acknowledged.append((time.monotonic(), name))

    def press(self, browser: Browser, data: dict) -> None:
        """Send one form until it is taken: at once, or after whatever happened meanwhile."""
        tries = 0
        while True:
            tries += 1
            try:
                status, leads, page = browser.post("/customers/new/", data)
            except (OSError, http.client.HTTPException):
                status, leads, page = 0, "", ""
            self.statuses[status] = self.statuses.get(status, 0) + 1
            self.traces += "Traceback" in page
            if status == 302 and leads.startswith("/customers/"):
                self.doubtful += tries > 1
                return
            if status not in (0, 500, 503):
                self.statuses["a form that is wrong"] = page[page.find("data-errors") :][:500]
                return
            time.sleep(PAUSE)

    def until_it_goes_on(self, since: float, within: float) -> float:
        """Seconds from a moment until a press was acknowledged again."""
        end = time.monotonic() + within
        while time.monotonic() < end:
            if self.acknowledged and self.acknowledged[-1][0] > since:
                return self.acknowledged[-1][0] - since
            time.sleep(0.02)
        raise AssertionError(f"nothing was acknowledged for {within} seconds")


def judged(house: House, load: Load) -> dict:
    """Each acknowledged name once, none twice, and the chain whole."""
    told = house.ask(
        "from collections import Counter\nimport json\n"
        "from bizdept.audit.check import first_broken\nfrom customers.models import Customer\n"
        "print(json.dumps([first_broken(), Counter(Customer.objects.values_list('name', flat=True))]))"
    )
    broken, names = json.loads(told)
    acknowledged = [name for _at, name in load.acknowledged]
    return {
        "acknowledged": len(acknowledged),
        "lost": sum(1 for name in acknowledged if name not in names),
        "doubled": sum(1 for count in names.values() if count > 1),
        "sent again": load.doubtful, "answers": load.statuses, "traces": load.traces, "chain": broken,
    }  # fmt: skip


def people_of(house: House) -> None:
    house.manage("migrate", "-v0")
    house.ask("from tests.company import Company\nCompany()")


def repeated(load: Load, deeds: list[Callable[[], float]], between: float = 1.0) -> list[float]:
    """Each deed under load, which returns when the ground stood again; how long until the next acknowledged press."""
    gaps = []
    for deed in deeds:
        load.until_it_goes_on(time.monotonic(), 60)
        time.sleep(between)
        stands = deed()
        gaps.append(load.until_it_goes_on(stands, 60))
    return gaps
