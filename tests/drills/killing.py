"""Kill the process that signs at so many points, count what is all or nothing: the drill fifty, the suite eight."""

import json
import random
import subprocess
import sys

from tests.drills.house import ROOT, House


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
    told = json.loads(run(house, "judge", first, *rest))
    all_of_it = {pk for pk, witnesses in told["contracts"].items() if all(witnesses.values())}
    nothing = {pk for pk, witnesses in told["contracts"].items() if not any(witnesses.values())}
    half = {pk: said for pk, said in told["contracts"].items() if pk not in all_of_it | nothing}
    figures = {
        "steps": steps, "killed": ends.count("killed"), "signed": len(all_of_it) - 1, "not": len(nothing),
        "half": half, "broken": told["broken"], "orphans": told["orphans"], "clean": told["clean"],
    }  # fmt: skip
    assert str(first) in all_of_it, half
    return figures
