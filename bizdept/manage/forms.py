"""The shape of what comes in from the administration's pages."""

from typing import cast

from allauth.account.forms import ChangePasswordForm
from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from bizdept.calendar.reading import Reading, read_days
from bizdept.manage import shown
from bizdept.manage.days import lines_of_upload
from bizdept.manage.rules import DELEGATING
from bizdept.people.models import Company, Department, Discipline, Post, User
from bizdept.refusal import Refused
from bizdept.web.lists import ListForm

ACCOUNT = RegexValidator(r"^[a-z0-9][a-z0-9._-]*$", _("Small letters, digits, dot, hyphen and underscore."))


class DayInput(forms.DateInput):
    """The browser's own calendar."""

    def __init__(self):
        super().__init__(attrs={"type": "date"}, format="%Y-%m-%d")


class DayField(forms.DateField):
    widget = DayInput


class DepartmentField(forms.ModelChoiceField):
    """A department, offered as the tree that it stands in. Give it the tree by `offer`."""

    def __init__(self, **kwargs):
        super().__init__(Department.objects.all(), **kwargs)

    def offer(self, tree: list[shown.Branch], none: str = "—") -> None:
        self.choices = [("", none), *((branch.department.pk, branch.indented) for branch in tree)]


class PeopleFilter(ListForm):
    """What the list of people is asked for by its address."""

    VIEWS: list = [
        ("in_post", _("people in post")),
        ("without", _("people without a post")),
        ("left", _("people who have left")),
    ]
    department = DepartmentField(label=_("department"), required=False)
    post = forms.ChoiceField(label=_("post"), required=False, choices=[("", _("post: all")), *Post.choices])

    def offer(self, user):
        self.fields["q"].widget.attrs["placeholder"] = _("Name, account, pinyin initials")
        field = cast(DepartmentField, self.fields["department"])
        field.offer(shown.tree(), gettext("department: all"))


class NdaFilter(ListForm):
    """What the register of NDAs is asked for by its address."""

    VIEWS: list = [("all", _("all people")), ("open", _("to be seen to"))]

    def offer(self, user):
        self.fields["q"].widget.attrs["placeholder"] = _("Name, account, pinyin initials")


class PersonForm(forms.Form):
    """What is written about a person."""

    name = forms.CharField(label=pgettext_lazy("of a person", "name"), max_length=60)
    department = DepartmentField(label=_("department"))
    job_title = forms.CharField(label=_("job title"), required=False, max_length=60)
    email = forms.EmailField(label=_("e-mail"), required=False, max_length=254)
    phone = forms.CharField(label=_("phone"), required=False, max_length=30)

    def __init__(self, *args, tree, **kwargs):
        super().__init__(*args, **kwargs)
        cast(DepartmentField, self.fields["department"]).offer(tree)


class AccountForm(PersonForm):
    """A new account."""

    username = forms.CharField(
        label=_("account"), max_length=40, help_text=_("What they sign in by; it stays. Small letters and digits.")
    )
    field_order = ["name", "username"]

    def clean_username(self):
        account = self.cleaned_data["username"].lower()
        ACCOUNT(account)
        return account


class PostForm(forms.Form):
    post = forms.ChoiceField(label=_("post"), choices=[("", "—"), *Post.choices])
    department = DepartmentField(label=_("department"))
    since = DayField(label=_("from"))

    def __init__(self, *args, tree, **kwargs):
        super().__init__(*args, **kwargs)
        cast(DepartmentField, self.fields["department"]).offer(tree)


class EndForm(forms.Form):
    ended_on = DayField(label=_("over from"), help_text=_("From this day on the post is no longer held."))


class DeclineForm(forms.Form):
    reason = forms.CharField(label=_("reason"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


class NdaForm(forms.Form):
    until = DayField(
        label=_("NDA in force until"), help_text=_("As the signed paper says. A day that is past ends it.")
    )


class DepartmentForm(forms.Form):
    name = forms.CharField(label=_("name"), max_length=80)
    parent = DepartmentField(label=_("part of"), required=False)
    discipline = forms.ChoiceField(
        label=_("discipline"), required=False, choices=[("", "—"), *Discipline.choices],
        help_text=_("Which opinions on contracts are asked of this department."),
    )  # fmt: skip
    is_section = forms.BooleanField(label=_("business section"), required=False)

    def __init__(self, *args, tree, **kwargs):
        super().__init__(*args, **kwargs)
        cast(DepartmentField, self.fields["parent"]).offer(tree)


class DelegationForm(forms.Form):
    """Who stands in. Whoever enters it for others has the field `of` too."""

    of = forms.ModelChoiceField(User.objects.none(), label=_("absent"))
    to = forms.ModelChoiceField(User.objects.none(), label=_("stands in"))
    starts_on = DayField(label=_("from"))
    ends_on = DayField(label=_("until"), required=False, help_text=_("Empty: until it is withdrawn."))
    reason = forms.CharField(label=_("reason"), max_length=200)

    def __init__(self, *args, of: User | None, on, **kwargs):
        super().__init__(*args, **kwargs)
        people = User.objects.active().order_by("name", "pk")
        cast(forms.ModelChoiceField, self.fields["to"]).queryset = people.exclude(pk=of.pk) if of else people
        if of:
            del self.fields["of"]
        else:
            deciding = people.filter(pk__in=shown.holders_of(DELEGATING, on))
            cast(forms.ModelChoiceField, self.fields["of"]).queryset = deciding


class CompanyForm(forms.ModelForm):
    class Meta:
        model = Company
        fields = ["name", "code", "address", "legal_representative", "phone", "bank", "account"]

    def _post_clean(self):
        """Check the shape alone: the instance is the database's until an action writes to it."""


class DaysForm(forms.Form):
    """A span of days that break the rule of the week."""

    first = DayField(label=_("first day"))
    last = DayField(label=_("last day"))
    worked = forms.TypedChoiceField(
        label=_("these days are"), coerce=lambda word: word == "1", widget=forms.RadioSelect, initial="0",
        choices=[("0", _("free: a public holiday")), ("1", _("worked: a weekend worked in its place"))],
    )  # fmt: skip


class YearForm(forms.Form):
    """Which year of the calendar is looked at."""

    year = forms.IntegerField(required=False, min_value=2024, max_value=2100)

    def chosen(self, default: int) -> int:
        return (self.cleaned_data["year"] if self.is_valid() else None) or default


class DaysListForm(forms.Form):
    """A list of holidays, as text or as a file. `sure` says that its check was seen."""

    text = forms.CharField(
        label=_("text"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("A day or a span a line, with “free” or “worked”; or the State Council's notice as it is."),
    )  # fmt: skip
    file = forms.FileField(
        label=_("or a file"), required=False, help_text=_("Excel (.xlsx, .xls), CSV or text."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv,.txt"}),
    )  # fmt: skip
    year = forms.IntegerField(
        label=_("year of days that name none"), min_value=2024, max_value=2100, widget=forms.NumberInput
    )
    sure = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, years: range, **kwargs):
        super().__init__(*args, **kwargs)
        self.years, self.reading = years, Reading()

    def clean(self):
        data = super().clean() or {}
        if self.errors:
            return data
        try:
            lines = lines_of_upload(data["file"]) if data["file"] else enumerate(data["text"].splitlines(), 1)
        except Refused as refusal:
            self.add_error("file", [str(reason) for reason in refusal.reasons])
            return data
        self.reading = read_days(lines, data["year"], self.years)
        if not self.reading.days:
            why = [gettext("No day was found in it.")]
            why += [f"{wrong.line}: {wrong.text} – {wrong.why}" for wrong in self.reading.wrong[:5]]
            self.add_error("file" if data["file"] else "text", why)
        return data


class NumberForm(forms.Form):
    value = forms.DecimalField(label=_("value"), max_digits=16, decimal_places=2)
    holds_from = DayField(label=_("holds from"))
    reason = forms.CharField(label=_("reason"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


class Nothing(forms.Form):
    """A press that needs no words."""


class OwnPasswordForm(ChangePasswordForm):
    """The new password is another one: the administrator has read the one-time password."""

    def clean(self):
        data = super().clean()
        if data.get("password1") and data.get("password1") == data.get("oldpassword"):
            self.add_error("password1", gettext("Choose another password than the one you have."))
        return data
