"""What is remembered of lists: the views that people keep, their columns, and what was done to many rows at once."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bizdept.people.models import Below
from bizdept.prepared import Prepared, Slot


class SavedViewQuerySet(models.QuerySet):
    def own(self, person, kind: str):
        """The views that this person named."""
        return self.filter(person=person, kind=kind).exclude(name="")


def open_to(department: int | None) -> models.QuerySet:
    """The views of a list that somebody of that department finds; the slots say whose, and of which list."""
    pk, kind = Slot("pk", models.BigIntegerField()), Slot("kind", models.CharField())
    section = Below.objects.filter(above__is_section=True, above__below_rows__department=department)
    near = Q(person__department=department) | Q(person__department__in=section.values("department"))
    shared = near & Q(is_shared=True, person__is_active=True)
    rows = SavedView.objects.filter(Q(person=pk) | shared, kind=kind).select_related("person")
    return rows.order_by("position", "pk")


VIEWS = Prepared(open_to)


def views_near(person, kind: str) -> list["SavedView"]:
    """What this person kept of a list, and what colleagues of their section share, in the order of the tabs."""
    return VIEWS(person.department_id, pk=person.pk, kind=kind)


class SavedView(models.Model):
    """A list as somebody wants to see it again. The one without a name holds the columns of the list itself."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("person"), related_name="+")
    kind = models.CharField(_("list"), max_length=24)  # the listing's name
    name = models.CharField(_("name of the view"), max_length=40, blank=True)
    query = models.JSONField(default=dict)  # the conditions, the order and the layout, as an address has them
    columns = models.JSONField(default=list)  # their names in order; empty: as the list has them
    is_shared = models.BooleanField(_("shared with my section"), default=False)
    is_default = models.BooleanField(_("the list opens with it"), default=False)
    position = models.PositiveSmallIntegerField(_("place among the tabs"), default=50)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "name"], name="saved_view_once"),
            models.UniqueConstraint(
                fields=["person", "kind"], condition=Q(is_default=True), name="saved_view_one_default"
            ),
        ]
        indexes = [models.Index(fields=["kind"], condition=Q(is_shared=True), name="saved_view_shared")]

    def __str__(self) -> str:
        return self.name


class BatchRun(models.Model):
    """One action on many rows: who, which, with what they were told to do. Pressed twice it is the same one."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.UUIDField()
    kind = models.CharField(max_length=24)  # the listing's name
    action = models.CharField(max_length=24)
    data = models.JSONField(default=dict)  # what was entered, as a form sends it
    rows = models.JSONField(default=list)  # [id, version that was seen] of each
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="batch_run_once")]

    def __str__(self) -> str:
        return f"{self.kind}.{self.action}"


class BatchLine(models.Model):
    """What became of one row, written with the deed itself."""

    class Outcome(models.TextChoices):
        DONE = "done", _("done")
        REFUSED = "refused", _("not done")
        UNDONE = "undone", _("taken back")

    run = models.ForeignKey(BatchRun, models.CASCADE, related_name="lines")
    record_id = models.BigIntegerField()
    outcome = models.CharField(max_length=8, choices=Outcome)
    sentence = models.CharField(max_length=500, blank=True)  # why not
    before = models.JSONField(default=dict)  # what to put back
    version = models.PositiveIntegerField(default=0)  # of the record, after the deed

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "record_id"], name="batch_line_once")]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.record_id}: {self.outcome}"
