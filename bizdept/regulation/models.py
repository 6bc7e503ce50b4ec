"""What the company has decided about the numbers of the regulation, and from which day each holds; and what it writes
in a way of its own: labels of levels, forms of numbers, heads of printed forms."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class NumberChangeQuerySet(models.QuerySet):
    def in_force(self, on: date):
        """Changes that hold on this day, the one that counts last: of one day's, the one decided last."""
        return self.filter(holds_from__lte=on).order_by("holds_from", "pk")


class NumberChange(models.Model):
    """A number's new value. Rows are added, never changed: records are judged by what held on their day (9.2)."""

    name = models.CharField(_("number"), max_length=60)
    value = models.DecimalField(_("value"), max_digits=16, decimal_places=2)
    holds_from = models.DateField(_("holds from"))
    article = models.CharField(_("article"), max_length=8)
    reason = models.CharField(_("reason"), max_length=200)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"))

    objects = NumberChangeQuerySet.as_manager()

    class Meta:
        indexes = [models.Index("name", "holds_from", name="number_change_in_force")]

    def __str__(self) -> str:
        return f"{self.name} = {self.value} ({self.holds_from})"


class Convention(models.Model):
    """What the house writes in a way of its own, whole, as data: proposed by one, signed by another. Of each subject
    the last that was signed holds; rows are added, never changed once they are decided."""

    class Subject(models.TextChoices):
        LEVELS = "levels", _("labels of levels")
        NUMBERING = "numbering", _("forms of numbers")
        PAPERS = "papers", _("heads of printed forms")

    subject = models.CharField(max_length=12, choices=Subject)
    content = models.JSONField(default=dict)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    is_signed = models.BooleanField(null=True)  # null: it waits

    sealed_when = Q()
    sealed_fields = (
        "subject", "content", "proposed_by_id", "proposed_at", "decided_by_id", "decided_at", "is_signed",
    )  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")), name="convention_two_hands"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.pk}"
