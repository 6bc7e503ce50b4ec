"""Pages without an account: whether a paper is ours (3.4.2)."""

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from bizdept.public.forms import CodeForm, PaperForm
from bizdept.public.rules import told_of
from bizdept.web import guesses
from bizdept.web.pages import actor_of, posted, posted_files
from bizdept.workflow import papers

A_MINUTE = 30


def held_back(response):
    """Neither search engines nor the next site learn of the address."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response


def too_often(request) -> bool:
    """More than thirty codes a minute from one address, of IPv6 one network, are tried by a machine: which then costs
    a look, and no write, each time."""
    key = f"{guesses.of_address(actor_of(request).address, A_MINUTE, 'verify').key}:{timezone.now():%d%H%M}"
    tried = cache.get(key, 0)
    if tried < A_MINUTE:
        cache.set(key, tried + 1, timeout=120)
    return tried >= A_MINUTE


@login_not_required
def ask(request):
    """Type the code of a paper."""
    form = CodeForm(request.GET or None)
    if form.is_bound and form.is_valid():
        return held_back(redirect("public:verify", code=papers.bare(form.cleaned_data["code"]).upper()[:60] or "-"))
    return held_back(render(request, "public/ask.html", {"form": form}))


@login_not_required
def verify(request, code):
    """What may be told of a paper; a file that is sent is compared byte by byte. Codes that are none look alike."""
    if too_often(request):
        context = {"form": CodeForm(initial={"code": code}), "trouble": _("Too many tries: wait a minute, please.")}
        return held_back(render(request, "public/ask.html", context, status=429))
    version = papers.find(code)
    if version is None:
        words = _("No paper of ours carries this code. Look again; if it stands so on the paper, it is not ours.")
        context = {"form": CodeForm(initial={"code": code}), "trouble": words}
        return held_back(render(request, "public/ask.html", context, status=404))
    form = PaperForm(posted(request), posted_files(request))
    context = {"told": told_of(version), "form": form, "is_compared": False}
    status = 200
    if request.method == "POST" and form.is_valid():
        sha256 = papers.hash_of(form.cleaned_data["paper"].chunks())
        context |= {"is_compared": True, "sha256": sha256, "paper": papers.same_bytes(version, sha256)}
    elif request.method == "POST":
        status = 422
    return held_back(render(request, "public/verify.html", context, status=status))
