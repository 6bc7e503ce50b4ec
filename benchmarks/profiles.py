"""Where the CPU of one page goes: cProfile of the view in-process, the first forty by their own and by all time."""

import cProfile
import pstats
import re
import sys

import django

django.setup()

from django.test import Client

from benchmarks.pages import of_reader
from benchmarks.scouting import readers, words
from bizdept.people.models import User

TIMES, FIRST, SHOWN = 30, 5, 40


def address_of(name: str, label: str) -> tuple[str, str, bool]:
    """(who asks, for what, as htmx does) of the page whose name has these words: customers-list, home."""
    told = words()
    wanted = name.replace("-", " ")
    for one in readers():
        if one.label == label:
            for page in of_reader(vars(one), told):
                if wanted in re.sub(r"[^\w ]", "", page.name):
                    return one.name, page.address, page.is_partial
    raise SystemExit(f"No page is called {name}.")


def main(name: str, label: str) -> None:
    who, address, is_partial = address_of(name, label)
    client = Client(headers={"HX-Request": "true"} if is_partial else {})
    client.force_login(User.objects.get(username=who))
    for _turn in range(FIRST):
        status = client.get(address).status_code
    profile = cProfile.Profile()
    profile.enable()
    for _turn in range(TIMES):
        client.get(address)
    profile.disable()
    print(f"{address} as {who} ({label}): {status}, {TIMES} times")
    for order in ("tottime", "cumtime"):
        stats = pstats.Stats(profile, stream=sys.stdout).strip_dirs()
        stats.sort_stats(order).print_stats(SHOWN)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "a specialist")
