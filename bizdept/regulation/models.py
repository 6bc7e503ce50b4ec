"""What the company has decided about the numbers of the regulation, and from which day each holds."""

from datetime import date

from django.conf import settings
from django.db import models
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
