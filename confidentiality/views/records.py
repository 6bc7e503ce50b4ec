"""The page of every record of chapter 8, of what is done beside its moves, of its files."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from bizdept.access import log
from bizdept.people.actor import Actor
from bizdept.web.course import logs_of, steps, timeline
from bizdept.web.lists.listing import Listing
from bizdept.web.lists.page import beside
from bizdept.web.pages import acting, actor_of, admit, form_page, posted, posted_files
from confidentiality.actions.evidence import add_evidence
from confidentiality.forms.rectifications import EvidenceForm


def record_page(request, listing: Listing, record, template: str, **context) -> HttpResponse:
    """A record with its moves, its way so far and what stands beside it."""
    lifecycle = listing.lifecycle
    log.look(record, by=actor_of(request))
    by = acting(request, lambda actor: bool(lifecycle.open_to(actor, record)))
    logs = logs_of(record)
    context |= {
        "record": record,
        "listing": listing,
        "by": by,
        "moves": lifecycle.open_to(by, record),
        "steps": steps(lifecycle, record, logs),
        "timeline": timeline(lifecycle, logs, []),
        "beside": beside(request, listing, record.pk),
    }
    return render(request, template, context)


def ask_page(
    request, listing: Listing, form, *, save: Callable[[], object], title: str, lead: str, move: str, done: str,
    back: str, creates: bool = True, **context,
) -> HttpResponse:  # fmt: skip
    """A form of the chapter: what it is for stands above it."""
    words = {"title": title, "lead": lead, "move": move, "back": back, "article": listing.article}
    return form_page(
        request, form, save=save, template="confidentiality/ask.html", done=done, creates=creates, listing=listing,
        **words, **context,
    )  # fmt: skip


def evidence_page(request, listing: Listing, record, may: Callable[[Actor, Any], bool]) -> HttpResponse:
    """Add a photo or a paper to a record, for whoever may."""
    by, what = actor_of(request), f"confidentiality.{listing.name}.add_file"
    admit(request, may(by, record), what, record)
    form = EvidenceForm(posted(request), posted_files(request))

    def save():
        add_evidence(record, form.cleaned_data["file"], may, by=by)
        return record

    return ask_page(
        request, listing, form, save=save, title=_("Add a file"), done=_("The file is added."), move=what,
        lead=_("It is as confidential as the record itself, and can be opened by whoever sees that."),
        back=record.get_absolute_url(), record=record,
    )  # fmt: skip
