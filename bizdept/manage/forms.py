"""The shape of what comes in from the administration's pages."""

from typing import ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from bizdept.calendar.reading import Reading, read_days
from bizdept.manage import shown
from bizdept.manage.days import lines_of_upload
from bizdept.manage.rules import DELEGATING, reviewing_departments
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


class OidcForm(forms.Form):
    """What an OpenID provider answers by the browser."""

    code = forms.CharField(max_length=2000)
    state = forms.CharField(max_length=100)


class OidcAgainForm(forms.Form):
    """Where somebody goes on who is asked at the provider once more."""

    next = forms.CharField(max_length=2000, required=False)


class SessionFilter(ListForm):
    """What the list of sessions is asked for by its address."""

    department = DepartmentField(label=_("department"), required=False)

    def offer(self, user):
        self.fields["q"].widget.attrs["placeholder"] = _("Name, account, pinyin initials")
        field = cast(DepartmentField, self.fields["department"])
        field.offer(shown.tree(), gettext("department: all"))


class FactorFilter(ListForm):
    """What the list of second factors is asked for by its address."""

    VIEWS: list = [
        ("missing", _("must still set one up")),
        ("set_up", _("have one")),
        ("free", _("not required")),
    ]

    def offer(self, user):
        self.fields["q"].widget.attrs["placeholder"] = _("Name, account, pinyin initials")


class FactorsForm(forms.Form):
    """Who needs a second factor besides the posts that the settings name."""

    everybody = forms.TypedChoiceField(
        label=_("asked of"), coerce=lambda word: word == "1", widget=forms.RadioSelect,
        choices=[("0", _("the usual posts, and those ticked below")), ("1", _("everybody"))],
    )  # fmt: skip
    posts = forms.MultipleChoiceField(
        label=_("posts besides"), required=False, widget=forms.CheckboxSelectMultiple, choices=Post.choices
    )

    def __init__(self, *args, always: list[str], **kwargs):
        super().__init__(*args, **kwargs)
        field = cast(forms.MultipleChoiceField, self.fields["posts"])
        field.choices = [(post, label) for post, label in Post.choices if post not in always]

    def clean(self):
        data = super().clean() or {}
        if data.get("everybody"):
            data["posts"] = []
        return data


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


class AnchorForm(forms.Form):
    """An end of the chain as it stands on an old paper or mail: the line's number and its code."""

    seq = forms.IntegerField(label=_("line"), min_value=1, max_value=2**63 - 1)
    code = forms.RegexField(
        r"^[0-9A-Fa-f -]{8,80}$",
        label=_("code"),
        max_length=80,
        error_messages={"invalid": _("At least 8 digits, 0-9 and A-F.")},
    )


class FirstRunForm(forms.Form):
    """What an empty house begins with. The page asks for the set-up code too; the command stands where it is printed.

    Each person has two fields, name and account; chief and leader may come later.
    """

    MUST = ("administrator", "officer")
    WHO: ClassVar = {
        "administrator": _("administrator"), "officer": _("confidentiality officer"),
        "leader": _("senior leader"), "chief": _("section chief"),
    }  # fmt: skip
    code = forms.CharField(
        label=_("set-up code"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("It was printed in the terminal where the site was started."),
    )  # fmt: skip
    company = forms.CharField(label=_("company"), max_length=80)
    section = forms.CharField(label=_("business section"), max_length=80)
    departments = forms.BooleanField(
        label=_("with departments for law, finance and technology"), required=False, initial=True
    )

    def __init__(self, *args, asks_code: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not asks_code:
            del self.fields["code"]
        for who, label in self.WHO.items():
            must = who in self.MUST
            words = {"who": label}
            name, account = gettext("%(who)s: name") % words, gettext("%(who)s: account") % words
            self.fields[f"{who}_name"] = forms.CharField(label=name, max_length=60, required=must)
            self.fields[f"{who}_account"] = forms.CharField(label=account, max_length=40, required=must)
        self.order_fields([name for name in self.fields if name != "departments"])

    def clean(self):
        given = super().clean() or {}
        if given.get("company") and given.get("company") == given.get("section"):
            self.add_error("section", gettext("The section has a name of its own."))
        taken = reviewing_departments().values() if given.get("departments") else ()
        for name in ("company", "section"):
            if given.get(name) in taken:
                self.add_error(name, gettext("One of the departments has this name already."))
        for part in ("name", "account"):
            seen: set[str] = set()
            for who in self.WHO:
                word = given.get(f"{who}_{part}", "")
                if word.lower() in seen:
                    self.add_error(f"{who}_{part}", gettext("Each of them is another person."))
                seen |= {word.lower()} - {""}
        for who in self.WHO:
            self.clean_person(who, given.get(f"{who}_name", ""), given.get(f"{who}_account", ""))
        return given

    def clean_person(self, who: str, name: str, account: str) -> None:
        """Name and account come together; the account is plain."""
        if bool(name) != bool(account) and not {f"{who}_name", f"{who}_account"} & set(self.errors):
            self.add_error(f"{who}_account" if name else f"{who}_name", gettext("Both are needed, or neither."))
        if account:
            self.cleaned_data[f"{who}_account"] = account = account.lower()
            try:
                ACCOUNT(account)
            except ValidationError as trouble:
                self.add_error(f"{who}_account", trouble)


class Nothing(forms.Form):
    """A press that needs no words."""
