"""What a list's address may hold, what is asked about a view and its columns, and which rows somebody picked."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bizdept.web.columns import Column, chosen
from bizdept.web.fields import NumbersField

DEEPEST = 400  # pages; deeper ones are reached by filters
ME = "me"  # in a saved view: whoever looks at it
MOST_PICKED = 1000  # rows of one batch


class ListForm(forms.Form):
    """What every list's address may hold. A subclass adds its filters; `criteria` goes to `matching(…)`."""

    q = forms.CharField(label=gettext_lazy("search"), required=False, max_length=100)
    view = forms.CharField(required=False, max_length=20)
    sort = forms.CharField(required=False, max_length=40)
    page = forms.IntegerField(required=False, min_value=1, max_value=DEEPEST)
    export = forms.ChoiceField(required=False, choices=[("", ""), ("xlsx", "xlsx"), ("csv", "csv")])
    columns = forms.ChoiceField(required=False, choices=[("", ""), ("all", "all")])  # of a file
    count = forms.ChoiceField(required=False, choices=[("", ""), ("exact", "exact")])
    layout = forms.ChoiceField(required=False, choices=[("", ""), ("board", "board")], widget=forms.HiddenInput)
    saved = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)
    row = NumbersField(most=MOST_PICKED)  # those alone, of what one may see

    ASIDE = ("view", "sort", "page", "export", "columns", "count", "layout", "saved", "row")  # not conditions
    MORE: tuple[str, ...] = ()  # filters that are folded away until somebody asks for them
    PEOPLE: tuple[str, ...] = ("owner",)  # filters by a person: in a view, oneself is whoever looks
    VIEWS: list[tuple[str, str]] = []  # the tabs: (word of ?view=, label); the first is the usual one

    def __init__(self, *args, user=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        if user is not None:
            self.offer(user)
        self.is_valid()  # what can't be read is said at its field and left out

    def offer(self, user) -> None:
        """Fill in the choices that depend on who asks."""

    def good(self, name: str) -> Any:
        """A parameter that could be read, else nothing."""
        value = self.cleaned_data.get(name)
        return None if name in self.errors or value in ("", None) else value

    @property
    def is_bare(self) -> bool:
        """Whether the address is the list's own, with nothing said."""
        return not self.data

    @property
    def shown_view(self) -> str:
        names = [name for name, _label in self.VIEWS]
        asked = self.good("view")
        return asked if asked in names else (names or [""])[0]

    def conditions(self) -> dict[str, Any]:
        """The conditions that somebody has set: what the chips show."""
        read = {name: self.good(name) for name in self.fields if name not in self.ASIDE}
        return {name: value for name, value in read.items() if value is not None}

    def more_is_set(self) -> bool:
        """Whether one of the folded filters is in use or could not be read."""
        return any(self.good(name) is not None or name in self.errors for name in self.MORE)

    def criteria(self) -> dict[str, Any]:
        """What `matching` is asked: the conditions, and the view if there are any."""
        return self.conditions() | ({"view": self.shown_view, "user": self.user} if self.VIEWS else {})

    def asked(self) -> str:
        """The view and the conditions as the access log keeps them; that somebody searched, not for which words."""
        told = {name: "…" if name == "q" else value for name, value in self.conditions().items()}
        view = {"view": self.shown_view} if self.shown_view else {}
        picked = {"row": ",".join(map(str, rows))} if (rows := self.good("row")) else {}
        return " ".join(f"{name}={getattr(value, 'pk', value)}" for name, value in (view | told | picked).items())

    def to_keep(self) -> dict[str, str]:
        """What a saved view keeps of this address: what could be read, as it was written there. Oneself is `me`."""
        names = [*self.conditions(), *(name for name in ("view", "sort", "layout") if self.good(name))]
        kept = {name: str(self.data.get(name, "")) for name in names}
        if self.VIEWS:
            kept["view"] = self.shown_view
        own = str(getattr(self.user, "pk", ""))
        return {name: ME if name in self.PEOPLE and word == own else word for name, word in kept.items()}

    def chips(self) -> list[tuple[str, Any, str]]:
        """(name, label, value in words) of each condition."""
        return [
            (name, self.fields[name].label or name, self._in_words(name, v)) for name, v in self.conditions().items()
        ]

    def _in_words(self, name: str, value) -> str:
        field = self.fields[name]
        choices = {} if isinstance(field, forms.ModelChoiceField) else dict(getattr(field, "choices", ()))
        return str(choices.get(value, value))


class CameFrom(forms.Form):
    """On a record's page: the list that somebody came from, as the part of its address behind the question mark."""

    list = forms.CharField(required=False, max_length=1500)

    @property
    def asked(self) -> str:
        """What the list was asked; an empty word where nobody came from one."""
        return self.cleaned_data["list"] if self.is_valid() else ""


class ViewForm(forms.Form):
    """A view that somebody keeps."""

    name = forms.CharField(label=gettext_lazy("name of the view"), max_length=40)
    is_shared = forms.BooleanField(
        label=gettext_lazy("Share it with my section"), required=False,
        help_text=gettext_lazy("Colleagues see the tab, and in it what they may see themselves."),
    )  # fmt: skip
    is_default = forms.BooleanField(label=gettext_lazy("The list opens with it"), required=False)
    position = forms.IntegerField(
        label=gettext_lazy("place among the tabs"), min_value=1, max_value=99, initial=50,
        help_text=gettext_lazy("From 1 to 99: the smallest stands first."),
    )  # fmt: skip


class ColumnsForm(forms.Form):
    """Which columns a list shows, and in which order: a box and a number for each."""

    def __init__(self, *args, columns: list[Column], names: list[str], **kwargs):
        super().__init__(*args, **kwargs)
        self.columns = columns
        shown = [column.name for column in chosen(columns, names)]
        order = [*shown, *(column.name for column in columns if column.name not in shown)]
        for place, name in enumerate(order, 1):
            column = next(column for column in columns if column.name == name)
            self.fields[f"show_{name}"] = forms.BooleanField(
                label=column.label, required=False, initial=name in shown, disabled=column.kind == "link"
            )
            self.fields[f"place_{name}"] = forms.IntegerField(
                label=_("Place of the column “%s”") % column.label, min_value=1, max_value=99, initial=place
            )

    def pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        names = [name.removeprefix("show_") for name in self.fields if name.startswith("show_")]
        return [(self[f"show_{name}"], self[f"place_{name}"]) for name in names]

    def names(self) -> list[str]:
        """The columns that were chosen, in their order; of two with one number the one moved there comes first."""
        data, moved = self.cleaned_data, set(self.changed_data)
        names = [name.removeprefix("show_") for name in self.fields if name.startswith("show_")]
        places = {name: (data[f"place_{name}"], f"place_{name}" not in moved) for name in names}
        return sorted((name for name in names if data[f"show_{name}"]), key=places.__getitem__)


class WishForm(forms.Form):
    """What else the page of columns may be sent for than to keep what was ticked."""

    reset = forms.BooleanField(required=False)

    @property
    def resets(self) -> bool:
        return self.is_valid() and self.cleaned_data["reset"]


class OrderForm(forms.Form):
    """A long list ordered as a file; where it needs approval, whoever decides reads what for."""

    reason = forms.CharField(
        label=gettext_lazy("what it is for"), min_length=5, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args, asks: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not asks:
            del self.fields["reason"]


class DecisionForm(forms.Form):
    """Whether a long list may leave the house; why not, where it may not."""

    YES, NO = "yes", "no"
    verdict = forms.ChoiceField(
        label=gettext_lazy("decision"), widget=forms.RadioSelect,
        choices=[(YES, gettext_lazy("It may leave the house, this once")), (NO, gettext_lazy("It stays"))],
    )  # fmt: skip
    note = forms.CharField(
        label=gettext_lazy("why not"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )

    def clean(self):
        data = super().clean() or {}
        if data.get("verdict") == self.NO and not data.get("note"):
            self.add_error("note", _("Say why: the person reads it."))
        return data


class SelectionForm(forms.Form):
    """Which rows of a list something is to be done to, and on the second page also with which version."""

    row = NumbersField(most=MOST_PICKED)
    everything = forms.BooleanField(required=False)  # all that meet the conditions of `query`
    query = forms.CharField(required=False, max_length=2000)
    rows = forms.CharField(required=False, max_length=60_000)  # 12:3,14:1 – ids with the version that was shown
    shown = forms.CharField(required=False, max_length=64)  # the fingerprint of what the page showed

    @property
    def asked(self) -> str:
        """The conditions of the list from which the rows were picked."""
        return self.cleaned_data["query"] if self.is_valid() else ""

    def seen(self) -> dict[int, int]:
        """The version that was shown of each row."""
        pairs = [pair.partition(":") for pair in (self.cleaned_data.get("rows") or "").split(",")[:MOST_PICKED]]
        return {int(pk): int(version) for pk, _colon, version in pairs if is_number(pk) and is_number(version)}


def is_number(word: str) -> bool:
    return word.isascii() and word.isdecimal() and len(word) < 19
