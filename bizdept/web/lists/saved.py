"""What one person finds in a list: their views and their colleagues', the columns they chose. One query."""

from dataclasses import dataclass
from urllib.parse import urlencode

from bizdept.people.models import Post, User
from bizdept.web.columns import Column, chosen
from bizdept.web.lists.forms import ME, ListForm
from bizdept.web.lists.listing import Listing
from bizdept.web.lists.models import SavedView, views_near


@dataclass(frozen=True)
class Arranged:
    """The list as one person has it arranged. `current` is the saved view that the address names, if it may."""

    listing: Listing
    user: User
    views: list[SavedView]
    names: list[str]
    current: SavedView | None

    @property
    def own(self) -> list[SavedView]:
        return [view for view in self.views if view.person_id == self.user.pk]

    @property
    def shared(self) -> list[SavedView]:
        return [view for view in self.views if view.person_id != self.user.pk]

    @property
    def default(self) -> SavedView | None:
        return next((view for view in self.own if view.is_default), None)

    @property
    def chosen_names(self) -> list[str]:
        """The columns that the current view names, else those that the person chose for the list."""
        return (self.current.columns if self.current else []) or self.names

    @property
    def columns(self) -> list[Column]:
        return chosen(self.listing.columns, self.chosen_names)

    @property
    def is_own(self) -> bool:
        return self.current is not None and self.current.person_id == self.user.pk

    @property
    def may_unshare(self) -> bool:
        return self.current is not None and may_unshare(self.user, self.current)

    def is_changed(self, form: ListForm) -> bool:
        """Whether the address says something else by now than the current view."""
        return self.current is not None and form.to_keep() != self.known(self.current, form)

    def known(self, view: SavedView, form: ListForm) -> dict[str, str]:
        return {name: str(word) for name, word in view.query.items() if name in form.fields}

    def gone(self, form: ListForm) -> list[str]:
        """What the current view asks for and the list no longer has: filters and columns, by their names."""
        if self.current is None:
            return []
        columns = {column.name for column in self.listing.columns}
        fields = [name for name in self.current.query if name not in form.fields]
        return [*fields, *(name for name in self.current.columns if name not in columns)]

    def tabs(self, form: ListForm) -> list[dict]:
        """The tabs: the list's own views, one's own, those that colleagues share."""
        layout = {"layout": "board"} if form.good("layout") else {}
        tabs = [
            {"label": label, "address": "?" + urlencode({"view": name} | layout), "whose": "",
             "is_current": self.current is None and name == form.shown_view}
            for name, label in form.VIEWS
        ]  # fmt: skip
        for view in [*self.own, *self.shared]:
            whose = "" if view.person_id == self.user.pk else str(view.person)
            address = address_of(view, self.listing, self.user, form)
            tabs.append({"label": view.name, "address": address, "whose": whose, "is_current": view == self.current})
        return tabs


def arranged(listing: Listing, user: User, form: ListForm) -> Arranged:
    """What this person finds in the list, at the address that `form` has read."""
    rows = views_near(user, listing.name)
    plain = next((row for row in rows if not row.name and row.person_id == user.pk), None)
    views = [row for row in rows if row.name]
    current = next((view for view in views if view.pk == form.good("saved")), None)
    return Arranged(listing, user, views, plain.columns if plain else [], current)


def address_of(view: SavedView, listing: Listing, user: User, form: ListForm | None = None) -> str:
    """A saved view as an address of the list, for whoever looks: `me` is they. What the list no longer has is
    left out; the page says so."""
    fields = listing.filters.base_fields if form is None else form.fields
    words = {name: str(word) for name, word in view.query.items() if name in fields}
    own = {name: str(user.pk) for name in listing.filters.PEOPLE if words.get(name) == ME}
    return f"{listing.home}?{urlencode(words | own | {'saved': view.pk})}"


def may_unshare(user: User, view: SavedView) -> bool:
    """The chief keeps the tabs of the section in order: what a colleague shares, they may stop."""
    return view.is_shared and view.person_id != user.pk and user.holds(Post.CHIEF, within=view.person.department_id)
