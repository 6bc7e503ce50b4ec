"""Which column holds what: recognised by its heading, remembered from before, or said by a person."""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from bizdept.refusal import Reason
from bizdept.web.imports.models import ImportBatch
from bizdept.web.imports.values import Field

Mapped = dict[int, str]  # column -> name of the field
REMEMBERED = 20  # imports looked back upon
ASIDE = re.compile(r"\(.*?\)|[\s*:·._\-/\\]+|必填|选填|required|optional")


def plain(heading: str) -> str:
    """A heading without width, case, blanks, punctuation and what is said in brackets."""
    return ASIDE.sub("", unicodedata.normalize("NFKC", heading).casefold())


def recognise(headings: Sequence[str], fields: Sequence[Field], remembered: Mapping[str, str] | None = None) -> Mapped:
    """The columns whose heading is known: as this person mapped it before, else by a synonym. Each field once."""
    known = {plain(word): field.name for field in reversed(fields) for word in words_for(field)}
    names = {field.name for field in fields}
    found: Mapped = {}
    for column, heading in enumerate(headings):
        name = (remembered or {}).get(heading, known.get(plain(heading), ""))
        if name in names and name not in found.values():
            found[column] = name
    return found


def words_for(field: Field) -> list[str]:
    """What a field's column may be called: by its synonyms, and as our own exports head it in each language."""
    words = [field.name, *field.synonyms]
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            words.append(str(field.label))
    return words


def remembered_by(person, kind: str) -> dict[str, str]:
    """Which field this person gave each heading before, the latest import first; "" for a column left out."""
    found: dict[str, str] = {}
    for batch in ImportBatch.objects.of(person, kind).exclude(mapping={})[:REMEMBERED]:
        for column, heading in enumerate(batch.headings):
            if heading:
                found.setdefault(heading, batch.mapping.get(str(column), ""))
    return found


def reasons_against_mapping(mapping: Mapped, fields: Sequence[Field]) -> list[Reason]:
    """What stands in the way of reading the rows: a field that is needed and missing, or there twice."""
    labels = {field.name: field.label for field in fields}
    twice = [name for name, count in Counter(mapping.values()).items() if count > 1]
    found = [Reason("twice", _("Two columns hold “%s”. Leave one out.") % labels[name]) for name in twice]
    for field in fields:
        if field.is_required and field.name not in mapping.values():
            found.append(Reason("missing", _("No column holds “%s”.") % field.label))
    return found


def letter(column: int) -> str:
    """A column's letters in Excel: 0 is A, 26 is AA."""
    high, low = divmod(column, 26)
    return (letter(high - 1) if high else "") + chr(ord("A") + low)
