"""What a worker does for an import: check a long list, write it, take it back."""

from django.utils import timezone

from bizdept.web.imports import actions, store, undoing
from bizdept.web.imports.checking import Importer
from bizdept.web.imports.models import ImportBatch
from bizdept.web.works.actions import actor_of, kind
from bizdept.web.works.models import Work
from bizdept.web.works.progress import Progress

Stage = ImportBatch.Stage
LONG = 3000  # rows; what is longer is done by a worker


def batch_and_importer(work: Work) -> tuple[ImportBatch, Importer]:
    batch, by = ImportBatch.objects.get(pk=work.about or 0), actor_of(work)
    importer = Importer.known[batch.kind](by=by, on=timezone.localdate(), options=batch.options)
    return batch, importer.admitted()


@kind("imports.check")
def check(work: Work, progress: Progress) -> str:
    batch, importer = batch_and_importer(work)
    actions.look_over(batch, importer=importer, progress=progress)
    return f"{importer.base}{batch.pk}/check/"


def open_again(work: Work) -> None:
    actions.give_back(ImportBatch.objects.get(pk=work.about or 0), on=timezone.localdate())


@kind("imports.run", undo=open_again)
def run(work: Work, progress: Progress) -> str:
    batch, importer = batch_and_importer(work)
    if batch.stage != Stage.DONE:  # a worker that died after its commit
        told = {"all_rows": work.told["all_rows"], "seen": work.told["seen"]}
        actions.run(batch, importer=importer, by=importer.by, progress=progress, **told)
    store.drop(batch)
    return f"{importer.base}{batch.pk}/"


@kind("imports.undo", undo=open_again)
def undo(work: Work, progress: Progress) -> str:
    batch, importer = batch_and_importer(work)
    if batch.stage != Stage.UNDONE:
        undoing.undo(batch, importer=importer, by=importer.by, at=timezone.now(), progress=progress)
    return f"{importer.base}{batch.pk}/"
