"""Kill the process that signs at so many points, count what is all or nothing: the drill fifty, the suite eight.

`killed_at`: it ends itself before a step drawn by lot. `killed_in_service`: gunicorn and its workers, at any moment.
"""

import http.client
import json
import random
import subprocess
import sys
import threading
import time
from contextlib import suppress

from django.utils import timezone

from tests.drills.house import ROOT, House
from tests.drills.pages import Browser, Pages
from tests.drills.signing import scan_of, typed


def run(house: House, *words) -> str:
    command = [sys.executable, "-m", "tests.drills.signing", *map(str, words)]
    done = subprocess.run(command, cwd=ROOT, env=house.environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.strip()


def killed_at(house: House, points: int, lot: random.Random) -> dict:
    """Prepare, sign one undisturbed, kill the others at points drawn by lot; the figures of what became of them."""
    house.manage("migrate", "-v0")
    first, *rest = map(int, run(house, "prepare", points + 1).split())
    steps = int(run(house, "count", first))
    deadly = lot.sample(range(1, steps + 1), min(points, steps))
    deadly += [lot.randint(1, steps) for _n in range(points - len(deadly))]
    ends = run(house, "kill", *(f"{pk}:{step}" for pk, step in zip(rest, deadly, strict=True))).split()
    return became(house, first, rest) | {"steps": steps, "killed": ends.count("killed")}


def became(house: House, first: int, rest: list[int]) -> dict:
    """The figures of what is whole, what was not begun, and what is neither."""
    told = json.loads(run(house, "judge", first, *rest))
    all_of_it = {pk for pk, witnesses in told["contracts"].items() if all(witnesses.values())}
    nothing = {pk for pk, witnesses in told["contracts"].items() if not any(witnesses.values())}
    half = {pk: said for pk, said in told["contracts"].items() if pk not in all_of_it | nothing}
    assert str(first) in all_of_it, half
    figures = {"signed": len(all_of_it) - 1, "not": len(nothing), "half": half}
    return figures | {name: told[name] for name in ("broken", "orphans", "clean")}


def killed_in_service(house: House, points: int, lot: random.Random) -> dict:
    """Sign by the served page, kill the server at a moment drawn by lot, start it; in the end press each once more.

    `on the way`: the presses that got no answer.
    """
    house.manage("migrate", "-v0")
    first, *rest = map(int, run(house, "prepare", points + 1).split())
    codes = dict(zip([first, *rest], run(house, "codes", first, *rest).split(), strict=True))
    pages, answers = Pages(house), {}
    pages.start()
    try:
        (browser,) = pages.sign_in("assistant")
        browser.get(f"/contracts/{first}/")  # the first page of a server takes longer than any other
        began = time.monotonic()
        assert press(browser, first, codes[first]) == 302
        took = time.monotonic() - began
        for pk in rest:
            thread = threading.Thread(target=lambda pk=pk: answers.update({pk: press(browser, pk, codes[pk])}))
            thread.start()
            time.sleep(lot.uniform(0, took * 1.2))
            pages.kill()
            thread.join()
            pages.start()
            browser.get(f"/contracts/{first}/")
        told = became(house, first, rest)
        again = [press(browser, pk, codes[pk]) for pk in rest]
    finally:
        pages.kill()
    return told | {
        "on the way": list(answers.values()).count(0), "answered": list(answers.values()).count(302),
        "pressed again": {str(status): again.count(status) for status in sorted(set(again))},
        "in the end": became(house, first, rest),
    }  # fmt: skip


def press(browser: Browser, pk: int, code: str) -> int:
    """The status of the answer; 0 where the server went before it answered."""
    day = str(timezone.localdate())
    with suppress(OSError, http.client.HTTPException):
        return browser.send_file(f"/contracts/{pk}/sign/", typed(pk, day, code), "scan", scan_of(pk))[0]
    return 0
