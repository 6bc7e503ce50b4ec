"""What the house writes in a way of its own, as its pages show and change it: each subject with its form and words."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bizdept.manage import shown
from bizdept.manage.conventions import forms
from bizdept.people.clock import today
from bizdept.people.models import our_company
from bizdept.refusal import Reason
from bizdept.regulation import labels
from bizdept.regulation.conventions import Subject, convention
from bizdept.regulation.models import Convention
from bizdept.web import printed
from bizdept.workflow import numbering

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Line:
    """One thing that is written in a way of its own: what, how, and a word beside."""

    what: str
    how: str
    beside: str = ""


@dataclass(frozen=True)
class Kind:
    """One subject: its page, the form that asks for it whole, what it says in words, what stands against it."""

    title: "StrOrPromise"
    lead: "StrOrPromise"
    article: str
    form: type[forms.ConventionForm]
    lines: Callable[[Mapping[str, Any], bool], list[Line]]  # and whether numbers of records may be told
    against: Callable[[Mapping[str, Any]], Iterable[Reason]]


def lines_of_levels(content: Mapping[str, Any], tells: bool) -> list[Line]:
    own = content.get("labels", {})
    named = gettext("used") if content.get("named") else gettext("not used")
    return [
        Line(gettext("Level %d") % level, own.get(str(level)) or str(usual), named if level == 4 else "")
        for level, usual in enumerate(labels.USUAL)
    ]


def lines_of_numbering(content: Mapping[str, Any], tells: bool) -> list[Line]:
    """With the number that comes next; for whoever keeps the accounts, and knows no counts, with the first of all."""
    forms = {kind: numbering.format_in(content, kind) for kind in numbering.KINDS}
    on = today()
    first = {kind: one.written(on.year, 1) for kind, one in forms.items()}
    shown = numbering.next_numbers(forms, on) if tells else first
    return [Line(str(numbering.KINDS[kind]), shown[kind], one.in_words()) for kind, one in forms.items()]


def lines_of_papers(content: Mapping[str, Any], tells: bool) -> list[Line]:
    name = our_company().name
    house = Line(gettext("Company"), content.get("name") or name, content.get("line", ""))
    heads = [(form, printed.head_in(content, form, name)) for form in printed.FORMS.values()]
    return [house, *(Line(f"{form.number} {form.usual_title}", head.title, head.number) for form, head in heads)]


KINDS: dict[str, Kind] = {
    Subject.LEVELS: Kind(
        _("Labels of levels"),
        _("What the levels of confidentiality are called on pages, lists, papers and files. Their numbers stay."),
        "8.1.1", forms.LevelsForm, lines_of_levels, labels.reasons_against_labels,
    ),
    Subject.NUMBERING: Kind(
        _("Forms of numbers"),
        _("How new numbers are written. Those that were given stay, and are found; others go by their row."),
        "3.3.2", forms.NumberingForm, lines_of_numbering, numbering.reasons_against_formats,
    ),
    Subject.PAPERS: Kind(
        _("Heads of printed forms"),
        _("Whose name, which number and title stand on each form. What was printed before and is kept stays so."),
        "8.2.3", forms.PapersForm, lines_of_papers, printed.reasons_against_heads,
    ),
}  # fmt: skip


def held_lines(subject: str, tells: bool) -> list[Line]:
    return KINDS[subject].lines(convention(subject), tells)


def changed_lines(row: Convention, than: Mapping[str, Any], tells: bool) -> list[Line]:
    """What a proposal would change, line by line."""
    lines = KINDS[row.subject].lines
    before = {line.what: line for line in lines(than, tells)}
    return [line for line in lines(row.content, tells) if line != before.get(line.what)]


def proposals(subject: str) -> tuple[list[Convention], list[Convention]]:
    """What waits for a signature; and what was decided, the newest first. One query."""
    rows = list(
        Convention.objects.filter(subject=subject).select_related("proposed_by", "decided_by").order_by("-pk")
        [: shown.SHOWN]
    )  # fmt: skip
    return [row for row in rows if row.is_signed is None], [row for row in rows if row.is_signed is not None]
