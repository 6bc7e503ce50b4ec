"""The letters by which a Chinese text is found: 上海ABC公司 by shabcgs, 单晓丽 by sxl; 价格表 by jgb or jiagebiao.

Read off pypinyin's dictionaries. Its own reading of a whole text takes 93 µs a name, 9 s for a list of 100,000;
only 284 characters ever begin with another letter than usual, and only for these are phrases looked up: 6 µs.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache, partial

from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

LONGEST = 4  # characters of a phrase; the longer ones are sayings, which name nobody
SURNAMES = {  # that are read otherwise in a name than in a text
    "万俟": "mq", "尉迟": "yc", "长孙": "zs", "单于": "cy", "单": "s", "曾": "z", "仇": "q", "解": "x", "区": "o",
    "查": "z", "盖": "g", "朴": "p", "冼": "x", "乐": "y", "缪": "m", "翟": "z", "召": "s", "黑": "h", "折": "s",
    "繁": "p", "员": "y", "种": "c", "秘": "b", "覃": "q",
}  # fmt: skip
OTHER = re.compile("[^a-z0-9]")
Part = Callable[[str], str]  # what of a character's reading is wanted: its letter, or all of it


class Table(dict):
    """What each character becomes, reckoned when it is first met: `str.translate` does the rest in C."""

    def __init__(self, way):
        self.way = way

    def __missing__(self, code: int) -> str:
        found = self[code] = self.way(chr(code))
        return found


def fold(character: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", character).casefold())


def folded(text: str) -> str:
    """Compatibility forms (full width, ligatures) and case made one.

    Character by character, so that a part of a text, folded, is a part of the folded text.
    """
    return text.lower() if text.isascii() else unicodedata.normalize("NFC", text).translate(FOLDED)


def letter(reading: str) -> str:
    """The first letter of a reading, without its tone: ā is a."""
    return unicodedata.normalize("NFD", reading)[:1]


def syllable(reading: str) -> str:
    """A reading without its tone, as it is typed: lǜ is lv."""
    parts = unicodedata.normalize("NFD", reading).replace("u\u0308", "v")
    return "".join(sign for sign in parts if not unicodedata.combining(sign))


def usual(part: Part, character: str) -> str:
    """How a character usually reads; a letter or a digit is itself, all else is nothing."""
    reading = PINYIN_DICT.get(ord(character))
    return OTHER.sub("", part(reading.partition(",")[0]) if reading else character)


FOLDED = Table(fold)
USUAL: dict[Part, Table] = {part: Table(partial(usual, part)) for part in (letter, syllable)}


@lru_cache(maxsize=2)
def phrases(part: Part) -> tuple[frozenset[str], dict[str, list[str]]]:
    """The characters that read otherwise in some phrase, and the readings of the phrases that hold one of them."""
    short = [(p, r) for p, r in PHRASES_DICT.items() if 1 < len(p) <= LONGEST and len(p) == len(r)]
    read = {phrase: [part(reading[0]) or "?" for reading in readings] for phrase, readings in short}
    pairs = {pair for phrase, found in read.items() for pair in zip(phrase, found, strict=True)}
    odd = frozenset(character for character, begins in pairs if usual(part, character) != begins)
    return odd, {phrase: found for phrase, found in read.items() if not odd.isdisjoint(phrase)}


def read_in(part: Part, text: str, place: int) -> str:
    """How one character reads as the longest phrase around it has it."""
    known = phrases(part)[1]
    for length in range(LONGEST, 1, -1):
        for start in range(max(place - length + 1, 0), place + 1):
            if found := known.get(text[start : start + length]):
                return found[place - start] if start + len(found) > place else usual(part, text[place])
    return usual(part, text[place])


def in_letters(part: Part, text: str) -> str:
    odd = phrases(part)[0]
    if odd.isdisjoint(text):
        return text.translate(USUAL[part])
    return "".join(read_in(part, text, n) if c in odd else USUAL[part][ord(c)] for n, c in enumerate(text))


def spelled(text: str) -> str:
    """A text in full pinyin without tones, Latin letters and digits as they are: 价格表A by jiagebiaoa."""
    return in_letters(syllable, folded(text).strip())


def initials(text: str, *, of_person: bool = False) -> str:
    """Pinyin initials, Latin letters and digits of a text, in lower case.

    `of_person` reads the surname as surnames are read: 单 is Shan, not Dan.
    """
    text, start = folded(text).strip(), ""
    if of_person:
        surname = next((surname for surname in SURNAMES if text.startswith(surname)), "")
        start, text = SURNAMES.get(surname, ""), text.removeprefix(surname)
    return start + in_letters(letter, text)
