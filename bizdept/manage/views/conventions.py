"""Labels of levels and what else the house writes in a way of its own: what holds, what waits for a signature."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bizdept.manage import forms
from bizdept.manage.actions import conventions as actions
from bizdept.manage.conventions import kinds
from bizdept.manage.views.door import only
from bizdept.people import rules
from bizdept.people.models import Post
from bizdept.regulation.conventions import convention
from bizdept.regulation.models import Convention
from bizdept.web.pages import form_page, posted


def kind_or_404(subject: str) -> kinds.Kind:
    if subject not in kinds.KINDS:
        raise Http404
    return kinds.KINDS[subject]


def page_of(subject: str) -> str:
    return reverse("manage:convention", args=[subject])


def index(request, subject):
    """8.1.1: how it is written now; what is proposed; how it came to be."""
    by = only(request, rules.may_see_conventions, "convention")
    kind = kind_or_404(subject)
    waiting, decided = kinds.proposals(subject)
    now, tells = convention(subject), rules.may_know_numbers(by)
    context = {
        "title": kind.title, "kind": kind, "subject": subject, "lines": kinds.held_lines(subject, tells),
        "may_propose": rules.may_propose_convention(by),
        "waiting": [
            (row, kinds.changed_lines(row, now, tells), rules.may_decide_convention(by, row)) for row in waiting
        ],
        "decided": [(row, kinds.changed_lines(row, {}, tells)) for row in decided],
    }  # fmt: skip
    return render(request, "manage/convention.html", context)


def propose(request, subject):
    """The whole of a subject in one form."""
    by = only(request, rules.may_propose_convention, "propose_convention")
    kind = kind_or_404(subject)
    form = kind.form(posted(request), now=convention(subject))

    def save():
        actions.propose(subject, form.content, by=by, at=timezone.now())
        return page_of(subject)

    return form_page(
        request, form, save=save, template="manage/form.html", creates=True, fresh=True, done=_("It is proposed."),
        title=_("Propose a change"), parent=(kind.title, page_of(subject)), back=page_of(subject),
        move="manage.propose_convention", verb=_("Propose"), clause=kind.article,
        note=_("It holds once the leader has signed it."),
    )  # fmt: skip


def to_decide(request, pk: int, what: str):
    by = only(request, lambda actor: actor.holds(Post.LEADER), what)
    row = Convention.objects.select_related("proposed_by").in_bulk([pk]).get(pk)
    if row is None:
        raise Http404
    only(request, lambda actor: rules.may_decide_convention(actor, row), what, row)
    return by, row


def sign(request, pk):
    by, row = to_decide(request, pk, "sign_convention")
    return deciding(
        request, row, by, True, title=_("Sign: %s") % row.get_subject_display(), verb=_("Sign"), done=_("Signed."),
        move="manage.sign_convention", tone="ok", fresh=True,
    )  # fmt: skip


def decline(request, pk):
    by, row = to_decide(request, pk, "decline_convention")
    return deciding(
        request, row, by, False, title=_("Decline the proposal"), verb=_("Decline"), done=_("Declined."),
        move="manage.decline_convention", tone="bad",
    )  # fmt: skip


def deciding(request, row: Convention, by, is_signed: bool, **more):
    kind = kinds.KINDS[row.subject]

    def save():
        actions.decide(row, is_signed, by=by, at=timezone.now())
        return page_of(row.subject)

    lines = kinds.changed_lines(row, convention(row.subject), rules.may_know_numbers(by))
    return form_page(
        request, forms.Nothing(posted(request)), save=save, template="manage/ask.html", clause=kind.article,
        back=page_of(row.subject), sentences=[
            _("%s proposes:") % row.proposed_by, *(f"{line.what}: {line.how} {line.beside}" for line in lines),
        ], **more,
    )  # fmt: skip
