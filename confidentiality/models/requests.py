"""Requests to see a record that one may know of and not open (8.2.2)."""

from datetime import date, datetime

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bizdept.access.doors import GuardedQuerySet
from bizdept.access.levels import Level, LevelField
from bizdept.access.models import Guarded, last_day_of
from bizdept.access.sources import Source
from bizdept.people.history import History
from bizdept.people.models import Post

NEWEST = (F("opened_on").desc(), F("id").desc())


class AccessRequestQuerySet(GuardedQuerySet):
    def for_list(self):
        """With what a row of the list shows."""
        return self.select_related("owner", "keeper")

    def for_record(self, reader, at):
        return self.select_related("owner", "department", "keeper", "about_type")

    def matching(self, *, q="", view="all", user=None, state=None, owner=None):
        """The list's filters, in one place for screen and export."""
        rows = self
        if view == "mine" and user is not None:
            rows = rows.filter(owner=user)
        if view == "waiting" and user is not None:
            rows = rows.filter(state=AccessRequest.State.ASKED).exclude(owner=user)
        given = {"state": state, "owner": owner}
        rows = rows.filter(**{name: value for name, value in given.items() if value not in (None, "")})
        return rows.filter(Q(sought__icontains=q) | Q(purpose__icontains=q)) if q else rows

    def waiting(self):
        return self.filter(state=AccessRequest.State.ASKED)

    def living(self, at: datetime):
        """Those about something that wait, or were granted up to a moment that is still to come."""
        waits, runs = Q(state=AccessRequest.State.ASKED), Q(state=AccessRequest.State.GRANTED, until__gt=at)
        return self.filter(waits | runs, about_id__isnull=False)

    def numbered(self, text: str):
        """The request that goes by exactly this number (CY-00012), if there is one. No query for what is none."""
        sign, _dash, number = text.strip().upper().partition("-")
        is_one = sign == "CY" and number.isascii() and number.isdecimal() and len(number) < 19
        return self.filter(pk=int(number)).first() if is_one else None


class AccessRequest(Guarded):
    """Somebody asks to see a record for a purpose and some days.

    `owner` asks. `sought` is how they named it, and all that they are ever shown of what stands behind: where nothing
    goes by that name the row looks the same, and `about` is empty. `keeper`, `about_department` and `about_level` are
    the record's own when it was asked for: they say before whose eyes the request comes.
    """

    class State(models.TextChoices):
        ASKED = "asked", pgettext_lazy("of a request to see", "asked")
        GRANTED = "granted", pgettext_lazy("of a request to see", "granted")
        REFUSED = "refused", pgettext_lazy("of a request to see", "refused")
        WITHDRAWN = "withdrawn", pgettext_lazy("of a request to see", "withdrawn")
        ENDED = "ended", pgettext_lazy("of a request to see", "ended")

    sought = models.CharField(_("what it is about"), max_length=200, editable=False)
    about_type = models.ForeignKey(ContentType, models.PROTECT, null=True, related_name="+", editable=False)
    about_id = models.PositiveBigIntegerField(null=True, editable=False)
    about = GenericForeignKey("about_type", "about_id")
    about_department = models.ForeignKey(
        "people.Department", models.PROTECT, null=True, related_name="+", db_index=False, editable=False
    )
    about_level = LevelField(null=True, editable=False)
    keeper = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("keeper"), null=True, related_name="+",
        db_index=False, editable=False,
    )  # fmt: skip
    purpose = models.TextField(pgettext_lazy("of a request to see", "purpose"))
    days = models.PositiveSmallIntegerField(_("days"))
    state = models.CharField(_("state"), max_length=16, choices=State, default=State.ASKED, editable=False)
    given = models.PositiveBigIntegerField(null=True, editable=False)  # the grant that it led to
    until = models.DateTimeField(_("open until"), null=True, editable=False)
    FOLLOWS = ("about_type", "about_id", "about_department", "about_level", "keeper")  # the record, as it is
    history = History(excluded_fields=list(FOLLOWS))
    page, named_by = "confidentiality:detail", ("about_department",)

    objects = AccessRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request to see")
        indexes = [
            models.Index(*NEWEST, name="accessrequest_newest", include=["level"]),
            models.Index("owner", *NEWEST, name="accessrequest_mine", include=["level"]),
            models.Index("keeper", *NEWEST, name="accessrequest_keeper", include=["level"]),
            models.Index("about_department", *NEWEST, name="accessrequest_section", include=["level", "about_level"]),
            models.Index("about_type", "about_id", name="accessrequest_about"),
        ]

    def __str__(self) -> str:
        return self.sought

    def reference(self) -> str:
        return f"CY-{self.pk:05}"

    @property
    def last_day(self) -> date | None:
        """The last day on which it is open."""
        return last_day_of(self.until) if self.until else None

    @property
    def owed_in(self) -> int | None:
        """The department whose chief hears of what is owed to it: that of what is asked for."""
        return self.about_department_id

    @classmethod
    def sources(cls, reader, at):
        """8.2.2: who asks; who keeps what is asked for; the chief of its section, up to core secrets; the leader."""
        highest = reader.highest
        yield Source.of("owner", cls, highest, owner=reader.pk)
        yield Source.of("keeper", cls, highest, keeper=reader.pk)
        if led := reader.reach_of(Post.CHIEF):
            yield Source.among("chief", cls, highest, "about_department", led, about_level__lte=Level.CORE)
        if led := reader.reach_of(Post.LEADER):
            yield Source.among("leader", cls, highest, "about_department", led)
