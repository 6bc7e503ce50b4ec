"""The shape of what comes in from the pages of NDAs."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from bizdept.files.content import ending_of
from bizdept.people.actor import Actor
from bizdept.people.clock import today
from bizdept.people.models import Department, User
from bizdept.remembered import Remembered
from bizdept.web.forms import MoveForm
from bizdept.web.lists.forms import ListForm
from confidentiality.models import Nda, NdaText

DAY = {"type": "date"}
SCANS = ("pdf", "png", "jpg", "jpeg")


departments = Remembered(lambda: list(Department.objects.order_by("name").values_list("pk", "name")))


def day_field(label, **facts) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"), **facts)


def scan_field() -> forms.FileField:
    return forms.FileField(
        label=gettext_lazy("scan of the signed NDA"), required=False,
        help_text=gettext_lazy("A PDF or a picture; it is kept with its SHA-256."),
    )  # fmt: skip


def checked_scan(scan):
    if scan and ending_of(scan.name) not in SCANS:
        raise forms.ValidationError(_("A scan is a PDF or a picture (%s).") % ", ".join(SCANS))
    return scan


class NdaFilter(ListForm):
    """What the register of NDAs is asked for by its address."""

    VIEWS = [
        ("all", pgettext_lazy("NDAs", "all")),
        ("open", pgettext_lazy("NDAs", "to see to")),
        ("running", pgettext_lazy("NDAs", "in force")),
        ("expiring", pgettext_lazy("NDAs", "ending soon")),
        ("over", pgettext_lazy("NDAs", "over")),
    ]
    PEOPLE = ()
    state = forms.ChoiceField(
        label=gettext_lazy("state"), required=False,
        choices=[("", gettext_lazy("state: all")), *Nda.State.choices],
    )  # fmt: skip
    department = forms.TypedChoiceField(
        label=gettext_lazy("department"), required=False, coerce=int, empty_value=None,
    )  # fmt: skip

    def offer(self, user):
        self.fields["q"].widget.attrs["placeholder"] = _("Name, or number on the paper")
        self.fields["department"].choices = [("", _("department: all")), *departments()]

    def criteria(self):
        """With the day: what is in force today is asked anew tomorrow."""
        return super().criteria() | {"on": today()}


class TextForm(forms.ModelForm):
    """A draft of the agreement's text."""

    class Meta:
        model = NdaText
        fields = ["title", "months", "articles"]
        widgets = {"articles": forms.Textarea(attrs={"rows": 22})}
        help_texts = {
            "articles": gettext_lazy("An empty line between two articles; the first line of each is its heading."),
            "months": gettext_lazy("From the day of the signature; before the end the next one is drawn up."),
        }

    def clean_months(self):
        months = self.cleaned_data["months"]
        if not 1 <= months <= 20 * 12:
            raise forms.ValidationError(_("Choose between 1 and 240 months."))
        return months

    def clean_articles(self):
        return self.cleaned_data["articles"].replace("\r\n", "\n").strip()


class ForceForm(MoveForm):
    """From which day a text holds, and whether whoever signed an earlier one signs it too."""

    holds_from = day_field(gettext_lazy("holds from"))
    asks_anew = forms.BooleanField(
        label=gettext_lazy("Everybody signs anew"), required=False,
        help_text=gettext_lazy("What was signed before then opens nothing any more once the time to sign is over."),
    )  # fmt: skip
    note = forms.CharField(
        label=gettext_lazy("note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["holds_from"].initial = timezone.localdate()


class SignForm(forms.Form):
    """The press that signs: the text that was read, by its hash."""

    sha256 = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    agrees = forms.BooleanField(
        label=gettext_lazy("I have read the whole text, and will keep to it"),
        error_messages={"required": gettext_lazy("Read the text and tick the box before you sign.")},
    )  # fmt: skip


class HandInForm(MoveForm):
    """Somebody says that they signed on paper."""

    signed_on = day_field(gettext_lazy("signed on"))
    scan = scan_field()

    def clean_scan(self):
        return checked_scan(self.cleaned_data["scan"])

    def clean_signed_on(self):
        if self.cleaned_data["signed_on"] > timezone.localdate():
            raise forms.ValidationError(_("Choose the day on which it was signed."))
        return self.cleaned_data["signed_on"]


class PapersForm(MoveForm):
    """What is registered of a paper, or of several that are alike."""

    signed_on = day_field(gettext_lazy("signed on"))
    until = day_field(gettext_lazy("in force until"), help_text=gettext_lazy("As the signed paper says."))
    text = forms.ModelChoiceField(
        NdaText.objects.none(), label=gettext_lazy("text of the NDA"), required=False,
        empty_label=gettext_lazy("a text from before this register"),
    )  # fmt: skip
    place = forms.CharField(label=gettext_lazy("where the paper lies"), max_length=80, required=False)
    note = forms.CharField(
        label=gettext_lazy("note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].queryset = NdaText.objects.in_force().order_by("-number")


class RegisterForm(PapersForm):
    """What is registered of one paper."""

    paper_number = forms.CharField(label=gettext_lazy("number on the paper"), max_length=40, required=False)
    scan = scan_field()
    field_order = ["signed_on", "until", "text", "paper_number", "place", "scan", "note"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.record is not None and self.record.signed_on:
            self.fields["signed_on"].initial = self.record.signed_on

    def clean_scan(self):
        return checked_scan(self.cleaned_data["scan"])


class WhoForm(forms.Form):
    """In the address of the form: of whom a paper is to be registered."""

    person = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)

    @property
    def who(self) -> int | None:
        return self.cleaned_data.get("person") if self.is_valid() else None


class RegisterNewForm(RegisterForm):
    """A paper of anybody else."""

    person = forms.ModelChoiceField(User.objects.none(), label=gettext_lazy("person"))
    field_order = ["person", *RegisterForm.field_order]

    def __init__(self, *args, by: Actor, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = User.objects.others_than(by.person)


class ImportOptions(forms.Form):
    """What holds for all papers of a list."""

    place = forms.CharField(label=gettext_lazy("where the papers lie"), max_length=80, required=False)
