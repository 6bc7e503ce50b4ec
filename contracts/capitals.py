"""Amounts in capitals, as contracts and receipts state them: 人民币壹佰贰拾捌万陆仟元整."""

from decimal import Decimal

DIGITS = "零壹贰叁肆伍陆柒捌玖"
STEPS = ((10**8, "亿"), (10**4, "万"), (1000, "仟"), (100, "佰"), (10, "拾"))


def whole(number: int) -> str:
    """A whole number in capitals; one 零 stands for all the zeros inside it."""
    for size, unit in STEPS:
        if number >= size:
            high, low = divmod(number, size)
            gap = DIGITS[0] if 0 < low < size // 10 else ""
            return whole(high) + unit + gap + (whole(low) if low else "")
    return DIGITS[number]


def capitals(amount: Decimal) -> str:
    """The amount in CNY in capitals; 整 closes what has no 分. ValueError for less than a cent or no number.

    Where the bank's rules leave 零 or 整 open, 零 is left out (1,680.32: 捌拾元叁角贰分) and 整 written (伍角整).
    """
    cents = amount * 100
    if not cents.is_finite() or cents % 1:
        raise ValueError(f"{amount} is not an amount in whole cents.")
    yuan, rest = divmod(abs(int(cents)), 100)
    jiao, fen = divmod(rest, 10)
    text = "人民币" + ("负" if amount < 0 else "")
    if yuan or not rest:
        text += whole(yuan) + "元"
    if jiao:
        text += DIGITS[jiao] + "角"
    elif yuan and fen:
        text += DIGITS[0]
    return text + (DIGITS[fen] + "分" if fen else "整")
