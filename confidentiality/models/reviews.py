"""The quarterly review of grants (8.2.2): each that runs is confirmed or ended."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bizdept.access.doors import GuardedQuerySet
from bizdept.access.models import Guarded
from bizdept.access.sources import Source
from bizdept.people.models import Post

NEWEST = (F("opened_on").desc(), F("id").desc())


class GrantReviewQuerySet(GuardedQuerySet):
    def for_list(self):
        return self.select_related("department", "owner")

    def for_record(self, reader, at):
        return self.select_related("department", "owner")

    def of_quarter(self, quarter: str):
        return self.filter(quarter=quarter)


class GrantReview(Guarded):
    """One section, one quarter; of what only named persons see, one for the leader (`is_named`).

    `owner` is who led the section when it was opened. `kept` and `ended` are how many grants were confirmed and ended.
    """

    class State(models.TextChoices):
        OPEN = "reviewing", pgettext_lazy("of a review", "open")
        DONE = "done", pgettext_lazy("of a review", "done")

    quarter = models.CharField(_("quarter"), max_length=7, editable=False)  # 2026-Q4
    is_named = models.BooleanField(default=False, editable=False)
    opened_at = models.DateTimeField(editable=False)
    kept = models.PositiveIntegerField(pgettext_lazy("of a review", "confirmed"), default=0, editable=False)
    ended = models.PositiveIntegerField(pgettext_lazy("of a review", "ended"), default=0, editable=False)
    state = models.CharField(_("state"), max_length=16, choices=State, default=State.OPEN, editable=False)
    page = "confidentiality:review"

    objects = GrantReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("review of grants")
        constraints = [
            models.UniqueConstraint(fields=["department", "quarter", "is_named"], name="grantreview_once"),
        ]
        indexes = [
            models.Index(*NEWEST, name="grantreview_newest", include=["level"]),
            models.Index("department", *NEWEST, name="grantreview_section", include=["level"]),
        ]

    def __str__(self) -> str:
        return f"{self.department} · {self.quarter}"

    @property
    def kept_by(self) -> None:
        """A post keeps it, and no person."""

    def reference(self) -> str:
        return f"FC-{self.pk:05}"

    @classmethod
    def sources(cls, reader, at):
        """8.2.2: the chief of the section, the leader above, and the officer."""
        highest = reader.highest
        if reader.holds(Post.OFFICER):
            yield Source.of("officer", cls, highest)
        for post in (Post.CHIEF, Post.LEADER):
            if led := reader.reach_of(post):
                yield Source.among(post.value, cls, highest, "department", led)


class ConfirmedGrant(models.Model):
    """A grant that somebody said is still needed."""

    review = models.ForeignKey(GrantReview, models.PROTECT, related_name="confirmed")
    grant = models.CharField(max_length=80)  # app.model:id
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    sealed_when = Q()
    sealed_fields = ("review_id", "grant", "by_id", "at")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "grant"], name="confirmedgrant_once")]

    def __str__(self) -> str:
        return self.grant
