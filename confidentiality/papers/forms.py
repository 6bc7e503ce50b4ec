"""The skeleton of chapter 8's printed forms: each is drawn anew, for whoever takes it, with the audit chain's end."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from bizdept.access.taken import MARKED_FROM, Mark
from bizdept.audit.chain import head
from bizdept.web import pdf
from bizdept.web.course import logs_of, timeline
from bizdept.web.printed import PAPER_LANGUAGE, PrintedForm, paper_head, printed_form
from bizdept.workflow.moves import LIFECYCLES

LOAN = printed_form("BM-03", _("Loan slip"))
DESTRUCTION = printed_form("BM-04", _("Approval of a destruction"))
INSPECTION = printed_form("BM-05", _("Record of an inspection"))
RECTIFICATION = printed_form("BM-06", _("Rectification notice"))
LEAK = printed_form("BM-07", _("Report on a leak"))
HAND_OVER = printed_form("BM-08", _("Hand-over list"))
SUPERVISION = printed_form("BM-09", _("Supervision report"))
READERS = printed_form("BM-10", _("Confirmation of reading"))
REQUEST = printed_form("BM-11", _("Approval of a request to see"))
RECEIPTS = printed_form("BM-12", _("List of signatures of NDAs"))


def form(record: Any, template: str, kind: PrintedForm, *, mark: Mark | None, **context) -> bytes:
    """A form on paper: the house's name, the form's and the record's number, its facts, moves and signatures.

    What has no moves of its own has no course. `mark` says who takes it, and stands across the page of what is
    confidential; None: the bytes are kept for everybody. Raises pdf.NoPrinter.
    """
    with translation.override(PAPER_LANGUAGE):
        lifecycle = LIFECYCLES.get(record._meta.label_lower)
        moved = [log for log in logs_of(record) if log.move in lifecycle.moves] if lifecycle else []
        decisions = timeline(lifecycle, moved, []) if lifecycle else []
        context |= {
            "record": record, "paper": paper_head(kind), "decisions": decisions,
            "mark": mark, "watermark": mark if record.level >= MARKED_FROM else None, "anchor": head(),
        }  # fmt: skip
        return pdf.render(template, context, "print/form.css")
