"""Alerts on looking and taking beyond the measure (8.2.2), and how far the log has been watched."""

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


class AccessAlertQuerySet(GuardedQuerySet):
    def for_list(self):
        return self.select_related("person", "department")

    def for_record(self, reader, at):
        return self.select_related("person", "department", "owner")

    def in_state(self, states: list[str]):
        return self.filter(state__in=states)

    def reaching(self, person, kind: str, seq: int):
        """The newest alert of that kind about somebody whose lines reach to this one, or beyond."""
        return self.filter(person=person, kind=kind, last_seq__gte=seq).order_by("-pk").first()

    def growing(self, pk: int, count: int):
        """That alert, while it is not closed and counts less."""
        return self.filter(pk=pk, count__lt=count).exclude(state=AccessAlert.State.CLOSED)


class AccessAlert(Guarded):
    """Somebody opened, took out or was refused more in an hour than the regulation's numbers say.

    `person` is whom it is about, and never sees it; `owner` is who first answers for it. The lines of the log that led
    to it lie between `first_seq` and `last_seq`; while the hour lasts the count grows.
    """

    class Kind(models.TextChoices):
        VIEWS = "views", pgettext_lazy("alert", "many records opened")
        EXPORTS = "exports", pgettext_lazy("alert", "many lists taken out")
        REFUSALS = "refusals", pgettext_lazy("alert", "many refusals")
        ODD = "odd", pgettext_lazy("alert", "at an odd hour")
        LEAVING = "leaving", pgettext_lazy("alert", "by somebody who is leaving")
        STOPPED = "stopped", pgettext_lazy("alert", "stopped at the limit")

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("of an alert", "open")
        LOOKED = "looked_into", pgettext_lazy("of an alert", "looked into")
        CLOSED = "closed", pgettext_lazy("of an alert", "closed")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("person"), related_name="+", editable=False
    )
    kind = models.CharField(pgettext_lazy("of an alert", "kind"), max_length=12, choices=Kind, editable=False)
    hour = models.DateTimeField(editable=False)  # that the last line lies in: one alert for person, kind and hour
    since = models.DateTimeField(_("from"), editable=False)
    until = models.DateTimeField(_("until"), editable=False)
    count = models.PositiveIntegerField(pgettext_lazy("of an alert", "how many"), editable=False)
    limit = models.PositiveIntegerField(pgettext_lazy("of an alert", "limit"), editable=False)
    first_seq = models.PositiveBigIntegerField(editable=False)
    last_seq = models.PositiveBigIntegerField(editable=False)
    finding = models.TextField(pgettext_lazy("of an alert", "finding"), blank=True, editable=False)
    state = models.CharField(_("state"), max_length=16, choices=State, default=State.OPEN, editable=False)
    page = "confidentiality:alert"

    sealed_when = Q()
    sealed_fields = ("person_id", "kind", "hour", "since", "until", "count", "limit", "first_seq", "last_seq")

    objects = AccessAlertQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("access log", "alert")
        constraints = [models.UniqueConstraint(fields=["person", "kind", "hour"], name="accessalert_once")]
        indexes = [
            models.Index(*NEWEST, name="accessalert_newest", include=["level"]),
            models.Index("department", *NEWEST, name="accessalert_section", include=["level"]),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_kind_display()}"

    @property
    def kept_by(self) -> None:
        """A post keeps it, and no person."""

    def reference(self) -> str:
        return f"YJ-{self.pk:05}"

    @classmethod
    def sources(cls, reader, at):
        """8.2.2: the officer; the chief of whom it is about, and the leader above; never whom it is about."""
        highest = reader.highest
        where = Q(level__lte=highest) & ~Q(person=reader.pk)
        if reader.holds(Post.OFFICER):
            yield Source("officer", highest, cls.objects.filter(where), where=where)
        for post in (Post.CHIEF, Post.LEADER):
            if led := reader.reach_of(post):
                near = where & Q(department__in=led)
                yield Source(post.value, highest, cls.objects.filter(near), where=near, lanes=("department", led))


class LogWatch(models.Model):
    """Up to which line the log has been watched. One row."""

    seq = models.PositiveBigIntegerField(default=0)
