"""The pages beside a list: keep a view, change it, choose the columns, and the moves of one card of a board."""

from typing import Any

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _

from bizdept.access import log
from bizdept.web.forms import Nothing
from bizdept.web.lists import actions
from bizdept.web.lists.forms import ColumnsForm, ViewForm, WishForm
from bizdept.web.lists.listing import Listing
from bizdept.web.lists.models import SavedView, views_near
from bizdept.web.lists.page import query_of
from bizdept.web.lists.saved import address_of, arranged, may_unshare
from bizdept.web.pages import acting, actor_of, form_page, posted, visible_or_404


def view_of(request, listing: Listing, pk: int) -> SavedView:
    """One's own view: anybody else's does not exist here."""
    view = SavedView.objects.own(request.user, listing.name).filter(pk=pk).first()
    if view is None:
        raise Http404
    return view


def new_view(request, listing: Listing):
    """Keep how the list is seen now. The conditions stand in the address, as those of the list do."""
    asked = listing.form(request.GET, request.user)
    mine = arranged(listing, request.user, asked)
    form = ViewForm(posted(request), initial={"position": len(mine.own) + 1})

    def save():
        fields, query = form.cleaned_data, asked.to_keep()
        view = actions.save_view(listing.name, fields, query, mine.chosen_names, by=actor_of(request))
        return address_of(view, listing, request.user)

    return form_page(
        request, form, save=save, template="lists/view.html", done=_("The view is kept."), creates=True,
        listing=listing, view=None, title=_("Keep as a view"), asked=asked, move="lists.save_view",
        back=f"{listing.home}?{query_of(asked)}",
    )  # fmt: skip


def edit_view(request, listing: Listing, pk: int):
    view = view_of(request, listing, pk)
    initial = {name: getattr(view, name) for name in ("name", "is_shared", "is_default", "position")}
    form, address = ViewForm(posted(request), initial=initial), address_of(view, listing, request.user)

    def save():
        actions.revise_view(view, form.cleaned_data, by=actor_of(request))
        return address

    return form_page(
        request, form, save=save, template="lists/view.html", done=_("Saved."), listing=listing, view=view,
        title=view.name, asked=None, move="lists.revise_view", back=address,
    )  # fmt: skip


def question(request, listing: Listing, view: SavedView, save, **context):
    """A press about a view that is asked for on a page of its own."""
    back = address_of(view, listing, request.user)
    return form_page(
        request, Nothing(posted(request)), save=save, template="lists/ask.html", listing=listing, view=view, back=back,
        **context,
    )  # fmt: skip


def overwrite_view(request, listing: Listing, pk: int):
    """Let one's view hold what the list shows now: what the address says."""
    view, asked = view_of(request, listing, pk), listing.form(request.GET, request.user)
    mine = arranged(listing, request.user, asked)

    def save():
        actions.overwrite_view(view, asked.to_keep(), mine.chosen_names, by=actor_of(request))
        return address_of(view, listing, request.user)

    return question(
        request, listing, view, save, done=_("The view is kept."), title=_("Overwrite the view"), tone="primary",
        verb=_("Overwrite"), move="lists.overwrite_view", asked=asked,
        sentence=_("The view then holds these conditions, this order and these columns."),
    )  # fmt: skip


def drop_view(request, listing: Listing, pk: int):
    view = view_of(request, listing, pk)

    def save():
        actions.drop_view(view, by=actor_of(request))
        return f"{listing.home}?view={listing.filters.VIEWS[0][0]}"

    return question(
        request, listing, view, save, done=_("The view is deleted."), title=_("Delete the view"), tone="bad",
        verb=_("Delete the view"), move="lists.drop_view", asked=None,
        sentence=_("The records stay as they are. Colleagues who use the view lose its tab."),
    )  # fmt: skip


def unshare_view(request, listing: Listing, pk: int):
    """The chief takes a colleague's view from the tabs of the section."""
    near = views_near(request.user, listing.name)
    view = next((view for view in near if view.pk == pk and view.name), None)
    if view is None or not may_unshare(request.user, view):
        raise Http404

    def save():
        actions.stop_sharing(view, by=actor_of(request))
        return f"{listing.home}?view={listing.filters.VIEWS[0][0]}"

    return question(
        request, listing, view, save, done=_("The view is shared no more."), title=_("Stop sharing"), tone="bad",
        verb=_("Stop sharing"), move="lists.unshare_view", asked=None,
        sentence=_("Its owner keeps it. Everybody else in the section loses its tab."),
    )  # fmt: skip


def columns(request, listing: Listing):
    """Choose the columns: of one's own view, where one came from it, else of the list."""
    asked = listing.form(request.GET, request.user)
    mine = arranged(listing, request.user, asked)
    form = ColumnsForm(posted(request), columns=listing.columns, names=mine.chosen_names)
    view, back = mine.current if mine.is_own else None, f"{listing.home}?{query_of(asked)}"

    def save():
        names = [] if WishForm(request.POST).resets else form.names()
        actions.choose_columns(listing.name, names, by=actor_of(request), view=view)
        return back

    return form_page(
        request, form, save=save, template="lists/columns.html", done=_("The columns are remembered."),
        listing=listing, view=view, back=back, title=_("Columns"), move="lists.choose_columns",
    )  # fmt: skip


def card_moves(request, listing: Listing, pk: int):
    """What may be done to one card of a board: the moves of its record, and what else this list offers."""
    model: Any = listing.model
    record = visible_or_404(request, model, pk)
    log.look(record, by=actor_of(request), what="brief")
    by = acting(request, lambda actor: bool(listing.lifecycle.open_to(actor, record)))
    moves = listing.lifecycle.open_to(by, record)
    names = {listing.lifecycle.address_of(move) for move in moves}
    deeds = [d for d in listing.offered_to(request.user) if d.key not in names and d.may(actor_of(request), record)]
    context = {"record": record, "by": by, "moves": moves, "deeds": deeds, "listing": listing}
    return render(request, "lists/moves.html", context)
