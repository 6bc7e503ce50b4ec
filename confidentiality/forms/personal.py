"""The shape of what comes in about people's own data."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from bizdept.web.forms import MoveForm, ReasonForm
from bizdept.web.lists import ListForm
from confidentiality.models import DataRequest
from customers.erasing import words_of

WAYS = [(value, words) for value, words in DataRequest.Way.choices if value != DataRequest.Way.TERM]


class PersonalFilter(ListForm):
    """What the list is asked for by its address."""

    VIEWS = [
        ("open", pgettext_lazy("requests about one's data", "to be answered")),
        ("mine", pgettext_lazy("requests about one's data", "mine")),
        ("all", pgettext_lazy("requests about one's data", "all")),
    ]
    state = forms.ChoiceField(
        label=gettext_lazy("state"), required=False,
        choices=[("", gettext_lazy("state: all")), *DataRequest.State.choices],
    )  # fmt: skip
    right = forms.ChoiceField(
        label=gettext_lazy("what is asked"), required=False,
        choices=[("", gettext_lazy("what is asked: all")), *DataRequest.Right.choices],
    )  # fmt: skip

    def offer(self, user):
        self.fields["q"].widget.attrs["placeholder"] = _("Contact")


class TakeDownForm(forms.Form):
    """What a person at this customer's asks about their data."""

    contact = forms.ModelChoiceField(None, label=gettext_lazy("contact"))
    right = forms.ChoiceField(label=gettext_lazy("what is asked"), choices=DataRequest.Right)
    way = forms.ChoiceField(label=gettext_lazy("how it was asked"), choices=WAYS)
    text = forms.CharField(
        label=gettext_lazy("what was said"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    proof = forms.CharField(
        label=gettext_lazy("how you know that it is they"), max_length=200,
        help_text=gettext_lazy("Called back under the number on file, wrote from the address on file, …"),
    )  # fmt: skip

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["contact"].queryset = people

    def facts(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("right", "way", "text", "proof")}


class Unnamed(MoveForm):
    """The note of a move is sealed into the log and never erased: it does not name the person."""

    def clean_note(self):
        words = words_of(self.record.contact)
        if words is not None and words.search(self.cleaned_data["note"]):
            raise forms.ValidationError(_("Without the person's name, number or address: this is never erased."))
        return self.cleaned_data["note"]


class RefuseForm(Unnamed, ReasonForm):
    """Why it is refused, or taken back."""


class AnswerForm(Unnamed):
    """How it was answered."""

    note = forms.CharField(
        label=gettext_lazy("how it was answered"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
