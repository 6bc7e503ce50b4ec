"""The pages by which lists of customers come in (2.2.1, 3.1.1)."""

from collections.abc import Callable
from functools import wraps

from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from bizdept.web.imports import pages
from customers.forms import ImportOptions
from customers.imports import CustomerImporter
from customers.views import refuse_without_post

PLACE = pages.Place(CustomerImporter, ImportOptions, _("Import customers"), "3.1.1", "/customers/")


def for_sales(view: Callable) -> Callable:
    """Only whoever may open files imports them; a refusal is noted."""

    @wraps(view)
    def guarded(request, **kwargs):
        refuse_without_post(request, "import")
        return view(request, **kwargs)

    return guarded


@for_sales
def upload(request):
    return pages.upload_page(request, PLACE)


@for_sales
def columns(request, batch):
    return pages.columns_page(request, PLACE, batch)


@for_sales
def check(request, batch):
    return pages.check_page(request, PLACE, batch)


@require_POST
@for_sales
def skip(request, batch):
    return pages.skip_page(request, PLACE, batch)


@require_POST
@for_sales
def run(request, batch):
    return pages.run_page(request, PLACE, batch)


@require_POST
@for_sales
def cancel(request, batch):
    return pages.cancel_page(request, PLACE, batch)


@for_sales
def result(request, batch):
    return pages.result_page(request, PLACE, batch)
