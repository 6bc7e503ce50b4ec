"""One table with what a row of a list has: a name, a state, an amount, a day and whoever it belongs to."""

from django.conf import settings
from django.db import models


class Row(models.Model):
    """One row of the floor's list."""

    name = models.CharField(max_length=200)
    state = models.CharField(max_length=16)
    amount = models.DecimalField(max_digits=15, decimal_places=2)
    opened_on = models.DateField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT)

    def __str__(self) -> str:
        return self.name
