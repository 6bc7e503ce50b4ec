"""Confidential papers and media (8.2.3): where each lies, who keeps it, who has it, what became of it; the count."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bizdept.access.doors import GuardedQuerySet
from bizdept.access.levels import Level
from bizdept.access.models import Classified, Guarded
from bizdept.access.sources import Source
from bizdept.people.history import History
from bizdept.people.models import Post
from bizdept.workflow.numbering import may_be_number, numbered_kind

NEWEST = (F("opened_on").desc(), F("id").desc())
SERIES = numbered_kind("TZ", _("confidential papers"))


class PaperQuerySet(GuardedQuerySet):
    def for_list(self):
        return self.select_related("owner", "department", "borrower")

    def for_record(self, reader, at):
        return self.select_related(
            "owner", "department", "borrower", "proposed_by", "approved_by", "first_by", "second_by"
        )  # fmt: skip

    def matching(self, *, q="", view="all", user=None, state=None, kind=None, level=None, owner=None):
        """The list's filters, in one place for screen and export."""
        rows = self
        if view == "lent":
            rows = rows.filter(state=Paper.State.LENT)
        if view == "mine" and user is not None:
            rows = rows.filter(Q(owner=user) | Q(borrower=user))
        if view == "here":
            rows = rows.exclude(state=Paper.State.DESTROYED)
        given = {"state": state, "kind": kind, "level": level, "owner": owner}
        rows = rows.filter(**{name: value for name, value in given.items() if value not in (None, "")})
        return rows.filter(self.model.found_by(q)) if q else rows

    def kept_by(self, person):
        """What somebody keeps now (8.3.3)."""
        return self.filter(owner=person).exclude(state=Paper.State.DESTROYED)

    def lent_too_long(self, on):
        return self.filter(state=Paper.State.LENT, lent_until__lt=on)

    def to_be_counted(self, departments: list[int], place: str):
        """What should lie in a place of these departments, or is lent from there."""
        rows = self.filter(department__in=departments, state__in=[Paper.State.KEPT, Paper.State.LENT])
        return (rows.filter(place=place) if place else rows).order_by("number")

    def numbered(self, text: str):
        """The paper that goes by exactly this number (TZ-2026-0001), if there is one."""
        word = text.strip().upper()
        return self.filter(number=word).first() if may_be_number(word, SERIES) else None


class Paper(Classified):
    """One thing in the register: an original, a copy, a disk. `owner` keeps it; `borrower` has it while it is lent."""

    class Kind(models.TextChoices):
        ORIGINAL = "original", pgettext_lazy("kind of paper", "original")
        COPY = "copy", pgettext_lazy("kind of paper", "copy")
        MEDIA = "media", pgettext_lazy("kind of paper", "disk or other media")
        OTHER = "other", pgettext_lazy("kind of paper", "other")

    class State(models.TextChoices):
        KEPT = "kept", pgettext_lazy("of a paper", "in its place")
        LENT = "lent", pgettext_lazy("of a paper", "lent")
        PROPOSED = "to_destroy", pgettext_lazy("of a paper", "to be destroyed, not approved")
        APPROVED = "may_destroy", pgettext_lazy("of a paper", "to be destroyed, approved")
        DESTROYED = "destroyed", pgettext_lazy("of a paper", "destroyed")
        MISSING = "missing", pgettext_lazy("of a paper", "missing")

    class Way(models.TextChoices):
        SHRED = "shred", pgettext_lazy("way to destroy", "shredded")
        WIPE = "wipe", pgettext_lazy("way to destroy", "wiped, then broken")
        FIRM = "firm", pgettext_lazy("way to destroy", "by a certified firm")

    number = models.CharField(pgettext_lazy("of a paper", "number"), max_length=20, unique=True, editable=False)
    kind = models.CharField(_("kind of paper"), max_length=12, choices=Kind, default=Kind.ORIGINAL)
    title = models.CharField(pgettext_lazy("of a paper", "title"), max_length=160)
    copies = models.PositiveSmallIntegerField(_("how many"), default=1)
    place = models.CharField(_("place"), max_length=120)
    belongs_to = models.CharField(_("record it belongs to"), max_length=30, blank=True)
    state = models.CharField(_("state"), max_length=16, choices=State, default=State.KEPT, editable=False)
    borrower = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("lent to"), null=True, related_name="+",
        db_index=False, editable=False,
    )  # fmt: skip
    lent_on = models.DateField(_("lent on"), null=True, editable=False)
    lent_until = models.DateField(_("lent until"), null=True, editable=False)
    lent_for = models.CharField(_("lent for"), max_length=200, blank=True, editable=False)
    why = models.CharField(_("why it is destroyed"), max_length=300, blank=True, editable=False)
    way = models.CharField(_("how it is destroyed"), max_length=12, choices=Way, blank=True, editable=False)
    proposed_by, approved_by, first_by, second_by = (
        models.ForeignKey(
            settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=label, null=True, related_name="+", db_index=False,
            editable=False,
        )
        for label in (_("proposed by"), _("approved by"), _("destroyed by"), _("destroyed in the presence of"))
    )  # fmt: skip
    destroyed_on = models.DateField(_("destroyed on"), null=True, editable=False)
    history = History()
    page: ClassVar[str] = "confidentiality:papers:detail"
    named_by: ClassVar[tuple[str, ...]] = ("number",)

    sealed_when = Q()
    sealed_fields = (
        "number", "kind", "copies", "belongs_to", "state", "borrower_id", "lent_on", "lent_until", "why", "way",
        "proposed_by_id", "approved_by_id", "first_by_id", "second_by_id", "destroyed_on",
    )  # fmt: skip

    objects = PaperQuerySet.as_manager()

    class Meta:
        verbose_name = _("paper or disk")
        indexes = [
            models.Index(*NEWEST, name="paper_newest", include=["level"]),
            models.Index("owner", *NEWEST, name="paper_mine", include=["level"]),
            models.Index("borrower", *NEWEST, name="paper_lent", include=["level"]),
            models.Index("department", *NEWEST, name="paper_section", include=["level"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(second_by=None) | Q(first_by__isnull=False) & ~Q(second_by=F("first_by")),
                name="paper_destroyed_by_two",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("proposed_by")), name="paper_approved_by_another"
            ),
            models.CheckConstraint(
                condition=~Q(state="destroyed") | Q(second_by__isnull=False, approved_by__isnull=False),
                name="paper_not_destroyed_alone",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def reference(self) -> str:
        return self.number

    @classmethod
    def found_by(cls, q: str) -> Q:
        return Q(number__icontains=q) | Q(title__icontains=q) | Q(place__icontains=q) | Q(belongs_to__icontains=q)

    @classmethod
    def sources(cls, reader, at):
        """8.2.3: keeper; borrower; the section's chief up to core secrets and assistant up to confidential; the leader
        those that are to be destroyed. The officer has the register of numbers, and no titles above internal."""
        highest = reader.highest
        yield Source.of("owner", cls, highest, owner=reader.pk)
        yield Source.of("borrower", cls, highest, borrower=reader.pk)
        if led := reader.reach_of(Post.CHIEF):
            yield Source.among("chief", cls, min(highest, Level.CORE), "department", led)
        if led := reader.reach_of(Post.ASSISTANT):
            yield Source.among("assistant", cls, min(highest, Level.CONFIDENTIAL), "department", led)
        if led := reader.reach_of(Post.LEADER):
            yield Source.among("submitted", cls, highest, "department", led, why__gt="")
        if reader.holds(Post.OFFICER):
            yield Source.of("officer", cls, min(highest, Level.INTERNAL))


class PaperNumber(Paper):
    """The same row as the officer sees it, whatever its level: by its number, without what it is called."""

    page = "confidentiality:register:detail"

    class Meta:
        proxy = True
        verbose_name = _("entry of the register")

    def __str__(self) -> str:
        return self.number

    @classmethod
    def found_by(cls, q: str) -> Q:
        return Q(number__icontains=q) | Q(place__icontains=q)

    @classmethod
    def sources(cls, reader, at):
        """8.2.3: the officer looks after the register."""
        if reader.holds(Post.OFFICER):
            yield Source.of("officer", cls, Level.NAMED)


class StocktakingQuerySet(GuardedQuerySet):
    def for_list(self):
        return self.select_related("owner", "department")

    def for_record(self, reader, at):
        return self.select_related("owner", "department")

    def matching(self, *, q="", view="all", user=None, state=None):
        """The list's filters, in one place for screen and export."""
        rows = self
        rows = rows.under_way() if view == "open" else rows
        rows = rows.filter(state=state) if state else rows
        return rows.filter(place__icontains=q) if q else rows

    def under_way(self):
        return self.filter(state=Stocktaking.State.COUNTING)

    def kept_by(self, person):
        """Those that somebody goes on with now (8.3.3)."""
        return self.under_way().filter(owner=person)


class Stocktaking(Guarded):
    """Somebody goes through a place and looks for each thing that should lie there. `owner` counts."""

    class State(models.TextChoices):
        COUNTING = "counting", pgettext_lazy("of a stock-taking", "counting")
        FINISHED = "finished", pgettext_lazy("of a stock-taking", "finished")

    place = models.CharField(_("place"), max_length=120, blank=True)
    state = models.CharField(_("state"), max_length=16, choices=State, default=State.COUNTING, editable=False)
    finished_on = models.DateField(_("finished on"), null=True, editable=False)
    history = History()
    page = "confidentiality:stocktakings:detail"

    objects = StocktakingQuerySet.as_manager()

    class Meta:
        verbose_name = _("stock-taking")
        indexes = [
            models.Index(*NEWEST, name="stocktaking_newest", include=["level"]),
            models.Index("owner", *NEWEST, name="stocktaking_mine", include=["level"]),
            models.Index("department", *NEWEST, name="stocktaking_section", include=["level"]),
        ]

    def __str__(self) -> str:
        return f"{self.department} · {self.place}" if self.place else str(self.department)

    def reference(self) -> str:
        return f"PD-{self.pk:05}"

    def lines_in_order(self) -> list["StockLine"]:
        """What was looked for, in the order in which page, form and count go through it."""
        return list(self.lines.select_related("paper").order_by("pk"))

    @classmethod
    def sources(cls, reader, at):
        """8.2.3: whoever counts; the section's chief and assistant; the officer. It holds numbers alone."""
        yield Source.of("owner", cls, reader.highest, owner=reader.pk)
        if led := reader.reach_of(Post.CHIEF, Post.ASSISTANT):
            yield Source.among("section", cls, reader.highest, "department", led)
        if reader.holds(Post.OFFICER):
            yield Source.of("officer", cls, reader.highest)


class StockLine(models.Model):
    """One thing that was looked for, and what was found."""

    class Verdict(models.TextChoices):
        FOUND = "found", pgettext_lazy("stock-taking", "found")
        LENT = "lent", pgettext_lazy("stock-taking", "lent, as the register says")
        MOVED = "moved", pgettext_lazy("stock-taking", "in another place")
        MISSING = "missing", pgettext_lazy("stock-taking", "missing")

    stocktaking = models.ForeignKey(Stocktaking, models.PROTECT, related_name="lines")
    paper = models.ForeignKey(Paper, models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=12, choices=Verdict, blank=True)
    place = models.CharField(max_length=120, blank=True)

    sealed_when = ~Q(verdict="")
    sealed_fields = ("stocktaking_id", "paper_id", "verdict", "place")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stocktaking", "paper"], name="stock_line_once")]
