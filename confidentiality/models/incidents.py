"""Leaks (8.3.2): what was reported, who is involved, what was found, decided and done about it."""

import hashlib
import re
import secrets
from functools import partial

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Value
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bizdept.access.doors import GuardedQuerySet
from bizdept.access.levels import Level
from bizdept.access.models import Guarded
from bizdept.access.sources import Source
from bizdept.people.history import History
from bizdept.people.models import Post
from bizdept.workflow.models import MoveLog

NEWEST = (F("opened_on").desc(), F("id").desc())
LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none that are taken for another on paper
CODE_LENGTH = 16  # letters: 80 bits, which nobody finds by trying


def new_code() -> str:
    """What whoever reports without a name keeps: A2C4-…, drawn by lot."""
    letters = "".join(secrets.choice(LETTERS) for _letter in range(CODE_LENGTH))
    return "-".join(letters[start : start + 4] for start in range(0, CODE_LENGTH, 4))


def plain_code(code: str) -> str:
    """A code as it counts: blanks, dashes and small letters don't matter."""
    return "".join(letter for letter in code.upper() if letter.isalnum())


def hash_of_code(code: str) -> str:
    """What the row keeps of a code."""
    return hashlib.sha256(plain_code(code).encode()).hexdigest()


def not_involved(pk: int, incident: str) -> Q:
    """Whether the person is not involved in the leak to which the column `incident` leads."""
    return ~Q(Exists(Involved.objects.filter(incident=OuterRef(incident), person=pk)))


def those_not_involved(cls: type[Guarded], incident: str, reader, name: str, **conditions) -> Source:
    """The records of `cls` that a post opens, but for those of leaks in which whoever asks is involved."""
    where = Q(level__lte=reader.highest, **conditions) & not_involved(reader.pk, incident)
    return Source(name, reader.highest, cls.objects.filter(where), where=where)


class IncidentQuerySet(GuardedQuerySet):
    def for_list(self):
        return self.select_related("owner", "department")

    def for_record(self, reader, at):
        return self.select_related("owner", "department", "reporter", "investigator")

    def matching(self, *, q="", view="all", user=None, state=None, kind=None):
        """The list's filters, in one place for screen and export."""
        rows = self
        rows = rows.under_way() if view == "open" else rows
        given = {"state": state, "kind": kind}
        rows = rows.filter(**{name: value for name, value in given.items() if value not in (None, "")})
        return rows.filter(Q(title__icontains=q) | Q(affected__icontains=q)) if q else rows

    def under_way(self):
        return self.exclude(state=Incident.State.CLOSED)

    def kept_by(self, person):
        """What somebody keeps now (8.3.3)."""
        return self.under_way().filter(owner=person)

    def reported_by(self, person):
        """What somebody reported in their own name, newest first."""
        return self.filter(reporter=person).order_by("-opened_on", "-pk")

    def reported_as(self, person, pk: int):
        """The one with this id, if it is somebody's own report; or None."""
        return self.reported_by(person).filter(pk=pk).first()

    def by_code(self, code: str):
        """The leak that was reported without a name under this code, or None."""
        return self.filter(code_hash=hash_of_code(code)).first()

    def numbered(self, text: str):
        """The leak that goes by exactly this number (XM-00012), if there is one. No query for what is none."""
        sign, _dash, number = text.strip().upper().partition("-")
        is_one = sign == "XM" and number.isascii() and number.isdecimal() and len(number) < 19
        return self.filter(pk=int(number)).first() if is_one else None


class Incident(Guarded):
    """A leak, or what may be one. `owner` handles it: the officer, or the leader where the officer is involved.

    `reporter` is empty where somebody reported without a name; then no row, line or notice says who it was, and only
    the hash of the code is kept that they were shown once.
    """

    class State(models.TextChoices):
        REPORTED = "reported", pgettext_lazy("of a leak", "reported")
        CONTAINED = "contained", pgettext_lazy("of a leak", "contained")
        INVESTIGATED = "investigated", pgettext_lazy("of a leak", "investigated")
        DECIDED = "decided", pgettext_lazy("of a leak", "decided")
        CLOSED = "closed", pgettext_lazy("of a leak", "closed")

    class Kind(models.TextChoices):
        LOST = "lost", pgettext_lazy("kind of leak", "paper, disk or device lost")
        SENT = "sent", pgettext_lazy("kind of leak", "sent to whoever should not have it")
        SEEN = "seen", pgettext_lazy("kind of leak", "looked at or copied without right")
        SPOKEN = "spoken", pgettext_lazy("kind of leak", "told or published")
        ACCOUNT = "account", pgettext_lazy("kind of leak", "account or rights misused")
        OTHER = "other", pgettext_lazy("kind of leak", "something else")

    class Told(models.TextChoices):
        NONE = "none", pgettext_lazy("customers told of a leak", "no customer is affected")
        NOT_YET = "not_yet", pgettext_lazy("customers told of a leak", "affected, not told yet")
        TOLD = "told", pgettext_lazy("customers told of a leak", "affected, and told")

    title = models.CharField(_("what happened, in a few words"), max_length=120)
    kind = models.CharField(_("kind of leak"), max_length=12, choices=Kind, default=Kind.OTHER)
    text = models.TextField(_("what happened"))
    happened_on = models.DateField(_("when it happened"), null=True, blank=True)
    affected = models.CharField(_("records affected"), max_length=400, blank=True)
    customers_told = models.CharField(_("customers"), max_length=8, choices=Told, default=Told.NONE)
    state = models.CharField(_("state"), max_length=16, choices=State, default=State.REPORTED, editable=False)
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("reported by"), null=True, related_name="+",
        editable=False,
    )  # fmt: skip
    code_hash = models.CharField(max_length=64, default="", editable=False)
    heard_in = models.ForeignKey("people.Department", models.PROTECT, related_name="+", db_index=False, editable=False)
    containment = models.TextField(_("what was done at once"), blank=True)
    cause = models.TextField(_("cause"), blank=True)
    extent = models.TextField(_("extent and damage"), blank=True)
    investigator = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("investigated by"), null=True, related_name="+",
        db_index=False, editable=False,
    )  # fmt: skip
    decision = models.TextField(_("decision"), blank=True)
    history = History(excluded_fields=["code_hash"])
    page, named_by = "confidentiality:incidents:detail", ("heard_in",)

    sealed_when = Q()
    sealed_fields = (
        "department_id", "opened_on", "version", "title", "kind", "text", "happened_on", "affected",
        "customers_told", "state", "reporter_id", "code_hash", "containment", "cause", "extent",
        "investigator_id", "decision",
    )  # fmt: skip

    objects = IncidentQuerySet.as_manager()

    class Meta:
        verbose_name = _("leak")
        indexes = [
            models.Index(*NEWEST, name="incident_newest", include=["level"]),
            models.Index("department", *NEWEST, name="incident_section", include=["level"]),
        ]
        constraints = [
            models.UniqueConstraint(fields=["code_hash"], condition=~Q(code_hash=""), name="incident_code_once"),
            models.CheckConstraint(condition=Q(code_hash="") | Q(reporter=None), name="incident_without_a_name"),
        ]

    def __str__(self) -> str:
        return self.title

    def reference(self) -> str:
        return f"XM-{self.pk:05}"

    @cached_property
    def known(self) -> frozenset[tuple[bool, int]]:
        """Who is involved (True), and who closed an investigation of it, be it sent back since (False), as this was
        fetched: a move fetches it anew under its lock. One query."""
        involved = self.involved.order_by().values_list(Value(True), "person_id")
        logs = MoveLog.objects.of(self).filter(move="investigate")
        return frozenset((bool(one), pk) for one, pk in involved.union(logs.values_list(Value(False), "by_id")))

    @property
    def involved_ids(self) -> frozenset[int]:
        """Who is involved."""
        return frozenset(pk for is_involved, pk in self.known if is_involved)

    @property
    def investigator_ids(self) -> frozenset[int]:
        """Whoever closed an investigation of it, the last one and those that were sent back."""
        before = {pk for is_involved, pk in self.known if not is_involved}
        return frozenset((before | {self.investigator_id}) - {None})

    @property
    def owed_in(self) -> int | None:
        """Where it is heard of what is late: at the top of the house. The section's chief may be involved."""
        return self.heard_in_id

    @property
    def numbers(self) -> list[str]:
        """The records that are affected, by their numbers."""
        return re.findall(r"[\w-]+", self.affected)

    @classmethod
    def sources(cls, reader, at):
        """8.3.2: the officer; the chief of the section concerned; the leader. Whoever is involved never, and nobody
        in somebody else's place."""
        those = partial(those_not_involved, cls, "pk", reader)
        if reader.holds(Post.OFFICER):
            yield those("officer")
        if led := reader.reach_of(Post.CHIEF, for_others=False):
            yield those("chief", department__in=led, level__lt=Level.NAMED)
        if led := reader.reach_of(Post.LEADER, for_others=False):
            yield those("leader", department__in=led)


class OfIncident(models.Model):
    """What belongs to a leak: it is never changed, and stands in the chain."""

    on = models.DateField()

    sealed_when = Q()

    class Meta:
        abstract = True


class Involved(OfIncident):
    """Somebody who is involved in a leak. They never see it, handle it or decide on it."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="involved")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    sealed_fields = ("incident_id", "person_id", "on")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["incident", "person"], name="involved_once")]


class IncidentWord(OfIncident):
    """What was added to a report afterwards. `by` is empty where whoever reported wrote it, be it without a name."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="words")
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    is_open = models.BooleanField(default=True)  # whether whoever reported may read it
    sealed_fields = ("incident_id", "text", "by_id", "is_open", "on")


class ProposedSanction(OfIncident):
    """What should follow for somebody, as chapter 7 will take it up (7.4): proposed, and decided on there."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="sanctions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    article = models.CharField(_("article"), max_length=16)
    proposal = models.TextField(_("proposal"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    sealed_fields = ("incident_id", "person_id", "article", "proposal", "by_id", "on")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["incident", "person", "article"], name="sanction_proposed_once"),
            models.CheckConstraint(condition=~Q(person=F("by")), name="sanction_not_to_oneself"),
        ]
