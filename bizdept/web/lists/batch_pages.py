"""The pages of one deed on many rows: what it would do to each, what it did, going on, taking back."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import Http404, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bizdept.access import log
from bizdept.audit.clock import moment
from bizdept.people.actor import Actor, actors_of
from bizdept.web.lists import actions
from bizdept.web.lists import rows as fetching
from bizdept.web.lists.batch import BatchAction, Judged, fingerprint, judge, judge_one
from bizdept.web.lists.forms import MOST_PICKED, CameFrom, SelectionForm
from bizdept.web.lists.listing import Listing
from bizdept.web.lists.models import BatchLine, BatchRun
from bizdept.web.lists.page import query_of
from bizdept.web.pages import actor_of, admit
from bizdept.web.presses import KeyForm

SECONDS = 20  # of one answer; what is left then is gone on with by another press
Outcome = BatchLine.Outcome


@dataclass
class Picked:
    """The rows that somebody picked and may see, with the version that they were shown in."""

    records: list
    versions: dict[int, int]
    unknown: int  # ids that are nobody's, or not theirs to see
    is_capped: bool  # more met the conditions than one batch takes


def pick(request, listing: Listing, given: SelectionForm) -> Picked:
    """From the list: ids, or all that meet its conditions. From the page before: ids with their versions.

    A record that exists and is closed is passed over as if it did not, and noted, as its page does.
    """
    at, seen = moment(), given.seen() if given.is_valid() else {}
    if not seen and given.cleaned_data.get("everything"):
        form = listing.form(QueryDict(given.asked), request.user)
        found = fetching.first_of(listing.model, form, listing.columns, MOST_PICKED, at=at)
        records = found[:MOST_PICKED]
        return Picked(records, {r.pk: r.version for r in records}, 0, len(found) > MOST_PICKED)
    asked = list(seen) or given.cleaned_data.get("row") or []
    records = fetching.picked_of(listing.model, request.user, asked, at=at)
    absent = set(asked) - {record.pk for record in records}
    for record in fetching.closed_of(listing.model, absent):
        log.refused(record, by=actor_of(request), what=f"{listing.model._meta.app_label}.batch")
    return Picked(records, {r.pk: seen.get(r.pk, r.version) for r in records}, len(absent), False)


def entered_in(form: forms.BaseForm | None) -> dict[str, list[str]]:
    """What was typed for all rows, as a form sends it: kept, so that a run can be gone on with."""
    if form is None or not form.is_bound:
        return {}
    given = form.data if isinstance(form.data, QueryDict) else QueryDict("")
    return {name: given.getlist(name) for name in form.fields}


def batch(request, listing: Listing, name: str):
    """First what it would do to each row, then the deed. A GET shows the first page for the rows of its address."""
    action = listing.action(name)
    if action is None:
        raise Http404
    admit(request, action.offered(request.user), f"{listing.name}.batch.{name}")
    given = SelectionForm(request.POST if request.method == "POST" else request.GET)
    picked, key = pick(request, listing, given), KeyForm(request.POST)
    back = f"{listing.home}?{query_of(listing.form(QueryDict(given.asked), request.user))}"
    if not picked.records and (picked.unknown or request.method == "GET"):
        raise Http404
    if not picked.records:
        messages.error(request, _("Tick the rows first: nothing that you may see was picked."))
        return redirect(back)
    is_second = request.method == "POST" and bool(given.seen())
    form = action.form(request.POST if is_second else None, user=request.user) if action.form else None
    is_whole = form is None or (form.is_bound and form.is_valid())
    data, entered = dict(form.cleaned_data) if form and is_whole else {}, entered_in(form)
    stamp = fingerprint(picked.versions, entered) if is_whole else ""
    if is_second and is_whole and key.is_valid() and given.cleaned_data["shown"] == stamp:
        run = begin(request, listing, action, picked, entered, key)
        return redirect(address_of(listing, run, given.asked))
    context = {
        "listing": listing, "action": action, "form": form, "picked": picked, "back": back, "stamp": stamp,
        "query": given.asked, "press": key.kept, "is_whole": is_whole,
        "rows": ",".join(f"{pk}:{version}" for pk, version in picked.versions.items()),
    }  # fmt: skip
    context |= sorted_out(judge(action, picked.records, actors(request), data))
    return render(request, "lists/batch.html", context, status=422 if is_second and not is_whole else 200)


@require_POST
def take(request, listing: Listing):
    """Export what is ticked: on to the address of the file, where the export rule is kept."""
    given = SelectionForm(request.POST)
    asked = QueryDict(given.asked, mutable=True)
    asked.pop("page", None)
    if not given.cleaned_data.get("everything"):
        asked.setlist("row", [str(pk) for pk in given.cleaned_data.get("row") or []])
        if not asked.getlist("row"):
            messages.error(request, _("Tick the rows first: nothing that you may see was picked."))
            return redirect(f"{listing.home}?{asked.urlencode()}")
    asked["export"] = "xlsx"
    return redirect(f"{listing.home}?{asked.urlencode()}")


def sorted_out(judged: list[Judged]) -> dict[str, Any]:
    return {"ready": [j for j in judged if not j.reasons], "held": [j for j in judged if j.reasons]}


def actors(request) -> list[Actor]:
    return actors_of(request.user, actor_of(request).address)


def begin(request, listing: Listing, action: BatchAction, picked: Picked, entered: dict, key: KeyForm) -> BatchRun:
    """Start the run of this press and do as much of it as one answer may take. A second press finds the first."""
    run, is_new = actions.begin_run(
        listing.name, action.name, key.cleaned_data["press"], picked.versions, entered, by=actor_of(request),
        at=timezone.now(),
    )  # fmt: skip
    if is_new:
        work(request, listing, action, run)
    else:
        messages.info(request, _("It was pressed before; nothing was done twice."))
    return run


def work(request, listing: Listing, action: BatchAction, run: BatchRun) -> None:
    """Do what the run has left, by the rights and checks of now."""
    records = fetching.picked_of(listing.model, request.user, [pk for pk, _version in run.rows], at=moment())
    data = data_of(action, run, request.user)
    whom = actors(request)
    judged = (judge_one(action, record, whom, data) for record in records)
    actions.work_off(run, action, judged, data, on=timezone.localdate(), seconds=SECONDS)


def data_of(action: BatchAction, run: BatchRun, user) -> dict[str, Any]:
    """What was entered for the run, read again: a keeper may have left meanwhile."""
    if action.form is None:
        return {}
    given = QueryDict(mutable=True)
    for name, words in run.data.items():
        given.setlist(name, words)
    form = action.form(given, user=user)
    if not form.is_valid():
        raise Http404
    return dict(form.cleaned_data)


def run_of(request, listing: Listing, pk: int) -> tuple[BatchRun, BatchAction]:
    """One's own run: anybody else's does not exist."""
    run = BatchRun.objects.filter(person=request.user, kind=listing.name, pk=pk).first()
    action = listing.action(run.action) if run else None
    if run is None or action is None:
        raise Http404
    return run, action


def result(request, listing: Listing, pk: int):
    """What became of each row."""
    run, action = run_of(request, listing, pk)
    ids = [pk for pk, _version in run.rows]
    records = {r.pk: r for r in fetching.picked_of(listing.model, request.user, ids, at=moment())}
    lines = list(run.lines.all())
    told = [(line, records.get(line.record_id)) for line in lines]
    sorted_by = {outcome: [pair for pair in told if pair[0].outcome == outcome] for outcome in Outcome}
    context = {
        "listing": listing, "action": action, "run": run, "back": way_back(request, listing),
        "came_from": urlencode({"list": CameFrom(request.GET).asked}),
        "groups": [(outcome.label, pairs) for outcome, pairs in sorted_by.items()],
        "done": sorted_by[Outcome.DONE], "refused": sorted_by[Outcome.REFUSED],
        "left": sum(pk in records for pk in ids) - sum(line.record_id in records for line in lines),
        "may_undo": may_undo(run, action, lines),
    }  # fmt: skip
    return render(request, "lists/result.html", context)


def address_of(listing: Listing, run: BatchRun, asked: str) -> str:
    """The page of what came of a run, which knows the way back to the list."""
    return f"{listing.home}batch/runs/{run.pk}/?{urlencode({'list': asked})}"


def way_back(request, listing: Listing) -> str:
    """The list from which the rows were ticked, with its conditions."""
    return f"{listing.home}?{query_of(listing.form(QueryDict(CameFrom(request.GET).asked), request.user))}"


def may_undo(run: BatchRun, action: BatchAction, lines: list[BatchLine]) -> bool:
    is_fresh = timezone.now() < run.at + actions.UNDONE_WITHIN
    return is_fresh and action.undo is not None and any(x.outcome == Outcome.DONE and x.before for x in lines)


@require_POST
def go_on(request, listing: Listing, pk: int):
    """Do what is left of a run that took longer than one answer, or that was cut off."""
    run, action = run_of(request, listing, pk)
    admit(request, action.offered(request.user), f"{listing.name}.batch.{action.name}")
    work(request, listing, action, run)
    return redirect(address_of(listing, run, CameFrom(request.GET).asked))


@require_POST
def undo(request, listing: Listing, pk: int):
    """Put back what was done, where nobody has touched it since, within a day."""
    run, action = run_of(request, listing, pk)
    if may_undo(run, action, list(run.lines.all())):
        ids = [pk for pk, _version in run.rows]
        records = {r.pk: r for r in fetching.picked_of(listing.model, request.user, ids, at=moment())}
        whom = actors(request)

        def as_whom(record) -> Actor:
            return next((actor for actor in whom if action.may(actor, record)), whom[0])

        count = actions.undo(run, action, records, as_whom, on=timezone.localdate())
        messages.success(request, _("Taken back: %d.") % count)
    else:
        messages.error(request, _("It can't be taken back any more."))
    return redirect(address_of(listing, run, CameFrom(request.GET).asked))
