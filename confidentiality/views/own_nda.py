"""One's own NDA: the text, the press that signs it, the paper that was signed before."""

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from bizdept.people.clock import today
from bizdept.regulation.labels import in_labels
from bizdept.web.handed import printed
from bizdept.web.pages import actor_of, admit, form_page, posted, posted_files
from confidentiality.actions import ndas as actions
from confidentiality.forms.ndas import HandInForm, SignForm
from confidentiality.models import Nda
from confidentiality.papers import ndas as papers
from confidentiality.rules import ndas as rules
from confidentiality.shown import ndas as shown
from confidentiality.views.ndas import signed_page


def mine(request):
    """8.2.1: read the text, tick the box, sign: what is above internal is open on the next request."""
    by, found = actor_of(request), shown.own(request.user, today())
    form = SignForm(posted(request), initial={"sha256": found["text"].sha256 if found["text"] else ""})

    def save():
        actions.sign_own(sha256=form.cleaned_data["sha256"], by=by, on=timezone.localdate())
        return "/confidentiality/ndas/mine/"

    return form_page(
        request, form, save=save, template="confidentiality/ndas/mine.html", creates=True, fresh=True,
        done=in_labels(_("Signed. What is above “%(internal)s” is open to you as your post has it.")),
        is_covered=rules.is_covered(request.user), **found,
    )  # fmt: skip


def paper(request):
    """I signed on paper already: whoever keeps the register is asked to look for it."""
    by = actor_of(request)
    admit(request, rules.is_covered(request.user), "confidentiality.hand_in_nda")
    form = HandInForm(posted(request), posted_files(request))

    def save():
        actions.hand_in_own(**form.cleaned_data, by=by, on=timezone.localdate())
        return "/confidentiality/ndas/mine/"

    return form_page(
        request, form, save=save, template="confidentiality/ndas/paper.html", creates=True,
        done=_("Handed in. It counts once it is registered, and you are told."),
    )  # fmt: skip


def pdf(request):
    """What I signed; before that, today's text to be signed by hand, which tells nobody anything."""
    found = shown.own(request.user, today())
    nda, text = found["mine"], found["text"]
    version = papers.version_of(nda) if nda else None
    if nda and version:
        return signed_page(request, Nda.objects.with_rights(request.user, nda.pk), version)
    if text is None or not text.is_whole:
        raise Http404
    name = f"{text.reference()}.pdf"
    return printed(request, lambda: papers.blank_pdf(request.user, text), name, "confidentiality:ndas:mine")
