"""What a person at a customer's asks about their own data: a copy, a correction, an erasure (8.1.1)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bizdept.access.doors import GuardedQuerySet
from bizdept.access.levels import Level
from bizdept.access.models import Guarded
from bizdept.access.sources import Source
from bizdept.people.history import History
from bizdept.people.models import Post
from customers.models import Contact

NEWEST = (F("opened_on").desc(), F("id").desc())


class DataRequestQuerySet(GuardedQuerySet):
    def for_list(self):
        return self.select_related("owner", "department", "contact")

    def for_record(self, reader, at):
        return self.select_related("owner", "department", "contact__customer", "done_by")

    def matching(self, *, q="", view="all", user=None, state=None, right=None):
        """The list's filters, in one place for screen and export."""
        rows = self
        rows = rows.waiting() if view == "open" else rows
        if view == "mine" and user is not None:
            rows = rows.filter(owner=user)
        given = {"state": state, "right": right}
        rows = rows.filter(**{name: value for name, value in given.items() if value not in (None, "")})
        return rows.filter(contact__name__icontains=q) if q else rows

    def astray(self):
        """Those whose customer has another level or section by now; of those that wait also another keeper."""
        here = Q(level=F("contact__customer__level"), department=F("contact__customer__department"))
        return self.filter(~here | Q(state=DataRequest.State.RECEIVED) & ~Q(owner=F("contact__customer__owner")))

    def waiting(self):
        return self.filter(state=DataRequest.State.RECEIVED)

    def kept_by(self, person):
        """What somebody keeps now (8.3.3)."""
        return self.waiting().filter(owner=person)

    def numbered(self, text: str):
        """The request that goes by exactly this number (GR-00012), if there is one. No query for what is none."""
        sign, _dash, number = text.strip().upper().partition("-")
        is_one = sign == "GR" and number.isascii() and number.isdecimal() and len(number) < 19
        return self.filter(pk=int(number)).first() if is_one else None


class DataRequest(Guarded):
    """`owner` took it down and sees that it is answered; an erasure is decided by somebody else.

    What was asked and how it was known to be them are the keeper's words; they go when the person's data go.
    """

    class State(models.TextChoices):
        RECEIVED = "received", pgettext_lazy("of a request about one's data", "received")
        DONE = "answered", pgettext_lazy("of a request about one's data", "answered")
        REFUSED = "refused", pgettext_lazy("of a request about one's data", "refused")
        WITHDRAWN = "withdrawn", pgettext_lazy("of a request about one's data", "withdrawn")

    class Right(models.TextChoices):
        COPY = "copy", pgettext_lazy("what a person asks about their data", "a copy")
        CORRECT = "correct", pgettext_lazy("what a person asks about their data", "a correction")
        ERASE = "erase", pgettext_lazy("what a person asks about their data", "an erasure")

    class Way(models.TextChoices):
        CALL = "call", pgettext_lazy("how somebody asked", "by telephone")
        WRITTEN = "written", pgettext_lazy("how somebody asked", "in writing")
        PERSON = "person", pgettext_lazy("how somebody asked", "in person")
        TERM = "term", pgettext_lazy("how somebody asked", "nobody: the time for keeping is over")

    contact = models.ForeignKey(
        Contact, models.PROTECT, verbose_name=_("contact"), related_name="data_requests", editable=False
    )
    right = models.CharField(_("what is asked"), max_length=8, choices=Right)
    way = models.CharField(_("how it was asked"), max_length=8, choices=Way)
    text = models.TextField(_("what was said"), blank=True)
    proof = models.CharField(_("how you know that it is they"), max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=16, choices=State, default=State.RECEIVED, editable=False)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("answered by"), null=True, related_name="+",
        db_index=False, editable=False,
    )  # fmt: skip
    done_on = models.DateField(_("answered on"), null=True, editable=False)
    found = models.JSONField(default=dict, editable=False)  # in how many places the data stood that were erased
    history = History(excluded_fields=["text", "proof"])  # they go with the data
    page = "confidentiality:personal:detail"

    objects = DataRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request about one's data")
        indexes = [
            models.Index(*NEWEST, name="datarequest_newest", include=["level"]),
            models.Index("owner", *NEWEST, name="datarequest_mine", include=["level"]),
            models.Index("department", *NEWEST, name="datarequest_section", include=["level"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["contact", "right"], condition=Q(state="received"), name="datarequest_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(right="erase", done_by=F("owner")), name="datarequest_erased_by_another"
            ),
        ]

    def __str__(self) -> str:
        return str(self.contact)

    def reference(self) -> str:
        return f"GR-{self.pk:05}"

    @property
    def customer(self):
        return self.contact.customer

    @classmethod
    def sources(cls, reader, at):
        """8.1.1: whoever took it down; the chief of the section; the leader, who decides on what the chief took."""
        yield Source.of("owner", cls, reader.highest, owner=reader.pk)
        if led := reader.reach_of(Post.CHIEF):
            yield Source.among("chief", cls, min(Level.CORE, reader.highest), "department", led)
        if led := reader.reach_of(Post.LEADER):
            yield Source.among("leader", cls, reader.highest, "department", led)
