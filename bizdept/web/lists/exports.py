"""The rows of a list as a file, within the export rule (8.2.2)."""

import hashlib

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from bizdept.access.levels import Level
from bizdept.audit.chain import note, sealed
from bizdept.notices.outbox import News, tell
from bizdept.people.actor import Actor
from bizdept.people.models import Post, holders
from bizdept.regulation.numbers import value
from bizdept.web import sheets
from bizdept.web.columns import Column
from bizdept.web.fresh import is_fresh, to_proof
from bizdept.web.pages import actor_of, as_download

MEDIA = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv; charset=utf-8"}


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
