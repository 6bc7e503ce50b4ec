"""The pages of an import, for any importer: choose a file, match the columns, check, see what came of it."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from bizdept.refusal import Refused
from bizdept.web.imports import actions, store
from bizdept.web.imports.checking import Check, Importer
from bizdept.web.imports.forms import TABS, ColumnsForm, RunForm, SkipForm, TabForm, UploadForm
from bizdept.web.imports.models import ImportBatch
from bizdept.web.pages import actor_of, form_page, posted, posted_files

ROWS = 50  # on one page of the check
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

    def address(self, batch: ImportBatch, step: str = "") -> str:
        return f"{self.importer.base}{batch.pk}/{step + '/' if step else ''}"

    def importer_for(self, request, batch: ImportBatch) -> Importer:
        return self.importer(by=actor_of(request), on=timezone.localdate(), options=batch.options)

    def batch_of(self, request, pk: int) -> ImportBatch:
        """One's own import: anybody else's does not exist."""
        batch = ImportBatch.objects.of(request.user, self.importer.name).filter(pk=pk).first()
        if batch is None:
            raise Http404
        return batch

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
        }


def upload_page(request, place: Place):
    form = UploadForm(posted(request), posted_files(request))

    def save() -> str:
        kind, by = place.importer, actor_of(request)
        batch = actions.begin_upload(form.cleaned_data["file"], kind=kind, by=by, on=timezone.localdate())
        return place.address(batch, "columns")

    return form_page(
        request, form, save=save, template="imports/upload.html", done=_("The list is read."), creates=True,
        **place.context(0),
    )  # fmt: skip


def columns_page(request, place: Place, pk: int):
    batch = place.batch_of(request, pk)
    if batch.stage in (Stage.DONE, Stage.CANCELLED):
        return redirect(place.address(batch))
    importer = place.importer_for(request, batch)
    initial = {f"column_{column}": name for column, name in batch.mapping.items()}
    form = ColumnsForm(posted(request), headings=batch.headings, fields=importer.fields, initial=initial)
    options = place.options(posted(request), initial=batch.options)

    def save() -> str:
        actions.match_columns(batch, form.mapping(), options.cleaned_data, importer=importer, by=importer.by)
        return place.address(batch, "check")

    try:
        sheet = store.take(batch).sheets[batch.sheet]
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(place.importer.base)
    examples = sheet.rows[batch.header + 1 : batch.header + 4]
    columns = [(bound, [row[n] for row in examples if row[n]]) for n, bound in enumerate(form)]
    return form_page(
        request, form, save=save, template="imports/columns.html", done=_("The columns are matched."),
        parts=(options,), options=options, columns=columns, known=len(batch.mapping),
        count=len(sheet.rows) - batch.header - 1, **place.context(1, batch),
    )  # fmt: skip


def check_page(request, place: Place, pk: int):
    batch = place.batch_of(request, pk)
    if batch.stage in (Stage.DONE, Stage.CANCELLED):
        return redirect(place.address(batch))
    try:
        found = actions.checked(batch, place.importer_for(request, batch))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(place.importer.base if "gone" in refusal.codes else place.address(batch, "columns"))
    tab, number = TabForm(request.GET).wanted(found.counts)
    rows = found.of(tab)
    context = place.context(2, batch) | {
        "tabs": [(name, label, found.counts[name]) for name, label in TABS if found.counts[name] or name == tab],
        "tab": tab,
        "rows": rows[(number - 1) * ROWS : number * ROWS],
        "number": number,
        "has_next": number * ROWS < len(rows),
        "bar": bar_of(found),
        "writes": len(found.to_write),
        "stamp": found.stamp,
        "bad": found.counts["bad"],
        "remarks": [row for row in found.rows if row.remarks][:ROWS],
        "total": len(found.rows),
    }
    return render(request, "imports/check.html", context)


def bar_of(found: Check) -> list[dict]:
    """The stacked bar: for each kind its word, its count, where it begins and how wide it is, in rows."""
    labels, bar, start = dict(TABS), [], 0
    for kind, tone in TONES.items():
        if count := found.counts[kind]:
            bar.append({"label": labels[kind], "count": count, "start": start, "tone": tone})
            start += count
    return bar


def skip_page(request, place: Place, pk: int):
    batch, form = place.batch_of(request, pk), SkipForm(request.POST)
    if form.is_valid():
        told(request, lambda: actions.skip(batch, form.cleaned_data["line"], by=actor_of(request)))
    return redirect(place.address(batch, "check"))


def run_page(request, place: Place, pk: int):
    batch, form = place.batch_of(request, pk), RunForm(request.POST)
    if form.is_valid():
        importer, said = place.importer_for(request, batch), form.cleaned_data
        how = {"by": importer.by, "all_rows": said["rows"] == "all", "seen": said["seen"]}
        done = told(request, lambda: actions.run(batch, importer=importer, **how))
        if done:
            store.drop(batch)
            return redirect(place.address(batch))
    return redirect(place.address(batch, "check"))


def cancel_page(request, place: Place, pk: int):
    batch = place.batch_of(request, pk)
    if told(request, lambda: actions.cancel(batch, by=actor_of(request))):
        store.drop(batch)
        messages.success(request, _("The import is dropped. Nothing was changed."))
    return redirect(place.importer.base)


def result_page(request, place: Place, pk: int):
    batch = place.batch_of(request, pk)
    if batch.stage != Stage.DONE:
        is_over = batch.stage == Stage.CANCELLED
        return redirect(place.importer.base if is_over else place.address(batch, batch.stage))
    return render(request, "imports/result.html", place.context(4, batch) | {"counts": batch.counts})


def told(request, act) -> bool:
    """Do it, or say why not."""
    try:
        act()
    except Refused as refusal:
        messages.error(request, str(refusal))
        return False
    return True
