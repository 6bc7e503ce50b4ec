"""What is remembered of each import: who, which file, which columns, and what came of it."""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

KEPT = timedelta(days=7)  # an import that nobody finished, and one that may be taken back


class ImportBatchQuerySet(models.QuerySet):
    def of(self, person, kind: str):
        """The imports of one kind that this person began, the newest first."""
        return self.filter(person=person, kind=kind).order_by("-pk")


class ImportBatch(models.Model):
    """One file on its way in. Its rows lie in a file of their own (`place`), not in the database."""

    class Stage(models.TextChoices):
        COLUMNS = "columns", _("columns")
        CHECK = "check", _("check")
        RUNNING = "running", _("being imported")
        DONE = "done", _("done")
        CANCELLED = "cancelled", _("cancelled")
        UNDOING = "undoing", _("being undone")
        UNDONE = "undone", _("undone")

        @classmethod
        def open(cls) -> list[str]:
            return [cls.COLUMNS, cls.CHECK]

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("person"), related_name="+")
    kind = models.CharField(_("kind"), max_length=24)  # the importer's name
    name = models.CharField(_("file name"), max_length=200)
    sha256 = models.CharField(max_length=64)
    place = models.UUIDField(default=uuid.uuid4, unique=True)
    stage = models.CharField(_("stage"), max_length=12, choices=Stage, default=Stage.COLUMNS)
    sheet = models.PositiveSmallIntegerField(_("sheet"), default=0)
    header = models.PositiveSmallIntegerField(_("row of headings"), default=0)
    headings = models.JSONField(default=list)
    rows = models.PositiveIntegerField(default=0)  # below the headings
    mapping = models.JSONField(default=dict)  # column -> the importer's field
    options = models.JSONField(default=dict)  # what holds for all rows
    skipped = models.JSONField(default=list)  # lines that a person leaves out
    taken = models.JSONField(default=list)  # lines that look like no record, and are one
    edits = models.JSONField(default=dict)  # line -> column -> what a person put there instead
    counts = models.JSONField(default=dict)  # what came of it, as the command line says it
    made_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone = models.JSONField(default=dict)  # how many rows were taken back, and how many could not be

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        indexes = [models.Index(fields=["person", "kind"], name="import_of_person")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_over(self) -> bool:
        return self.stage not in (*self.Stage.open(), self.Stage.RUNNING, self.Stage.UNDOING)

    @property
    def until(self) -> datetime | None:
        """Until when it can be taken back."""
        return self.done_at + KEPT if self.done_at else None

    @property
    def reason(self) -> str:
        """What stands in the lines of history that it wrote."""
        return f"import #{self.pk}"
