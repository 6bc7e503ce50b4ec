"""Numbers and money in the shapes in which people write them: 1,234.50, (5), 100万人民币, 9(万美元), 1.2亿."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from django.utils.translation import gettext as _

from bizdept.web.imports.cells import Parser, Unreadable, plain

CURRENCIES = {  # longest first where one begins another
    "CNY": "人民币元 人民币 rmb cny cn¥ ¥ yuan",
    "HKD": "港元 港币 hkd hk$",
    "TWD": "新台币 台币 twd nt$",
    "MOP": "澳门元 澳门币 mop",
    "SGD": "新加坡元 新元 sgd s$",
    "AUD": "澳大利亚元 澳元 aud a$",
    "CAD": "加拿大元 加元 cad c$",
    "USD": "美元 美金 usd us$ $",
    "EUR": "欧元 eur €",
    "GBP": "英镑 gbp £",
    "JPY": "日元 日币 円 jpy",
    "KRW": "韩元 韩币 krw ₩",
    "CHF": "瑞士法郎 瑞郎 chf",
}
CODES = {word: code for code, words in CURRENCIES.items() for word in words.split()}
CURRENCY = "|".join(re.escape(word) for word in sorted(CODES, key=len, reverse=True))
UNITS = {"万": 10**4, "亿": 10**8, "千": 10**3, "百万": 10**6, "千万": 10**7, "十万": 10**5, "百": 100, "十亿": 10**9}
UNITS |= {"万亿": 10**12, "百亿": 10**10, "k": 10**3, "w": 10**4}
UNIT = "|".join(sorted(UNITS, key=len, reverse=True))
DIGITS = r"\d+(?:[.,'\s]\d+)*(?:e[+-]?\d{1,2})?|\.\d+"
MINUS = re.compile(r"[−–﹣]")
# -¥1,234.50, ¥-5, 100万人民币元整, 1,000(万元人民币), 9(万美元), 人民币100万元
SHAPE = re.compile(
    rf"(?P<minus>[+-]?)\s*(?P<before>{CURRENCY})?\s*(?P<sign>[+-]?)\s*(?P<digits>{DIGITS})\s*(?P<percent>%)?"
    rf"\s*\(?\s*(?P<unit>{UNIT})?\s*元?\s*(?P<after>{CURRENCY})?\s*元?\s*\)?\s*(?:整|正)?(?P<behind>-?)"
)
OF_HEADING = re.compile(rf"[(\[/:]\s*(?:单位)?\s*:?\s*(?P<unit>{UNIT})?\s*(?P<currency>{CURRENCY}|元)?\s*[)\]]?$")
BRACKETED = re.compile(r"\((.+)\)")
COMMA_ENDS = re.compile(r"\d+,\d{1,2}|\d{1,3}(?:\.\d{3})+,\d+")  # 1234,5 and 1.234,50: the comma is the point
POINT_ENDS = re.compile(r"\d+\.\d{1,2}|\d{1,3}(?:,\d{3})+\.\d+")
GROUPED = re.compile(
    r"\d{1,3}(?:[,' ]\d{3})+(?:\.\d+)?|\d{1,4}(?:,\d{4})+(?:\.\d+)?|\d+(?:\.\d+)?(?:e[+-]?\d+)?|\.\d+"
)


class Money(NamedTuple):
    """An amount in whole units of its currency, by ISO 4217; "" where none is said."""

    amount: Decimal
    currency: str


@dataclass(frozen=True)
class NumberParser:
    """Reads numbers. `factor`, `comma`: what the column says of them, its heading's 万 and a comma as the point."""

    factor: int = 1
    comma: bool = False
    currency: str = ""

    def of_column(self, heading: str, cells: Iterable[str]) -> Parser:
        """A unit in the heading, “(万元)”, holds for cells without their own; so does a comma as the point."""
        said = OF_HEADING.search(plain(heading))
        factor = UNITS.get(said["unit"] or "", 1) if said else 1
        currency = CODES.get(said["currency"] or "", "") if said else ""
        shapes = [digits["digits"] for digits in (SHAPE.fullmatch(plain(cell)) for cell in cells) if digits]
        comma = any(map(COMMA_ENDS.fullmatch, shapes)) and not any(map(POINT_ENDS.fullmatch, shapes))
        return replace(self, factor=factor, comma=comma, currency=currency)

    def __call__(self, cell: str) -> Decimal:
        """The number; 12% is 0.12. Unreadable with a sentence where there is none."""
        return self.parts(cell).amount

    def parts(self, cell: str) -> Money:
        text = MINUS.sub("-", plain(cell))
        bracketed = BRACKETED.fullmatch(text)
        found = SHAPE.fullmatch(bracketed[1] if bracketed else text)
        signs = "".join(found[name] for name in ("minus", "sign", "behind")) if found else ""
        if not found or len(signs) > 1 or (bracketed and signs):
            raise unreadable(cell)
        amount = self.value(found["digits"], cell) * (UNITS[found["unit"]] if found["unit"] else self.factor)
        if found["percent"]:
            amount /= 100
        currency = found["after"] or found["before"]
        amount = -amount if bracketed or signs == "-" else amount
        return Money(amount, CODES[currency] if currency else self.currency)

    def value(self, digits: str, cell: str) -> Decimal:
        if self.comma:
            digits = digits.replace(".", "").replace(",", ".")
        if not GROUPED.fullmatch(digits):
            raise unreadable(cell)
        try:
            return Decimal(re.sub(r"[,'\s]", "", digits))
        except InvalidOperation:
            raise unreadable(cell) from None


@dataclass(frozen=True)
class MoneyParser(NumberParser):
    """Reads amounts of money, with their currency."""

    def __call__(self, cell: str) -> Money:  # type: ignore[override]
        return self.parts(cell)


def unreadable(cell: str) -> Unreadable:
    return Unreadable(_("“%s” is no number. Write it as 1234.50.") % cell[:40])


number = NumberParser()
money = MoneyParser()
