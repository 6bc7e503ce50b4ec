"""An empty page, and a list of 25 rows for whoever is signed in."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render

from benchmarks.floor.models import Row


def empty(request):
    return HttpResponse("ok")


@login_required
def index(request):
    return render(request, "floor/index.html", {"rows": Row.objects.select_related("owner").order_by("-pk")[:25]})
