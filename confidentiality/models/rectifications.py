"""What is to be put right (8.3.1, 8.3.2): a finding of an inspection, a measure after a leak."""

from functools import partial

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bizdept.access.doors import GuardedQuerySet
from bizdept.access.models import Guarded
from bizdept.access.sources import Source
from bizdept.people.history import History
from bizdept.people.models import Post
from confidentiality.models.incidents import Incident, those_not_involved
from confidentiality.models.inspections import Inspection

NEWEST = (F("opened_on").desc(), F("id").desc())


class RectificationQuerySet(GuardedQuerySet):
    def for_list(self):
        return self.select_related("owner", "department")

    def for_record(self, reader, at):
        return self.select_related("owner", "department", "incident", "inspection", "set_by", "done_by", "checked_by")

    def matching(self, *, q="", view="all", user=None, state=None, owner=None):
        """The list's filters, in one place for screen and export."""
        rows = self
        rows = rows.waiting() if view == "open" else rows
        if view == "mine" and user is not None:
            rows = rows.filter(owner=user)
        given = {"state": state, "owner": owner}
        rows = rows.filter(**{name: value for name, value in given.items() if value not in (None, "")})
        return rows.filter(text__icontains=q) if q else rows

    def waiting(self):
        """Those that are not put right and checked."""
        return self.exclude(state=Rectification.State.PASSED)

    def kept_by(self, person):
        """What somebody keeps now (8.3.3)."""
        return self.waiting().filter(owner=person)

    def overdue(self, on):
        return self.waiting().filter(due_on__lt=on)

    def with_people(self):
        return self.select_related("owner", "checked_by").order_by("pk")


class Rectification(Guarded):
    """`owner` puts it right until the day that was set; somebody else looks whether it is right."""

    class State(models.TextChoices):
        OPEN = "to_do", pgettext_lazy("of a rectification", "to be put right")
        DONE = "to_check", pgettext_lazy("of a rectification", "to be checked")
        PASSED = "passed", pgettext_lazy("of a rectification", "checked, right")

    incident = models.ForeignKey(Incident, models.PROTECT, null=True, related_name="measures", editable=False)
    inspection = models.ForeignKey(Inspection, models.PROTECT, null=True, related_name="findings", editable=False)
    item = models.PositiveSmallIntegerField(null=True, editable=False)  # of the inspection's checklist
    text = models.TextField(_("what is to be put right"))
    due_on = models.DateField(pgettext_lazy("of a rectification", "until"))
    state = models.CharField(_("state"), max_length=16, choices=State, default=State.OPEN, editable=False)
    result = models.TextField(_("what was done"), blank=True)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("set by"), related_name="+", db_index=False
    )
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False, editable=False
    )
    done_on = models.DateField(_("put right on"), null=True, editable=False)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("checked by"), null=True, related_name="+",
        db_index=False, editable=False,
    )  # fmt: skip
    checked_on = models.DateField(_("checked on"), null=True, editable=False)
    history = History()
    page = "confidentiality:rectifications:detail"

    objects = RectificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("rectification")
        indexes = [
            models.Index(*NEWEST, name="rectification_newest", include=["level"]),
            models.Index("owner", *NEWEST, name="rectification_mine", include=["level"]),
            models.Index("department", *NEWEST, name="rectification_section", include=["level"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(incident=None, inspection__isnull=False) | Q(incident__isnull=False, inspection=None),
                name="rectification_of_one_thing",
            ),
            models.CheckConstraint(condition=~Q(checked_by=F("done_by")), name="rectification_two_hands"),
        ]

    def __str__(self) -> str:
        return self.text.split("\n")[0][:60]

    def reference(self) -> str:
        return f"ZG-{self.pk:05}"

    @classmethod
    def sources(cls, reader, at):
        """8.3.1, 8.3.2: whoever puts it right; the officer; the chief of their section; the leader. Of a leak in which
        somebody is involved they see what they are to put right themselves, and nothing else."""
        yield Source.of("owner", cls, reader.highest, owner=reader.pk)
        those = partial(those_not_involved, cls, "incident_id", reader)
        if reader.holds(Post.OFFICER):
            yield those("officer")
        if led := reader.reach_of(Post.CHIEF):
            yield those("chief", department__in=led)
        if led := reader.reach_of(Post.LEADER):
            yield those("leader", department__in=led)
