"""The shape of what comes in from the pages of a record's readers."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from bizdept.access.grants import SHORTEST_REASON
from bizdept.access.levels import LONGEST_GRANT, USUAL_GRANT, Level
from bizdept.access.models import Guarded
from bizdept.people.models import User, UserQuerySet


class OpenForm(forms.Form):
    """To whom a record is opened, why, and until which day."""

    to = forms.ModelChoiceField(User.objects.none(), label=pgettext_lazy("a record is opened", "to"))
    reason = forms.CharField(
        label=gettext_lazy("reason"), max_length=200, min_length=SHORTEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    until = forms.DateField(
        label=gettext_lazy("open until"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args, record: Guarded, people: UserQuerySet, on: date, **kwargs):
        super().__init__(*args, **kwargs)
        level, until = Level(record.level), self.fields["until"]
        to: Any = self.fields["to"]
        to.queryset, to.empty_label = people, _("Choose")
        until.initial = on + USUAL_GRANT[level]
        until.help_text = _("At this level at most %d days.") % LONGEST_GRANT[level].days


class DayForm(forms.Form):
    """Of which day it is asked who could see a record; none: as it stands now."""

    day = forms.DateField(
        label=pgettext_lazy("who could see a record", "at the end of"), required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip

    def __init__(self, *args, on: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.on = on
        self.is_valid()

    @property
    def day_asked(self) -> date | None:
        return self.cleaned_data.get("day")

    def clean_day(self) -> date | None:
        day = self.cleaned_data["day"]
        if day and day > self.on:
            raise forms.ValidationError(_("That day is still to come: nobody knows yet who may see it then."))
        return day
