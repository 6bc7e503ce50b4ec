"""The shape of what comes in from the pages of emergencies."""

from django import forms
from django.utils.translation import gettext_lazy, pgettext_lazy

from bizdept.web.forms import MoveForm
from confidentiality.forms.alerts import AlertFilter
from confidentiality.models import BreakGlass

S = BreakGlass.State
VIEWS = {
    "open": (pgettext_lazy("emergencies", "to be reviewed"), [S.OPEN]),
    "reviewed": (pgettext_lazy("emergencies", "reviewed"), [S.JUSTIFIED, S.UNJUSTIFIED]),
}


class GlassFilter(AlertFilter):
    """Which emergencies the page shows."""

    VIEWS = VIEWS


class GlassForm(forms.Form):
    """Open one closed record, now."""

    sought = forms.CharField(
        label=gettext_lazy("which record"), max_length=200,
        help_text=gettext_lazy("A number (KH-…, HT-…), or a customer's whole name or credit code."),
    )  # fmt: skip
    reason = forms.CharField(
        label=gettext_lazy("why it cannot wait"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("All who are told read it, the officer too. Without names of customers."),
    )  # fmt: skip

    def clean_sought(self):
        return " ".join(self.cleaned_data["sought"].split())


class FindingForm(MoveForm):
    """What the review found."""

    finding = forms.CharField(
        label=pgettext_lazy("of an emergency", "finding"), min_length=10, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Whom you asked, why it happened, what was done. Without names of customers."),
    )  # fmt: skip
