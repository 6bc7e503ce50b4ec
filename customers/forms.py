"""The shape of what comes in from the customers' pages."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bizdept.access.changes import usual_level
from bizdept.web.fields import ColleagueField
from bizdept.web.forms import levels
from bizdept.web.lists import ListForm
from customers.codes import normal_code
from customers.models import Communication, Contact, Customer

LONGEST = 5000  # characters of a free text


class CustomerFilter(ListForm):
    """What the list of customers is asked for by its address."""

    MORE = ("level", "region")
    VIEWS = [("all", _("all customers")), ("mine", _("mine")), ("pool", _("pool"))]
    state = forms.ChoiceField(
        label=_("state"), required=False, choices=[("", _("state: all")), *Customer.State.choices]
    )
    grade = forms.ChoiceField(
        label=_("grade"), required=False, choices=[("", _("grade: all")), *Customer.Grade.choices]
    )
    owner = ColleagueField(label=_("keeper"))
    level = forms.TypedChoiceField(
        label=_("level"), required=False, coerce=int, empty_value=None, choices=levels(("", _("level: all")))
    )
    region = forms.CharField(label=_("region"), required=False, max_length=40)

    def offer(self, user):
        self.fields["q"].widget.attrs["placeholder"] = _("Name, pinyin initials, credit code")
        self.fields["owner"].offer(user, _("keeper: all"))


class CustomerForm(forms.ModelForm):
    """A customer's file. Whoever may not choose the keeper has no such field."""

    code = forms.CharField(
        label=_("unified social credit code"), required=False, max_length=60,
        help_text=_("18 characters. A mistyped one is told, and kept all the same."),
    )  # fmt: skip
    level = forms.TypedChoiceField(label=_("level"), coerce=int, choices=levels())
    business_scope = forms.CharField(
        label=_("business scope"), required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3})
    )
    notes = forms.CharField(
        label=_("notes"), required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2})
    )
    other_company = forms.BooleanField(
        label=_("It is another company"), required=False,
        help_text=_("Tick this where a file of a similar name, code, phone or site is not of this company."),
    )  # fmt: skip

    class Meta:
        model = Customer
        fields = [
            "name", "short_name", "code", "grade", "level", "owner", "industry", "kind", "region", "address",
            "legal_representative", "registered_capital", "founded_on", "business_scope", "phone", "website",
            "bank", "account", "found_by", "notes",
        ]  # fmt: skip
        widgets = {
            "founded_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args, owners=None, asks_at: str, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:  # its level is changed on a page of its own, with a reason
            del self.fields["level"]
        if owners is None:
            del self.fields["owner"]
        else:
            self.fields["owner"].queryset = owners
            self.fields["owner"].required = False
            self.fields["owner"].empty_label = _("as before, or myself")
        for name in ("name", "code", "phone", "website"):
            self.fields[name].widget.attrs["data-duplicates"] = asks_at

    def clean_code(self):
        code = normal_code(self.cleaned_data["code"])
        if len(code) > Customer._meta.get_field("code").max_length:
            raise forms.ValidationError(
                _("A unified social credit code has 18 characters, this one has %s.") % len(code)
            )
        return code

    def fields_to_keep(self) -> dict:
        """What goes into the file."""
        data = dict(self.cleaned_data)
        data.pop("other_company")
        if not data.get("owner"):
            data.pop("owner", None)
        return data

    def _post_clean(self):
        """Check the shape alone: the instance is the database's until an action writes to it."""


class ContactForm(forms.ModelForm):
    class Meta:
        model = Contact
        fields = ["name", "position", "phone", "email", "wechat", "is_main", "notes"]

    def _post_clean(self):
        """Check the shape alone, as above."""


class CommunicationForm(forms.ModelForm):
    """What was said: how, when, to whom, and what follows."""

    text = forms.CharField(label=_("what was said"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4}))

    class Meta:
        model = Communication
        fields = ["kind", "happened_on", "contact", "others", "text", "next_step", "next_on"]
        widgets = {
            name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d") for name in ("happened_on", "next_on")
        }

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["contact"].queryset = people
        self.fields["contact"].empty_label = _("nobody in particular")

    def _post_clean(self):
        """Check the shape alone, as above."""


class PageForm(forms.Form):
    """Which page of a customer's communications is asked for."""

    page = forms.IntegerField(required=False, min_value=1, max_value=10_000)

    @property
    def number(self) -> int:
        return (self.cleaned_data["page"] if self.is_valid() else None) or 1


class ContactImportOptions(forms.Form):
    """What holds for all rows of a list of contacts: nothing but what they say."""


class CommunicationImportOptions(forms.Form):
    """What holds for all rows of a list of communications."""

    mine = forms.BooleanField(
        label=_("Rows that name nobody were had by me"), required=False, initial=True,
        help_text=_("Whom a row names stays named, with an account here or without."),
    )  # fmt: skip


class ImportOptions(forms.Form):
    """What holds for all new files of an import."""

    level = forms.TypedChoiceField(
        label=_("level of the new files"), coerce=int, choices=levels(),
        initial=lambda: usual_level("customers", timezone.localdate()),
    )  # fmt: skip
    found_by = forms.ChoiceField(label=_("channel"), choices=Customer.Source, initial=Customer.Source.IMPORT)


class DuplicatesForm(forms.Form):
    """What is being typed: `q` is a name, a code, a phone or a site, whichever it looks like."""

    q = forms.CharField(required=False, max_length=200)
    name = forms.CharField(required=False, max_length=200)
    code = forms.CharField(required=False, max_length=60)
    phone = forms.CharField(required=False, max_length=60)
    website = forms.CharField(required=False, max_length=200)

    def asked(self) -> dict[str, str]:
        """What `CustomerQuerySet.like` is asked."""
        self.is_valid()
        data = {name: self.cleaned_data.get(name) or "" for name in self.fields}
        word = data.pop("q")
        return {name: data[name] or word for name in data} | {"code": normal_code(data["code"] or word)}
