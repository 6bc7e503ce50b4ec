"""docs/security.md names only what there is."""

import ast
import re

import pytest

from tests.house.code import ROOT

PAGE = (ROOT / "docs" / "security.md").read_text()
NAMED = re.compile(r"\b(?:tests|bizdept|customers|contracts|confidentiality|docs|templates)/[\w/.-]+\w(?:::\w+)?")


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


@pytest.mark.once
def test_what_is_named_there_exists():
    assert len(named(PAGE)) > 60
    assert [name for name in named(PAGE) if missing(name)] == []


@pytest.mark.once
@pytest.mark.parametrize("lie", ["tests/house/test_nothing.py", "tests/house/test_doors.py::test_nothing"])
def test_what_is_not_there_is_found(lie):
    assert [name for name in named(f"| 1.1.1 | x | {lie} |") if missing(name)] == [lie]


@pytest.mark.once
def test_each_line_says_what_shows_it():
    rows = [line.split("|") for line in PAGE.splitlines() if re.match(r"\| \d", line)]
    assert len(rows) > 100
    assert not [row for row in rows if len(row) != 5 or not row[3].strip()]
