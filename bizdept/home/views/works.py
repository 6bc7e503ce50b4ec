"""The page of a long piece of work, and the press that stops it."""

from django.views.decorators.http import require_POST

from bizdept.web.works import pages


def work(request, pk):
    return pages.wait_page(request, pk)


@require_POST
def stop(request, pk):
    return pages.stop_page(request, pk)
