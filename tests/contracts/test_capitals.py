"""Amounts in capitals, read back by a reader of their own."""

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from contracts.capitals import capitals

DIGITS = {digit: value for value, digit in enumerate("零壹贰叁肆伍陆柒捌玖")}
UNITS = {"拾": 10, "佰": 100, "仟": 1000}


def read_whole(text: str) -> int:
    """Read capitals up to 99,999,999 亿, by 亿, then by 万, then digit by digit."""
    for sign, size in (("亿", 10**8), ("万", 10**4)):
        if sign in text:
            high, low = text.rsplit(sign, 1)
            return read_whole(high) * size + read_whole(low)
    total = digit = 0
    for sign in text:
        if sign in UNITS:
            total, digit = total + digit * UNITS[sign], 0
        else:
            digit = DIGITS[sign]
    return total + digit


def read(text: str) -> Decimal:
    text = text.removeprefix("人民币").removesuffix("整")
    minus, text = text.startswith("负"), text.removeprefix("负")
    yuan, _, rest = text.rpartition("元")
    jiao, _, fen = rest.rpartition("角")
    cents = read_whole(yuan) * 100 + read_whole(jiao) * 10 + read_whole(fen.removesuffix("分"))
    return Decimal(-cents if minus else cents) / 100


@pytest.mark.parametrize(
    "amount, text",
    [
        ("1286000", "人民币壹佰贰拾捌万陆仟元整"),
        ("0", "人民币零元整"),
        ("10", "人民币壹拾元整"),
        ("0.05", "人民币伍分"),
        ("0.50", "人民币伍角整"),
        ("1409.50", "人民币壹仟肆佰零玖元伍角整"),
        ("6007.14", "人民币陆仟零柒元壹角肆分"),
        ("1680.32", "人民币壹仟陆佰捌拾元叁角贰分"),
        ("16409.02", "人民币壹万陆仟肆佰零玖元零贰分"),
        ("325.04", "人民币叁佰贰拾伍元零肆分"),
        ("107000.53", "人民币壹拾万柒仟元伍角叁分"),
        ("10010", "人民币壹万零壹拾元整"),
        ("100000005", "人民币壹亿零伍元整"),
        ("1000000010000", "人民币壹万亿零壹万元整"),
        ("9999999999999.99", "人民币玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
        ("-100", "人民币负壹佰元整"),
    ],
)
def test_amounts_are_written_as_banks_write_them(amount, text):
    assert capitals(Decimal(amount)) == text


zeros_inside = st.from_regex(r"[1-9]0{0,4}[0-9]0{0,4}[0-9]{0,2}(\.[0-9]{2})?", fullmatch=True).map(Decimal)


@given(st.decimals(0, Decimal("9999999999999.99"), places=2) | zeros_inside)
@example(Decimal("1000100000000"))
def test_what_is_written_reads_back(amount):
    text = capitals(amount)
    assert read(text) == amount
    assert "零零" not in text and "零元" not in text.removeprefix("人民币零元")
    assert text.endswith(("整", "分"))


@pytest.mark.parametrize("amount", ["0.001", "NaN", "Infinity"])
def test_what_is_no_amount_is_refused(amount):
    with pytest.raises(ValueError, match="cents"):
        capitals(Decimal(amount))
