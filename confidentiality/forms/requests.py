"""The shape of what comes in from the pages of requests to see."""

from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from bizdept.access.levels import LONGEST_GRANT, USUAL_GRANT, Level
from bizdept.web.fields import ColleagueField
from bizdept.web.forms import MoveForm
from bizdept.web.lists import ListForm
from confidentiality.models import AccessRequest

LONGEST = max(LONGEST_GRANT.values()).days


class RequestFilter(ListForm):
    """What the list of requests is asked for by its address."""

    VIEWS = [
        ("all", pgettext_lazy("requests to see", "all")),
        ("waiting", pgettext_lazy("requests to see", "to be decided")),
        ("mine", pgettext_lazy("requests to see", "asked by me")),
    ]
    state = forms.ChoiceField(
        label=gettext_lazy("state"), required=False,
        choices=[("", gettext_lazy("state: all")), *AccessRequest.State.choices],
    )  # fmt: skip
    owner = ColleagueField(label=gettext_lazy("who asks"))

    def offer(self, user):
        self.fields["q"].widget.attrs["placeholder"] = _("What is asked for, and what for")
        self.fields["owner"].offer(user, _("who asks: all"))


class WishForm(forms.Form):
    """In the address of the form: what somebody came across and could not open."""

    about = forms.CharField(required=False, max_length=200)

    @property
    def named(self) -> str:
        return self.cleaned_data["about"] if self.is_valid() else ""


class AskForm(forms.Form):
    """Ask to see a record that one knows of."""

    sought = forms.CharField(
        label=gettext_lazy("what it is about"), max_length=200,
        help_text=gettext_lazy("A number (KH-…, HT-…, ZL-…), or a customer's whole name or credit code."),
    )  # fmt: skip
    purpose = forms.CharField(
        label=pgettext_lazy("of a request to see", "purpose"), max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("It stands in the grant, and in the register of who saw what, and why."),
    )  # fmt: skip
    days = forms.IntegerField(label=gettext_lazy("for how many days"), min_value=1, max_value=LONGEST, initial=14)

    def clean_sought(self):
        return " ".join(self.cleaned_data["sought"].split())


class GrantForm(MoveForm):
    """Until which day the record is opened."""

    until = forms.DateField(
        label=gettext_lazy("open until"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    note = forms.CharField(
        label=gettext_lazy("note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        level, today = Level(self.record.about.level), timezone.localdate()
        longest = LONGEST_GRANT[level]
        self.fields["until"].initial = today + min(timedelta(days=self.record.days), USUAL_GRANT[level])
        self.fields["until"].help_text = _("%(asked)d days were asked for; at this level %(most)d at most.") % {
            "asked": self.record.days, "most": longest.days
        }  # fmt: skip
