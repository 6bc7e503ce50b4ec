"""Unified social credit codes: every real one passes, every slip of the keyboard is told."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customers.codes import SIGNS, normal_code, problem_with_code
from tests.house.code import ROOT

GOOD = "91310117MA1J3AJ43G"
REGISTRY = ROOT.parent / "shared" / "data" / "companies" / "enterprise_reg"


def test_every_code_of_the_registry_is_right():
    if not REGISTRY.is_dir():
        pytest.skip(f"{REGISTRY.name}: the registry's lists are not here")
    rows = [row for path in REGISTRY.glob("*.csv") for row in csv.DictReader(path.open(encoding="utf-8-sig"))]
    assert len(rows) == 5637
    assert [row for row in rows if problem_with_code(row["统一社会信用代码"])] == []


@pytest.mark.parametrize(
    "text", [GOOD, GOOD.lower(), " 91310117 MA1J3AJ4-3G ", "９１３１０１１７ＭＡ１Ｊ３ＡＪ４３Ｇ", "", "\u3000"]
)
def test_spellings_of_a_right_code(text):
    assert problem_with_code(text) is None
    assert normal_code(text) in {GOOD, ""}


@pytest.mark.parametrize(
    "text, words",
    [
        (GOOD[:-1], "has 17"),
        (GOOD + "0", "has 19"),
        (GOOD.replace("M", "O"), "“O”"),
        ("913A0117MA1J3AJ43G", "region"),
        (GOOD[:-1] + "H", "check digit"),
        ("统一社会信用代码统一社会信用代码统一", "never stands"),
        ("\u0661" * 18, "never stands"),
    ],
)
def test_what_is_wrong_is_said(text, words):
    assert words in problem_with_code(text)


@given(place=st.integers(0, 17), sign=st.sampled_from(sorted(SIGNS)))
def test_one_mistyped_character_is_always_found(place, sign):
    mistyped = GOOD[:place] + sign + GOOD[place + 1 :]
    assert (problem_with_code(mistyped) is None) == (mistyped == GOOD)


@given(st.integers(0, 16))
def test_two_swapped_neighbours_are_always_found(place):
    swapped = GOOD[:place] + GOOD[place + 1] + GOOD[place] + GOOD[place + 2 :]
    assert (problem_with_code(swapped) is None) == (swapped == GOOD)


@given(st.text())
def test_no_text_breaks_the_check(text):
    assert problem_with_code(text) is None or problem_with_code(text).endswith(".")
