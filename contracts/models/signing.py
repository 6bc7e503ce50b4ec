"""How contracts were signed, and where the paper lies."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bizdept.people.actor import who_of
from bizdept.people.history import History
from contracts.models.contracts import Contract


class SigningQuerySet(models.QuerySet):
    def kept_by(self, person):
        """Whose originals lie with this person."""
        return self.filter(keeper=person).select_related("contract")


class Signing(models.Model):
    """How a contract was signed: by whom, when, which scan; and where the paper lies (3.4.1, 3.4.2)."""

    class Originals(models.TextChoices):
        AWAITED = "awaited", _("awaited")
        ON_FILE = "on_file", _("on file")

    class Method(models.TextChoices):
        PAPER = "paper", _("on paper, sealed by both")
        POST = "post", _("by post")
        ELECTRONIC = "electronic", _("electronic signature")

    contract = models.OneToOneField(Contract, models.PROTECT, related_name="signing")
    version = models.ForeignKey("workflow.Version", models.PROTECT, related_name="+")
    released_on = models.DateField(_("sent out on"))
    signed_on = models.DateField(_("signed on"), null=True)
    method = models.CharField(_("way of signing"), max_length=16, choices=Method, blank=True)
    our_signatory = models.CharField(_("signed for us by"), max_length=60, blank=True)
    their_signatory = models.CharField(_("signed for the customer by"), max_length=60, blank=True)
    scan = models.ForeignKey("files.Attachment", models.PROTECT, null=True, related_name="+")
    originals = models.CharField(_("originals"), max_length=12, choices=Originals, default=Originals.AWAITED)
    place = models.CharField(_("place of the originals"), max_length=120, blank=True)
    keeper = models.ForeignKey(
        "people.User", models.PROTECT, verbose_name=pgettext_lazy("of papers", "keeper"), null=True, related_name="+"
    )
    kept_for = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+", editable=False)
    filed_on = models.DateField(_("filed on"), null=True)
    history = History()

    objects = SigningQuerySet.as_manager()

    class Meta:
        verbose_name = _("signing record")
        indexes = [models.Index(fields=["signed_on"], name="signing_day")]

    def __str__(self) -> str:
        return str(self.contract)

    @property
    def filed_by(self) -> str:
        """Who filed and keeps the originals, and in whose place."""
        return who_of(self.keeper, self.kept_for) if self.keeper else ""
