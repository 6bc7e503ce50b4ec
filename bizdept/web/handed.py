"""What a page hands out: a PDF or a workbook, as a file to be kept; a paper of a record with its mark (8.2.2)."""

import hashlib
from collections.abc import Callable, Sequence

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from bizdept.access import log
from bizdept.access.levels import Level
from bizdept.access.models import Guarded, Taken
from bizdept.access.pace import refuse_if_stopped
from bizdept.access.taken import Mark, new_mark
from bizdept.audit.clock import moment
from bizdept.web import sheets
from bizdept.web.pages import actor_of, as_download
from bizdept.web.pdf import NoPrinter

PDF = "application/pdf"


def attachment(content: bytes, media: str, name: str) -> HttpResponseBase:
    """Bytes as a file to be kept, and neither shown nor run."""
    response = HttpResponse(content, content_type=media)
    response["Content-Disposition"] = sheets.disposition(name)
    return as_download(response)


def printed(request, make: Callable[[], bytes], name: str, back) -> HttpResponseBase:
    """A PDF; where nothing can be printed, `back` again with what is missing."""
    try:
        return attachment(make(), PDF, name)
    except NoPrinter as missing:
        messages.error(request, str(missing))
        return redirect(back)


def paper_page(
    request,
    record: Guarded,
    make: Callable[[Mark], bytes],
    name: str,
    *,
    part: int | None = None,
    is_for_both: bool = False,
    **data,
) -> HttpResponseBase:
    """Print something about a record that was fetched with its rights, with the mark of whoever takes it: it stands
    in the log and in the register of what left the house, whatever its level. `part` is the number of a version.

    Its name says the level, but of what goes to the other party (`is_for_both`): that never carries it (domain.md).
    """
    by = actor_of(request)
    refuse_if_stopped(by)
    mark = new_mark(by, moment())

    def take() -> bytes:
        content = make(mark)
        sha256 = hashlib.sha256(content).hexdigest()
        log.take(record, mark, Taken.How.PAPER, by=by, sha256=sha256, part=part, level=record.level, **data)
        return content

    return printed(request, take, name if is_for_both else sheets.leveled(name, record.level), record)


def paper_of_list(
    request,
    what: str,
    kind: type[Guarded],
    records: Sequence[Guarded],
    make: Callable[[Mark, int], bytes],
    name: str,
    *,
    back: str,
) -> HttpResponseBase:
    """Print a list of records of one kind: one line and one row for all of them, by the highest level among them."""
    by = actor_of(request)
    refuse_if_stopped(by)
    mark, level = new_mark(by, moment()), max((record.level for record in records), default=Level.INTERNAL)

    def take() -> bytes:
        content = make(mark, level)
        sha256, label = hashlib.sha256(content).hexdigest(), kind._meta.label_lower
        log.take_list(what, label, mark, Taken.How.PAPER, by=by, sha256=sha256, level=level, rows=len(records))
        return content

    return printed(request, take, sheets.leveled(name, level), back)
