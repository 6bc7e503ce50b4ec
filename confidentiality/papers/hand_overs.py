"""The list of a hand-over, for three signatures."""

from bizdept.access.taken import Mark
from confidentiality.models import HandOver, Passed
from confidentiality.papers.forms import HAND_OVER, form
from confidentiality.shown.hand_overs import checklist, kept_by

MOST = 300  # lines: more would take a worker's time, and nobody signs them one by one


def hand_over_list(record: HandOver, *, mark: Mark) -> bytes:
    """The leaver's list 离岗交接清单: what went to whom by its number, the checklist, the duty of secrecy that stays,
    three signatures. No name of a record stands on it: officer and personnel hold it too. Raises pdf.NoPrinter.
    """
    lines = Passed.objects.of(record).select_related("to")
    return form(
        record, "confidentiality/print/hand_over.html", HAND_OVER, mark=mark, kept=kept_by(record),
        lines=list(lines[:MOST]), more=max(lines.count() - MOST, 0),
        checks=checklist(record) if record.is_leaving else [],
    )  # fmt: skip
