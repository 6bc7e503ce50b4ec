"""What the register of grants is asked for by its address, and why a grant is ended."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from bizdept.access.grants import SHORTEST_REASON
from bizdept.access.levels import Level
from bizdept.people.models import User
from confidentiality.forms.log import Filter
from confidentiality.rules import grants as rules

VIEWS = {
    "running": pgettext_lazy("grants", "in force"),
    "ending": pgettext_lazy("grants", "ending within a week"),
    "ended": pgettext_lazy("grants", "ended"),
}


class GrantFilter(Filter):
    """Which grants the register shows."""

    SHOWN = ("person", "giver", "record", "level")
    view = forms.CharField(required=False, max_length=10, widget=forms.HiddenInput)
    page = forms.IntegerField(required=False, min_value=1, max_value=400)
    giver = forms.ModelChoiceField(User.objects.none(), label=pgettext_lazy("of a grant", "given by"), required=False)
    level = forms.TypedChoiceField(
        label=gettext_lazy("level"), required=False, coerce=int, empty_value=None,
        choices=[("", gettext_lazy("level: all")), *Level.choices],
    )  # fmt: skip

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, user=user, **kwargs)
        giver: Any = self.fields["giver"]
        giver.queryset, giver.empty_label = self.people(), _("given by: all")
        self.full_clean()

    def scopes_for(self, user: User) -> list[str]:
        return rules.scopes_of(user)

    def people(self):
        """To whom, and by whom: grants cross sections, so everybody is offered."""
        return User.objects.order_by("name", "pk")

    @property
    def shown_view(self) -> str:
        asked = self.data.get("view", "")
        return asked if asked in VIEWS else "running"

    @property
    def number(self) -> int:
        return self.good("page") or 1

    def views(self) -> list[tuple[str, Any, bool]]:
        return [(name, label, name == self.shown_view) for name, label in VIEWS.items()]


class EndForm(forms.Form):
    """Why a grant is ended."""

    note = forms.CharField(
        label=gettext_lazy("reason"), min_length=SHORTEST_REASON, max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
