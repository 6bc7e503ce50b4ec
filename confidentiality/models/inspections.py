"""Regular checks (8.3.1): checklists with their versions, the rhythm in which is checked, inspections and answers."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bizdept.access.doors import GuardedQuerySet
from bizdept.access.models import Guarded
from bizdept.access.sources import Source
from bizdept.people.history import History
from bizdept.people.models import Department, Post

NEWEST = (F("opened_on").desc(), F("id").desc())


class Area(models.TextChoices):
    """What an inspection looks at."""

    OFFICE = "office", pgettext_lazy("what is inspected", "office")
    RIGHTS = "rights", pgettext_lazy("what is inspected", "accounts and rights")
    PAPERS = "papers", pgettext_lazy("what is inspected", "papers and media")
    DEVICES = "devices", pgettext_lazy("what is inspected", "devices")
    CUSTOMERS = "customers", pgettext_lazy("what is inspected", "customers' data")


class ChecklistQuerySet(models.QuerySet):
    def newest_of(self, area: str):
        return self.filter(area=area).order_by("-number").first()

    def in_order(self):
        """Each area's versions, the newest last."""
        return self.order_by("area", "number")


class Checklist(models.Model):
    """What is looked at, item by item. A change is a new version; an inspection keeps the one it was planned with."""

    area = models.CharField(_("what is inspected"), max_length=12, choices=Area)
    number = models.PositiveSmallIntegerField(pgettext_lazy("of a checklist", "version"))
    items = models.JSONField(default=list)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_on = models.DateField()

    sealed_when = Q()
    sealed_fields = ("area", "number", "items", "made_by_id", "made_on")

    objects = ChecklistQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area", "number"], name="checklist_version_once")]

    def __str__(self) -> str:
        return f"{self.get_area_display()} v{self.number}"


class RhythmQuerySet(models.QuerySet):
    def in_force(self, on: date):
        return self.filter(since__lte=on, ended_on=None).select_related("department")

    def in_order(self):
        return self.filter(ended_on=None).select_related("department").order_by("department", "area")


class Rhythm(models.Model):
    """That a department is inspected every month or quarter: the plan from which the clock makes inspections."""

    class Every(models.TextChoices):
        MONTH = "month", _("every month")
        QUARTER = "quarter", _("every quarter")

    department = models.ForeignKey(Department, models.PROTECT, verbose_name=_("department"), related_name="+")
    area = models.CharField(_("what is inspected"), max_length=12, choices=Area)
    every = models.CharField(pgettext_lazy("of inspections", "how often"), max_length=8, choices=Every)
    since = models.DateField(_("since"))
    ended_on = models.DateField(_("ended"), null=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    sealed_when = Q()
    sealed_fields = ("department_id", "area", "every", "since", "ended_on", "made_by_id")

    objects = RhythmQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["department", "area"], condition=Q(ended_on=None), name="rhythm_once")
        ]

    def period_of(self, on: date) -> date:
        """The first day of the month or quarter in which that day lies."""
        month = on.month if self.every == self.Every.MONTH else (on.month - 1) // 3 * 3 + 1
        return on.replace(month=month, day=1)


class InspectionQuerySet(GuardedQuerySet):
    def for_list(self):
        return self.select_related("owner", "department")

    def for_record(self, reader, at):
        return self.select_related("owner", "department", "checklist")

    def matching(self, *, q="", view="all", user=None, state=None, area=None):
        """The list's filters, in one place for screen and export."""
        rows = self
        rows = rows.under_way() if view == "open" else rows
        if view == "mine" and user is not None:
            rows = rows.filter(owner=user)
        given = {"state": state, "area": area}
        rows = rows.filter(**{name: value for name, value in given.items() if value not in (None, "")})
        return rows.filter(department__name__icontains=q) if q else rows

    def under_way(self):
        """Those that are to be done, or seen through."""
        return self.filter(state__in=[Inspection.State.PLANNED, Inspection.State.DONE])

    def kept_by(self, person):
        """What somebody keeps now (8.3.3)."""
        return self.under_way().filter(owner=person)

    def of_period(self, rhythm: Rhythm, period: date):
        return self.filter(rhythm=rhythm, period=period)

    def due_within(self, first: date, last: date):
        """Those that were to be done on these days, whatever became of them but called off."""
        return self.filter(due_on__gte=first, due_on__lte=last).exclude(state=Inspection.State.CALLED_OFF)

    def numbered(self, text: str):
        """The inspection that goes by exactly this number (JC-00012), if there is one."""
        sign, _dash, number = text.strip().upper().partition("-")
        is_one = sign == "JC" and number.isascii() and number.isdecimal() and len(number) < 19
        return self.filter(pk=int(number)).first() if is_one else None


class Inspection(Guarded):
    """One inspection of one department by `owner`: the officer, or the leader where the officer belongs to it."""

    class State(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("of an inspection", "planned")
        DONE = "inspected", pgettext_lazy("of an inspection", "inspected, to be put right")
        CLOSED = "closed", pgettext_lazy("of an inspection", "closed")
        CALLED_OFF = "called_off", pgettext_lazy("of an inspection", "called off")

    area = models.CharField(_("what is inspected"), max_length=12, choices=Area)
    checklist = models.ForeignKey(Checklist, models.PROTECT, related_name="+", editable=False)
    rhythm = models.ForeignKey(Rhythm, models.PROTECT, null=True, related_name="+", editable=False)
    period = models.DateField(null=True, editable=False)
    due_on = models.DateField(_("to be done until"))
    done_on = models.DateField(_("inspected on"), null=True, editable=False)
    state = models.CharField(_("state"), max_length=16, choices=State, default=State.PLANNED, editable=False)
    answers = models.JSONField(default=list, editable=False)  # [{"verdict", "note"}] by item
    summary = models.TextField(pgettext_lazy("of an inspection", "summary"), blank=True)
    history = History()
    page = "confidentiality:inspections:detail"

    objects = InspectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("inspection")
        indexes = [
            models.Index(*NEWEST, name="inspection_newest", include=["level"]),
            models.Index("owner", *NEWEST, name="inspection_mine", include=["level"]),
            models.Index("department", *NEWEST, name="inspection_section", include=["level"]),
        ]
        constraints = [models.UniqueConstraint(fields=["rhythm", "period"], name="inspection_once_a_period")]

    def __str__(self) -> str:
        return f"{self.department} · {self.get_area_display()}"

    def reference(self) -> str:
        return f"JC-{self.pk:05}"

    def lines(self) -> list[dict]:
        """The items of its checklist, each with what was answered."""
        empty = {"verdict": "", "note": ""}
        answers = [*self.answers, *[empty] * len(self.checklist.items)]
        return [
            {"number": n, "text": text} | answer
            for n, (text, answer) in enumerate(zip(self.checklist.items, answers, strict=False), 1)
        ]

    @classmethod
    def sources(cls, reader, at):
        """8.3.1: whoever inspects; the officer; the chief of the department; the leader."""
        yield Source.of("owner", cls, reader.highest, owner=reader.pk)
        if reader.holds(Post.OFFICER):
            yield Source.of("officer", cls, reader.highest)
        if led := reader.reach_of(Post.CHIEF):
            yield Source.among("chief", cls, reader.highest, "department", led)
        if led := reader.reach_of(Post.LEADER):
            yield Source.among("leader", cls, reader.highest, "department", led)


VERDICTS = [
    ("ok", pgettext_lazy("answer of an inspection", "in order")),
    ("finding", pgettext_lazy("answer of an inspection", "finding")),
    ("none", pgettext_lazy("answer of an inspection", "does not apply")),
]
