"""The shape of what comes in from the pages of alerts."""

from django import forms
from django.utils.translation import gettext_lazy, pgettext_lazy

from bizdept.web.forms import MoveForm
from confidentiality.models import AccessAlert

VIEWS = {
    "open": (pgettext_lazy("alerts", "to be looked into"), [AccessAlert.State.OPEN, AccessAlert.State.LOOKED]),
    "closed": (pgettext_lazy("alerts", "closed"), [AccessAlert.State.CLOSED]),
}


class FindingForm(MoveForm):
    """What was found: why it happened, what was done about it."""

    finding = forms.CharField(
        label=gettext_lazy("finding"), min_length=10, max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Whom you asked, why it happened, what was done. Without names of customers."),
    )  # fmt: skip


class AlertFilter(forms.Form):
    """Which alerts the page shows."""

    VIEWS = VIEWS
    view = forms.CharField(required=False, max_length=10)
    page = forms.IntegerField(required=False, min_value=1, max_value=400)

    @property
    def shown_view(self) -> str:
        asked = self.cleaned_data.get("view") if self.is_valid() else ""
        return asked if asked in self.VIEWS else "open"

    @property
    def number(self) -> int:
        return (self.cleaned_data.get("page") if self.is_valid() else None) or 1

    @property
    def states(self) -> list[str]:
        return self.VIEWS[self.shown_view][1]

    def tabs(self):
        return [(name, label, name == self.shown_view) for name, (label, _states) in self.VIEWS.items()]
