"""By which words a record is found, and how they stand in its search text.

A *word* is found by any part of it. A *whole* is found only when it is typed in full: a telephone number, whose
digits could otherwise be guessed one after the other by somebody to whom it is masked.
"""

import re
from collections.abc import Iterable
from operator import add

from bizdept.search.pinyin import folded

TAIL = 4  # digits of a telephone number that everybody sees
MASKED = re.compile(r"[+\d][\d\s().-]{6,}")  # what may be a telephone number, as it is typed
CODED = {ord(str(digit)): 0xE000 + digit for digit in range(10)}  # of a whole: characters that nobody types
OPENS, SHUTS = chr(0xE00A), chr(0xE00B)
WITHOUT = dict.fromkeys(range(0xE000, 0xE00C))
MIXED = re.compile("[\x21-\x7e]{3}")
MOST = 8  # words of one question


def search_text(words: Iterable[str], phones: Iterable[str] = ()) -> str:
    """What a record keeps to be found by. `phones` are keys of telephone numbers: bare digits."""
    numbers = [phone for phone in phones if phone]
    parts = [part for word in words for part in plain(word).split()]
    parts += [phone[-TAIL:] for phone in numbers if len(phone) > TAIL]
    return " ".join(dict.fromkeys([*parts, *map(whole, numbers)]))


def plain(text: str) -> str:
    """Folded, and without the characters that wholes are written in."""
    text = folded(text)
    return text if text.isascii() else text.translate(WITHOUT)


def whole(number: str) -> str:
    return f"{OPENS}{number.translate(CODED)}{SHUTS}"


def asked(text: str) -> list[tuple[str, str]]:
    """What was typed, as (part of a word, whole number or ""): a record is found that has all of them."""
    found: list[tuple[str, str]] = []
    for number in MASKED.findall(text):
        digits = re.sub(r"\D", "", number)
        if len(digits) >= 7:
            text = text.replace(number, f" {digits} ")
    for word in dict.fromkeys(plain(text).split()):
        is_number = word.isascii() and word.isdecimal() and len(word) >= 7
        found.append((word, whole(word) if is_number else ""))
    return found[:MOST]


def grams(text: str) -> set[str]:
    """The pairs of neighbours in a search text, of letters and digits the triples, and wholes as they are.

    At each character of a word one begins; the last are as short as the word's end. Pairs of digits would be of no
    use: a code of 18 characters holds a good part of the hundred there are.
    """
    found: set[str] = set()
    for word in text.split():
        if word.isascii():
            found.update(word[place : place + 3] for place in range(len(word)))
        elif word[0] == OPENS:
            found.add(word)
        elif MIXED.search(word):
            found.update(gram_at(word, place) for place in range(len(word)))
        else:
            found.update(map(add, word, word[1:]))
            found.add(word[-1])
    return found


def gram_at(word: str, place: int) -> str:
    three = word[place : place + 3]
    return three if three.isascii() else three[:2]


def grams_in(word: str) -> list[str]:
    """The grams that a text must have which holds this part; none where it is too short for one that is sure."""
    sure = (place for place in range(len(word)) if place + 3 <= len(word) or not word[place:].isascii())
    return list(dict.fromkeys(gram for place in sure if len(gram := gram_at(word, place)) > 1))
