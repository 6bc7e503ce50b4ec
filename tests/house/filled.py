"""A browser that fills forms: it finds every form that a page sends, and answers it until the page is content."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from html.parser import HTMLParser

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model
from django.forms import BaseForm, BaseFormSet
from django.urls import Resolver404, resolve
from django.utils import timezone

from tests.company import pdf

OURS = ("bizdept", "customers", "contracts", "confidentiality", "projects", "research", "training", "performance")
ROUNDS = 14  # of trying, until a form is given up
WORDS = "Honest words, long enough to be a reason of their own"
HEAD = "企业名称,客户,姓名,日期,内容,签订日期,有效期至\n"
TABLE = HEAD + "甲一公司,Secret Jia Ltd,zhao,2026-01-02,Prices,2026-01-02,2028-01-01\n"


@dataclass
class Found:
    """One form of a page as a browser would send it."""

    action: str
    sent: dict[str, list[str]] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    boxes: dict[str, list[str]] = field(default_factory=dict)  # what is not ticked
    buttons: list[tuple[str | None, str]] = field(default_factory=list)  # one of them is pressed


class Page(HTMLParser):
    """The forms that a page posts, and where it leads."""

    def __init__(self, words: str, here: str):
        super().__init__()
        self.here, self.forms, self.links = here, [], set()
        self.form = self.area = self.choice = None
        self.feed(words)

    def handle_starttag(self, tag, pairs):  # noqa: C901  one line for each tag that a browser sends
        given = dict(pairs)
        name, kind = given.get("name"), given.get("type", "")
        if tag == "a" and given.get("href", "").startswith("/"):
            self.links.add(given["href"].partition("#")[0])
        if tag in ("button", "input") and given.get("formaction"):
            self.forms.append(Found(given["formaction"].partition("?")[0], (self.form or Found("")).sent))
        if tag == "form":
            self.form = None
            if given.get("method", "").lower() == "post":
                self.form = Found(given.get("action") or self.here)
                self.forms.append(self.form)
        if self.form is None:
            return
        if name and "__prefix__" in name:
            return
        if tag == "button" and given.get("type") != "button":
            self.form.buttons.append((name, given.get("value") or ""))
        elif tag == "input" and name:
            if kind == "file":
                self.form.files.append(name)
            elif kind in ("checkbox", "radio") and "checked" not in given:
                self.form.boxes.setdefault(name, []).append(given.get("value") or "on")
            elif kind != "submit":
                self.form.sent.setdefault(name, []).append(given.get("value") or "")
        elif tag == "textarea" and name:
            self.area = name
            self.form.sent[name] = [""]
        elif tag == "select" and name:
            self.choice, self.several = name, "multiple" in given
        elif tag == "option" and self.choice:
            if "selected" in given:
                self.form.sent[self.choice] = [*self.form.sent.get(self.choice, []), given.get("value") or ""]
            elif self.choice not in self.form.sent and not self.several:
                self.form.boxes.setdefault(self.choice, []).append(given.get("value") or "")

    def handle_data(self, words):
        if self.area and self.form is not None:
            before = self.form.sent[self.area][0]
            self.form.sent[self.area][0] = before + words if before else words.removeprefix("\n")

    def handle_endtag(self, tag):
        self.area = None if tag == "textarea" else self.area
        if tag == "select" and self.form is not None and self.choice:
            first = self.form.boxes.get(self.choice)
            if self.choice not in self.form.sent and first and not self.several:
                self.form.sent[self.choice] = [first[0]]
        self.choice = None if tag == "select" else self.choice
        if tag == "form" and self.form is not None:
            if self.form.buttons and all(name for name, _value in self.form.buttons):
                self.form.sent.setdefault(self.form.buttons[0][0], [self.form.buttons[0][1]])
            self.form = None


def key_of(address: str) -> tuple | None:
    """The name of an address with the words that stand in it: what makes it another form, other than the record."""
    try:
        match = resolve(address.partition("?")[0])
    except Resolver404:
        return None
    words = [str(v) for v in match.kwargs.values() if isinstance(v, str) and not v.isdigit() and "." not in v]
    return (match.view_name, *words)


def forms_in(response) -> Iterator[BaseForm]:
    """Every form that a page was drawn with, and the formsets' own."""
    seen: dict[int, object] = {}  # kept alive, or the next one gets the same id
    for layer in response.context or ():
        for each in getattr(layer, "dicts", [layer]):
            yield from forms_within(dict(each), seen)


def forms_within(value, seen: dict[int, object], depth: int = 0) -> Iterator[BaseForm]:
    kind = type(value)  # isinstance() would ask what is lazy who it is
    if id(value) in seen or depth > 3:
        return
    seen[id(value)] = value
    if issubclass(kind, BaseForm):
        yield value
    elif issubclass(kind, BaseFormSet):
        yield from [value.management_form, *value.forms]
    else:
        for inner in parts_of(value, kind):
            yield from forms_within(inner, seen, depth + 1)


def parts_of(value, kind: type) -> list:
    if issubclass(kind, dict):
        return list(value.values())
    if issubclass(kind, list | tuple):
        return list(value)
    if not kind.__module__.startswith(OURS) or issubclass(kind, Model):
        return []
    wanted = BaseForm | BaseFormSet | list | tuple
    return [inner for inner in getattr(value, "__dict__", {}).values() if issubclass(type(inner), wanted)]


def fields_in(response) -> dict[str, forms.Field]:
    """By the name that is sent."""
    return {form.add_prefix(name): field for form in forms_in(response) for name, field in form.fields.items()}


def errors_in(response) -> dict[str, list[str]]:
    """What stands in the way, by the name that is sent; under "" what is said of the whole form."""
    found: dict[str, list[str]] = {}
    for form in forms_in(response):
        if form.is_bound:
            for name, said in form.errors.items():
                key = form.add_prefix(name) if name in form.fields else ""
                found.setdefault(key, []).extend(map(str, said))
    return found


def days(*away: int) -> list[list]:
    return [[(timezone.localdate() + timedelta(days=n)).isoformat()] for n in away]


def choices(known) -> list[list]:
    return [[value] for value in flat(known.choices)[:12]]


ANSWERS: tuple[tuple[type | tuple[type, ...], Callable], ...] = (  # the first that fits
    (forms.FileField, lambda known: [[pdf("honest.pdf")], [SimpleUploadedFile("list.csv", TABLE.encode())]]),
    (forms.BooleanField, lambda known: [["on"], []]),
    (forms.DateField, lambda known: days(0, 1, -1, 5, 30, 100, 300, -30, -300, 2)),
    (forms.DateTimeField, lambda known: [[f"{day}T10:00"] for (day,) in days(0, -1, 1)]),
    (
        (forms.MultipleChoiceField, forms.ModelMultipleChoiceField),
        lambda known: [*choices(known), flat(known.choices)],
    ),
    ((forms.ChoiceField, forms.ModelChoiceField), choices),
    (forms.DecimalField, lambda known: [["1.00"], ["12.00"], ["113.00"]]),
    (forms.IntegerField, lambda known: [["1"], ["5"], ["12"], ["0"], ["100"]]),
    (forms.EmailField, lambda known: [["honest@example.com"]]),
)


def answers_for(name: str, known: forms.Field | None) -> list[list]:
    """What may be sent in one field, one after the other."""
    if "password" in name:
        return [["a long one 7"], ["another long one 8"]]
    if found := next((answers for kind, answers in ANSWERS if isinstance(known, kind)), None):
        return found(known)
    longest = getattr(known, "max_length", None) or 200
    return [[word[:longest]] for word in (WORDS, "Honest", "honest7", "13800000000", "12", "x")]


def flat(choices) -> list[str]:
    """The values of choices, of their groups too."""
    found = []
    for value, label in choices:
        if isinstance(label, list | tuple):
            found += flat(label)
        elif str(value):
            found.append(str(value))
    return found


def ready(sent: dict) -> dict:
    """As the client posts it: a file is read anew each time."""
    out = {}
    for name, values in sent.items():
        for value in values:
            if hasattr(value, "seek"):
                value.seek(0)
        if values:
            out[name] = values
    return out


class Filled:
    """One form that is to be sent to one address. `content` once the site took it."""

    def __init__(self, client_of, address: str, found: Found | None, base: dict | None = None):
        self.client_of, self.address = client_of, address
        self.sent: dict[str, list] = {n: list(v) for n, v in (found.sent if found else {}).items()}
        self.sent |= {n: [v] if not isinstance(v, list) else v for n, v in (base or {}).items()}
        self.found, self.tried, self.said = found, {}, {}
        self.fields: dict[str, forms.Field] = {}
        self.status = 0
        for name in found.files if found else ():
            self.sent[name] = [pdf("honest.pdf")]

    def post(self, **more):
        return self.client_of().post(self.address, ready(self.sent | more))

    def judge(self, response) -> bool:
        self.status = response.status_code
        self.fields |= fields_in(response)
        self.said = errors_in(response) if response.status_code in (200, 409, 422) else {}
        return response.status_code in (302, 204) or response.status_code == 200 and not any(self.said.values())

    def next_for(self, name: str) -> bool:
        """Answer one field otherwise; whether there was another answer."""
        at = self.tried.get(name, -1) + 1
        known = self.fields.get(name)
        answers = answers_for(name, known)
        if known is None and self.found and name in self.found.boxes:
            answers = [[value] for value in self.found.boxes[name]]
        if at >= len(answers):
            return False
        self.tried[name], self.sent[name] = at, answers[at]
        return True

    def learn(self) -> bool:
        """Mend what the last answer was refused for; whether something was mended."""
        named = [name for name in self.said if name and name in (self.fields.keys() | self.sent.keys())]
        mended = [self.next_for(name) for name in named]
        if any(mended):
            return True
        blank = [n for n, f in self.fields.items() if not any(self.sent.get(n, [])) and n not in self.tried]
        blank = [n for n in blank if not isinstance(self.fields[n].widget, forms.HiddenInput)]
        blank += [n for n in (self.found.boxes if self.found else ()) if n not in self.sent and n not in self.tried]
        required = [n for n in blank if getattr(self.fields.get(n), "required", False)]
        return any([self.next_for(name) for name in required or blank[:1]])

    def __str__(self) -> str:
        said = {name: words[0][:70] for name, words in self.said.items()}
        return f"{self.address}: {self.status} {re.sub(r'[ ]+', ' ', str(said))[:200]}"
