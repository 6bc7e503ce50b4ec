"""Reading the tables that people hand in: CSV and Excel, as text, in a process that may die."""

from bizdept.web.tables.reading import read_table
from bizdept.web.tables.table import Sheet, Table

__all__ = ["Sheet", "Table", "read_table"]
