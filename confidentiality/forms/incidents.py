"""The shape of what comes in about leaks."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from bizdept.people.models import Department, User
from bizdept.web.forms import MoveForm
from bizdept.web.lists import ListForm
from confidentiality.forms.rectifications import DayInput, PersonField
from confidentiality.models import Incident
from confidentiality.models.incidents import CODE_LENGTH, LETTERS, plain_code


def words(label, most: int = 4000, rows: int = 4, **kwargs) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


class IncidentFilter(ListForm):
    """What the list of leaks is asked for by its address."""

    VIEWS = [("open", pgettext_lazy("leaks", "open")), ("all", pgettext_lazy("leaks", "all"))]
    state = forms.ChoiceField(
        label=gettext_lazy("state"), required=False,
        choices=[("", gettext_lazy("state: all")), *Incident.State.choices],
    )  # fmt: skip
    kind = forms.ChoiceField(
        label=gettext_lazy("kind of leak"), required=False,
        choices=[("", gettext_lazy("kind: all")), *Incident.Kind.choices],
    )  # fmt: skip

    def offer(self, user):
        self.fields["q"].widget.attrs["placeholder"] = _("What happened, records affected")


class ReportForm(forms.Form):
    """Report a leak."""

    title = forms.CharField(label=gettext_lazy("what happened, in a few words"), max_length=120)
    kind = forms.ChoiceField(label=gettext_lazy("kind of leak"), choices=Incident.Kind)
    department = forms.ModelChoiceField(
        Department.objects.order_by("name"), label=gettext_lazy("department that it concerns")
    )
    text = words(
        gettext_lazy("what happened"), rows=6,
        help_text=gettext_lazy("What you saw or heard, where, when. What you don't know, leave out: it is found out."),
    )  # fmt: skip
    happened_on = forms.DateField(label=gettext_lazy("when it happened"), required=False, widget=DayInput())
    affected = forms.CharField(
        label=gettext_lazy("records affected"), required=False, max_length=400,
        help_text=gettext_lazy("Their numbers, if you know them: HT-…, KH-…, TZ-…"),
    )  # fmt: skip
    involved = forms.ModelMultipleChoiceField(
        User.objects.active().order_by("name", "pk"), label=gettext_lazy("who is involved"), required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text=gettext_lazy("Whoever is named here never sees the report, whatever post they hold."),
    )  # fmt: skip

    def facts(self) -> dict:
        return {name: value for name, value in self.cleaned_data.items() if name not in ("involved", "code")}


class UnnamedForm(ReportForm):
    """Report a leak without a name. The code is drawn with the page, so that a second press makes nothing."""

    code = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def clean_code(self):
        plain = plain_code(self.cleaned_data["code"])
        if len(plain) != CODE_LENGTH or set(plain) - set(LETTERS):
            raise ValidationError(_("Load the page anew, please."))
        return self.cleaned_data["code"]


class CodeForm(forms.Form):
    """The code that somebody was shown when they reported without a name; more words, if they have any."""

    code = forms.CharField(label=gettext_lazy("code"), max_length=40, widget=forms.TextInput({"autocomplete": "off"}))
    text = words(gettext_lazy("add words"), required=False)


class WordForm(forms.Form):
    """Whoever reported says more."""

    text = words(gettext_lazy("add words"))


class NoteForm(WordForm):
    """Words to a leak that one works on."""

    text = words(gettext_lazy("words"))
    is_open = forms.BooleanField(label=gettext_lazy("Whoever reported it may read this"), required=False)


class InvolvedForm(forms.Form):
    """Somebody who is involved."""

    person = PersonField(label=gettext_lazy("who is involved"))


class SanctionForm(forms.Form):
    """What should follow for somebody."""

    person = PersonField(label=gettext_lazy("for whom"))
    article = forms.CharField(
        label=gettext_lazy("article"),
        max_length=16,
        initial="8.3.3",
        help_text=gettext_lazy("Such as 8.3.3 or 7.4.2."),
    )
    proposal = words(gettext_lazy("proposal"), 2000)


class ContainForm(MoveForm):
    """What was done at once."""

    containment = words(
        gettext_lazy("what was done at once"),
        help_text=gettext_lazy("Rights ended, paper fetched back, accounts locked, mail called back: by whom, when."),
    )


class InvestigateForm(MoveForm):
    """What was found out."""

    cause = words(gettext_lazy("cause"))
    extent = words(gettext_lazy("extent and damage"))
    affected = forms.CharField(label=gettext_lazy("records affected"), required=False, max_length=400)
    customers_told = forms.ChoiceField(label=gettext_lazy("customers"), choices=Incident.Told)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.initial = getattr(self.record, name)


class DecideForm(MoveForm):
    """What is decided."""

    decision = words(
        gettext_lazy("decision"),
        help_text=gettext_lazy("Whether it was a leak, who answers for it, what follows. Sanctions: chapter 7."),
    )


class CloseForm(MoveForm):
    """What stands at the end."""

    customers_told = forms.ChoiceField(label=gettext_lazy("customers"), choices=Incident.Told)
    note = words(gettext_lazy("closing words"), 2000, 2)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["customers_told"].initial = self.record.customers_told
