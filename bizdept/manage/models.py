"""What was asked of backups: one to be made now, one to be tried; and how it went."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class BackupOrderQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(began_at=None).order_by("pk")

    def trials(self):
        """Restores that were tried to their end, the newest first."""
        return self.filter(kind=BackupOrder.Kind.TRIAL).exclude(ended_at=None).order_by("-ended_at", "-pk")


class BackupOrder(models.Model):
    """A backup, or the trial of one, outside the night's: at a press, or (made by nobody) by the clock."""

    class Kind(models.TextChoices):
        BACKUP = "backup", _("backup")
        TRIAL = "trial", _("trial restore")

    kind = models.CharField(max_length=8, choices=Kind)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    archive = models.CharField(max_length=80, blank=True)  # the file's name; its folder is the settings'
    rows = models.PositiveBigIntegerField(null=True)
    files = models.PositiveBigIntegerField(null=True)
    trouble = models.CharField(max_length=300, blank=True)

    objects = BackupOrderQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.kind} {self.asked_at:%Y-%m-%d}"
