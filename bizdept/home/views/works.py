"""The page of a long piece of work, the press that stops it, the file that it made, the approval that it asked for."""

from django.views.decorators.http import require_POST

from bizdept.web.lists import export_pages
from bizdept.web.works import pages


def work(request, pk):
    return pages.wait_page(request, pk)


@require_POST
def stop(request, pk):
    return pages.stop_page(request, pk)


def file(request, pk):
    return export_pages.file_page(request, pk)


def decide(request, pk):
    return export_pages.decide_page(request, pk)
