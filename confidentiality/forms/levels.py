"""The shape of what comes in about the level of a record."""

from django import forms
from django.utils.translation import gettext_lazy

from bizdept.access.grants import SHORTEST_REASON
from bizdept.access.levels import Level, offered
from bizdept.access.models import Classified
from bizdept.web.forms import MoveForm
from confidentiality.forms.rectifications import DayInput


class AdjustForm(forms.Form):
    """How confidential a record is from now on, until when, and why."""

    level = forms.TypedChoiceField(label=gettext_lazy("level"), coerce=int)
    until = forms.DateField(
        label=gettext_lazy("level holds until"), required=False, widget=DayInput(),
        help_text=gettext_lazy("Left empty: as long as is usual for the level, from today."),
    )  # fmt: skip
    reason = forms.CharField(
        label=gettext_lazy("reason"), min_length=SHORTEST_REASON, max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip

    def __init__(self, *args, record: Classified, **kwargs):
        super().__init__(*args, **kwargs)
        choices = sorted({*offered(), Level(record.level)})
        self.fields["level"].choices = [(level.value, level.label) for level in choices]
        self.fields["level"].initial = record.level


class AgreeForm(MoveForm):
    """A yes, with a word beside it where there is one to say."""

    note = forms.CharField(
        label=gettext_lazy("note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
