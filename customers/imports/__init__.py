"""How lists come in: customers, the people there, what was said to them."""

from customers.imports.customers import CustomerImporter

__all__ = ["CustomerImporter"]
