"""What was measured as a page of text: a table for each size, with the target beside each ratio."""

import os
import platform
import sqlite3
import statistics
from collections.abc import Iterator
from datetime import date
from importlib.metadata import version
from pathlib import Path

import psutil

from benchmarks.database import ROOT, SQLITE, ask
from benchmarks.measuring import Measured
from benchmarks.pages import QUERIES

RESULTS = Path(os.environ.get("RESULTS") or ROOT / "benchmarks" / "results")
HEAD = "| page | as | CPU ms (web + database) | ratio, median (min–max) | target | | queries | SQL ms | KB | gzip KB |"


def machine(url: str) -> str:
    """What it ran on: no names of hosts or folders."""
    server = f"SQLite {sqlite3.sqlite_version}" if url == SQLITE else f"PostgreSQL {ask(url, 'SHOW server_version')}"
    memory = psutil.virtual_memory().total / 2**30
    parts = [
        f"{os.cpu_count()} cores, {memory:.0f} GB, {platform.system()} {platform.machine()}",
        f"Python {platform.python_version()}, Django {version('django')}",
        f"gunicorn {version('gunicorn')} with 2 × 4 threads",
        server, f"{date.today():%Y-%m-%d}",
    ]  # fmt: skip
    return " · ".join(parts)


def verdict(one: Measured) -> str:
    within = one.ratio <= one.page.most and one.answer.queries <= QUERIES[one.page.kind]
    return "ok" if within else "**no**"


def rows(measured: list[Measured]) -> Iterator[str]:
    for one in measured:
        if one.answer.status != 200:
            said = f"**answers {one.answer.status}**"
            yield f"| {one.page.name} | {one.page.label} | | | {one.page.most:g} | {said} | | | | |"
            continue
        web, database = statistics.median(one.web), statistics.median(one.database)
        ratios, answer = one.ratios, one.answer
        yield (
            f"| {one.page.name} | {one.page.label} | {one.cost:.1f} ({web:.1f} + {database:.1f}) "
            f"| {one.ratio:.1f} ({min(ratios):.1f}–{max(ratios):.1f}) | {one.page.most:g} | {verdict(one)} "
            f"| {answer.queries} | {answer.sql:.1f} | {len(answer.body) / 1024:.0f} | {answer.zipped / 1024:.1f} |"
        )


def table(size: str, measured: list[Measured], empty: float, told: dict) -> str:
    floors = [cost for one in measured for cost in one.floor]
    seen = "; ".join(
        f"{r['label']}: {r['name']} ({r['customers']:,} customers, {r['contracts']:,} contracts)"
        for r in told["readers"]
    )
    lines = [
        f"## {size} customers and {size} contracts", "",
        f"Floor: list {statistics.median(floors):.2f} ms ({min(floors):.2f}–{max(floors):.2f}), "
        f"empty page {empty:.2f} ms. Readers: {seen}.",
        "", HEAD, "|" + "---|" * (HEAD.count("|") - 1), *rows(measured),
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def growth(by_size: dict[str, list[Measured]]) -> str:
    """How much dearer each page is at the largest size than at the smallest, reckoned from the ratios: the machine
    may have been busier in one of the two."""
    if len(by_size) < 2:
        return ""
    first, *_between, last = by_size
    small = {(one.page.kind_of_page, one.page.label): one for one in by_size[first]}
    lines = [f"## Growth from {first} to {last}", "", "| page | as | times the floor | growth |", "|---|---|---|---|"]
    for one in by_size[last]:
        before = small.get((one.page.kind_of_page, one.page.label))
        if before and one.web and before.web:
            grown = one.ratio / before.ratio
            row = f"{one.page.name} | {one.page.label} | {before.ratio:.1f} → {one.ratio:.1f} | {grown:.2f} ×"
            lines.append(f"| {row} |")
    return "\n".join(lines) + "\n"


def keep(name: str, text: str) -> Path:
    RESULTS.mkdir(parents=True, exist_ok=True)
    place = RESULTS / name
    place.write_text(text)
    return place
