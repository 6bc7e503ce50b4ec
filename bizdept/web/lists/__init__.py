"""The page of many records, for every chapter: what may be asked, which rows, the page, the file, many at once."""

from bizdept.web.lists.forms import ListForm
from bizdept.web.lists.rows import PAGE_SIZE, Rows

__all__ = ["PAGE_SIZE", "ListForm", "Rows"]
