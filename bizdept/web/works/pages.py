"""The page on which one waits for a piece of work, and may leave."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from bizdept.web.pages import actor_of
from bizdept.web.works.actions import stop
from bizdept.web.works.models import Work
from bizdept.web.works.progress import is_to_stop, last_word

PAUSE = "2"  # seconds until a page without script asks again


def work_of(request, pk: int) -> Work:
    """One's own work: anybody else's does not exist."""
    work = Work.objects.filter(pk=pk, person=request.user).first()
    if work is None:
        raise Http404
    return work


def wait_page(request, pk: int) -> HttpResponse:
    """How far it is; when it is done, what it led to, or the file that it made."""
    work = work_of(request, pk)
    if work.stage == Work.Stage.DONE and not work.file:
        return redirect(work.leads_to or work.back_to or "/")
    word = last_word(work)
    context = {"work": work, "word": word, "is_stopping": is_to_stop(work) and not work.is_over}
    is_part = request.htmx and not request.htmx.boosted
    response = render(request, "works/part.html" if is_part else "works/wait.html", context)
    if work.is_moving and not is_part:
        response.headers["Refresh"] = PAUSE
    return response


def stop_page(request, pk: int) -> HttpResponse:
    work = work_of(request, pk)
    stop(work, by=actor_of(request), at=timezone.now())
    return redirect(f"/works/{work.pk}/")
