"""制度阅读确认表: who has read a version of a material, and when they confirmed it (8.2.4, 9.1)."""

from bizdept.access.taken import Mark
from confidentiality.models import ReadingRound
from confidentiality.papers.forms import READERS, form
from confidentiality.shown.materials import coverage


def readers_form(row: ReadingRound, *, may_open: bool, mark: Mark) -> bytes:
    """Everybody asked, with the moment and a line to sign on; what is confidential is named for those who may see it
    alone."""
    title = row.material.title if may_open else row.title
    return form(row, "confidentiality/print/readers.html", READERS, mark=mark, title=title, **coverage(row))
