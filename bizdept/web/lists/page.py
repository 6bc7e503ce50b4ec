"""The page of many records: filters from the address, what one may see, in pages, on a board, or as a file."""

from urllib.parse import urlencode

from django.http import QueryDict
from django.shortcuts import redirect, render

from bizdept.access import log
from bizdept.audit.clock import moment
from bizdept.web.drawn import Row
from bizdept.web.lists import rows as fetching
from bizdept.web.lists.export_pages import export, wish_of
from bizdept.web.lists.forms import CameFrom, ListForm
from bizdept.web.lists.listing import Listing
from bizdept.web.lists.saved import Arranged, address_of, arranged
from bizdept.web.pages import actor_of


def list_page(request, listing: Listing, **context):
    """Answer a list's address: the page, its count alone, or the same rows as a file.

    What `listing.model.objects` must know is said at `rows_meeting`. `context` goes to the template as it is.
    """
    form, at = listing.form(request.GET, request.user), moment()
    mine = arranged(listing, request.user, form)
    if form.is_bare and mine.default:
        return redirect(address_of(mine.default, listing, request.user))
    if form.good("export"):
        return export(request, wish_of(listing, form, mine))
    if request.htmx and form.good("count"):
        meeting = fetching.rows_meeting(listing.model, form, listing.columns, at=at)
        return render(request, "parts/count.html", {"total": fetching.count_of(meeting, is_exact=True)})
    context |= arrangement(form, mine) | shown(form, listing, at)
    if form.good("q"):
        log.searched(context["rows"].records, by=actor_of(request))
    return render(request, listing.template, context)


def arrangement(form: ListForm, mine: Arranged) -> dict:
    """What stands round the rows: tabs, columns, the deeds that are offered."""
    return {
        "title": mine.listing.title,
        "listing": mine.listing,
        "form": form,
        "conditions": form.chips(),
        "columns": mine.columns,
        "mine": mine,
        "tabs": mine.tabs(form),
        "is_changed": mine.is_changed(form),
        "gone": mine.gone(form),
        "deeds": mine.listing.offered_to(mine.user),
        "came_from": (way := came_from(form)),
        "row": Row(mine.columns, way),
        "query": query_of(form),
    }


def shown(form: ListForm, listing: Listing, at) -> dict:
    """The rows: a page of them, or the board."""
    context = {"sort": fetching.order_of(form, listing.columns), "lanes": None}
    if form.good("layout") and listing.board:
        lanes = fetching.board_of(listing.model, form, listing.columns, listing.board, at=at)
        total = sum(lane.count for lane in lanes)
        has_more = any(lane.has_more for lane in lanes)
        records = [record for lane in lanes for record in lane.records]
        return context | {"lanes": lanes, "rows": fetching.Rows(records, 1, total, has_more)}
    return context | {"rows": fetching.page_of(listing.model, form, listing.columns, at=at)}


def query_of(form: ListForm) -> str:
    """The address of this list as it is shown, behind the question mark: conditions, view, order, page."""
    names = [name for name in form.fields if name not in ("export", "columns", "count", "row")]
    return urlencode({name: form.data[name] for name in names if form.good(name) is not None and name in form.data})


def came_from(form: ListForm) -> str:
    """What the link to a record carries, so that its page knows the way back and what lies beside it."""
    return "?" + urlencode({"list": query_of(form) or "page=1"})


def beside(request, listing: Listing, pk: int) -> dict | None:
    """What a record's page shows of the list that somebody came from: the way back, the record before and after.

    One query, and none where nobody came from a list.
    """
    asked = CameFrom(request.GET).asked
    if not asked:
        return None
    form = listing.form(QueryDict(asked), request.user)
    before, after = fetching.beside(listing.model, form, listing.columns, pk, at=moment())
    return {
        "back": f"{listing.home}?{query_of(form)}",
        "before": neighbour(listing, form, before),
        "after": neighbour(listing, form, after),
        "title": listing.title,
    }


def neighbour(listing: Listing, form: ListForm, found: tuple[int, int] | None) -> str:
    """The address of the record before or after, with the page of the list on which it stands."""
    if found is None:
        return ""
    pk, page = found
    asked = dict(form.data.items()) | {"page": page}
    return f"{listing.home}{pk}/?{urlencode({'list': query_of(listing.form(asked, form.user))})}"
