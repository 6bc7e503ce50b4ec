"""The shape of what comes in about the monthly report."""

from django import forms
from django.utils.translation import gettext_lazy, pgettext_lazy

from bizdept.web.forms import MoveForm
from bizdept.web.lists import ListForm
from confidentiality.models import MonthlyReport


class ReportFilter(ListForm):
    """What the list of reports is asked for by its address."""

    VIEWS = [("all", pgettext_lazy("supervision reports", "all"))]
    state = forms.ChoiceField(
        label=gettext_lazy("state"), required=False,
        choices=[("", gettext_lazy("state: all")), *MonthlyReport.State.choices],
    )  # fmt: skip


class HandInForm(MoveForm):
    """What the officer says to the figures."""

    words = forms.CharField(
        label=gettext_lazy("the officer's words"), max_length=4000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("What stands out, what is late and why, what you propose."),
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["words"].initial = self.record.words


class ReadForm(MoveForm):
    """What the leader wants done."""

    instruction = forms.CharField(
        label=gettext_lazy("instruction of the leader"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
