"""The pages of levels: the level of one record, and one change of it."""

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from bizdept.access import changes, log
from bizdept.access.models import LevelChange
from bizdept.web.course import logs_of, steps, timeline
from bizdept.web.pages import acting, actor_of, admit, form_page, move_page, posted, visible_or_404
from bizdept.web.presses import SeenForm
from confidentiality.actions import levels as actions
from confidentiality.forms.levels import AdjustForm
from confidentiality.lifecycle.levels import LIFECYCLE
from confidentiality.shown import levels as shown

SHOWN = 20  # changes of one record


def of_record(request, kind, pk):
    """8.1.1: how confidential a record is, until when; raise it, keep it on, or propose to lower it."""
    model = shown.model_of(kind)
    if model is None:
        raise Http404
    record = visible_or_404(request, model, pk)
    by = acting(request, lambda actor: changes.may_adjust(actor, record))
    admit(request, changes.may_adjust(by, record), "access.adjust_level", record)
    form = AdjustForm(posted(request), record=record)

    def save():
        seen, given = SeenForm(request.POST).seen, form.cleaned_data
        change = actions.adjust(record, **given, by=by, on=timezone.localdate(), seen=seen)
        return change if change.state == LevelChange.State.PROPOSED else record

    return form_page(
        request, form, save=save, template="confidentiality/level.html", done=_("It is written down."), record=record,
        by=by, until=changes.holds_until(record), past=LevelChange.objects.of(record).for_list()[:SHOWN],
    )  # fmt: skip


def fetch(request, pk) -> LevelChange:
    return visible_or_404(request, LevelChange, pk)


def detail(request, pk):
    change = fetch(request, pk)
    log.look(change, by=actor_of(request))
    by = acting(request, lambda actor: bool(LIFECYCLE.open_to(actor, change)))
    logs = logs_of(change)
    context = {
        "record": change,
        "by": by,
        "moves": LIFECYCLE.open_to(by, change),
        "steps": steps(LIFECYCLE, change, logs) if change.decider else [],
        "timeline": timeline(LIFECYCLE, logs, []),
    } | shown.beside(change, request.user)
    return render(request, "confidentiality/level_change.html", context)


def move(request, pk, name):
    return move_page(request, LIFECYCLE, fetch(request, pk), name)
