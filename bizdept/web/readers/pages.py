"""The pages that say to whom a record is open and why, and open it to one more, or to one fewer (8.2.2)."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.http import Http404
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bizdept.access import grants, log
from bizdept.access import trail as log_trail
from bizdept.access.levels import Level
from bizdept.access.models import AccessLog, Guarded
from bizdept.access.reading import first_day_of, grants_on, readings_of, readings_on
from bizdept.audit.clock import moment
from bizdept.audit.seals import label_of
from bizdept.people.models import User
from bizdept.web.forms import Nothing
from bizdept.web.pages import acting, actor_of, admit, form_page, posted
from bizdept.web.questions import Asked, trail
from bizdept.web.readers.forms import DayForm, OpenForm
from bizdept.web.trail import in_words

MONTH, SHOWN, COUNTED = timedelta(days=30), 8, 500
Fetch = Callable[[Any, int], Guarded]  # the record, if this person may see it


def readers(request, pk: int, *, fetch: Fetch):
    """To whom it is open, and why; whoever may open it to others finds the way to that here."""
    record = fetch(request, pk)
    form = DayForm(request.GET, on=timezone.localdate(moment()))
    day = form.day_asked
    told: dict[str, Any] = {"day": day.isoformat()} if day else {}
    log.look(record, by=actor_of(request), what="readers", always=True, **told)
    if day and day < form.on:
        return readers_then(request, record, form, day)
    by = acting(request, lambda actor: grants.may_grant(actor, record))
    at, may_grant = moment(), grants.may_grant(by, record)
    lines = looks_at(record, at, None if may_grant else request.user)
    context = {"record": record, "readings": readings_of(record, at), "may_grant": may_grant}
    context |= {"form": form, "here": address_of_readers(record), "looks": in_words(lines[:SHOWN], request.user, at)}
    context |= {
        "count": len(lines),
        "last": last_looks(lines),
        "whole": next(iter(trail(Asked(record, request.user)))),
    }
    return render(request, "readers/index.html", context)


def readers_then(request, record: Guarded, form: DayForm, day: date):
    """2.1.6, 8.2.2: the same of a day that is past, by the same rule, as rows of person and reason."""
    then = readings_on(record, day)
    context = {"record": record, "form": form, "then": then, "here": address_of_readers(record)}
    context |= {"day": day, "first": None if then else first_day_of(record)}
    return render(request, "readers/then.html", context)


def looks_at(record: Guarded, at: datetime, person: User | None) -> list[AccessLog]:
    """8.2.2: the lines of the last month about one record: all for whoever may open it to others, else one's own."""
    wanted = log_trail.Wanted(record=label_of(record), actor=person.pk if person else None)
    return [line for line in log_trail.read(wanted, size=COUNTED).lines if line.at > at - MONTH]


def last_looks(lines: list[AccessLog]) -> dict[int, datetime]:
    """When each person looked last, as far as these lines tell."""
    return {line.actor: line.at for line in reversed(lines) if line.kind == "look"}


def fetch_to_grant(request, pk: int, fetch: Fetch, what: str):
    """The record, and in whose name this person may open it to others."""
    record = fetch(request, pk)
    by = acting(request, lambda actor: grants.may_grant(actor, record))
    admit(request, grants.may_grant(by, record), what, record)
    return record, by


def open_to(request, pk: int, *, fetch: Fetch):
    """Open it to one more, with a reason and an end; from core secrets on after showing that it is still oneself."""
    record, by = fetch_to_grant(request, pk, fetch, "access.grant")
    people = User.objects.others_than(by.person, by.principal, record.owner)
    form = OpenForm(posted(request), record=record, people=people, on=timezone.localdate())

    def save():
        at, told = moment(), form.cleaned_data
        until = grants.end_of(told["until"], at, record.level)
        grants.grant(record, told["to"], by=by, reason=told["reason"], starts=at, until=until)
        return address_of_readers(record)

    return form_page(
        request, form, save=save, template="readers/open.html", done=_("It is open."), creates=True, record=record,
        by=by, fresh=record.level >= Level.CORE, back=address_of_readers(record),
    )  # fmt: skip


def close_to(request, pk: int, grant: int, *, fetch: Fetch):
    """End one grant now."""
    record, by = fetch_to_grant(request, pk, fetch, "access.end")
    row = next((row for row in grants_on(record, moment()) if row.pk == grant), None)
    if row is None:
        raise Http404

    def save():
        grants.end(row, by=by, because=_("ended by %s") % by, at=moment())
        return address_of_readers(record)

    return form_page(
        request, Nothing(posted(request)), save=save, template="readers/close.html", done=_("It is closed to them."),
        record=record, grant=row, back=address_of_readers(record),
    )  # fmt: skip


def address_of_readers(record: Guarded) -> str:
    """Beside the record's own page, whose name says where that is."""
    return reverse(f"{record.page.rpartition(':')[0]}:readers", args=[record.pk])


def addresses(fetch: Fetch) -> list[URLPattern]:
    """What a chapter's urls.py takes over, below the addresses of its records."""
    return [
        path("<int:pk>/readers/", partial(readers, fetch=fetch), name="readers"),
        path("<int:pk>/readers/new/", partial(open_to, fetch=fetch), name="open_to"),
        path("<int:pk>/readers/<int:grant>/end/", partial(close_to, fetch=fetch), name="close_to"),
    ]
