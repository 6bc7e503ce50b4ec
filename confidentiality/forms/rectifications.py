"""The shape of what comes in about what is to be put right."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from bizdept.people.models import User
from bizdept.web.fields import ColleagueField
from bizdept.web.forms import MoveForm
from bizdept.web.lists import ListForm
from confidentiality.models import Rectification


class RectificationFilter(ListForm):
    """What the list is asked for by its address."""

    VIEWS = [
        ("open", pgettext_lazy("rectifications", "open")),
        ("mine", pgettext_lazy("rectifications", "mine")),
        ("all", pgettext_lazy("rectifications", "all")),
    ]
    state = forms.ChoiceField(
        label=gettext_lazy("state"), required=False,
        choices=[("", gettext_lazy("state: all")), *Rectification.State.choices],
    )  # fmt: skip
    owner = ColleagueField(label=gettext_lazy("who puts it right"))

    def offer(self, user):
        self.fields["q"].widget.attrs["placeholder"] = _("What is to be put right")
        self.fields["owner"].offer(user, _("who puts it right: all"))


class DayInput(forms.DateInput):
    """A day, as browsers let it be picked."""

    def __init__(self):
        super().__init__(attrs={"type": "date"}, format="%Y-%m-%d")


class PersonField(forms.ModelChoiceField):
    """One of everybody who is here."""

    def __init__(self, **kwargs):
        super().__init__(User.objects.active().order_by("name", "pk"), **kwargs)


class SetForm(forms.Form):
    """What is to be put right, by whom, until when."""

    text = forms.CharField(
        label=gettext_lazy("what is to be put right"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    person = PersonField(label=gettext_lazy("who puts it right"))
    due_on = forms.DateField(label=pgettext_lazy("of a rectification", "until"), widget=DayInput())


class DoneForm(MoveForm):
    """What was done, with what shows it."""

    result = forms.CharField(
        label=gettext_lazy("what was done"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    file = forms.FileField(
        label=gettext_lazy("evidence"), required=False, help_text=gettext_lazy("A photo, a list, a paper.")
    )


class CheckForm(MoveForm):
    """What whoever looked saw."""

    note = forms.CharField(
        label=gettext_lazy("what you saw"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )


class EvidenceForm(forms.Form):
    """A photo or a paper for a record."""

    file = forms.FileField(label=gettext_lazy("file"))
