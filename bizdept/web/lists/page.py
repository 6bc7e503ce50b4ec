"""The page of many records: filters from the address, what one may see, in pages, or as Excel."""

from django.shortcuts import render

from bizdept.audit.clock import moment
from bizdept.web.columns import Column
from bizdept.web.lists.exports import export
from bizdept.web.lists.forms import ListForm
from bizdept.web.lists.rows import order_of, page_of, rows_meeting


def list_page(request, model, *, filters: type[ListForm], columns: list[Column], template: str, title: str, **context):
    """Answer a list's address: the page, or the same rows as Excel.

    What `model.objects` must know is said at `rows_meeting`. `context` goes to the template as it is.
    """
    form, at = filters(request.GET, user=request.user), moment()
    if kind := form.good("export"):
        meeting = rows_meeting(model, form, columns, at=at)
        return export(request, meeting, columns, kind, title, form.asked())
    context |= {
        "title": title,
        "rows": page_of(model, form, columns, at=at),
        "columns": [column for column in columns if not column.only_export],
        "form": form,
        "sort": order_of(form, columns),
        "conditions": form.chips(),
    }
    return render(request, template, context)
