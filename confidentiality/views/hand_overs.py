"""The pages of hand-overs: the list, one of them, who takes over, the checklist, the list on paper."""

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from bizdept.access import log
from bizdept.audit.clock import moment
from bizdept.people.actor import Actor
from bizdept.web.course import logs_of, steps, timeline
from bizdept.web.handed import paper_page
from bizdept.web.lists.page import beside, list_page
from bizdept.web.pages import (
    acting,
    actor_of,
    admit,
    form_page,
    move_page,
    posted,
    visible_or_404,
)
from bizdept.workflow.holdings import holdings_of
from bizdept.workflow.questions import Owned
from confidentiality.actions import hand_overs as actions
from confidentiality.forms.hand_overs import BeginForm, ChecksForm, PageForm, RowsForm, SuccessorsForm
from confidentiality.lifecycle.hand_overs import LIFECYCLE
from confidentiality.listing import HAND_OVERS
from confidentiality.models import HandOver
from confidentiality.papers import hand_overs as papers
from confidentiality.rules import hand_overs as rules
from confidentiality.shown import hand_overs as shown


def fetch(request, pk) -> HandOver:
    """The hand-over with what its page names, if this person may see it."""
    return visible_or_404(request, HandOver, pk)


def whoever(request, record: HandOver, may) -> Actor:
    """In whose name somebody comes in here; 403 for whoever sees it and may not."""
    by = acting(request, lambda actor: may(actor, record))
    admit(request, may(by, record), "confidentiality.hand_over", record)
    return by


def looks_of(request, record: HandOver) -> dict:
    """8.2.2: what a leaver looked at of late is a part of the log, and reading it is noted as such."""
    log.read("looks", by=actor_of(request), person=record.owner_id)
    return shown.looks_of(record, request.user, moment())


def index(request):
    return list_page(request, HAND_OVERS, may_begin=rules.may_begin(actor_of(request)))


def detail(request, pk):
    record = fetch(request, pk)
    log.look(record, by=actor_of(request))
    by = acting(request, lambda actor: bool(LIFECYCLE.open_to(actor, record)))
    logs = logs_of(record)
    knows, reads = rules.may_know_numbers(by, record), rules.may_read_looks(by, record)
    is_open = record.state in (HandOver.State.OPEN, HandOver.State.HANDED)
    looks = looks_of(request, record) if reads else None
    context = {
        "record": record,
        "by": by,
        "moves": LIFECYCLE.open_to(by, record),
        "steps": steps(LIFECYCLE, record, logs) if record.is_leaving else [],
        "timeline": timeline(LIFECYCLE, logs, []),
        "beside": beside(request, HAND_OVERS, pk),
        "kept": shown.kept_by(record) if knows else None,
        "checks": shown.checklist(record) if record.is_leaving else [],
        "may_answer": shown.may_answer(by, record),
        "may_name": is_open and rules.may_hand_over(by, record),
        "looks": looks,
        "files": shown.files_of(record),
    }
    return render(request, "confidentiality/hand_over.html", context)


def new(request):
    by = acting(request, rules.may_begin)
    admit(request, rules.may_begin(by), "confidentiality.begin_hand_over")
    people = rules.people_for(by)
    form = BeginForm(posted(request), people=people, may_stay=rules.may_share_out(by))

    def save():
        given = dict(form.cleaned_data)
        return actions.begin(given.pop("person"), given.pop("why"), by=by, on=timezone.localdate(), **given)

    return form_page(
        request, form, save=save, template="confidentiality/hand_over_form.html", creates=True,
        done=_("Begun. Say now who takes over."),
    )  # fmt: skip


def successors(request, pk):
    record = fetch(request, pk)
    by = whoever(request, record, rules.may_hand_over)
    kinds = [(kept.owned.name, kept.owned.label) for kept in shown.kept_by(record) if kept.count]
    named = {row.kind: row.to_id for row in record.successors.all() if not row.row}
    form = SuccessorsForm(posted(request), kinds=kinds, people=rules.takers(by, record), initial=named)

    def save():
        actions.name_successors(record, form.named(), by=by)
        return record

    return form_page(
        request, form, save=save, template="confidentiality/successors.html", done=_("Saved."), handed=record,
    )  # fmt: skip


def kind_or_404(record: HandOver, kind: str) -> Owned:
    for owned in holdings_of(record.owner):
        if owned.name == kind:
            return owned
    raise Http404


def rows(request, pk, kind):
    """What is kept of one kind, a page at a time; single rows may go to somebody else."""
    record = fetch(request, pk)
    by = acting(request, lambda actor: rules.may_hand_over(actor, record))
    admit(request, rules.may_know_numbers(by, record), "confidentiality.hand_over", record)
    owned, number = kind_or_404(record, kind), PageForm(request.GET).number
    log.look(record, by=actor_of(request), what="list", always=True)
    may_name = rules.may_hand_over(by, record) and record.state in (HandOver.State.OPEN, HandOver.State.HANDED)
    if request.method == "POST":
        admit(request, may_name, "confidentiality.name_successor", record)
    form = RowsForm(posted(request), people=rules.takers(by, record))

    def save():
        given = form.cleaned_data
        actions.name_for_rows(record, kind, given["row"], given["to"], by=by)
        return f"{request.path}?page={number}"

    found, page = shown.rows_of(record, owned, by, number, moment(), judged=may_name)
    return form_page(
        request, form, save=save, template="confidentiality/hand_over_rows.html", done=_("Saved."), handed=record,
        owned=owned, rows=found, page=page, may_name=may_name,
    )  # fmt: skip


def went(request, pk):
    """The list of what went."""
    record = fetch(request, pk)
    by = actor_of(request)
    admit(request, rules.may_know_numbers(by, record), "confidentiality.hand_over", record)
    log.look(record, by=by, what="list", always=True)
    lines, page = shown.went_by(record, request.user, PageForm(request.GET).number, moment())
    return render(request, "confidentiality/went.html", {"record": record, "lines": lines, "page": page})


def checks(request, pk):
    record = fetch(request, pk)
    by = whoever(request, record, rules.may_check)
    form = ChecksForm(posted(request), names=shown.may_answer(by, record), answered=shown.answered(record))

    def save():
        actions.answer_checks(record, form.answers(), by=by, at=timezone.now())
        return record

    return form_page(
        request, form, save=save, template="confidentiality/checks.html", done=_("Saved."), handed=record,
        looks=looks_of(request, record) if rules.may_read_looks(by, record) else None,
    )  # fmt: skip


def paper(request, pk):
    """The list on paper, for three signatures."""
    record = fetch(request, pk)
    by = actor_of(request)
    admit(request, rules.may_know_numbers(by, record), "confidentiality.hand_over", record)
    return paper_page(
        request, record, lambda mark: papers.hand_over_list(record, mark=mark), f"{record.reference()}.pdf"
    )


def move(request, pk, name):
    return move_page(request, LIFECYCLE, fetch(request, pk), name)
