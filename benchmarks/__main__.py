"""`make bench`, or `python -m benchmarks`: SIZES=1k,100k ROUNDS=5 EACH=10; --profile customers-list for one page."""

import argparse
import json
import os
import subprocess
import sys
from datetime import date

from benchmarks import tables
from benchmarks.database import ROOT, SQLITE, server, surroundings, volume
from benchmarks.measuring import Run
from benchmarks.pages import pages
from benchmarks.servers import start_floor, start_ours


def main() -> None:
    words = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    words.add_argument("--sizes", default=os.environ.get("SIZES") or "1k,100k")
    words.add_argument("--rounds", type=int, default=os.environ.get("ROUNDS") or 5)
    words.add_argument("--each", type=int, default=os.environ.get("EACH") or 10, help="requests a round")
    words.add_argument("--only", default=os.environ.get("ONLY") or "", help="pages whose name holds this")
    words.add_argument("--readers", default=os.environ.get("READERS") or "", help="labels: all;a specialist;1,000")
    words.add_argument("--parts", default=os.environ.get("PARTS") or "pages,plans,access,bulk")
    words.add_argument("--profile", metavar="PAGE", help="where the CPU of one page goes: customers-list, home, …")
    words.add_argument("--as", dest="reader", default="a specialist", help="whose page that is: all, a tenth, 10, …")
    given = words.parse_args()
    with server() as url:
        if given.profile:
            at = volume(url, given.sizes.split(",")[-1])
            inside(at, "profiles", given.profile, given.reader)
        else:
            run(url, given)


def run(server_url: str, given: argparse.Namespace) -> None:
    sizes, parts = given.sizes.split(","), given.parts.split(",")
    is_sqlite = server_url == SQLITE
    texts, by_size = [f"# Benchmarks\n\n{tables.machine(server_url)}\n"], {}
    for size in sizes:
        at = volume(server_url, size)
        if "pages" in parts:
            by_size[size], text = measure(server_url, at, size, given)
            texts.append(text)
            print(text, flush=True)
        for part in ("plans", "access"):
            if part in parts and size == sizes[-1] and not is_sqlite:
                texts.append(inside(at, part, size))
    if "bulk" in parts and not is_sqlite:
        texts.append(inside(volume(server_url, sizes[0]), "bulk"))
    texts.append(tables.growth(by_size))
    name = f"{date.today():%Y-%m-%d}-{'sqlite-' * is_sqlite}{'-'.join(sizes)}.md"
    place = tables.keep(name, "\n".join(filter(None, texts)))
    print(tables.growth(by_size), f"\n{place.relative_to(ROOT) if place.is_relative_to(ROOT) else place}", sep="")


def measure(server_url: str, at: str, size: str, given: argparse.Namespace):
    """The pages of one volume beside the floor: what was measured, and its table."""
    print(f"── pages at {size}", flush=True)
    told = json.loads(inside(at, "scouting", is_quiet=True))
    floor, ours = start_floor(server_url), start_ours(at)
    try:
        people = given.readers.split(";") if given.readers else [reader["label"] for reader in told["readers"]]
        wanted = [page for page in pages(told) if given.only in page.name and page.label in people]
        one = Run(ours, floor, wanted, rounds=given.rounds, each=given.each)
        found, empty = one.go(), one.empty()
    finally:
        ours.stop()
        floor.stop()
    return found, tables.table(size, found, empty, told)


def inside(url: str, part: str, *words: str, is_quiet: bool = False) -> str:
    """One part that works within the site, in a process of its own: what it says."""
    environment = surroundings(url, DJANGO_SETTINGS_MODULE="benchmarks.settings")
    command = [sys.executable, "-m", f"benchmarks.{part}", *words]
    said = subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout
    if not is_quiet:
        print(said, flush=True)
    return said


if __name__ == "__main__":
    main()
