"""What contracts begin with: kinds, clauses that legal keeps ready, and who is asked about which."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bizdept.people.actor import who_of
from bizdept.people.models import Discipline
from bizdept.remembered import Remembered


class Kind(models.TextChoices):
    """What a contract is about: clauses and review policies go by it."""

    SALES = "sales", _("sales of goods")
    SERVICE = "service", _("technical service")
    SOFTWARE = "software", _("software implementation")
    MAINTENANCE = "maintenance", _("maintenance")
    OTHER = "other", _("other")


class LibraryClause(models.Model):
    """A clause that legal keeps ready for contracts of a kind (empty: of every kind)."""

    key = models.CharField(_("key"), max_length=32, unique=True)
    kinds = models.JSONField(_("kinds of contract"), default=list, blank=True)
    title = models.CharField(_("heading"), max_length=80)
    text = models.TextField(_("text"))
    is_required = models.BooleanField(_("required"), default=False)
    position = models.PositiveSmallIntegerField(_("position"), default=100)
    is_in_force = models.BooleanField(_("in force"), default=True)

    class Meta:
        verbose_name = _("clause of the library")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        library.forget()

    @property
    def title_and_need(self) -> str:
        return f"{self.title} · {_('required')}" if self.is_required else self.title

    @classmethod
    def in_force(cls) -> list["LibraryClause"]:
        return list(cls.objects.filter(is_in_force=True))


library = Remembered(LibraryClause.in_force)


class ReviewPolicyQuerySet(models.QuerySet):
    def in_force(self, on):
        """Those that hold on that day: begun, not ended, and signed (the first ones came with the house)."""
        signed = Q(signed_by__isnull=False) | Q(proposed_by=None)
        return self.filter(signed, holds_from__lte=on).exclude(ended_on__lte=on)

    def shown(self):
        """Those that hold, will hold or wait for a signature."""
        return self.filter(ended_on=None).select_related("proposed_by", "proposed_for", "signed_by", "signed_for")


class ReviewPolicy(models.Model):
    """Who must be asked about contracts of a kind from an amount on (3.3.3).

    Proposed by the chief, signed by the leader.
    """

    kind = models.CharField(_("kind of contract"), max_length=16, choices=Kind, blank=True)  # empty: every kind
    from_amount = models.DecimalField(_("from"), max_digits=15, decimal_places=2, default=0)
    disciplines = models.JSONField(_("departments asked"), default=list)
    holds_from = models.DateField(_("holds from"))
    ended_on = models.DateField(_("ended"), null=True, editable=False)
    proposed_by = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+", editable=False)
    proposed_for = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+", editable=False)
    signed_by = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+", editable=False)
    signed_for = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+", editable=False)
    signed_on = models.DateField(null=True, editable=False)

    objects = ReviewPolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("review policy")
        ordering = ["kind", "from_amount"]

    def __str__(self) -> str:
        return f"{self.get_kind_display() or '*'} ≥ {self.from_amount}"

    @property
    def awaits_signature(self) -> bool:
        return self.proposed_by_id is not None and self.signed_by_id is None

    @property
    def signatory(self) -> str:
        """Who signed it, and for whom."""
        return who_of(self.signed_by, self.signed_for) if self.signed_by else ""

    @property
    def proposer(self) -> str:
        return who_of(self.proposed_by, self.proposed_for) if self.proposed_by else ""

    @property
    def departments(self) -> list[str]:
        """The departments that are asked, in words."""
        return [str(Discipline(name).label) for name in self.disciplines]
