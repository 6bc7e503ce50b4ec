"""The monthly report of supervision (8.3.1): what the house's confidentiality looked like in a month, in figures."""

from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bizdept.access.doors import GuardedQuerySet
from bizdept.access.models import Guarded
from bizdept.access.sources import Source
from bizdept.people.history import History
from bizdept.people.models import Post
from bizdept.workflow.models import MoveLog


class ReportQuerySet(GuardedQuerySet):
    def for_list(self):
        return self.select_related("owner")

    def for_record(self, reader, at):
        return self.select_related("owner", "department", "read_by")

    def matching(self, *, q="", view="all", user=None, state=None):
        """The list's filters, in one place for screen and export."""
        rows = self.filter(state=state) if state else self
        return rows.filter(Q(words__icontains=q) | Q(instruction__icontains=q)) if q else rows

    def kept_by(self, person):
        """Those that somebody answers for now (8.3.3)."""
        return self.filter(owner=person).exclude(state=MonthlyReport.State.READ)


class MonthlyReport(Guarded):
    """One month. `owner` is the officer who answers for it; the leader reads it and gives instructions."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("of a supervision report", "draft")
        SUBMITTED = "submitted", pgettext_lazy("of a supervision report", "submitted")
        READ = "read", pgettext_lazy("of a supervision report", "read")

    month = models.DateField(_("month"), unique=True, editable=False)  # its first day
    figures = models.JSONField(default=dict, editable=False)
    words = models.TextField(_("the officer's words"), blank=True)
    instruction = models.TextField(_("instruction of the leader"), blank=True)
    state = models.CharField(_("state"), max_length=16, choices=State, default=State.DRAFT, editable=False)
    read_by = models.ForeignKey(
        "people.User", models.PROTECT, verbose_name=_("read by"), null=True, related_name="+", db_index=False,
        editable=False,
    )  # fmt: skip
    pdf = models.CharField(max_length=64, blank=True, editable=False)  # the hash of the bytes that were printed
    history = History(excluded_fields=["pdf"])
    page, named_by = "confidentiality:supervision:detail", ("month",)

    stored_fields = ("pdf",)
    sealed_when = Q()
    sealed_fields = ("month", "figures", "words", "instruction", "state", "read_by_id", "pdf")

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("supervision report")
        indexes = [
            models.Index(F("opened_on").desc(), F("id").desc(), name="supervision_newest", include=["level"]),
            models.Index(
                "department", F("opened_on").desc(), F("id").desc(), name="supervision_house", include=["level"]
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(read_by=F("owner")), name="supervision_read_by_another"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"

    @cached_property
    def handed_in_by(self) -> int | None:
        """Whose hand it was last, as this was fetched: any officer's, not that of who answers for it alone."""
        logs = MoveLog.objects.of(self).filter(move="hand_in").order_by("-pk")
        return logs.values_list("by", flat=True).first()

    def reference(self) -> str:
        return f"JB-{self.month:%Y-%m}"

    @property
    def last_day(self) -> date:
        return (self.month + timedelta(days=32)).replace(day=1) - timedelta(days=1)

    @classmethod
    def sources(cls, reader, at):
        """8.3.1: the officer writes it, the leader reads it."""
        if reader.holds(Post.OFFICER):
            yield Source.of("officer", cls, reader.highest)
        if led := reader.reach_of(Post.LEADER):
            yield Source.among("leader", cls, reader.highest, "department", led)
