"""The shape of what comes in from the pages of hand-overs."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from bizdept.files.content import ending_of
from bizdept.people.models import User
from bizdept.web.fields import NumbersField
from bizdept.web.forms import MoveForm
from bizdept.web.lists import ListForm
from confidentiality.models import HandOver, LeaversCheck
from confidentiality.rules.hand_overs import CHECKS

SCANS = ("pdf", "png", "jpg", "jpeg")
MOST_ROWS = 200  # picked on one page


class HandOverFilter(ListForm):
    """What the list of hand-overs is asked for by its address."""

    VIEWS = [
        ("open", pgettext_lazy("hand-overs", "under way")),
        ("all", pgettext_lazy("hand-overs", "all")),
    ]
    why = forms.ChoiceField(
        label=gettext_lazy("why"), required=False, choices=[("", gettext_lazy("why: all")), *HandOver.Why.choices]
    )
    state = forms.ChoiceField(
        label=gettext_lazy("state"), required=False,
        choices=[("", gettext_lazy("state: all")), *HandOver.State.choices],
    )  # fmt: skip

    def offer(self, user):
        self.fields["q"].widget.attrs["placeholder"] = _("Who hands over")


class BeginForm(forms.Form):
    """Who hands over, and why."""

    person = forms.ModelChoiceField(User.objects.none(), label=gettext_lazy("who hands over"))
    why = forms.ChoiceField(label=gettext_lazy("why"), choices=HandOver.Why, widget=forms.RadioSelect)
    last_day = forms.DateField(
        label=pgettext_lazy("of somebody who leaves", "last day"), required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("For whoever leaves: signing in stops when this day is over."),
    )  # fmt: skip
    at_once = forms.BooleanField(
        label=gettext_lazy("Stop signing in at once"), required=False,
        help_text=gettext_lazy("They are signed out everywhere as soon as you save this."),
    )  # fmt: skip
    words = forms.CharField(
        label=pgettext_lazy("of a hand-over", "note"), required=False, max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def __init__(self, *args, people, may_stay: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people
        self.fields["person"].empty_label = _("Choose")
        if not may_stay:
            self.fields["why"].choices = [(HandOver.Why.LEAVES.value, HandOver.Why.LEAVES.label)]
        self.fields["why"].initial = HandOver.Why.LEAVES

    def clean(self):
        data = super().clean() or {}
        if data.get("why") == HandOver.Why.LEAVES and not (data.get("last_day") or data.get("at_once")):
            self.add_error("last_day", _("Say the last day, or that signing in stops at once."))
        return data


class SuccessorsForm(forms.Form):
    """A box for each kind of what is kept: to whom it goes."""

    def __init__(self, *args, kinds: list[tuple[str, str]], people, **kwargs):
        super().__init__(*args, **kwargs)
        for name, label in kinds:
            self.fields[name] = forms.ModelChoiceField(
                people, label=label, required=False, empty_label=_("nobody yet")
            )

    def named(self) -> dict[str, User | None]:
        return {name: self.cleaned_data[name] for name in self.fields}


class RowsForm(forms.Form):
    """Rows that were picked on a page of what is kept, and to whom they go; nobody: with the others again."""

    row = NumbersField(most=MOST_ROWS)
    to = forms.ModelChoiceField(
        User.objects.none(), label=gettext_lazy("those go to"), required=False,
        empty_label=gettext_lazy("with the others"),
    )  # fmt: skip

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = people

    def clean_row(self):
        if not self.cleaned_data["row"]:
            raise forms.ValidationError(_("Tick at least one row."))
        return self.cleaned_data["row"]


class PageForm(forms.Form):
    """Which page of a long table."""

    page = forms.IntegerField(required=False, min_value=1, max_value=2000)

    @property
    def number(self) -> int:
        return (self.cleaned_data["page"] or 1) if self.is_valid() else 1


class ChecksForm(forms.Form):
    """The leaver's checklist: an answer and a note for each item that this person may answer."""

    def __init__(self, *args, names: list[str], answered: dict[str, LeaversCheck], **kwargs):
        super().__init__(*args, **kwargs)
        self.names = names
        for name in names:
            row = answered.get(name)
            self.fields[name] = forms.ChoiceField(
                label=CHECKS[name], required=False, initial=row.answer if row else "", widget=forms.RadioSelect,
                choices=[("", pgettext_lazy("of a checklist", "not yet")), *LeaversCheck.Answer.choices],
            )  # fmt: skip
            self.fields[f"{name}_note"] = forms.CharField(
                label=_("note"), required=False, max_length=300, initial=row.note if row else ""
            )

    def items(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[name], self[f"{name}_note"]) for name in self.names]

    def answers(self) -> dict[str, tuple[str, str]]:
        """What was answered: an item that says “not yet” is left as it is."""
        data = self.cleaned_data
        return {name: (data[name], data[f"{name}_note"]) for name in self.names if data[name]}


class FinishForm(MoveForm):
    """The list that three have signed; where somebody did not, why."""

    scan = forms.FileField(
        label=gettext_lazy("scan of the signed list"), required=False,
        help_text=gettext_lazy("A PDF or a picture, signed by who leaves, who takes over and who watched."),
    )  # fmt: skip
    note = forms.CharField(
        label=gettext_lazy("note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Where a signature is missing: why, and who was there."),
    )  # fmt: skip

    def clean_scan(self):
        scan = self.cleaned_data["scan"]
        if scan and ending_of(scan.name) not in SCANS:
            raise forms.ValidationError(_("A scan is a PDF or a picture (%s).") % ", ".join(SCANS))
        return scan

    def clean(self):
        data = super().clean() or {}
        if not data.get("scan") and not data.get("note") and "scan" not in self.errors:
            self.add_error("scan", _("File the signed list, or say why it is not signed."))
        return data
