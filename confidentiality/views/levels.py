"""The pages of levels: the register, the level of one record, and one change of it."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bizdept.access import changes, log
from bizdept.access.models import LevelChange
from bizdept.audit.clock import moment
from bizdept.web.course import logs_of, steps, timeline
from bizdept.web.pages import acting, actor_of, admit, form_page, move_page, posted, visible_or_404
from bizdept.web.presses import SeenForm
from confidentiality.actions import levels as actions
from confidentiality.actions.registers import Register
from confidentiality.columns.levels import LEVELS
from confidentiality.forms.levels import AdjustForm, LevelFilter
from confidentiality.lifecycle.levels import LIFECYCLE
from confidentiality.rules import grants
from confidentiality.rules.registers import most_at_once
from confidentiality.shown import level_register as register
from confidentiality.shown import levels as shown
from confidentiality.views.registers import file_of

SHOWN = 20  # changes of one record


def index(request):
    """8.2.2: the register: all changes of levels, and the periods that ended."""
    admit(request, bool(grants.scopes_of(request.user)), "confidentiality.levels")
    form, at = LevelFilter(request.GET, user=request.user), moment()
    if (kind := form.good("export")) and not form.errors:
        most = most_at_once(timezone.localdate(at))
        rows = register.found(form, at, 0, most + 1)
        told = register.in_words(rows[:most], form, at)
        about = Register("confidentiality.levels", _("Register of levels"), LEVELS)
        return file_of(request, about, told, kind, form.asked(), at=at, has_more=len(rows) > most)
    log.read("levels", by=actor_of(request), filter=form.asked())
    return render(request, "confidentiality/levels.html", {"form": form, "page": register.page(form, at)})


def address_of_register(user) -> str:
    """The register, for whoever reads it."""
    return reverse("confidentiality:levels:index") if grants.scopes_of(user) else ""


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
        register=address_of_register(request.user),
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
        "register": address_of_register(request.user),
    } | shown.beside(change, request.user)
    return render(request, "confidentiality/level_change.html", context)


def move(request, pk, name):
    return move_page(request, LIFECYCLE, fetch(request, pk), name)
