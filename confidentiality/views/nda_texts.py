"""The pages of the agreement's text: its versions, one of them, a draft."""

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from bizdept.web.course import logs_of, steps, timeline
from bizdept.web.pages import acting, actor_of, admit, form_page, move_page, posted, visible_or_404
from bizdept.web.presses import SeenForm
from bizdept.workflow.versions import pieces
from confidentiality.actions import ndas as actions
from confidentiality.forms.ndas import TextForm
from confidentiality.library.ndas import TITLE, usual_articles
from confidentiality.lifecycle.ndas import TEXTS
from confidentiality.models import NdaText
from confidentiality.rules import ndas as rules


def fetch(request, pk) -> NdaText:
    return visible_or_404(request, NdaText, pk)


def index(request):
    texts = NdaText.objects.for_versions(request.user)
    may_draft = rules.may_keep_ndas(actor_of(request))
    return render(request, "confidentiality/ndas/texts.html", {"texts": texts, "may_draft": may_draft})


def detail(request, pk):
    text = fetch(request, pk)
    by = acting(request, lambda actor: bool(TEXTS.open_to(actor, text)))
    logs, before = logs_of(text), NdaText.objects.before(text)
    context = {
        "record": text, "by": by, "moves": TEXTS.open_to(by, text), "steps": steps(TEXTS, text, logs),
        "timeline": timeline(TEXTS, logs, []), "may_edit": rules.may_revise_text(actor_of(request), text),
        "before": before, "changes": pieces(before.articles, text.articles) if before else [],
    }  # fmt: skip
    return render(request, "confidentiality/ndas/text.html", context)


def new(request):
    by = actor_of(request)
    admit(request, rules.may_keep_ndas(by), "confidentiality.draft_text")
    last = NdaText.objects.on(timezone.localdate())
    words = {"title": last.title, "articles": last.articles, "months": last.months} if last else {}
    form = TextForm(posted(request), initial=words or {"title": TITLE, "articles": usual_articles()})

    def save():
        return actions.draft_text(form.cleaned_data, by=by, on=timezone.localdate())

    return form_page(
        request, form, save=save, template="confidentiality/ndas/text_form.html", creates=True,
        done=_("Drawn up. Chief or leader put it in force."), record=None,
    )  # fmt: skip


def edit(request, pk):
    text, by = fetch(request, pk), actor_of(request)
    admit(request, rules.may_revise_text(by, text), "confidentiality.revise_text", text)
    form = TextForm(posted(request), initial=text.words)
    seen = SeenForm(request.POST).seen if request.method == "POST" else None

    def save():
        return actions.revise_text(text, form.cleaned_data, by=by, seen=seen)

    return form_page(
        request, form, save=save, template="confidentiality/ndas/text_form.html", done=_("Saved."), record=text
    )


def move(request, pk, name):
    return move_page(request, TEXTS, fetch(request, pk), name)
