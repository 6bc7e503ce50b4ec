"""What a list's address may hold: conditions, view, order and page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

DEEPEST = 400  # pages; deeper ones are reached by filters


class ListForm(forms.Form):
    """What every list's address may hold. A subclass adds its filters; `criteria` goes to `matching(…)`."""

    q = forms.CharField(label=gettext_lazy("search"), required=False, max_length=100)
    view = forms.CharField(required=False, max_length=20)
    sort = forms.CharField(required=False, max_length=40)
    page = forms.IntegerField(required=False, min_value=1, max_value=DEEPEST)
    export = forms.ChoiceField(required=False, choices=[("", ""), ("xlsx", "xlsx"), ("csv", "csv")])

    ASIDE = ("view", "sort", "page", "export")  # not conditions
    MORE: tuple[str, ...] = ()  # filters that are folded away until somebody asks for them
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
        return " ".join(f"{name}={getattr(value, 'pk', value)}" for name, value in (view | told).items())

    def chips(self) -> list[tuple[str, Any, str]]:
        """(name, label, value in words) of each condition."""
        return [
            (name, self.fields[name].label or name, self._in_words(name, v)) for name, v in self.conditions().items()
        ]

    def _in_words(self, name: str, value) -> str:
        field = self.fields[name]
        choices = {} if isinstance(field, forms.ModelChoiceField) else dict(getattr(field, "choices", ()))
        return str(choices.get(value, value))
