"""The section library (8.1.1–8.1.4): materials with the level they have, and each in its versions."""

import hashlib
import json
from datetime import date

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bizdept.access.doors import GuardedQuerySet
from bizdept.access.grants import granted
from bizdept.access.levels import Level
from bizdept.access.models import Classified, Grant, Guarded
from bizdept.access.sources import Source
from bizdept.files.models import Attachment
from bizdept.people.history import History
from bizdept.people.models import Post
from bizdept.search.models import Searchable, finding, gin
from bizdept.search.pinyin import initials, spelled
from bizdept.workflow.numbering import may_be_number, numbered_kind

NEWEST = (F("opened_on").desc(), F("id").desc())
DRAFTS_TOO = ("owner", "chief", "submitted")  # for which of the reasons a version is open before it is in force
SERIES = numbered_kind("ZL", _("materials of the library"))


class MaterialQuerySet(GuardedQuerySet):
    def for_list(self):
        return self.select_related("owner", "department")

    def for_record(self, reader, at):
        return self.select_related("owner", "department")

    def matching(self, *, q="", view="all", user=None, state=None, kind=None, category=None, level=None, owner=None):
        """The list's filters, in one place for screen and export."""
        rows = self
        if view == "in_force":
            rows = rows.in_force()
        if view == "mine" and user is not None:
            rows = rows.filter(owner=user)
        if view == "drafts":
            rows = rows.filter(drafted__gt=0)
        given = {"state": state, "kind": kind, "category": category, "level": level, "owner": owner}
        rows = rows.filter(**{name: value for name, value in given.items() if value not in (None, "")})
        by_number = Q(number__icontains=q.strip())  # part of one looks like a telephone number
        return rows.filter(finding(q) | by_number) if q.strip() else rows

    def in_force(self):
        return self.filter(state=Material.State.IN_FORCE)

    def regulations(self):
        """9.1: what the house's own regulation says, in force, the oldest first."""
        return self.in_force().filter(kind=Material.Kind.REGULATION).order_by("opened_on", "pk")

    def kept_by(self, person):
        """What somebody keeps now (8.3.3)."""
        return self.filter(owner=person).exclude(state=Material.State.WITHDRAWN)

    def numbered(self, text: str):
        """The material that goes by exactly this number (ZL-2026-0001), if there is one. No query for what is none."""
        word = text.strip().upper()
        return self.filter(number=word).first() if may_be_number(word, SERIES) else None


class Material(Searchable, Classified):
    """One price list, paper, budget or text. `owner` keeps it.

    `edition` is the number of the version that was put in force last, and `holds_from` its day; `drafted` that of the
    version that is being drafted, 0: none. `went_to_leader`: a version of it was the leader's to decide on.
    """

    class Kind(models.TextChoices):
        PRICES = "prices", pgettext_lazy("kind of material", "price list")
        TECHNICAL = "technical", pgettext_lazy("kind of material", "technical paper")
        BUDGET = "budget", pgettext_lazy("kind of material", "budget")
        PERSONNEL = "personnel", pgettext_lazy("kind of material", "personnel paper")
        MANAGEMENT = "management", pgettext_lazy("kind of material", "management paper")
        EDUCATION = "education", pgettext_lazy("kind of material", "confidentiality education")
        REGULATION = "regulation", pgettext_lazy("kind of material", "text of the regulation")

    class State(models.TextChoices):
        DRAFT = "drafting", pgettext_lazy("of a material", "draft")
        IN_FORCE = "in_force", pgettext_lazy("of a material", "in force")
        WITHDRAWN = "withdrawn", pgettext_lazy("of a material", "withdrawn")

    number = models.CharField(pgettext_lazy("of a material", "number"), max_length=20, unique=True, editable=False)
    kind = models.CharField(_("kind of material"), max_length=12, choices=Kind)
    title = models.CharField(pgettext_lazy("of a material", "title"), max_length=160)
    state = models.CharField(_("state"), max_length=16, choices=State, default=State.DRAFT, editable=False)
    edition = models.PositiveSmallIntegerField(pgettext_lazy("of a material", "version"), default=0, editable=False)
    holds_from = models.DateField(_("holds from"), null=True, editable=False)
    drafted = models.PositiveSmallIntegerField(default=0, editable=False)
    went_to_leader = models.BooleanField(default=False, editable=False)
    history = History(excluded_fields=[*Searchable.UNTRACKED])
    page, named_by = "confidentiality:library:detail", ("number",)

    sealed_when = Q()
    sealed_fields = ("number", "kind", "title", "category", "level", "state", "edition", "holds_from")

    objects = MaterialQuerySet.as_manager()

    class Meta:
        verbose_name = _("material")
        indexes = [
            models.Index(*NEWEST, name="material_newest", include=["level"]),
            models.Index("owner", *NEWEST, name="material_mine", include=["level"]),
            models.Index("department", *NEWEST, name="material_section", include=["level"]),
            models.Index(*NEWEST, name="material_everybody", condition=Q(state="in_force", level__lte=1)),
            gin("material_words"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="in_force") | Q(edition__gt=0, holds_from__isnull=False),
                name="material_in_force_has_version",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def words(self) -> list[str]:
        """Its number, its title, and how that is typed: 价格表 by jgb and by jiagebiao."""
        return [self.number, self.title, initials(self.title), spelled(self.title)]

    def reference(self) -> str:
        return self.number

    @property
    def in_words(self) -> str:
        """The version in force, and from when, as a list tells it."""
        return f"{self.edition} · {self.holds_from:%Y-%m-%d}" if self.edition and self.holds_from else ""

    @cached_property
    def draft(self) -> "MaterialVersion | None":
        """The version that is being drafted."""
        return self.versions.filter(number=self.drafted).first() if self.drafted else None

    def asked_before(self) -> "MaterialVersion | None":
        """The version in force, if it is read and confirmed: whoever reads that reads the next."""
        return self.versions.filter(number=self.edition, read_until__isnull=False).first() if self.edition else None

    @classmethod
    def sources(cls, reader, at):
        """8.2.2, the one rule: the keeper; the section's chief, and its assistant once it was in force; the leader
        what is to be decided by them; everybody what is in force and not above internal; whoever it was granted to."""
        highest = reader.highest
        yield Source.of("owner", cls, highest, owner=reader.pk)
        if led := reader.reach_of(Post.CHIEF):
            yield Source.among("chief", cls, min(highest, Level.CORE), "department", led)
        if helped := reader.reach_of(Post.ASSISTANT):
            yield Source.among("assistant", cls, min(highest, Level.CONFIDENTIAL), "department", helped, edition__gt=0)
        if led := reader.reach_of(Post.LEADER):
            yield Source.among("submitted", cls, highest, "department", led, went_to_leader=True)
        yield Source.of("everybody", cls, min(highest, Level.INTERNAL), state=cls.State.IN_FORCE)
        yield granted(cls, reader, at)


class MaterialGrant(Grant):
    content_object = models.ForeignKey(Material, models.CASCADE, related_name="grants")


def readings_in(*states: str) -> Coalesce:
    """How many readings of a version are in one of these states."""
    readings = apps.get_model("confidentiality", "Reading").objects.filter(material_version=OuterRef("pk"))
    counts = readings.filter(state__in=states).order_by().values("material_version").annotate(n=Count("pk"))
    return Coalesce(Subquery(counts.values("n")), 0)


class MaterialVersionQuerySet(GuardedQuerySet):
    def for_list(self):
        return self.select_related("material", "owner", "put_in_force_by").with_counts()

    def for_record(self, reader, at):
        return self.select_related("material__owner", "department", "owner", "put_in_force_by").with_counts()

    def with_counts(self):
        """How many are asked to confirm that they have read it, and how many have."""
        return self.annotate(asked=readings_in("waiting", "confirmed"), confirmed=readings_in("confirmed"))

    def matching(self, *, q="", view="all", user=None, level=None):
        """The filters of the list of rounds of reading, in one place for screen and export."""
        running = {"number": F("material__edition"), "material__state": Material.State.IN_FORCE}
        rows = self.filter(**running) if view == "running" else self
        rows = rows.filter(level=level) if level is not None else rows
        return rows.filter(material__number__icontains=q) if q else rows

    def in_force(self):
        """Those that were put in force, whether a later one followed or not."""
        return self.filter(put_in_force_at__isnull=False)

    def on(self, day: date):
        """Of those of one material the one that holds on that day."""
        return self.in_force().filter(holds_from__lte=day).order_by("-number").first()

    def asked_of(self):
        """Those of which everybody asked confirms that they have read it, and that are not replaced."""
        rows = self.in_force().filter(read_until__isnull=False, number=F("material__edition"))
        return rows.filter(material__state=Material.State.IN_FORCE)


class MaterialVersion(Guarded):
    """One version. `owner` began its draft, `writers` (ids) are all who wrote at it. Once in force it never changes:
    `sha256` is the hash of its words and files.

    `asked_departments` and `asked_posts` say who confirms having read it until `read_until`: those of these
    departments who hold these posts; empty lists are no condition.
    """

    material = models.ForeignKey(Material, models.PROTECT, related_name="versions", db_index=False)
    number = models.PositiveSmallIntegerField(pgettext_lazy("of a material", "version"), editable=False)
    code = models.CharField(max_length=28, unique=True, editable=False)  # the material's number and its own
    changes = models.CharField(_("what changed"), max_length=300)
    text = models.TextField(pgettext_lazy("of a material", "text"), blank=True)
    writers = models.JSONField(default=list, editable=False)
    holds_from = models.DateField(_("holds from"), null=True, editable=False)
    put_in_force_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("put in force by"), null=True, related_name="+",
        db_index=False, editable=False,
    )  # fmt: skip
    put_in_force_at = models.DateTimeField(_("put in force"), null=True, editable=False)
    dropped_on = models.DateField(_("dropped on"), null=True, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    read_until = models.DateField(_("to be confirmed until"), null=True, editable=False)
    asked_departments = models.JSONField(default=list, editable=False)
    asked_posts = models.JSONField(default=list, editable=False)
    history = History()
    page, named_by = "confidentiality:library:version", ("code",)

    sealed_when = Q(put_in_force_at__isnull=False)
    sealed_fields = (
        "material_id", "number", "code", "changes", "text", "writers", "holds_from", "put_in_force_by_id",
        "put_in_force_at", "sha256", "read_until", "asked_departments", "asked_posts",
    )  # fmt: skip

    objects = MaterialVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a material")
        indexes = [
            models.Index(*NEWEST, name="materialversion_newest", include=["level"]),
            models.Index("department", *NEWEST, name="materialversion_section", include=["level"]),
        ]
        constraints = [
            models.UniqueConstraint(fields=["material", "number"], name="materialversion_once"),
            models.UniqueConstraint(
                fields=["material"],
                condition=Q(put_in_force_at=None, dropped_on=None),
                name="materialversion_one_draft",
            ),
            models.CheckConstraint(
                condition=Q(put_in_force_by=None) | ~Q(put_in_force_by=F("owner")), name="materialversion_second_hand"
            ),
        ]

    def __str__(self) -> str:
        return str(self.material)

    def reference(self) -> str:
        return self.code

    @property
    def is_draft(self) -> bool:
        return self.put_in_force_at is None and self.dropped_on is None

    @property
    def state(self) -> str:
        """What has become of it, as badges and lists show it."""
        if self.is_draft:
            return "drafting"
        if self.put_in_force_at is None:
            return "void"
        if self.number == self.material.edition:
            return self.material.state
        return "replaced"

    def get_state_display(self) -> str:
        return str(STANDINGS.get(self.state) or Material.State(self.state).label)

    @cached_property
    def files(self) -> list[Attachment]:
        return list(Attachment.objects.of(self).with_who())

    @property
    def words(self) -> dict:
        """What is hashed: all that somebody confirms to have read."""
        return {
            "material": self.material_id, "number": self.number, "text": self.text, "changes": self.changes,
            "files": [[file.name, file.sha256] for file in self.files],
        }  # fmt: skip

    def digest(self) -> str:
        text = json.dumps(self.words, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def is_whole(self) -> bool:
        """Whether it still says what it said when it was put in force."""
        return self.digest() == self.sha256

    @classmethod
    def sources(cls, reader, at):
        """8.2.2: as its material is; drafts for keeper, chief, and the leader who decides on them."""
        for source in Material.sources(reader, at):
            where = Q(Exists(source.opens(OuterRef("material_id"))))
            if source.name not in DRAFTS_TOO:
                where &= Q(put_in_force_at__isnull=False)
            yield Source(source.name, source.reach, cls.objects.filter(where), where=where)


STANDINGS = {
    "replaced": pgettext_lazy("of a version", "earlier version"),
    "void": pgettext_lazy("of a version", "dropped"),
}
