"""One piece of long work: who ordered it, how far it is, what came of it."""

import uuid
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

SILENCE = timedelta(seconds=90)  # without a sign of life; then it counts as lost with its worker
TURNS = 2  # how often it is begun at most


class WorkQuerySet(models.QuerySet):
    def waiting(self, at: datetime):
        """What nobody does at that moment: new, or lost with the worker that did it."""
        lost = Q(stage=Work.Stage.RUNNING, started_at__lt=at - SILENCE)
        return self.filter(Q(stage=Work.Stage.WAITING) | lost).order_by("pk")

    def open_of(self, person):
        return self.filter(person=person, stage__in=Work.Stage.open())


class Work(models.Model):
    """A piece of work. `name` is its kind's, `about` the number of the record that it is done for."""

    class Stage(models.TextChoices):
        ASKED = "asked", _("waits for approval")
        WAITING = "waiting", _("waits for its turn")
        RUNNING = "running", _("is being done")
        DONE = "done", _("done")
        FAILED = "failed", _("not done")
        STOPPED = "stopped", _("stopped")

        @classmethod
        def open(cls) -> list[str]:
            return [cls.ASKED, cls.WAITING, cls.RUNNING]

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    name = models.CharField(max_length=40)
    about = models.PositiveBigIntegerField(null=True)
    title = models.CharField(max_length=200)
    told = models.JSONField(default=dict)  # what the kind wants to know
    place = models.UUIDField(default=uuid.uuid4, unique=True)
    stage = models.CharField(max_length=8, choices=Stage, default=Stage.WAITING)
    turns = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=500, blank=True)  # why it was not done, in a sentence
    leads_to = models.CharField(max_length=200, blank=True)  # where to look afterwards
    back_to = models.CharField(max_length=200, blank=True)  # where to look when nothing came of it
    made_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = WorkQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["stage", "id"], name="work_waiting", condition=Q(stage__in=["waiting", "running"])),
            models.Index(fields=["person", "-id"], name="work_of_person"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"/works/{self.pk}/"

    @property
    def is_over(self) -> bool:
        return self.stage not in self.Stage.open()

    @property
    def is_moving(self) -> bool:
        """Whether its page is to be looked at again in a moment."""
        return self.stage in (self.Stage.WAITING, self.Stage.RUNNING)

    @property
    def file(self) -> dict:
        """What is known of the file that it made, where it made one: name, rows, size in bytes, sha256."""
        return self.told.get("file") or {} if self.stage == self.Stage.DONE else {}

    @property
    def folder(self) -> Path:
        """Where its progress is written and what it makes lies: beside the database, which a long write holds shut."""
        return Path(settings.FILES_DIR) / "works" / str(self.place)
