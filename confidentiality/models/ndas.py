"""NDAs (8.2.1): the text of the agreement in its versions, and what each person signed."""

import hashlib
import json
from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bizdept.access.doors import GuardedQuerySet
from bizdept.access.levels import Level
from bizdept.access.models import Guarded
from bizdept.access.sources import Source
from bizdept.people.clock import today
from bizdept.people.history import History
from bizdept.people.models import Appointment, Post, User
from bizdept.remembered import Remembered

NEWEST = (F("opened_on").desc(), F("id").desc())
SOON = timedelta(days=60)  # before an NDA's end the next one is drawn up
KEEPERS = (Post.OFFICER, Post.PERSONNEL)


class NdaTextQuerySet(GuardedQuerySet):
    def in_force(self):
        return self.filter(state=NdaText.State.IN_FORCE)

    def on(self, day: date) -> "NdaText | None":
        """The text that is signed on that day: of those that hold by then, the latest."""
        return self.in_force().filter(holds_from__lte=day).order_by("-number").first()

    def required(self) -> "NdaText | None":
        """The latest that whoever signed an earlier one signs too, be it from a day to come."""
        return self.in_force().filter(asks_anew=True).order_by("-number").first()

    def before(self, text: "NdaText") -> "NdaText | None":
        """The version in force that this one follows."""
        return self.in_force().filter(number__lt=text.number).order_by("-number").first()

    def for_versions(self, user):
        """The versions that somebody may read, the latest first."""
        return self.visible_to(user).select_related("owner", "put_in_force_by").order_by("-number")

    def for_record(self, reader, at):
        return self.select_related("owner", "put_in_force_by")


class NdaText(Guarded):
    """One version of the agreement. Its `articles` are paragraphs between empty lines, the first line of each is its
    heading. Once in force it never changes: `sha256` is what its signatories were shown."""

    class State(models.TextChoices):
        DRAFT = "drafting", pgettext_lazy("of an NDA's text", "draft")
        IN_FORCE = "in_force", pgettext_lazy("of an NDA's text", "in force")
        DROPPED = "void", pgettext_lazy("of an NDA's text", "dropped")

    number = models.PositiveSmallIntegerField(
        pgettext_lazy("of an NDA's text", "version"), unique=True, editable=False
    )
    title = models.CharField(pgettext_lazy("of an NDA's text", "title"), max_length=80)
    articles = models.TextField(_("articles"))
    months = models.PositiveSmallIntegerField(_("how many months a signature holds"), default=36)
    state = models.CharField(_("state"), max_length=16, choices=State, default=State.DRAFT, editable=False)
    holds_from = models.DateField(_("holds from"), null=True, editable=False)
    asks_anew = models.BooleanField(_("everybody signs anew"), default=False, editable=False)
    sign_by = models.DateField(_("to be signed by"), null=True, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    put_in_force_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("put in force by"), null=True, related_name="+",
        editable=False,
    )  # fmt: skip
    history = History()
    page, named_by = "confidentiality:ndas:text", ("number",)

    sealed_when = Q(state="in_force")
    sealed_fields = (
        "number", "title", "articles", "months", "state", "holds_from", "asks_anew", "sign_by", "sha256", "owner_id",
        "put_in_force_by_id",
    )  # fmt: skip

    objects = NdaTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("text of the NDA")
        indexes = [
            models.Index(*NEWEST, name="ndatext_newest", include=["level", "state"]),
            models.Index("owner", *NEWEST, name="ndatext_mine", include=["level"]),
        ]

    def __str__(self) -> str:
        return self.title

    def reference(self) -> str:
        return f"BMW-{self.number}"

    @property
    def blocks(self) -> list[tuple[str, str]]:
        """The articles in their order: heading, text."""
        parts = [part.strip() for part in self.articles.replace("\r\n", "\n").split("\n\n")]
        cut = [part.partition("\n") for part in parts if part]
        return [(heading.strip(), text.strip()) for heading, _line, text in cut]

    @property
    def words(self) -> dict:
        """What is hashed: all that somebody agrees to."""
        return {"number": self.number, "title": self.title, "articles": self.articles, "months": self.months}

    def digest(self) -> str:
        text = json.dumps(self.words, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def is_whole(self) -> bool:
        """Whether it still says what it said when it was put in force."""
        return self.digest() == self.sha256

    @classmethod
    def sources(cls, reader, at):
        """8.2.1: what is in force is for everybody to read; a draft, for whoever keeps the NDAs or decides on it."""
        highest = reader.highest
        yield Source.of("everybody", cls, highest, state=cls.State.IN_FORCE)
        yield Source.of("owner", cls, highest, owner=reader.pk)
        if reader.holds(*KEEPERS, Post.CHIEF, Post.LEADER, for_others=True):
            yield Source.of("register", cls, highest)


class NdaQuerySet(GuardedQuerySet):
    def for_list(self):
        """With what a row of the list shows."""
        return self.select_related("owner", "department", "text")

    def for_record(self, reader, at):
        return self.select_related("owner", "department", "text", "registered_by", "replaced_by", "scan")

    def matching(self, *, q="", view="all", user=None, on=None, state=None, department=None):
        """The list's filters, in one place for screen and export. `on` is the day: SQL that is made once keeps it."""
        views = {"open": self.open, "running": self.running, "expiring": self.expiring, "over": self.over}
        rows = views[view](on) if view in views else self
        given = {"state": state, "department": department}
        rows = rows.filter(**{name: value for name, value in given.items() if value not in (None, "")})
        return rows.filter(Q(owner__name__icontains=q) | Q(paper_number__icontains=q)) if q else rows

    def of(self, person):
        return self.filter(owner=person)

    def is_of(self, person, pk: int) -> bool:
        return self.filter(owner=person, pk=pk).exists()

    def for_receipts(self, user):
        """All that hold now, of those that somebody may see, in the order of a list on paper."""
        rows = self.visible_to(user).running().for_list()
        return rows.order_by("department__name", "owner__name", "pk")

    def waiting(self):
        """Those that somebody must still sign, or register."""
        return self.filter(state__in=Nda.WAITING)

    def signed(self):
        """In force, and not replaced by a later one; their time may be over."""
        return self.filter(state=Nda.State.IN_FORCE, replaced_by=None)

    def running(self, on: date | None = None):
        return self.signed().filter(until__gte=on or today())

    def expiring(self, on: date | None = None):
        return self.running(on).filter(until__lte=(on or today()) + SOON)

    def over(self, on: date | None = None):
        replaced = Q(replaced_by__isnull=False) | Q(until__lt=on or today())
        return self.filter(Q(state=Nda.State.ENDED) | Q(state=Nda.State.IN_FORCE) & replaced)

    def open(self, on: date | None = None):
        """What somebody must see to: unsigned, to be registered, soon over, or over with nothing after it."""
        late = Q(state=Nda.State.IN_FORCE, replaced_by=None, until__lte=(on or today()) + SOON)
        return self.filter(Q(state__in=Nda.WAITING) | late).filter(owner__is_active=True)

    def numbered(self, text: str):
        """The NDA that goes by exactly this number (BM-00012), if there is one. No query for what is none."""
        sign, _dash, number = text.strip().upper().partition("-")
        is_one = sign == "BM" and number.isascii() and number.isdecimal() and len(number) < 19
        return self.filter(pk=int(number)).first() if is_one else None


class Nda(Guarded):
    """What one person signed, or is to sign. `owner` is that person.

    `sha256` is the hash of what was signed on the screen, as it was frozen then; `text` is empty for a paper from
    before our texts. What runs out, or is replaced by a later one, stays `in_force` in the table: its days tell.
    """

    class State(models.TextChoices):
        DRAWN = "drawn", pgettext_lazy("of an NDA", "to be signed")
        HANDED_IN = "submitted", pgettext_lazy("of an NDA", "paper to be registered")
        IN_FORCE = "in_force", pgettext_lazy("of an NDA", "in force")
        ENDED = "ended", pgettext_lazy("of an NDA", "ended")

    class How(models.TextChoices):
        SCREEN = "screen", _("on the screen")
        SCAN = "scan", _("on paper, with a scan")
        PAPER = "paper", _("on paper")

    WAITING = ("drawn", "submitted")

    state = models.CharField(_("state"), max_length=16, choices=State, default=State.DRAWN, editable=False)
    text = models.ForeignKey(
        NdaText, models.PROTECT, verbose_name=_("text of the NDA"), null=True, related_name="+", editable=False
    )
    how = models.CharField(_("how it was signed"), max_length=8, choices=How, blank=True, editable=False)
    signed_on = models.DateField(_("signed on"), null=True, editable=False)
    signed_at = models.DateTimeField(null=True, editable=False)
    address = models.CharField(_("address"), max_length=64, blank=True, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    until = models.DateField(_("in force until"), null=True, editable=False)
    paper_number = models.CharField(_("number on the paper"), max_length=40, blank=True, editable=False)
    place = models.CharField(_("where the paper lies"), max_length=80, blank=True, editable=False)
    scan = models.ForeignKey("files.Attachment", models.PROTECT, null=True, related_name="+", editable=False)
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("registered by"), null=True, related_name="+",
        editable=False,
    )  # fmt: skip
    replaced_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", editable=False)
    history = History()
    page = "confidentiality:ndas:detail"

    sealed_when = Q(state__in=["in_force", "ended"], version__gt=0)
    sealed_fields = (
        "owner_id", "state", "text_id", "how", "signed_on", "signed_at", "address", "sha256", "until", "paper_number",
        "place", "scan_id", "registered_by_id", "replaced_by_id",
    )  # fmt: skip

    objects = NdaQuerySet.as_manager()

    class Meta:
        verbose_name = _("NDA")
        indexes = [
            models.Index(*NEWEST, name="nda_newest", include=["level"]),
            models.Index("owner", *NEWEST, name="nda_mine", include=["level"]),
            models.Index("department", *NEWEST, name="nda_section", include=["level"]),
        ]
        constraints = [
            models.UniqueConstraint(fields=["owner"], condition=Q(state__in=["drawn", "submitted"]), name="nda_waits"),
            models.CheckConstraint(
                condition=~Q(state="in_force") | Q(until__isnull=False, signed_on__isnull=False),
                name="nda_in_force_has_days",
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.owner}"

    def reference(self) -> str:
        return f"BM-{self.pk:05}"

    @property
    def standing(self) -> str:
        """What has become of it by today: its state, or one that its days alone tell."""
        if self.state != self.State.IN_FORCE:
            return self.state
        if self.replaced_by_id:
            return "replaced"
        if self.until < today():
            return "over"
        return "expiring" if self.until <= today() + SOON else self.state

    def get_state_display(self) -> str:
        return str(STANDINGS.get(self.standing) or self.State(self.state).label)

    @property
    def is_running(self) -> bool:
        return self.standing in ("in_force", "expiring")

    @classmethod
    def sources(cls, reader, at):
        """8.2.1: the person; officer and personnel, who keep the register; the chief sees of the section how each
        stands, and no paper; the leader."""
        highest = reader.highest
        yield Source.of("owner", cls, highest, owner=reader.pk)
        if reader.holds(*KEEPERS, for_others=True):
            yield Source.of("register", cls, highest)
        if led := reader.reach_of(Post.CHIEF):
            yield Source.among("chief", cls, min(highest, Level.INTERNAL), "department", led)
        if led := reader.reach_of(Post.LEADER):
            yield Source.among("leader", cls, highest, "department", led)


STANDINGS = {
    "replaced": pgettext_lazy("of an NDA", "replaced"),
    "over": pgettext_lazy("of an NDA", "run out"),
    "expiring": pgettext_lazy("of an NDA", "ends soon"),
}


def covered(on: date):
    """8.2.1: everybody who is here and holds a post on that day."""
    held = Appointment.objects.in_force(on).values("person")
    return User.objects.active().filter(pk__in=held)


def count_coverage() -> tuple[int, int]:
    """How many of them have an NDA in force today, of how many."""
    on = today()
    told = covered(on).aggregate(signed=Count("pk", filter=Q(nda_until__gte=on)), people=Count("pk"))
    return told["signed"], told["people"]


coverage = Remembered(count_coverage)  # for pages
