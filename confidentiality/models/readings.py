"""Who reads a version of a material, and confirms it (8.2.4, 9.1): by rounds, and person by person."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bizdept.access.doors import GuardedQuerySet
from bizdept.access.levels import Level
from bizdept.access.models import Guarded
from bizdept.access.sources import Source
from bizdept.people.history import History
from bizdept.people.models import Post
from confidentiality.models.materials import NEWEST, MaterialVersion


class ReadingRound(MaterialVersion):
    """The same row as those see it who look who has read it: by its number, whatever its level."""

    page = "confidentiality:rounds:detail"

    class Meta:
        proxy = True
        verbose_name = _("round of reading")

    def __str__(self) -> str:
        return self.reference()

    def as_version(self) -> MaterialVersion:
        """The row as those see it who may read it."""
        return MaterialVersion(pk=self.pk, level=self.level)

    @property
    def title(self) -> str:
        """For everybody's eyes: what it is called, unless it is confidential."""
        return self.material.title if self.level <= Level.INTERNAL else ""

    @property
    def waiting(self) -> int:
        return self.asked - self.confirmed  # type: ignore[attr-defined]  # annotated

    @classmethod
    def sources(cls, reader, at):
        """8.2.4, 9.1: whoever keeps the material; the chief of its section, and the leader; the officer, of all."""
        asked = {"read_until__isnull": False, "put_in_force_at__isnull": False}
        rows = cls.objects.filter(material__owner=reader.pk, **asked).order_by().values("pk")
        yield Source.listed("keeper", cls, Level.NAMED, rows)
        if led := reader.reach_of(Post.CHIEF, Post.LEADER):
            yield Source.among("section", cls, Level.NAMED, "department", led, **asked)
        if reader.holds(Post.OFFICER):
            yield Source.of("officer", cls, Level.NAMED, **asked)


class ReadingQuerySet(GuardedQuerySet):
    def for_list(self):
        return self.select_related("owner", "department", "material_version__material")

    def for_record(self, reader, at):
        return self.select_related("owner", "department", "material_version__material")

    def matching(self, *, q="", view="all", user=None, on=None, state=None, department=None, material_version=None):
        """The list's filters, in one place for screen and export. `on` is the day: SQL that is made once keeps it."""
        rows = self
        if view == "mine" and user is not None:
            rows = rows.filter(owner=user)
        if view == "owed":
            rows = rows.owed()
        if view == "late":
            rows = rows.owed().filter(due_on__lt=on)
        given = {"state": state, "department": department, "material_version": material_version}
        rows = rows.filter(**{name: value for name, value in given.items() if value not in (None, "")})
        return rows.filter(Q(owner__name__icontains=q) | Q(material_version__code__icontains=q)) if q else rows

    def owed(self):
        return self.filter(state=Reading.State.OWED)

    def asked(self):
        """All that count: whose asking was not called off."""
        return self.exclude(state=Reading.State.ENDED)

    def of(self, material):
        return self.filter(material_version__material=material)

    def by_departments(self):
        """As a list on paper has them."""
        return self.select_related("owner", "department").order_by("department__name", "owner__name", "pk")


class Reading(Guarded):
    """That one person reads one version, until a day, and confirms it. `owner` is that person."""

    class State(models.TextChoices):
        OWED = "waiting", pgettext_lazy("of a reading", "to be read")
        CONFIRMED = "confirmed", pgettext_lazy("of a reading", "read and confirmed")
        ENDED = "ended", pgettext_lazy("of a reading", "not asked any more")

    material_version = models.ForeignKey(
        MaterialVersion, models.PROTECT, verbose_name=_("version of a material"), related_name="readings",
        editable=False,
    )  # fmt: skip
    due_on = models.DateField(pgettext_lazy("of a reading", "until"), editable=False)
    state = models.CharField(_("state"), max_length=16, choices=State, default=State.OWED, editable=False)
    confirmed_at = models.DateTimeField(pgettext_lazy("of a reading", "confirmed"), null=True, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)  # of what was read
    is_excused = models.BooleanField(default=False, editable=False)
    history = History()
    page = "confidentiality:readings:detail"

    sealed_when = Q(state="confirmed")
    sealed_fields = ("owner_id", "material_version_id", "due_on", "state", "confirmed_at", "sha256")

    objects = ReadingQuerySet.as_manager()

    class Meta:
        verbose_name = _("confirmation of reading")
        indexes = [
            models.Index(*NEWEST, name="reading_newest", include=["level"]),
            models.Index("owner", *NEWEST, name="reading_mine", include=["level"]),
            models.Index("department", *NEWEST, name="reading_section", include=["level"]),
        ]
        constraints = [
            models.UniqueConstraint(fields=["material_version", "owner"], name="reading_once"),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | Q(confirmed_at__isnull=False) & ~Q(sha256=""),
                name="reading_confirmed_what_and_when",
            ),
        ]

    def __str__(self) -> str:
        return self.material_version.code

    def reference(self) -> str:
        return f"YD-{self.pk:05}"

    @property
    def title(self) -> str:
        """For everybody's eyes: what is read, unless it is confidential."""
        material = self.material_version.material
        return material.title if material.level <= Level.INTERNAL else ""

    @classmethod
    def sources(cls, reader, at):
        """8.2.4, 9.1: who reads; their chief and leader; whoever keeps the material; the officer. It holds numbers."""
        highest = reader.highest
        yield Source.of("owner", cls, highest, owner=reader.pk)
        if led := reader.reach_of(Post.CHIEF, Post.LEADER):
            yield Source.among("section", cls, highest, "department", led)
            ids = cls.objects.filter(material_version__department__in=led).order_by().values("pk")
            yield Source.listed("chief", cls, highest, ids)
        kept = cls.objects.filter(material_version__material__owner=reader.pk).order_by().values("pk")
        yield Source.listed("keeper", cls, highest, kept)
        if reader.holds(Post.OFFICER):
            yield Source.of("officer", cls, highest)
