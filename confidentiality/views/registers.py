"""A register of chapter 8 as a file: shown to whoever may read it, refused in a sentence, proven first."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from bizdept.access.pace import refuse_if_stopped
from bizdept.refusal import Refused
from bizdept.web import sheets
from bizdept.web.fresh import is_fresh, to_proof
from bizdept.web.lists.export_pages import MEDIA
from bizdept.web.pages import actor_of, as_download
from confidentiality.actions.registers import Register, take_out
from confidentiality.rules import registers as rules


def file_of(request, register: Register, rows: list, kind: str, conditions: str, *, at, has_more: bool):
    """The rows as a file, or back to the page with what stands in the way."""
    by, today = actor_of(request), timezone.localdate()
    refuse_if_stopped(by)
    if len(rows) > rules.limits(today).proof and not is_fresh(request):
        return to_proof(request)
    try:
        content, name = take_out(register, rows, kind, conditions, has_more=has_more, by=by, at=at, on=today)
    except Refused as refusal:
        for reason in refusal.reasons:
            messages.error(request, str(reason))
        return redirect(request.path)
    return attachment(content, name, kind)


def attachment(content: bytes, name: str, kind: str) -> HttpResponseBase:
    response = HttpResponse(content, content_type=MEDIA[kind])
    response["Content-Disposition"] = sheets.disposition(name)
    return as_download(response)
