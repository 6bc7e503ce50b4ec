"""What the levels of confidentiality are called here. Their numbers are code, their labels are data (8.1.1)."""

import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache

from django.conf import settings
from django.utils.functional import lazy
from django.utils.translation import get_language, gettext, override, pgettext
from django.utils.translation import gettext_lazy as _

from bizdept.refusal import Reason
from bizdept.regulation.conventions import Subject, convention

USUAL = (_("open"), _("internal"), _("confidential"), _("core secret"), _("named persons only"))
LONGEST = 8  # signs of a label of one's own
STATE_SECRETS = ("绝密", "机密", "秘密")  # the legal classes of state secrets, which this house never holds
LAWFUL = "商业秘密"  # what the law calls a company's own secrets
SAME_SIGNS = str.maketrans("絕絶機祕", "绝绝机秘")  # other ways of writing these three words
BESIDE_LETTERS = " -·()（）"


def label_of(level: int) -> str:
    """What a level is called: the label in force, else the usual word in the reader's language. Without a language, as
    where migrations are written, the source's word."""
    usual = USUAL[level]
    return str(usual) if get_language() is None else labels().get(str(level)) or str(usual)


def labels() -> Mapping[str, str]:
    """The labels of one's own, by the level's number."""
    return convention(Subject.LEVELS).get("labels", {})


def is_named_used() -> bool:
    """Whether level 4 is offered. Records that have it keep it in any case."""
    return bool(convention(Subject.LEVELS).get("named"))


label = lazy(label_of, str)


def in_labels(text, **words) -> str:
    """A sentence that names levels: %(internal)s, %(confidential)s, %(core)s and %(named)s by their labels."""
    return str(text) % ({name: label_of(level) for name, level in NAMES.items()} | words)


NAMES = {"internal": 1, "confidential": 2, "core": 3, "named": 4}
said = lazy(in_labels, str)


def scale_of(levels: int) -> str:
    """The numbers of the levels with their labels: (0 open, 1 internal, …)."""
    words = pgettext("between names", ", ").join(f"{level} {label_of(level)}" for level in range(levels))
    return pgettext("unit of levels", "(%s)") % words


scale = lazy(scale_of, str)


@cache
def usual_words(level: int) -> frozenset[str]:
    """What a level is usually called, in every language of the pages."""
    found = set()
    for code, _name in settings.LANGUAGES:
        with override(code):
            found.add(str(USUAL[level]))
    return frozenset(found)


def own_labels(entered: Mapping[int, str]) -> dict[str, str]:
    """Of what was entered that which is not the usual word: the rest stays in each reader's language."""
    words = {level: label.strip() for level, label in entered.items()}
    return {str(level): word for level, word in words.items() if word not in usual_words(level)}


def bare(text: str) -> str:
    """Letters and digits alone, of one width and one way of writing: what the eye takes two labels for."""
    text = unicodedata.normalize("NFKC", text).casefold().translate(SAME_SIGNS)
    return "".join(sign for sign in text if sign.isalnum())


def reasons_against_labels(content: Mapping) -> Iterator[Reason]:
    """8.1.1: a label is short, can stand in the name of a file, is no other level's and no class of state secrets."""
    own = {int(level): label for level, label in content["labels"].items()}
    usual = {level: {bare(word) for word in usual_words(level)} for level in range(len(USUAL))}
    for level, word in own.items():
        field, plain = f"label_{level}", bare(word)
        if not plain:
            yield Reason("empty", gettext("Enter a label."), field)
        elif any(word in plain.replace(LAWFUL, "") for word in STATE_SECRETS):
            yield Reason("state", gettext("That is a class of state secrets, which have no place here."), field)
        elif any(plain in words for other, words in usual.items() if other != level):
            yield Reason("other", gettext("That is what another level is called."), field)
        elif plain in (bare(other) for number, other in own.items() if number < level):
            yield Reason("twice", gettext("Two levels are called the same."), field)
        elif len(word) > LONGEST:
            yield Reason("long", gettext("A label has at most %d signs.") % LONGEST, field)
        elif not all(sign.isalnum() or sign in BESIDE_LETTERS for sign in word):
            told = gettext("Letters, digits, spaces, hyphens and brackets: it stands in file names.")
            yield Reason("signs", told, field)
