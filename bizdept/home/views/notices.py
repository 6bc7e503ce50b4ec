"""What one has been told."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from bizdept.home.actions import read_all, read_one
from bizdept.home.forms import PageForm
from bizdept.notices.models import Notice

PAGE_SIZE = 30


def index(request):
    page = Paginator(Notice.objects.for_person(request.user), PAGE_SIZE).get_page(PageForm(request.GET).number)
    return render(request, "home/notices.html", {"page": page})


def follow(request, pk):
    """Go where a notice leads; it counts as read from then on (by POST, since a GET writes nothing)."""
    notice = get_object_or_404(Notice.objects.for_person(request.user), pk=pk)
    if request.method == "POST":
        read_one(notice, by=request.user)
    return redirect(notice.address or "home:notices")


@require_POST
def all_read(request):
    read_all(by=request.user)
    return redirect("home:notices")
