"""What chapter 8 is on paper: the list of a hand-over, for three signatures."""

from django.utils import timezone, translation

from bizdept.audit.chain import head
from bizdept.people.actor import Actor
from bizdept.people.models import Company
from bizdept.web import pdf
from confidentiality.models import HandOver, Passed
from confidentiality.shown.hand_overs import checklist, kept_by
from contracts.rules import PAPER_LANGUAGE

MOST = 300  # lines: more would take a worker's time, and nobody signs them one by one
FORM = "BM-08-03"


def hand_over_list(record: HandOver, *, by: Actor) -> bytes:
    """The leaver's list 离岗交接清单: what went to whom by its number, the checklist, the duty of secrecy that stays,
    three signatures. No name of a record stands on it: officer and personnel hold it too. Raises pdf.NoPrinter.
    """
    with translation.override(PAPER_LANGUAGE):
        lines = Passed.objects.of(record).select_related("to")
        context = {
            "record": record,
            "form": FORM,
            "kept": kept_by(record),
            "lines": list(lines[:MOST]),
            "more": max(lines.count() - MOST, 0),
            "checks": checklist(record) if record.is_leaving else [],
            "company": Company.ours(),
            "printed_for": by.person,
            "printed_at": timezone.localtime(),
            "anchor": head(),
        }
        return pdf.render("confidentiality/print/hand_over.html", context, "print/form.css")
