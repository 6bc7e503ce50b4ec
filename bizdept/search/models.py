"""Records that are found by their words: the text they keep, its index, and the condition that asks for it."""

from collections.abc import Iterable, Sequence
from functools import cache, reduce
from operator import and_
from typing import Any, ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import connection, models
from django.db.models import Q
from django.db.models.lookups import Lookup

from bizdept.search.words import asked, grams, grams_in, search_text

BATCH = 1000  # rows of a dependent table written at once
SIGNS = frozenset("':\\")


class Grams(models.TextField):
    """The pairs of characters of a search text as PostgreSQL's tsvector. SQLite, which reads the text itself, keeps
    nothing here."""

    def db_type(self, connection):
        return "tsvector" if connection.vendor == "postgresql" else "text"

    def get_db_prep_value(self, value, connection, prepared=False):
        return value if connection.vendor == "postgresql" else ""


@Grams.register_lookup
class Having(Lookup):
    """`grams @@ query`, the query given in PostgreSQL's own words."""

    lookup_name = "having"

    def get_prep_lookup(self):
        return self.rhs

    def as_sql(self, compiler, connection):
        grams_sql, params = self.process_lhs(compiler, connection)
        return f"{grams_sql} @@ %s::tsquery", [*params, self.rhs]


@cache
def is_by_pairs() -> bool:
    """Whether this database is asked by pairs. Asked of the connection it would cost as much as the pairs."""
    return connection.vendor == "postgresql"


def quoted(lexeme: str) -> str:
    """A lexeme as the types tsvector and tsquery read it."""
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


def vector(text: str) -> str:
    """A text's pairs as a tsvector is written; quoted where one holds a sign that means something there."""
    pairs = grams(text)
    return " ".join(pairs if SIGNS.isdisjoint(text) else map(quoted, pairs))


def finding(text: str) -> Q:
    """The condition on a `Searchable` that it has every word of what was typed. Empty for nothing typed; no record
    for what is no word."""
    if text.strip() and not asked(text):
        return Q(pk__in=[])
    return reduce(and_, (having(part, number) for part, number in asked(text)), Q())


def having(part: str, number: str) -> Q:
    """One word. PostgreSQL is asked by pairs, and reads the text only to see that three or more stand in a row."""
    condition = Q(search_text__contains=part)
    if is_by_pairs():
        pairs = grams_in(part)
        query = " & ".join(map(quoted, pairs)) if pairs else f"{quoted(part)}:*"
        by_pairs = Q(search_grams__having=query)
        condition = by_pairs & condition if len(part) > 2 else by_pairs
        return condition | Q(search_grams__having=quoted(number)) if number else condition
    return condition | Q(search_text__contains=number) if number else condition


class PairsIndex(GinIndex):
    """GIN on PostgreSQL. SQLite, where the column is empty, has nothing to look up: a plain index of one value."""

    def create_sql(self, model, schema_editor, using="", **kwargs):
        if schema_editor.connection.vendor == "postgresql":
            return super().create_sql(model, schema_editor, using=using, **kwargs)
        return models.Index.create_sql(self, model, schema_editor, using=using, **kwargs)


def gin(name: str) -> PairsIndex:
    """The index of a Searchable's pairs."""
    return PairsIndex(fields=["search_grams"], name=name)


class Searchable(models.Model):
    """A record with words by which it is found.

    A subclass says them in `words()`, and in `search_from` which of its foreign keys lead to records whose words are
    its own too: these are told when the other record changes them.
    """

    search_text = models.TextField(default="", editable=False)
    search_grams = Grams(default="", editable=False)

    search_from: ClassVar[tuple[str, ...]] = ()
    UNTRACKED: ClassVar[tuple[str, ...]] = ("search_text", "search_grams")  # by history: they follow from the rest

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        is_new, before = self._state.adding, self.__dict__.get("search_text")
        self.derive()
        super().save(*args, **kwargs)
        if not is_new and before != self.search_text:
            tell_dependents([self])

    def words(self) -> Iterable[str]:
        """What it is found by, any part of it."""
        raise NotImplementedError

    def phones(self) -> Iterable[str]:
        """The telephone numbers it is found by, in full or by their last four digits: keys, bare digits."""
        return ()

    def lent(self) -> str:
        """By what others are found too that point at it: nothing that their readers may not know."""
        return self.search_text

    def derive(self) -> None:
        """Fill the columns that follow from others. Bulk writers call it themselves."""
        text = search_text(self.words(), self.phones())
        for name in self.search_from:
            text = " ".join(dict.fromkeys(f"{text} {getattr(self, name).lent()}".split()))
        self.search_text, self.search_grams = text, vector(text) if is_by_pairs() else ""


def tell_dependents(records: Sequence[Searchable]) -> None:
    """Renew the words of the records that are found by those of these, inside the same transaction."""
    for relation in type(records[0])._meta.related_objects if records else ():
        model, name = relation.related_model, relation.field.name
        if isinstance(model, type) and issubclass(model, Searchable) and name in model.search_from:
            rows = model._base_manager.filter(**{f"{name}__in": [record.pk for record in records]})
            renew(model, list(rows.select_related(*model.search_from)))


def renew(model: type[Searchable], rows: list, *, whole: bool = False) -> None:
    """Write the words of these rows anew where they have changed, and of those that are found by them.

    `whole`: their grams too where the text is the same, as after an update that makes other grams.
    """
    changed = []
    for row in rows:
        before = row.search_text
        row.derive()
        if whole or row.search_text != before:
            changed.append(row)
    model._base_manager.bulk_update(changed, ["search_text", "search_grams"], batch_size=BATCH)
    tell_dependents(changed)
