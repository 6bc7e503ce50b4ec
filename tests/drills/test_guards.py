"""Every guard and every lock of the source taken away in turn: a test must go red. GUARDS=contracts/actions.py: some.

About as long as the suite twice, on two cores. GUARDS_MINUTES stops it earlier; then it says how many it did not try.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

import pytest
from django.db import connection

from tests.drills.guards import Guard, switched_copy
from tests.drills.survivors import KNOWN
from tests.run import postgresql, surroundings

pytestmark = pytest.mark.drills
PARTS = 2
LOCKS = "tests/workflow/test_locks.py"
APART = ("browser", "drills", "house", "setup")  # of the house the doors alone: the rest reads the source
BECAME = ("caught", "survived", "late", "not tried")


@pytest.mark.skipif(connection.vendor == "postgresql", reason="it brings its own; once is enough")
def test_every_guard_is_missed():
    with tempfile.TemporaryDirectory(prefix="bizdept-guards-") as folder:
        data = Path(folder)
        data.chmod(0o755)  # PostgreSQL does not run as root, and must reach its own folder
        guards = switched_copy(data / "copy", os.environ.get("GUARDS", ""))
        results, red = tried_without(data / "copy", data)
    survived = show(guards, results)
    assert not red, f"red with every guard in place: {red}"
    unknown = [f"{g.file}:{g.line} {g.function}: {g.text}" for g in survived if g.place not in KNOWN]
    assert not unknown, "no test misses:\n" + "\n".join(unknown)


def tried_without(copy: Path, data: Path) -> tuple[dict[int, dict], list[str]]:
    """Run both kinds of copies: whatever is no lock on SQLite, the locks on PostgreSQL. What became of each guard, and
    which tests are red with all of them in place."""
    folders = [p for p in sorted((copy / "tests").iterdir()) if p.is_dir() and p.name not in APART]
    tests = os.environ.get("GUARDS_TESTS", "").split() or [*map(str, folders), "tests/house/test_doors.py"]
    tests = [str(Path(name).relative_to(copy)) if name.startswith("/") else name for name in tests]
    with postgresql(data) as url:
        end_all([start(copy, data, 1, 1, "locks", url, [LOCKS])])
    end_all([start(copy, data, part, PARTS, "guards", "", tests) for part in range(1, PARTS + 1)])
    results: dict[int, dict] = {}
    red: list[str] = []
    for told in (data / "guards", data / "locks"):
        for path in sorted(told.glob("acted-*.json")):
            red += json.loads(path.read_text())["red"]
        for path in told.glob("results-*.json"):
            results |= {int(number): result for number, result in json.loads(path.read_text()).items()}
    return results, red


def start(copy: Path, data: Path, part: int, parts: int, kinds: str, url: str, tests: list[str]) -> subprocess.Popen:
    place = data / kinds
    place.mkdir(exist_ok=True)
    ours = {"GUARDS_DIR": str(place), "GUARDS_PART": f"{part}/{parts}", "GUARDS_KINDS": kinds}
    words = [sys.executable, "-m", "pytest", "-p", "tests.drills.forks", "-p", "no:xdist", "-m", "not redis", *tests]
    words += ["--deselect", f"{LOCKS}::test_every_lock_of_the_source_has_its_row"]  # it reads the source
    with (place / f"output-{part}").open("w") as output:
        environment = surroundings(data / f"{kinds}-{part}", url) | ours | {"PYTHONPATH": str(copy)}
        return subprocess.Popen(words, cwd=copy, env=environment, stdout=output, stderr=subprocess.STDOUT)


def end_all(processes: list[subprocess.Popen]) -> None:
    codes = [process.wait() for process in processes]
    assert not any(codes), f"the runs ended with {codes}"


def show(guards: list[Guard], results: dict[int, dict]) -> list[Guard]:
    """Print the table by kind, and what no test missed; the latter."""
    became = {g.number: results.get(g.number, {"became": "not tried"})["became"] for g in guards}
    table = Counter((g.kind, became[g.number]) for g in guards)
    print(f"\n{'kind':14}{'mutants':>9}" + "".join(f"{word:>11}" for word in BECAME))
    for kind in sorted({g.kind for g in guards}):
        row = [table[kind, word] for word in BECAME]
        print(f"{kind:14}{sum(row):9}" + "".join(f"{count:11}" for count in row))
    print(f"{'together':14}{len(guards):9}" + "".join(f"{Counter(became.values())[word]:11}" for word in BECAME))
    found = [g for g in guards if became[g.number] in ("survived", "late")]
    for g in found:
        why = KNOWN.get(g.place, "?")
        print(
            f"{became[g.number]}: {g.file}:{g.line} {g.function}: {g.text} ({results[g.number]['tests']} tests) {why}"
        )
    return found
