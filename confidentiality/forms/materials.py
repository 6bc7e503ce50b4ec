"""The shape of what comes in about the library and about who reads it."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from bizdept.access.levels import Category
from bizdept.people.clock import today
from bizdept.people.models import Department, Post
from bizdept.regulation.labels import said
from bizdept.web.fields import ColleagueField
from bizdept.web.forms import MoveForm, levels
from bizdept.web.lists import ListForm
from confidentiality.forms.ndas import departments
from confidentiality.forms.rectifications import DayInput
from confidentiality.models import Material, Reading

USUAL = ("", gettext_lazy("as usual for the kind"))


def level_field() -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=gettext_lazy("level"), required=False, coerce=int, empty_value=None,
        choices=levels(("", gettext_lazy("level: all"))),
    )  # fmt: skip


class MaterialFilter(ListForm):
    """What the library is asked for by its address."""

    VIEWS = [
        ("in_force", pgettext_lazy("materials", "in force")),
        ("mine", pgettext_lazy("materials", "kept by me")),
        ("drafts", pgettext_lazy("materials", "being drafted")),
        ("all", pgettext_lazy("materials", "all")),
    ]
    MORE = ("state", "category")
    kind = forms.ChoiceField(
        label=gettext_lazy("kind of material"), required=False,
        choices=[("", gettext_lazy("kind: all")), *Material.Kind.choices],
    )  # fmt: skip
    level = level_field()
    owner = ColleagueField(label=pgettext_lazy("of a material", "keeper"))
    state = forms.ChoiceField(
        label=gettext_lazy("state"), required=False,
        choices=[("", gettext_lazy("state: all")), *Material.State.choices],
    )  # fmt: skip
    category = forms.ChoiceField(
        label=gettext_lazy("category"), required=False,
        choices=[("", gettext_lazy("category: all")), *Category.choices],
    )  # fmt: skip

    def offer(self, user):
        self.fields["q"].widget.attrs["placeholder"] = _("Number, title")
        self.fields["owner"].offer(user, pgettext("of a material", "keeper: all"))


class RoundFilter(ListForm):
    """What the list of rounds of reading is asked for by its address."""

    VIEWS = [
        ("running", pgettext_lazy("rounds of reading", "running")),
        ("all", pgettext_lazy("rounds of reading", "all")),
    ]
    PEOPLE = ()
    level = level_field()

    def offer(self, user):
        self.fields["q"].widget.attrs["placeholder"] = pgettext("of a material", "Number")


class ReadingFilter(ListForm):
    """What the list of readings is asked for by its address."""

    VIEWS = [
        ("mine", pgettext_lazy("readings", "mine")),
        ("owed", pgettext_lazy("readings", "not confirmed")),
        ("late", pgettext_lazy("readings", "late")),
        ("all", pgettext_lazy("readings", "all")),
    ]
    PEOPLE = ()
    state = forms.ChoiceField(
        label=gettext_lazy("state"), required=False,
        choices=[("", gettext_lazy("state: all")), *Reading.State.choices],
    )  # fmt: skip
    department = forms.TypedChoiceField(
        label=gettext_lazy("department"), required=False, coerce=int, empty_value=None,
    )  # fmt: skip
    material_version = forms.IntegerField(
        label=gettext_lazy("version of a material"), required=False, min_value=1, max_value=2**63 - 1,
        widget=forms.HiddenInput,
    )  # fmt: skip

    def offer(self, user):
        self.fields["q"].widget.attrs["placeholder"] = _("Person, number of the material")
        self.fields["department"].choices = [("", _("department: all")), *departments()]

    def criteria(self):
        """With the day: what is late today is asked anew tomorrow."""
        return super().criteria() | {"on": today()}


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once, or none."""

    widget = SeveralFiles

    def clean(self, data, initial=None) -> list[Any]:
        given = data if isinstance(data, list | tuple) else [data]
        one = super().clean
        return [one(file, initial) for file in given if file]


class VersionForm(forms.Form):
    """What a version says, and what it changes."""

    changes = forms.CharField(
        label=gettext_lazy("what changed"), max_length=300,
        help_text=gettext_lazy("In a few words; of a first version: what it is for."),
    )  # fmt: skip
    text = forms.CharField(
        label=pgettext_lazy("of a material", "text"), required=False, max_length=60_000,
        widget=forms.Textarea(attrs={"rows": 14}), help_text=gettext_lazy("A text, files, or both."),
    )  # fmt: skip
    files = FilesField(label=pgettext_lazy("of a material", "files"), required=False)

    def words(self) -> dict[str, Any]:
        text = self.cleaned_data["text"].replace("\r\n", "\n").strip()
        return {"changes": self.cleaned_data["changes"], "text": text}

    def files_given(self) -> list[Any]:
        return self.cleaned_data.get("files") or []


class MaterialForm(VersionForm):
    """A new material, or one that was never in force."""

    kind = forms.ChoiceField(label=gettext_lazy("kind of material"), choices=Material.Kind)
    title = forms.CharField(label=pgettext_lazy("of a material", "title"), max_length=160)
    level = forms.TypedChoiceField(
        label=gettext_lazy("level"), coerce=int, required=False, empty_value=None, choices=levels(USUAL),
        help_text=said(gettext_lazy(
            "Price lists and technical papers: %(confidential)s. Budgets and personnel papers: %(core)s."
            " Management papers, education, regulation: %(internal)s.")),
    )  # fmt: skip
    category = forms.ChoiceField(label=gettext_lazy("category"), required=False, choices=[USUAL, *Category.choices])
    field_order = ["kind", "title", "level", "category", "changes", "text", "files"]

    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("kind", "title", "level", "category")}


class DraftForm(VersionForm):
    """A draft that is written at: files come and go beside it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["files"]

    def facts(self) -> dict[str, Any]:
        return {}


class FirstDraftForm(MaterialForm):
    """The same of what was never in force."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["files"]


class OneFileForm(forms.Form):
    """One more file for a draft."""

    file = forms.FileField(label=gettext_lazy("file"))


class ForceForm(MoveForm):
    """From which day a version holds; who confirms having read it, and until when."""

    holds_from = forms.DateField(label=gettext_lazy("holds from"), widget=DayInput())
    asks = forms.BooleanField(
        label=gettext_lazy("It is read and confirmed, person by person"), required=False,
        help_text=gettext_lazy("Whoever may see it and holds a post is asked; those who join later are, too."),
    )  # fmt: skip
    read_until = forms.DateField(label=gettext_lazy("to be confirmed until"), required=False, widget=DayInput())
    departments = forms.ModelMultipleChoiceField(
        Department.objects.order_by("name"), label=gettext_lazy("only these departments, and what lies below"),
        required=False, widget=forms.SelectMultiple(attrs={"size": 5}),
    )  # fmt: skip
    posts = forms.MultipleChoiceField(
        label=gettext_lazy("only these posts"), required=False, choices=Post.choices,
        widget=forms.SelectMultiple(attrs={"size": 5}),
    )  # fmt: skip
    note = forms.CharField(
        label=gettext_lazy("note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["holds_from"].initial = timezone.localdate()
        before = self.record.asked_before() if self.record else None
        if before is not None:
            self.fields["asks"].initial = True
            self.fields["departments"].initial = before.asked_departments
            self.fields["posts"].initial = before.asked_posts

    def clean(self):
        data = super().clean()
        if data.get("asks") and not data.get("read_until"):
            self.add_error("read_until", _("Say until when it is to be confirmed."))
        return data
