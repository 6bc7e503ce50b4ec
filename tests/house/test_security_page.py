"""docs/security.md names only what there is, has each requirement once, and counts its rows right."""

import ast
import re
from collections import Counter

import pytest

from tests.house.asvs import LEVELS
from tests.house.code import ROOT

pytestmark = pytest.mark.once
PAGE = (ROOT / "docs" / "security.md").read_text()
NAMED = re.compile(r"\b(?:tests|bizdept|customers|contracts|confidentiality|docs|templates)/[\w/.-]+\w(?:::\w+)?")
SUMMARY = re.compile(
    r"\*\*(\d+) rows: (\d+) shown by a test, (\d+) by code or a page, (\d+) do not apply, (\d+) open\."
)
STATES = ("test", "code", "n/a", "open")


def named(page: str) -> list[str]:
    return sorted(set(NAMED.findall(page)))


def missing(name: str) -> bool:
    path, _, function = name.partition("::")
    place = ROOT / path
    if not place.exists():
        return True
    if not function:
        return False
    return function not in {node.name for node in ast.parse(place.read_text()).body if hasattr(node, "name")}


def rows(page: str) -> list[list[str]]:
    """The cells of each requirement: number, level, what is asked, state, what shows it."""
    lines = [line for line in page.splitlines() if re.match(r"\| [\d.]+ \| \d \|", line)]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def wrong(page: str) -> list[str]:
    """What the page says of its rows and is not so."""
    found, told = rows(page), SUMMARY.search(page)
    count = Counter(row[3] for row in found)
    listed = page.partition("## What is open")[2].partition("\n## ")[0]
    ours = [[number, str(level)] for number, level in LEVELS.items()]
    said = [f"{row[0]} level {row[1]}" for row in found if row[:2] not in ours]
    said += [f"{number}: {n} rows" for number in LEVELS if (n := sum(row[0] == number for row in found)) != 1]
    said += [f"{row[0]} in {len(row)} cells" for row in found if len(row) != 5 or not all(row)]
    said += [f"{row[0]} is {row[3]}" for row in found if row[3] not in STATES]
    said += [f"{row[0]} names no test" for row in found if row[3] == "test" and "::test_" not in row[4]]
    said += [f"{row[0]} is shown nowhere" for row in found if row[3] == "code" and not re.search(r"/|\*\w", row[4])]
    said += [f"{row[0]} is half open" for row in found if (row[3] == "open") != ("**open**: " in row[4])]
    for row in found:
        if (row[3] == "open") != bool(re.search(rf"(?<![\d.]){re.escape(row[0])}(?![\d.])", listed)):
            said.append(f"{row[0]} in the list of what is open")
    if not told or [int(n) for n in told.groups()] != [len(found), *(count[state] for state in STATES)]:
        said.append("the summary")
    return said


def test_what_is_named_there_exists():
    assert len(named(PAGE)) > 150
    assert [name for name in named(PAGE) if missing(name)] == []


@pytest.mark.parametrize("lie", ["tests/house/test_nothing.py", "tests/house/test_doors.py::test_nothing"])
def test_what_is_not_there_is_found(lie):
    assert [name for name in named(f"| 1.1.1 | 2 | x | test | {lie} |") if missing(name)] == [lie]


def test_each_requirement_has_one_row_that_says_what_shows_it():
    assert (len(LEVELS), Counter(LEVELS.values())) == (259, {1: 70, 2: 183, 3: 6})
    assert wrong(PAGE) == []


HALF = ["1.2.4 is half open", "1.2.4 in the list of what is open"]
ROW = next(line for line in PAGE.splitlines() if line.startswith("| 1.2.4 |"))


@pytest.mark.parametrize(
    "lie, sentences",
    [
        ("", ["1.2.4: 0 rows", "the summary"]),
        (f"{ROW}\n{ROW}", ["1.2.4: 2 rows", "the summary"]),
        (ROW.replace("| 1 |", "| 2 |"), ["1.2.4 level 2"]),
        (ROW.replace("| test |", "| open |"), [*HALF, "the summary"]),
        (ROW.replace("| test |", "| well |"), ["1.2.4 is well", "the summary"]),
        (ROW.replace("::test_", "::"), ["1.2.4 names no test"]),
        (f"{ROW} x |", ["1.2.4 in 6 cells"]),
    ],
)  # fmt: skip
def test_a_row_that_lies_is_found(lie, sentences):
    assert wrong(PAGE.replace(ROW, lie, 1)) == sentences


@pytest.mark.parametrize("n", [1, 2, 3, 4, 5])
def test_a_wrong_count_is_found(n):
    told = SUMMARY.search(PAGE)
    lie = PAGE[: told.start(n)] + str(int(told[n]) + 1) + PAGE[told.end(n) :]
    assert wrong(lie) == ["the summary"]
