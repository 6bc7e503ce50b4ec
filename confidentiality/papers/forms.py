"""The skeleton of chapter 8's printed forms: each is drawn anew, for whoever takes it, with the audit chain's end."""

from typing import Any

from django.utils import translation

from bizdept.access.taken import MARKED_FROM, Mark
from bizdept.audit.chain import head
from bizdept.people.models import Company
from bizdept.web import pdf
from bizdept.web.course import logs_of, timeline
from bizdept.workflow.moves import LIFECYCLES
from contracts.rules import PAPER_LANGUAGE


def form(record: Any, template: str, form_number: str, *, mark: Mark | None, **context) -> bytes:
    """A form on paper: the house's name, the form's and the record's number, its facts, moves and signatures.

    What has no moves of its own has no course. `mark` says who takes it, and stands across the page of what is
    confidential; None: the bytes are kept for everybody. Raises pdf.NoPrinter.
    """
    with translation.override(PAPER_LANGUAGE):
        lifecycle = LIFECYCLES.get(record._meta.label_lower)
        moved = [log for log in logs_of(record) if log.move in lifecycle.moves] if lifecycle else []
        decisions = timeline(lifecycle, moved, []) if lifecycle else []
        context |= {
            "record": record, "form_number": form_number, "decisions": decisions, "company": Company.ours(),
            "mark": mark, "watermark": mark if record.level >= MARKED_FROM else None, "anchor": head(),
        }  # fmt: skip
        return pdf.render(template, context, "print/form.css")
