"""The head of every printed form: whose it is, its number and its title. As usual, unless the house writes it
otherwise; what was printed before and is kept stays as it was."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext, override

from bizdept.people.models import Company
from bizdept.refusal import Reason
from bizdept.regulation.conventions import PAPER_LANGUAGE, Subject, convention_now

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LONGEST = {"name": 60, "line": 80, "number": 20, "title": 40}  # signs


@dataclass(frozen=True)
class PrintedForm:
    """A form that a chapter prints: its usual number, by which the code knows it for ever, and its usual title."""

    number: str
    title: "StrOrPromise"

    @property
    def usual_title(self) -> str:
        """As it is printed."""
        with override(PAPER_LANGUAGE):
            return str(self.title)


FORMS: dict[str, PrintedForm] = {}


def printed_form(number: str, title: "StrOrPromise") -> PrintedForm:
    """Declare a form."""
    FORMS[number] = PrintedForm(number, title)
    return FORMS[number]


@dataclass(frozen=True)
class PaperHead:
    """What stands at the head of one form: the house, a line beneath it, the form's number and title."""

    name: str
    line: str
    number: str
    title: str


def paper_head(form: PrintedForm) -> PaperHead:
    """The head in force. Asked afresh: what is printed goes out of the house."""
    return head_in(convention_now(Subject.PAPERS), form, Company.ours().name)


def head_in(content: Mapping[str, Any], form: PrintedForm, name: str) -> PaperHead:
    own = content.get("forms", {}).get(form.number, {})
    return PaperHead(
        content.get("name") or name, content.get("line", ""), own.get("number") or form.number,
        own.get("title") or form.usual_title,
    )  # fmt: skip


def own_heads(name: str, line: str, entered: Mapping[str, tuple[str, str]]) -> dict[str, Any]:
    """What was entered, kept where it is not as usual: `entered` are number and title, by the form's usual number."""
    forms: dict[str, dict[str, str]] = {}
    for key, (number, title) in entered.items():
        usual = FORMS[key]
        words = {"number": (number, usual.number), "title": (title, usual.usual_title)}
        if own := {part: word for part, (word, as_usual) in words.items() if word != as_usual}:
            forms[key] = own
    return {"name": name, "line": line, "forms": forms}


def reasons_against_heads(content: Mapping[str, Any]) -> Iterator[Reason]:
    """8.2.3: a form is told from the others by its number."""
    numbers: dict[str, str] = {}
    texts = [("name", content["name"]), ("line", content["line"])]
    for place, (key, form) in enumerate(FORMS.items()):
        head = head_in(content, form, "")
        if head.number.casefold() in numbers:
            told = gettext("%(number)s is the number of another form: %(other)s.")
            words = {"number": head.number, "other": numbers[head.number.casefold()]}
            yield Reason("twice", told % words, f"number_{place}")
        numbers[head.number.casefold()] = head.title
        own = content["forms"].get(key, {})
        texts += [(f"{name}_{place}", text) for name, text in own.items()]
    for field, text in texts:
        most = LONGEST[field.partition("_")[0]]
        if len(text) > most or not text.isprintable():
            yield Reason("text", gettext("At most %d signs in one line.") % most, field)
