"""Who asks, and the reasons for which somebody may see records: mine, my section's, granted to me."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.lookups import LessThan
from django.utils import timezone

from bizdept.access.keys import Coded, Key, Row, Unnest, within
from bizdept.access.levels import Level, highest_level
from bizdept.people.models import Filling, Post, Standing, our_company
from bizdept.prepared import Slot

AT = Slot("at", models.DateTimeField())  # the moment, in SQL that is made once
Narrow = Callable[[Any], Any]  # the filters of a list


@dataclass(frozen=True)
class Reader(Filling):
    """Whoever asks, and all that a source may look at: for the same reader it is the same SQL (decision 65)."""

    pk: int
    standings: tuple[Standing, ...]
    highest: Level  # that their NDA opens to them
    is_out: bool  # has left; or keeps the accounts, be it that they once drafted or kept records (1.3.1)

    @classmethod
    def of(cls, user, at: datetime, small_office: bool | None = None) -> "Reader":
        """`small_office`: whether that preset was on, where somebody asks of another day."""
        small = our_company().small_office if small_office is None else small_office
        is_out = not user.is_active or (user.holds(Post.ADMINISTRATOR) and not small)
        return cls(user.pk, tuple(user.standings), highest_level(user, timezone.localdate(at)), is_out)


@dataclass(frozen=True)
class Past:
    """A record as it stood at a moment: `line` is its history's, with the record's own columns."""

    pk: int
    label: str  # by which the chain calls it
    line: Any
    at: datetime


@dataclass(frozen=True)
class Source:
    """Rows that open records for one reason: records themselves, or grants that point at them.

    `name` says the reason in the access log; `reach` is the highest level it opens, None: the record's own
    (`rows` and `where` keep to it: `of` and `through` see to that). `day` and `pk` name those rows' columns
    that hold the record's sort key; `where` is the same source as a condition on the record, where it is one
    of plain columns. `lanes` is the column, and its values, by whose index the rows are read in order.

    For a past moment the same conditions are asked of what was kept: `own`, else `where`, of the line of the record's
    history; and `beside`, of a source that looks elsewhere, gives the rows there that opened it then.
    """

    name: str
    reach: int | None
    rows: QuerySet
    day: str = "opened_on"
    pk: str = "pk"
    where: Q | None = None
    lanes: tuple[str, list[int]] | None = None
    own: Q | None = None
    beside: Callable[[Past], list[QuerySet]] | None = None

    @classmethod
    def of(cls, name: str, model, reach: int, **conditions) -> "Source":
        """The records of `model` whose own columns say so, off an index that ends in the sort key."""
        conditions |= {"level__lte": reach}
        return cls(name, reach, model.objects.filter(**conditions), where=Q(**conditions))

    @classmethod
    def among(cls, name: str, model, reach: int, column: str, values: list[int], **conditions) -> "Source":
        """The records of `model` that belong to one of these, by an index that begins with that column.

        IN alone can't be read off it in order: the page asks for the top of each and merges them.
        """
        where = Q(level__lte=reach, **{f"{column}__in": values}, **conditions)
        return cls(name, reach, model.objects.filter(where), where=where, lanes=(column, values))

    @classmethod
    def listed(
        cls, name: str, model, reach: int, ids: QuerySet, beside: Callable[[Past], list[QuerySet]] | None = None,
        **conditions,
    ) -> "Source":  # fmt: skip
        """The records of `model` whose ids another table lists, and whose own columns say so."""
        own = Q(level__lte=reach, **conditions)
        return cls(name, reach, model.objects.filter(own, pk__in=ids), own=own, beside=beside)

    @classmethod
    def through(
        cls, name: str, rows: QuerySet, highest: int, beside: Callable[[Past], list[QuerySet]] | None = None
    ) -> "Source":
        """The records that grants point at, while their level is not above the one that the grant was given for."""
        open_rows = rows.filter(content_object__level__lte=highest).filter(content_object__level__lte=F("level"))
        return cls(name, None, open_rows, pk="content_object", own=Q(level__lte=highest), beside=beside)

    def condition(self) -> Q:
        """This source within an OR."""
        return within(self.ids()) if self.where is None else self.where

    def holds(self) -> Q:
        """Whether it opens the row that is looked at."""
        return Q(Exists(self.opens(OuterRef("pk")))) if self.where is None else self.where

    def ids(self) -> QuerySet:
        return self.rows.values_list(self.pk)

    def opens(self, pk: Slot | OuterRef) -> QuerySet:
        """A row (name, id) if this source opens the record with that id, else none."""
        rows = self.rows.filter(**{self.pk: pk}).order_by()
        return rows.annotate(source_name=Value(self.name, models.CharField())).values_list("source_name", self.pk)

    def opened(self, past: Past) -> list[QuerySet]:
        """Rows (name,), if this source opened the record then; of each query that is asked, else none.

        Raises TypeError for a source that can't tell: of its kind of records nobody asks for another day.
        """
        own = self.where if self.own is None else self.own
        if own is None or (self.own is not None and self.beside is None):
            raise TypeError(f"{self.name} can't tell what it opened.")
        line = type(past.line)._base_manager.filter(own, pk=past.line.pk)
        parts = [line] if self.beside is None else [rows.filter(Exists(line)) for rows in self.beside(past)]
        name = Value(self.name, models.CharField())
        return [part.order_by().annotate(source_name=name).values_list("source_name") for part in parts]

    def opens_to(self, person: int, pk: int) -> QuerySet:
        """A row (person) if this source, which is that person's, opens the record with that id, else none."""
        rows = self.rows.filter(**{self.pk: pk}).order_by()
        return rows.annotate(whose=Value(person, models.BigIntegerField())).values_list("whose")

    def narrowed(self, model, narrow: Narrow | None) -> "Source":
        """The same, and of these only what the filters of a list leave. Grants stay the rows that are read, by their
        own index: else PostgreSQL may walk through all records, newest first, until it meets enough that are granted.
        """
        if narrow is None:
            return self
        is_own = self.rows.model is model
        rows = narrow(self.rows) if is_own else self.rows.filter(**{f"{self.pk}__in": narrow(model.objects.all())})
        return replace(self, rows=rows, where=None)

    def coded(self, rows: QuerySet) -> QuerySet:
        return rows.annotate(sort_code=Coded(F(self.day), F(self.pk))).values_list("sort_code")

    def top(self, size: int, after: Key | None) -> QuerySet:
        """The coded keys of the newest rows, `size` of them, or of each lane."""
        rows = self.rows.order_by(f"-{self.day}", f"-{self.pk}")
        if after:
            last = Row(Value(after[0], models.DateField()), Value(after[1], models.BigIntegerField()))
            rows = rows.filter(LessThan(Row(F(self.day), F(self.pk)), last))
        if self.lanes is None:
            return self.coded(rows)[:size]
        column, values = self.lanes
        owners = self.rows.model._meta.get_field(column).related_model._base_manager.filter(pk__in=values).order_by()
        lane = rows.filter(**{column: OuterRef("pk")})
        return owners.annotate(sort_code=Unnest(ArraySubquery(self.coded(lane)[:size]))).values_list("sort_code")

    def some(self, most: int) -> QuerySet:
        """The coded keys of so many of them, whichever are found first."""
        return self.coded(self.rows.order_by())[:most]
