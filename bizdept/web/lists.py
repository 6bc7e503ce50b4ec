"""The page of many records: filters from the address, what one may see, in pages, or as Excel."""

import hashlib
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bizdept.access.levels import Level
from bizdept.audit.chain import note, sealed
from bizdept.audit.clock import moment
from bizdept.notices.outbox import News, tell
from bizdept.people.actor import Actor
from bizdept.people.models import Post, holders
from bizdept.regulation.numbers import value
from bizdept.web import sheets
from bizdept.web.columns import Column, sortable
from bizdept.web.fresh import is_fresh, to_proof
from bizdept.web.pages import actor_of, as_download

PAGE_SIZE = 25
COUNTED = 1000  # beyond it the list says "1000+"
DEEPEST = 400  # pages; deeper ones are reached by filters
MEDIA = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv; charset=utf-8"}


class ListForm(forms.Form):
    """What every list's address may hold. A subclass adds its filters; `criteria` goes to `matching(…)`."""

    q = forms.CharField(label=gettext_lazy("search"), required=False, max_length=100)
    view = forms.CharField(required=False, max_length=20)
    sort = forms.CharField(required=False, max_length=40)
    page = forms.IntegerField(required=False, min_value=1, max_value=DEEPEST)
    export = forms.ChoiceField(required=False, choices=[("", ""), ("xlsx", "xlsx"), ("csv", "csv")])

    ASIDE = ("view", "sort", "page", "export")  # not conditions
    MORE: tuple[str, ...] = ()  # filters that are folded away until somebody asks for them
    VIEWS: list[tuple[str, str]] = []  # the tabs: (word of ?view=, label); the first is the usual one

    def __init__(self, *args, user=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        if user is not None:
            self.offer(user)
        self.is_valid()  # what can't be read is said at its field and left out

    def offer(self, user) -> None:
        """Fill in the choices that depend on who asks."""

    def good(self, name: str) -> Any:
        """A parameter that could be read, else nothing."""
        value = self.cleaned_data.get(name)
        return None if name in self.errors or value in ("", None) else value

    @property
    def shown_view(self) -> str:
        names = [name for name, _label in self.VIEWS]
        asked = self.good("view")
        return asked if asked in names else (names or [""])[0]

    def conditions(self) -> dict[str, Any]:
        """The conditions that somebody has set: what the chips show."""
        read = {name: self.good(name) for name in self.fields if name not in self.ASIDE}
        return {name: value for name, value in read.items() if value is not None}

    def more_is_set(self) -> bool:
        """Whether one of the folded filters is in use or could not be read."""
        return any(self.good(name) is not None or name in self.errors for name in self.MORE)

    def criteria(self) -> dict[str, Any]:
        """What `matching` is asked: the conditions, and the view if there are any."""
        return self.conditions() | ({"view": self.shown_view, "user": self.user} if self.VIEWS else {})

    def asked(self) -> str:
        """The view and the conditions as the access log keeps them; that somebody searched, not for which words."""
        told = {name: "…" if name == "q" else value for name, value in self.conditions().items()}
        view = {"view": self.shown_view} if self.shown_view else {}
        return " ".join(f"{name}={getattr(value, 'pk', value)}" for name, value in (view | told).items())

    def chips(self) -> list[tuple[str, Any, str]]:
        """(name, label, value in words) of each condition."""
        return [
            (name, self.fields[name].label or name, self._in_words(name, v)) for name, v in self.conditions().items()
        ]

    def _in_words(self, name: str, value) -> str:
        field = self.fields[name]
        choices = {} if isinstance(field, forms.ModelChoiceField) else dict(getattr(field, "choices", ()))
        return str(choices.get(value, value))


@dataclass(frozen=True)
class Rows:
    """One page of a list."""

    records: list
    number: int
    count: int
    has_next: bool

    @property
    def is_capped(self) -> bool:
        return self.count > COUNTED

    @property
    def shown(self) -> str:
        return f"{COUNTED}+" if self.is_capped else str(self.count)

    @property
    def first(self) -> int:
        return (self.number - 1) * PAGE_SIZE + 1 if self.records else 0

    @property
    def last(self) -> int:
        return self.first + len(self.records) - 1 if self.records else 0

    @property
    def numbers(self) -> list[int | None]:
        """Page numbers to offer: the first, the last that is known, those around; None is a gap."""
        last = -(-min(self.count, COUNTED) // PAGE_SIZE) or 1
        near = {1, last, *range(self.number - 2, self.number + 3)}
        wanted = sorted(n for n in near if 1 <= n <= max(last, self.number))
        found: list[int | None] = []
        for n in wanted:
            if found and found[-1] is not None and n > found[-1] + 1:
                found.append(None)
            found.append(n)
        return found


def list_page(request, model, *, filters: type[ListForm], columns: list[Column], template: str, title: str, **context):
    """Answer a list's address: the page, or the same rows as Excel.

    `model.objects` must know `visible_to`, `for_list()` (what a row shows comes in one query) and
    `matching(**criteria)`. `context` goes to the template as it is.
    """
    form = filters(request.GET, user=request.user)
    orders, at = sortable(columns), moment()
    sort = form.good("sort") if form.good("sort") in orders else ""
    visible = model.objects.for_list().visible_to(request.user, at).matching(**form.criteria())
    ordered = visible.order_by(*orders.get(sort, ()), "-opened_on", "-pk")
    if kind := form.good("export"):
        return export(request, ordered, columns, kind, title, form.asked())
    number = form.good("page") or 1
    is_plain = number == 1 and not sort and not form.conditions() and form.shown_view in ("", "all")
    if is_plain:
        page = model.objects.for_list().visible_page(request.user, size=PAGE_SIZE, at=at)
        records, has_next = page.records, page.next is not None
    else:
        start = (number - 1) * PAGE_SIZE
        records = list(ordered[start : start + PAGE_SIZE + 1])
        if number > 1 and not records:  # beyond the end: rows have gone meanwhile, or somebody guessed
            number, records = 1, list(ordered[: PAGE_SIZE + 1])
        records, has_next = records[:PAGE_SIZE], len(records) > PAGE_SIZE
    is_all = number == 1 and not has_next
    count = len(records) if is_all else visible.order_by()[: COUNTED + 1].count()
    context |= {
        "title": title,
        "rows": Rows(records, number, count, has_next),
        "columns": [column for column in columns if not column.only_export],
        "form": form,
        "sort": sort,
        "conditions": form.chips(),
    }
    return render(request, template, context)


def export(request, rows, columns: list[Column], kind: str, title: str, asked: str) -> HttpResponseBase:
    """The rows of a list as a file, within the export rule (8.2.2): noted with their number, what was asked for and
    the file's hash; the chief hears of large ones; what is too much, or holds core secrets, is refused."""
    today = timezone.localdate()
    most, free = int(value("exports.approval_rows", today)), int(value("exports.free_rows", today))
    records = list(rows[: most + 1])
    refusal = ""
    if len(records) > most:
        refusal = _("More than %(count)d rows leave the house only with approval: set a filter.") % {"count": most}
    elif any(record.level >= Level.CORE for record in records):
        refusal = _("The list holds core secrets, which leave the house only with approval.")
    if refusal:
        messages.error(request, refusal)
        return redirect(request.path)
    if len(records) > int(value("exports.proof_rows", today)) and not is_fresh(request):
        return to_proof(request)
    by, of = actor_of(request), rows.model._meta.label_lower
    content = sheets.xlsx(title, columns, records) if kind == "xlsx" else sheets.csv(columns, records)
    sha256 = hashlib.sha256(content).hexdigest()
    with sealed():
        note("look", "look.export", by.person, by=by, of=of, rows=len(records), filter=asked, sha256=sha256)
        if len(records) > free:
            tell_chief(by, len(records), title)
    response = HttpResponse(content, content_type=MEDIA[kind])
    response["Content-Disposition"] = sheets.disposition(f"{title}.{kind}")
    return as_download(response)


def tell_chief(by: Actor, count: int, title: str) -> None:
    """The chief above somebody hears that many rows left the house."""

    def text() -> str:
        return _("%(who)s took %(count)d rows out of the list “%(title)s”.") % words

    words = {"who": by.person, "count": count, "title": title}
    key = f"export:{by.person.pk}:{timezone.now():%Y%m%d%H%M%S}"
    chiefs = (c for c in holders(Post.CHIEF, by.person.department_id) if c != by.person)
    tell(News(chief, key, text) for chief in chiefs)
