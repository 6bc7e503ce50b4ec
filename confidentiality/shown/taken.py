"""What the register of what left the house shows, as far as somebody may read it (8.2.2)."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from bizdept.access.labels import REGISTERS, kind_in_words, open_among
from bizdept.access.models import Taken
from bizdept.access.taken import MARKED_FROM
from bizdept.access.trail import midnight
from bizdept.audit.seals import label_of
from bizdept.people.models import Post
from bizdept.regulation.labels import in_labels
from bizdept.workflow import papers
from confidentiality.forms.log import TakenFilter
from confidentiality.rules import log as rules
from confidentiality.shown.log import label_of as label_of_number

SIZE = 50
REGISTERS |= {
    "confidentiality.log": gettext_lazy("Access log"),
    "confidentiality.taken": gettext_lazy("What left the house"),
    "confidentiality.grants": gettext_lazy("Register of grants"),
    "confidentiality.levels": gettext_lazy("Register of levels"),
}


@dataclass(frozen=True)
class Page:
    """Some rows, the record of each for whoever may see it, and the number below which the next begin."""

    rows: list[Taken]
    next: int | None
    sums: list[tuple[str, int]]  # of one person: how much of each way, all in all


def rows_of(form: TakenFilter) -> Any:
    """The rows that this person may read, under the conditions."""
    own = form.user if form.shown_scope == rules.MINE else form.good("person")
    led = form.user.reach_of(Post.CHIEF) if form.shown_scope == rules.SECTION else None
    number, first, last = form.good("record"), form.good("first"), form.good("last")
    rows = Taken.objects.under(
        person=own, departments=led, how=form.good("how") or "", record=label_of_number(number) if number else "",
        since=midnight(first) if first else None, before=midnight(last + timedelta(days=1)) if last else None,
    )  # fmt: skip
    code = form.good("trace")
    return of_code(rows, code) if code else rows


def of_code(rows, code: str):
    """Who took what carries this code: a trace, the code of a contract's version (all who printed it), or a hash."""
    version = papers.find(code)
    if version is None:
        return rows.known_by(code)
    return rows.under(record=label_of(version.record), how=Taken.How.PAPER).of_part(version.number)


def page(form: TakenFilter, at: datetime) -> Page:
    if form.errors:
        return Page([], None, [])
    rows = rows_of(form)
    found = rows.newest(form.good("below"), SIZE + 1)
    person = form.good("person")
    sums = sums_of(rows) if person or form.shown_scope == rules.MINE else []
    return Page(in_words(found[:SIZE], form, at), found[SIZE - 1].pk if len(found) > SIZE else None, sums)


def rows_of_file(form: TakenFilter, at: datetime, most: int) -> tuple[list[Taken], bool]:
    found = rows_of(form).newest(None, most + 1)
    return in_words(found, form, at), len(found) > most


def sums_of(rows) -> list[tuple[str, int]]:
    """How much of each way, and how much of it is confidential."""
    found: Counter = Counter()
    for how, level in rows.values_list("how", "level").iterator():
        found[how] += 1
        found["marked"] += level >= MARKED_FROM
    labels: dict[str, Any] = {how.value: how.label for how in Taken.How}
    labels["marked"] = in_labels(_("%(confidential)s or above"))
    return [(str(label), found[name]) for name, label in labels.items()]


def in_words(rows: list[Taken], form: TakenFilter, at: datetime) -> list[Taken]:
    """Each row with its record for whoever may see it, the kind of records of a list, and the part in words. For a
    chief a record of others has no number."""
    known = open_among((row.record for row in rows), form.user, at)
    for row in rows:
        seen: Any = row
        seen.seen, seen.kind, seen.part_label = known.get(row.record), kind_in_words(row.record), part_of(row)
        if form.shown_scope == rules.SECTION and row.number and seen.seen is None:
            row.number = pgettext("of a record", "not the section's")
    return rows


def part_of(row: Taken) -> str:
    if row.part is None:
        return ""
    words = _("file %d") if row.how == Taken.How.FILE else _("version %d")
    return words % row.part
