"""The pages by which lists of customers come in (2.2.1, 3.1.1)."""

from django.utils.translation import gettext_lazy as _

from bizdept.web.imports import pages
from customers.forms import ImportOptions
from customers.imports import CustomerImporter

PLACE = pages.Place(CustomerImporter, ImportOptions, _("Import customers"), "3.1.1", "/customers/")
addresses = pages.addresses(PLACE, "import")
