"""Which column holds what: recognised by its heading, remembered from before, or said by a person."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from bizdept.refusal import Reason
from bizdept.web.imports.models import ImportBatch
from bizdept.web.imports.values import Field

Mapped = dict[int, str]  # column -> name of the field
REMEMBERED = 20  # imports looked back upon
ASIDE = re.compile(r"\(.*?\)|[\s*:·._\-/\\]+|必填|选填|required|optional")
GENERAL = re.compile(r".*(信息|资料|情况|明细|内容|基本|info|information|details)", re.IGNORECASE | re.DOTALL)


def plain(heading: str) -> str:
    """A heading without width, case, blanks, punctuation and what is said in brackets."""
    return ASIDE.sub("", unicodedata.normalize("NFKC", heading).casefold())


def recognise(headings: Sequence[str], fields: Sequence[Field], remembered: Mapping[str, str] | None = None) -> Mapped:
    """The columns whose heading is known: as this person mapped it before, else by a synonym. Each field once.

    Of two columns for one field the one whose heading stands first among its synonyms has it; the other goes to
    a field of which it is a `second` name: beside “fullname”, “name” is the short name.
    """
    known = {plain(word): (rank, field.name) for field in reversed(fields) for rank, word in ranked(field)}
    names = {field.name for field in fields}
    found: Mapped = {}
    claims: dict[str, list[tuple[int, int]]] = {}
    for column, heading in enumerate(headings):
        rank, name = known.get(known_part(heading, known), (0, ""))
        before = (remembered or {}).get(heading)
        if before in names and before not in found.values():
            found[column] = before
        elif name and before is None:
            claims.setdefault(name, []).append((rank, column))
    for name, claimed in claims.items():
        if name not in found.values():
            found[min(claimed)[1]] = name
    for field in fields:
        others = [column for claimed in claims.values() for _rank, column in claimed if column not in found]
        columns = [column for column in others if plain(headings[column]) in field.second]
        if columns and field.name not in found.values():
            found[columns[0]] = field.name
    return dict(sorted(found.items()))


def ranked(field: Field) -> Iterable[tuple[int, str]]:
    """The words for a field with their places, the likeliest last: it wins where two are the same."""
    return reversed(list(enumerate(words_for(field))))


def known_part(heading: str, known: Mapping[str, Any]) -> str:
    """A heading as it may be known: the words of its rows together, else the lower one below “basic information”."""
    whole, (upper, _blank, lower) = plain(heading), heading.rpartition(" ")
    return plain(lower) if whole not in known and GENERAL.fullmatch(upper) else whole


def words_for(field: Field) -> list[str]:
    """What a field's column may be called: by its synonyms, and as our own exports head it in each language.

    Not by its own name: what lists in English call “code” is hardly ever a social credit code.
    """
    words = [*field.synonyms]
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            words.append(str(field.label))
    return words


def known_headings(fields: Sequence[Field]) -> set[str]:
    """All headings that an importer waits for: `Table.lists` finds by them in which sheet and row they stand."""
    return {word for field in fields for word in (*words_for(field), *field.second)}


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
