"""Hand-overs: what somebody kept goes to others, because they leave or because it is shared out anew (8.3.3)."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bizdept.access.doors import GuardedQuerySet
from bizdept.access.models import Guarded
from bizdept.access.sources import Source
from bizdept.people.actor import who_of
from bizdept.people.history import History
from bizdept.people.models import Post

NEWEST = (F("opened_on").desc(), F("id").desc())


class HandOverQuerySet(GuardedQuerySet):
    def for_list(self):
        """With what a row of the list shows."""
        return self.select_related("owner", "department")

    def for_record(self, reader, at):
        return self.select_related("owner", "department", "begun_by")

    def matching(self, *, q="", view="all", user=None, state=None, why=None):
        """The list's filters, in one place for screen and export."""
        rows = self.under_way() if view == "open" else self
        given = {"state": state, "why": why}
        rows = rows.filter(**{name: value for name, value in given.items() if value not in (None, "")})
        return rows.filter(Q(owner__name__icontains=q) | Q(owner__username__icontains=q)) if q else rows

    def under_way(self):
        return self.filter(state__in=HandOver.UNDER_WAY)

    def leaving(self):
        """Those of people who are about to leave, or have left and are not through with it."""
        return self.under_way().filter(why=HandOver.Why.LEAVES)

    def due_to_leave(self, on):
        """Those of whom signing in stops: their last day is over."""
        leaving = self.leaving().filter(last_day__lt=on, owner__is_active=True)
        return leaving.select_related("owner", "begun_by").order_by("pk")

    def numbered(self, text: str):
        """The hand-over that goes by exactly this number (JJ-00012), if there is one. No query for what is none."""
        sign, _dash, number = text.strip().upper().partition("-")
        is_one = sign == "JJ" and number.isascii() and number.isdecimal() and len(number) < 19
        return self.filter(pk=int(number)).first() if is_one else None


class HandOver(Guarded):
    """What `owner` kept goes to others. Whoever leaves has a checklist besides, and is cleared by the officer.

    `department` is theirs when it began: its chief runs it, or whoever leads above.
    """

    class Why(models.TextChoices):
        LEAVES = "leaves", pgettext_lazy("why something is handed over", "leaves the company")
        STAYS = "stays", pgettext_lazy("why something is handed over", "stays, and gives work away")

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("of a hand-over", "being prepared")
        HANDED = "handed", pgettext_lazy("of a hand-over", "handed over")
        CLEARED = "cleared", pgettext_lazy("of a hand-over", "cleared")
        DONE = "done", pgettext_lazy("of a hand-over", "done")
        CANCELLED = "cancelled", pgettext_lazy("of a hand-over", "cancelled")

    UNDER_WAY = (State.OPEN, State.HANDED, State.CLEARED)

    why = models.CharField(_("why"), max_length=8, choices=Why)
    last_day = models.DateField(pgettext_lazy("of somebody who leaves", "last day"), null=True, blank=True)
    words = models.CharField(pgettext_lazy("of a hand-over", "note"), max_length=500, blank=True)
    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("begun by"), related_name="+", db_index=False,
        editable=False,
    )  # fmt: skip
    state = models.CharField(_("state"), max_length=16, choices=State, default=State.OPEN, editable=False)
    history = History()
    page, named_by = "confidentiality:hand_overs:detail", ()

    objects = HandOverQuerySet.as_manager()

    class Meta:
        verbose_name = _("hand-over")
        indexes = [
            models.Index(*NEWEST, name="handover_newest", include=["level"]),
            models.Index("owner", *NEWEST, name="handover_mine", include=["level"]),
            models.Index("department", *NEWEST, name="handover_section", include=["level"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["owner"], condition=Q(why="leaves", state__in=["open", "handed", "cleared"]),
                name="handover_leaves_once",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.owner)

    def reference(self) -> str:
        return f"JJ-{self.pk:05}"

    @property
    def is_leaving(self) -> bool:
        return self.why == self.Why.LEAVES

    @classmethod
    def sources(cls, reader, at):
        """8.3.3: whoever hands over; the chief of their section; the leader; officer and personnel, by its numbers."""
        highest = reader.highest
        yield Source.of("owner", cls, highest, owner=reader.pk)
        for name, post in (("chief", Post.CHIEF), ("leader", Post.LEADER)):
            if reached := reader.reach_of(post):
                yield Source.among(name, cls, highest, "department", reached)
        for name, post in (("officer", Post.OFFICER), ("personnel", Post.PERSONNEL)):
            if reader.holds(post):  # for the whole house, wherever their desk stands
                yield Source.of(name, cls, highest)


class Successor(models.Model):
    """To whom a kind of what is kept goes; with a number, one row of it alone."""

    hand_over = models.ForeignKey(HandOver, models.CASCADE, related_name="successors")
    kind = models.CharField(max_length=24)
    row = models.PositiveBigIntegerField(default=0)  # 0: all of the kind
    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("goes to"), related_name="+")

    class Meta:
        verbose_name = _("successor")
        constraints = [models.UniqueConstraint(fields=["hand_over", "kind", "row"], name="successor_once")]

    def __str__(self) -> str:
        return f"{self.kind} → {self.to}"


class PassedQuerySet(models.QuerySet):
    def of(self, hand_over):
        return self.filter(hand_over=hand_over).order_by("pk")


class Passed(models.Model):
    """One thing that went from one person to another by a hand-over: the list of what went."""

    hand_over = models.ForeignKey(HandOver, models.PROTECT, related_name="passed")
    kind = models.CharField(max_length=24)
    content_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    object_id = models.PositiveBigIntegerField()
    record = GenericForeignKey()
    number = models.CharField(max_length=32)  # what the record is called
    level = models.PositiveSmallIntegerField()  # of the record, then
    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("goes to"))
    on = models.DateField(_("on"))

    sealed_when = Q()
    sealed_fields = ("hand_over_id", "kind", "content_type_id", "object_id", "number", "level", "to_id", "on")

    objects = PassedQuerySet.as_manager()

    class Meta:
        verbose_name = _("thing handed over")
        indexes = [models.Index(fields=["content_type", "object_id"], name="passed_about")]

    def __str__(self) -> str:
        return f"{self.number} → {self.to}"


class LeaversCheck(models.Model):
    """One item of the leaver's checklist, as somebody answered it."""

    class Answer(models.TextChoices):
        DONE = "done", pgettext_lazy("of a checklist", "done")
        NONE = "none", pgettext_lazy("of a checklist", "does not apply")

    hand_over = models.ForeignKey(HandOver, models.PROTECT, related_name="checks")
    name = models.CharField(max_length=16)
    answer = models.CharField(_("answer"), max_length=8, choices=Answer)
    note = models.CharField(_("note"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    on_behalf_of = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    sealed_when = Q()
    sealed_fields = ("hand_over_id", "name", "answer", "note", "by_id", "on_behalf_of_id", "at")

    class Meta:
        verbose_name = _("answer on a checklist")
        constraints = [models.UniqueConstraint(fields=["hand_over", "name"], name="leaverscheck_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def who(self) -> str:
        return who_of(self.by, self.on_behalf_of)
