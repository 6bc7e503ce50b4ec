"""The addresses beside a list, for every chapter alike."""

from functools import partial

from django.urls import URLPattern, path

from bizdept.web.lists import batch_pages, export_pages, pages
from bizdept.web.lists.listing import Listing


def addresses(listing: Listing) -> list[URLPattern]:
    """What a chapter's urls.py takes over, below the address of its list."""

    def at(route: str, view, name: str) -> URLPattern:
        return path(route, partial(view, listing=listing), name=name)

    return [
        at("views/new/", pages.new_view, "new_view"),
        at("views/<int:pk>/", pages.edit_view, "edit_view"),
        at("views/<int:pk>/overwrite/", pages.overwrite_view, "overwrite_view"),
        at("views/<int:pk>/delete/", pages.drop_view, "drop_view"),
        at("views/<int:pk>/unshare/", pages.unshare_view, "unshare_view"),
        at("columns/", pages.columns, "columns"),
        at("export/", export_pages.order_page, "export"),
        at("batch/export/", batch_pages.take, "export_picked"),
        at("batch/runs/<int:pk>/", batch_pages.result, "batch_result"),
        at("batch/runs/<int:pk>/go-on/", batch_pages.go_on, "batch_go_on"),
        at("batch/runs/<int:pk>/undo/", batch_pages.undo, "batch_undo"),
        at("batch/<slug:name>/", batch_pages.batch, "batch"),
        at("<int:pk>/moves/", pages.card_moves, "card_moves"),
    ]
