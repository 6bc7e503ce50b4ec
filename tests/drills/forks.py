"""A pytest plugin for the switched copy: every test once with all guards, then for each guard those that it acted in.

The mutants run in children of one process, which find the application loaded and the tables made; a child ends with
its first red test. GUARDS_PART is "1/2" for the first of two processes, which tell each other by files in GUARDS_DIR.
"""

import json
import os
import signal
import time
from pathlib import Path

import pytest
from _pytest.runner import runtestprotocol
from django.db import connections

from tests.drills.switch import Switch

SECONDS = 150  # for one mutant: the doors' table takes twenty a principal
PATIENCE = 1800  # for the other process's first pass
LATE = "tests/house/test_doors.py"  # slow, and last in turn


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session) -> bool:
    part, parts = map(int, os.environ["GUARDS_PART"].split("/"))
    place, began = Path(os.environ["GUARDS_DIR"]), time.monotonic()
    items = [
        item for item in session.items if not has_tables_of_its_own(item) or "locks" in os.environ["GUARDS_KINDS"]
    ]
    if not (place / f"acted-{part}.json").exists():  # else it goes on where it was broken off
        acted, took, red = first_pass(items, part, parts)
        write(place / f"acted-{part}.json", {"acted": acted, "took": took, "red": red})
    acted, took = both(place, parts)
    guards = json.loads(Path("guards.json").read_text())
    mine = [g for g in guards if (g["kind"] == "lock") == (os.environ["GUARDS_KINDS"] == "locks")]
    end = began + 60 * float(os.environ.get("GUARDS_MINUTES", "60"))
    mine.sort(key=lambda guard: weight(acted.get(str(guard["number"]), []), took))
    told = place / f"results-{part}.json"
    results = json.loads(told.read_text()) if told.exists() else {}
    by_name = {item.nodeid: item for item in items}
    for guard in mine[part - 1 :: parts]:
        number = str(guard["number"])
        if number in results:
            continue
        if time.monotonic() > end:
            break
        own = f"tests/{guard['file'].removeprefix('bizdept/').partition('/')[0]}/"
        names = acted.get(number, [])
        names = sorted(names, key=lambda name: (name.startswith(LATE), not name.startswith(own), took[name]))
        results[number] = without(guard["number"], [by_name[name] for name in names if name in by_name])
        write(told, results)
    write(place / f"done-{part}.json", {"seconds": time.monotonic() - began})
    return True


def weight(names: list[str], took: dict) -> tuple[bool, float]:
    """What is caught soon is tried first, so that a run that is broken off has tried the most."""
    return all(name.startswith(LATE) for name in names), sum(took[name] for name in names)


def has_tables_of_its_own(item) -> bool:
    """Such a test empties the tables after it, for its process and all its children."""
    mark = item.get_closest_marker("django_db")
    return "transactional_db" in item.fixturenames or bool(mark and mark.kwargs.get("transaction"))


def first_pass(items, part: int, parts: int):
    """The guards that act in each test, the seconds it takes, and what is red with all guards in place."""
    acted, took, red = {}, {}, []
    files = sorted({item.nodeid.partition("::")[0] for item in items if not item.nodeid.startswith(LATE)})
    own = set(files[part - 1 :: parts])
    late = [item.nodeid for item in items if item.nodeid.startswith(LATE)][part - 1 :: parts]
    for item in items:
        if item.nodeid.partition("::")[0] not in own and item.nodeid not in late:
            continue
        Switch.acted.clear()
        began = time.monotonic()
        if not is_green(item):
            red.append(item.nodeid)
            continue
        took[item.nodeid] = time.monotonic() - began
        for number in Switch.acted:
            acted.setdefault(str(number), []).append(item.nodeid)
    return acted, took, red


class Rest:
    """What comes next, as far as pytest knows: what holds for the whole session stays, and nothing else."""

    def __init__(self, session):
        self.session = session

    def listchain(self) -> list:
        return [self.session]


def is_green(item) -> bool:
    return not any(report.failed for report in runtestprotocol(item, log=False, nextitem=Rest(item.session)))


def both(place: Path, parts: int) -> tuple[dict, dict]:
    """What this process and the others found in their first passes."""
    acted, took = {}, {}
    end = time.monotonic() + PATIENCE
    for part in range(1, parts + 1):
        while not (place / f"acted-{part}.json").exists():
            assert time.monotonic() < end, "the other process does not answer"
            time.sleep(0.5)
        told = json.loads((place / f"acted-{part}.json").read_text())
        took |= told["took"]
        for number, names in told["acted"].items():
            acted[number] = sorted({*acted.get(number, []), *names})
    return acted, took


def without(number: int, items) -> dict:
    """What becomes of these tests without the guard: caught, survived, or late."""
    if not items:
        return {"became": "survived", "by": "", "tests": 0}
    for connection in connections.all():
        if connection.vendor == "postgresql":
            connection.close()
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        signal.alarm(SECONDS)
        silence()
        Switch.on = number
        for item in items:
            if not is_green(item):
                os.write(writer, item.nodeid.encode())
                os._exit(1)
        os._exit(0)
    os.close(writer)
    _child, status = os.waitpid(child, 0)
    with open(reader) as told:
        by = told.read()
    became = {1: "caught", 0: "survived"}.get(os.waitstatus_to_exitcode(status), "late")
    return {"became": became, "by": by, "tests": len(items)}


def silence() -> None:
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.dup2(nothing, 2)


def write(path: Path, told: dict) -> None:
    draft = path.with_suffix(".draft")
    draft.write_text(json.dumps(told))
    draft.rename(path)
