"""Records that somebody opened in an emergency (8.2.2), and what the review of it found."""

from datetime import datetime

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bizdept.access.doors import GuardedQuerySet
from bizdept.access.levels import Level, LevelField
from bizdept.access.models import GLASS, AccessLog, Guarded
from bizdept.access.sources import Source
from bizdept.people.models import Post

NEWEST = (F("opened_on").desc(), F("id").desc())


class BreakGlassQuerySet(GuardedQuerySet):
    def for_record(self, reader, at):
        return self.select_related("owner", "department", "keeper", "about_type")

    def in_state(self, states: list[str]):
        return self.filter(state__in=states).select_related("owner", "department", "about_type")

    def to_review(self):
        return self.filter(state=BreakGlass.State.OPEN)

    def running(self, person, record, at: datetime):
        """That by which a record is open to somebody at a moment, and at none after it."""
        kind = ContentType.objects.get_for_model(record)
        return self.filter(owner=person, about_type=kind, about_id=record.pk, since__lte=at, until__gt=at)


class BreakGlass(Guarded):
    """`owner` opened one record that was closed to them, for a time, to look at it.

    `department`, `keeper` and `about_level` are the record's own when it was opened: they say who is told.
    """

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("of an emergency", "to be reviewed")
        JUSTIFIED = "justified", pgettext_lazy("of an emergency", "justified")
        UNJUSTIFIED = "unjustified", pgettext_lazy("of an emergency", "not justified")

    about_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+", editable=False)
    about_id = models.PositiveBigIntegerField(editable=False)
    about = GenericForeignKey("about_type", "about_id")
    about_level = LevelField(editable=False)
    keeper = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("keeper"), null=True, related_name="+",
        db_index=False, editable=False,
    )  # fmt: skip
    reason = models.CharField(_("reason"), max_length=500, editable=False)
    since = models.DateTimeField(_("from"), editable=False)
    until = models.DateTimeField(_("until"), editable=False)
    told = models.PositiveSmallIntegerField(default=0, editable=False)  # how many people
    finding = models.TextField(pgettext_lazy("of an emergency", "finding"), blank=True, editable=False)
    state = models.CharField(_("state"), max_length=16, choices=State, default=State.OPEN, editable=False)
    page = "confidentiality:broken"

    sealed_when = Q()
    sealed_fields = ("owner_id", "about_type_id", "about_id", "about_level", "reason", "since", "until", "told")

    objects = BreakGlassQuerySet.as_manager()

    class Meta:
        verbose_name = _("emergency")
        indexes = [
            models.Index(*NEWEST, name="breakglass_newest", include=["level"]),
            models.Index("owner", *NEWEST, name="breakglass_mine", include=["level", "until"]),
            models.Index("keeper", *NEWEST, name="breakglass_keeper", include=["level"]),
            models.Index("department", *NEWEST, name="breakglass_section", include=["level", "about_level"]),
        ]

    def __str__(self) -> str:
        return self.reference()

    def reference(self) -> str:
        return f"JJ-{self.pk:05}"

    def looks(self):
        """The lines of the log that tell what was looked at by it."""
        kind, lines = self.about_type, AccessLog.objects.filter(actor=self.owner_id, kind="look")
        record = f"{kind.app_label}.{kind.model}:{self.about_id}"
        return lines.filter(record=record, data__right=GLASS, at__gte=self.since, at__lt=self.until)

    @classmethod
    def sources(cls, reader, at):
        """8.2.2: whoever did it; whoever keeps what was opened; its chief, up to core secrets, and the leader; the
        officer, who reads the number and no more."""
        highest = reader.highest
        yield Source.of("owner", cls, highest, owner=reader.pk)
        yield Source.of("keeper", cls, highest, keeper=reader.pk)
        if reader.holds(Post.OFFICER):
            yield Source.of("officer", cls, highest)
        if led := reader.reach_of(Post.CHIEF):
            yield Source.among("chief", cls, highest, "department", led, about_level__lte=Level.CORE)
        if led := reader.reach_of(Post.LEADER):
            yield Source.among("leader", cls, highest, "department", led)
