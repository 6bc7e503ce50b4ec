"""Attachments of any record: what was handed in, its hash, its level. The bytes lie in the store."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bizdept.access.levels import Category, Level, LevelField
from bizdept.people.actor import who_of


class AttachmentQuerySet(models.QuerySet):
    def with_who(self):
        return self.select_related("added_by", "added_for")

    def of(self, record):
        """The files of one record that have not been taken away, oldest first."""
        about = ContentType.objects.get_for_model(record)
        return self.filter(content_type=about, object_id=record.pk, removed_on=None).order_by("pk")

    def kept(self):
        """Those that can be fetched: not taken away, with the kind of their record."""
        return self.filter(removed_on=None).select_related("content_type")

    def up_to(self, reach: int):
        """Those that somebody may know of who may see so far into the record."""
        return self.filter(level__lte=reach)


class Attachment(models.Model):
    """One file of one record. Its bytes are named by their hash and never change; taking it away keeps the row."""

    content_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    object_id = models.PositiveBigIntegerField()
    record = GenericForeignKey()
    purpose = models.CharField(_("purpose"), max_length=24)  # app's own word: annex, cost, scan, …
    name = models.CharField(_("file name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=100)  # media type, told from the content
    size = models.PositiveBigIntegerField(_("size"))  # bytes
    sha256 = models.CharField(max_length=64)
    category = models.CharField(_("category"), max_length=12, choices=Category, default=Category.BUSINESS)
    level = LevelField(_("level"), default=Level.CONFIDENTIAL)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("added by"), related_name="+"
    )
    added_for = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField(_("added"), auto_now_add=True)
    removed_on = models.DateField(_("taken away"), null=True)

    stored_fields = ("sha256",)
    sealed_when = Q()
    sealed_fields = (
        "content_type_id", "object_id", "purpose", "name", "kind", "size", "sha256", "category", "level",
        "added_by_id", "added_at", "removed_on", "added_for_id",
    )  # fmt: skip

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("file")
        indexes = [models.Index(fields=["content_type", "object_id"], condition=Q(removed_on=None), name="file_of")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("home:file", args=[self.pk])

    @property
    def who(self) -> str:
        """Who added it, and for whom (3.3.3)."""
        return who_of(self.added_by, self.added_for)
