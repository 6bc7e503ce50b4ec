"""The pages by which a list of NDAs that were signed on paper comes in (8.2.1)."""

from django.utils.translation import gettext_lazy as _

from bizdept.web.imports import pages
from confidentiality.forms.ndas import ImportOptions
from confidentiality.imports import NdaImporter

NDAS = pages.Place(
    NdaImporter, ImportOptions, _("Import NDAs"), "8.2.1", "/confidentiality/ndas/",
    _("Each row names a person by account or name."),
)  # fmt: skip
addresses = pages.addresses(NDAS, "import")
