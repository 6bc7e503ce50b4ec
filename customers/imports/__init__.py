"""How lists come in: customers, the people there, what was said to them."""

from customers.imports.communications import CommunicationImporter
from customers.imports.contacts import ContactImporter
from customers.imports.customers import CustomerImporter

__all__ = ["CommunicationImporter", "ContactImporter", "CustomerImporter"]
