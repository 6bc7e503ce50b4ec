"""The pages by which lists come in: customers (2.2.1, 3.1.1), the people there (5.1.1), what was said (5.2.1)."""

from django.utils.translation import gettext_lazy as _

from bizdept.web.imports import pages
from customers.forms import CommunicationImportOptions, ContactImportOptions, ImportOptions
from customers.imports import CommunicationImporter, ContactImporter, CustomerImporter

OTHERS = (
    (_("customers"), CustomerImporter.base),
    (_("contacts"), ContactImporter.base),
    (_("communications"), CommunicationImporter.base),
)
OF_WHOM = _("Each row names a customer whose file you keep: by file number, credit code or name.")
CUSTOMERS = pages.Place(
    CustomerImporter, ImportOptions, _("Import customers"), "3.1.1", "/customers/",
    _("Files that are there already are found by credit code, else by name."), OTHERS,
)  # fmt: skip
CONTACTS = pages.Place(
    ContactImporter, ContactImportOptions, _("Import contacts"), "5.1.1", "/customers/", OF_WHOM, OTHERS
)
COMMUNICATIONS = pages.Place(
    CommunicationImporter, CommunicationImportOptions, _("Import communications"), "5.2.1", "/customers/", OF_WHOM,
    OTHERS,
)  # fmt: skip
addresses = pages.addresses(CUSTOMERS, "import")
contacts = pages.addresses(CONTACTS, "import_contacts")
communications = pages.addresses(COMMUNICATIONS, "import_communications")
