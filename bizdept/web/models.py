"""What the pages remember: presses that made something, what is being typed, views, batches and imports."""

from django.conf import settings
from django.db import models

from bizdept.web.imports.models import ImportBatch
from bizdept.web.lists.models import BatchLine, BatchRun, SavedView
from bizdept.web.works.models import Work

__all__ = ["BatchLine", "BatchRun", "Draft", "ImportBatch", "Press", "SavedView", "Work"]


class Press(models.Model):
    """One press on one creating form, by the key that the form carried."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.UUIDField()
    led_to = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="press_once")]

    def __str__(self) -> str:
        return str(self.key)


class Draft(models.Model):
    """What one person is typing into one form, field by field as it would be sent."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    address = models.CharField(max_length=200)
    content = models.JSONField(default=list)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "address"], name="draft_one_a_form")]

    def __str__(self) -> str:
        return self.address
