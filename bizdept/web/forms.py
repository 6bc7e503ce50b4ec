"""Forms that every app's pages share: a press without words, the version that was seen, a file, where to go next."""

from django import forms
from django.utils.translation import gettext_lazy as _

from bizdept.access.levels import Category, offered


def levels(*before):
    """The levels that are offered, as choices that are asked for when a form is made; others may stand before them."""
    return lambda: [*before, *((level.value, level.label) for level in offered())]


class Nothing(forms.Form):
    """A press that needs no words."""


class FileForm(forms.Form):
    """A file for a record, with how confidential it is and what it is about."""

    file = forms.FileField(label=_("file"))
    level = forms.TypedChoiceField(label=_("level"), coerce=int, choices=levels(), initial=2)
    category = forms.ChoiceField(label=_("category"), choices=Category)


class NextForm(forms.Form):
    """Where to go on afterwards: back to the approvals, and nowhere outside this site."""

    next = forms.ChoiceField(required=False, choices=[("", ""), ("/inbox/", "inbox")])

    @property
    def address(self) -> str:
        return self.cleaned_data["next"] if self.is_valid() else ""


class MoveForm(forms.Form):
    """What a move asks for. The record comes along, for choices that depend on it."""

    def __init__(self, *args, record=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.record = record


class ReasonForm(MoveForm):
    """A move that must say why."""

    note = forms.CharField(label=_("reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
