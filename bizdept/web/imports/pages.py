"""The pages of an import, for any importer: choose a file, match the columns, check, see what came of it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bizdept.refusal import Reason, Refused
from bizdept.web.handed import attachment
from bizdept.web.imports import actions, sheets, store, undoing, works
from bizdept.web.imports.checking import KINDS, Importer
from bizdept.web.imports.forms import TABS, ColumnsForm, HeaderForm, MendForm, RunForm, SkipForm, TabForm, UploadForm
from bizdept.web.imports.models import ImportBatch
from bizdept.web.pages import actor_of, admit, form_page, posted, posted_files
from bizdept.web.works.actions import order
from bizdept.web.works.models import Work

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

ROWS = 50  # on one page of the check
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MUCH, SOME = 0.1, 5  # of the rows of a list change a record, and not a few: somebody says that this is meant
TONES = {"new": "ok", "changed": "go", "duplicate": "late", "bad": "bad", "unchanged": "na", "skipped": "na"}
Stage = ImportBatch.Stage


@dataclass(frozen=True)
class Place:
    """The pages of one importer: where they are, and the form of what holds for all rows."""

    importer: type[Importer]
    options: type[forms.Form]
    title: str
    article: str
    home: str  # the list into which it all goes
    told: "StrOrPromise"  # how a record that is there already is found
    others: tuple[tuple["StrOrPromise", str], ...] = ()  # what else comes in from there: its name, its address

    def address(self, batch: ImportBatch, step: str = "") -> str:
        return f"{self.importer.base}{batch.pk}/{step + '/' if step else ''}"

    def importer_for(self, request, batch: ImportBatch | None = None) -> Importer:
        options = batch.options if batch else {}
        return self.importer(by=actor_of(request), on=timezone.localdate(), options=options)

    def batch_of(self, request, pk: int) -> ImportBatch:
        """One's own import: anybody else's does not exist."""
        batch = ImportBatch.objects.of(request.user, self.importer.name).filter(pk=pk).first()
        if batch is None:
            raise Http404
        return batch

    def elsewhere(self, batch: ImportBatch):
        """Where an import is looked at that has no open step; None, where it has."""
        if batch.stage in (Stage.RUNNING, Stage.UNDOING):
            work = Work.objects.filter(about=batch.pk, name__startswith="imports.").order_by("-pk").first()
            return redirect(f"/works/{work.pk}/" if work else self.importer.base)
        return redirect(self.address(batch)) if batch.is_over else None

    def context(self, now: int, batch: ImportBatch | None = None) -> dict:
        labels = [_("Choose the list"), _("Match the columns"), _("Check"), _("Result")]
        kinds = ["done" if n < now else "now" if n == now else "" for n in range(len(labels))]
        steps = [{"label": label, "state": kind} for label, kind in zip(labels, kinds, strict=True)]
        return {
            "steps": steps,
            "batch": batch,
            "title": self.title,
            "article": self.article,
            "base": self.importer.base,
            "home": self.home,
            "others": self.others,
        }


def upload_page(request, place: Place):
    form = UploadForm(posted(request), posted_files(request))

    def save() -> str:
        kind, by = place.importer, actor_of(request)
        batch = actions.begin_upload(form.cleaned_data["file"], kind=kind, by=by, on=timezone.localdate())
        return place.address(batch, "columns")

    earlier = ImportBatch.objects.of(request.user, place.importer.name)[:8]
    return form_page(
        request, form, save=save, template="imports/upload.html", done=_("The list is read."), creates=True,
        earlier=earlier, told=place.told, **place.context(0),
    )  # fmt: skip


def template_page(request, place: Place):
    """An empty workbook with the headings that are known, to be filled in."""
    return workbook(_("%s – template") % place.title, sheets.template(place.importer_for(request)))


def workbook(name: str, content: bytes) -> HttpResponseBase:
    return attachment(content, XLSX, f"{name}.xlsx")


def columns_page(request, place: Place, pk: int):
    batch = place.batch_of(request, pk)
    if away := place.elsewhere(batch):
        return away
    importer = place.importer_for(request, batch)
    initial = {f"column_{column}": name for column, name in batch.mapping.items()}
    form = ColumnsForm(posted(request), headings=batch.headings, fields=importer.fields, initial=initial)
    options = place.options(posted(request), initial=batch.options)

    def save() -> str:
        actions.match_columns(batch, form.mapping(), options.cleaned_data, importer=importer, by=importer.by)
        return place.address(batch, "check")

    try:
        table = store.take(batch)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(place.importer.base)
    sheet = table.sheets[batch.sheet]
    examples = sheet.rows[batch.header + 1 : batch.header + 4]
    columns = [(bound, [row[n] for row in examples if row[n]]) for n, bound in enumerate(form)]
    return form_page(
        request, form, save=save, template="imports/columns.html", done=_("The columns are matched."),
        parts=(options,), options=options, columns=columns, known=len(batch.mapping), count=batch.rows,
        header=HeaderForm(table=table, batch=batch), told=actions.told_of(batch, table), **place.context(1, batch),
    )  # fmt: skip


def header_page(request, place: Place, pk: int):
    """Take another sheet or another row for the headings."""
    batch = place.batch_of(request, pk)
    importer = place.importer_for(request, batch)
    try:
        form = HeaderForm(request.POST, table=store.take(batch), batch=batch)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(place.importer.base)
    if form.is_valid():
        told(request, lambda: actions.choose(batch, *form.chosen(), importer=importer, by=importer.by))
    return redirect(place.address(batch, "columns"))


def check_page(request, place: Place, pk: int):
    batch = place.batch_of(request, pk)
    if away := place.elsewhere(batch):
        return away
    shown, importer = store.shown_of(batch), place.importer_for(request, batch)
    try:
        if batch.rows > works.LONG and not shown.found(actions.key_of(batch)):
            return redirect(f"/works/{check_of(request, place, batch).pk}/")
        if batch.rows <= works.LONG:
            actions.look_over(batch, importer=importer)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(place.importer.base if "gone" in refusal.codes else place.address(batch, "columns"))
    found = shown.found(actions.key_of(batch))
    if found is None:  # another window has said something else of the rows meanwhile
        return redirect(request.path)
    tab, number = TabForm(request.GET).wanted(found["counts"])
    count = found["counts"][tab]
    changed, total = found["counts"]["changed"], sum(found["counts"].values())
    context = place.context(2, batch) | {
        "tabs": [(name, label, found["counts"][name]) for name, label in TABS if found["counts"][name] or name == tab],
        "tab": tab,
        "rows": shown.rows(tab, (number - 1) * ROWS, ROWS),
        "number": number,
        "has_next": number * ROWS < count,
        "bar": bar_of(found["counts"]),
        "writes": found["counts"]["new"] + changed,
        "stamp": found["stamp"],
        "bad": found["counts"]["bad"],
        "remarks": found["remarks"],
        "total": total,
        "changed": changed,
        "is_much": is_much(changed, total),
    }
    return render(request, "imports/check.html", context)


def is_much(changed: int, total: int) -> bool:
    """Whether a list would change so much of what is there that it may be last year's, or its columns have moved."""
    return changed >= SOME and changed > MUCH * total


def check_of(request, place: Place, batch: ImportBatch) -> Work:
    """The work that checks this batch: the one that is under way, or a new one."""
    under_way = Work.objects.open_of(request.user).filter(name="imports.check", about=batch.pk).first()
    return under_way or order(
        "imports.check", by=actor_of(request), about=batch.pk, title=_("Check “%s”") % batch.name,
        back_to=place.address(batch, "columns"),
    )  # fmt: skip


def bar_of(counts: dict[str, int]) -> list[dict]:
    """The stacked bar: for each kind its word, its count, where it begins and how wide it is, in rows."""
    labels, bar, start = dict(TABS), [], 0
    for kind, tone in TONES.items():
        if count := counts[kind]:
            bar.append({"label": labels[kind], "count": count, "start": start, "tone": tone})
            start += count
    return bar


def skip_page(request, place: Place, pk: int):
    batch, form = place.batch_of(request, pk), SkipForm(request.POST)
    if form.is_valid():
        told(request, lambda: actions.skip(batch, form.cleaned_data["line"], by=actor_of(request)))
    return redirect(place.address(batch, "check"))


def mend_page(request, place: Place, pk: int):
    """What a person put into the cells of one wrong row."""
    batch = place.batch_of(request, pk)
    form = MendForm(request.POST, width=len(batch.headings))
    if form.is_valid():
        line, cells = form.cleaned_data["line"], form.cells()
        told(request, lambda: actions.mend(batch, line, cells, by=actor_of(request)))
    return redirect(place.address(batch, "check"))


def wrong_page(request, place: Place, pk: int):
    """The rows that can't be read as a workbook, with what is wrong: to be corrected there and imported again."""
    batch = place.batch_of(request, pk)
    found = store.shown_of(batch).found(actions.key_of(batch))
    if found is None or batch.is_over:
        return redirect(place.address(batch, "check"))
    name = _("%s – wrong rows") % batch.name.rpartition(".")[0]
    return workbook(name, sheets.wrong_rows(batch))


def run_page(request, place: Place, pk: int):
    batch, form = place.batch_of(request, pk), RunForm(request.POST)
    if batch.stage != Stage.CHECK and (away := place.elsewhere(batch)):
        messages.error(request, _("This import is over: %s.") % batch.get_stage_display())
        return away
    if not form.is_valid():
        return redirect(place.address(batch, "check"))
    importer, said = place.importer_for(request, batch), form.cleaned_data
    how = {"all_rows": said["rows"] == "all", "seen": said["seen"]}
    try:
        counts = counts_of(batch, importer)
        if is_much(counts["changed"], sum(counts.values())) and not said["sure"]:
            messages.error(request, _("Many files would be changed. Look at them, and say that this is meant."))
            return redirect(f"{place.address(batch, 'check')}?tab=changed")
        if batch.rows > works.LONG:
            work = run_later(batch, how, importer)
            return redirect(f"/works/{work.pk}/")
        actions.run(batch, importer=importer, by=importer.by, **how)
    except Refused as refusal:
        store.shown_of(batch).forget()
        messages.error(request, str(refusal))
        return redirect(place.address(batch, "check"))
    store.drop(batch)
    return redirect(place.address(batch))


def counts_of(batch: ImportBatch, importer: Importer) -> dict[str, int]:
    """How many rows of each kind the last check found; a short list that was not looked at is checked now."""
    found = store.shown_of(batch).found(actions.key_of(batch))
    if found:
        return found["counts"]
    if batch.rows > works.LONG:
        raise Refused([Reason("unseen", _("Look at what would become of the rows first."))])
    counts = actions.look_over(batch, importer=importer).counts
    return {kind: counts[kind] for kind in KINDS}


def run_later(batch: ImportBatch, how: dict, importer: Importer) -> Work:
    title = _("Import “%s”") % batch.name
    return actions.run_by_worker(batch, how, by=importer.by, title=title, base=importer.base)


def cancel_page(request, place: Place, pk: int):
    batch = place.batch_of(request, pk)
    if told(request, lambda: actions.cancel(batch, by=actor_of(request))):
        store.drop(batch)
        messages.success(request, _("The import is dropped. Nothing was changed."))
    return redirect(place.importer.base)


def result_page(request, place: Place, pk: int):
    batch = place.batch_of(request, pk)
    if batch.stage in (Stage.DONE, Stage.UNDONE):
        context = place.context(4, batch) | {"counts": batch.counts, "until": batch.until}
        context["may_undo"] = not undoing.reasons_against_undoing(batch, timezone.now())
        return render(request, "imports/result.html", context)
    if batch.stage == Stage.CANCELLED:
        return redirect(place.importer.base)
    return place.elsewhere(batch) or redirect(place.address(batch, batch.stage))


def undo_page(request, place: Place, pk: int):
    """Take the whole import back."""
    batch, importer = place.batch_of(request, pk), place.importer_for(request)
    base, title = place.importer.base, _("Take back “%s”")
    try:
        if batch.rows > works.LONG and batch.stage == Stage.DONE:
            work = actions.undo_by_worker(batch, by=importer.by, title=title % batch.name, base=base)
            return redirect(f"/works/{work.pk}/")
        undoing.undo(batch, importer=importer, by=importer.by, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(place.address(batch))


def told(request, act: Callable[[], object]) -> bool:
    """Do it, or say why not."""
    try:
        act()
    except Refused as refusal:
        messages.error(request, str(refusal))
        return False
    return True


STEPS: dict[str, tuple[Callable, bool]] = {  # step -> (its page, whether it only takes what is sent)
    "columns": (columns_page, False),
    "header": (header_page, True),
    "check": (check_page, False),
    "skip": (skip_page, True),
    "mend": (mend_page, True),
    "wrong": (wrong_page, False),
    "run": (run_page, True),
    "cancel": (cancel_page, True),
    "undo": (undo_page, True),
}


def addresses(place: Place, word: str) -> list[URLPattern]:
    """The addresses of an importer's pages, below its `base`; each is open to whoever the importer admits."""

    def guarded(page: Callable, *, only_sent: bool = False) -> Callable:
        @wraps(page)
        def view(request, batch: int | None = None):
            admit(request, place.importer.admits(actor_of(request)), f"{place.importer.name}.import")
            return page(request, place) if batch is None else page(request, place, batch)

        return require_POST(view) if only_sent else view

    steps = [
        path(f"<int:batch>/{step}/", guarded(page, only_sent=only_sent), name=f"{word}_{step}")
        for step, (page, only_sent) in STEPS.items()
    ]
    return [
        path("", guarded(upload_page), name=word),
        path("template/", guarded(template_page), name=f"{word}_template"),
        path("<int:batch>/", guarded(result_page), name=f"{word}_result"),
        *steps,
    ]
