"""The shape of what an import's pages send."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bizdept.web.imports.mapping import Mapped, letter
from bizdept.web.imports.values import Field

TABS = [
    ("bad", gettext_lazy("wrong")),
    ("duplicate", gettext_lazy("duplicates")),
    ("new", gettext_lazy("new")),
    ("changed", gettext_lazy("changed")),
    ("unchanged", gettext_lazy("unchanged")),
    ("skipped", gettext_lazy("skipped")),
]


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("list"),
        help_text=gettext_lazy(
            "Excel (.xlsx, .xls) or CSV, with one row of headings. At most 50 MB and 200,000 rows."
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv,.txt"}),
    )


class ColumnsForm(forms.Form):
    """For each column what it holds, or nothing."""

    def __init__(self, *args, headings: Sequence[str], fields: Sequence[Field], **kwargs):
        super().__init__(*args, **kwargs)
        offered = [("", _("leave out")), *((field.name, field.label) for field in fields)]
        for column, heading in enumerate(headings):
            label = heading or _("column %s") % letter(column)
            self.fields[f"column_{column}"] = forms.ChoiceField(label=label, required=False, choices=offered)

    def mapping(self) -> Mapped:
        chosen = {int(name.removeprefix("column_")): value for name, value in self.cleaned_data.items()}
        return {column: value for column, value in chosen.items() if value}


class TabForm(forms.Form):
    """Which rows of the check are looked at."""

    tab = forms.ChoiceField(required=False, choices=TABS)
    page = forms.IntegerField(required=False, min_value=1, max_value=10_000)

    def wanted(self, counts: dict[str, int]) -> tuple[str, int]:
        """The tab that was asked for, else the first that holds something; and its page."""
        self.is_valid()
        first = next((name for name, _label in TABS if counts[name]), "new")
        return self.cleaned_data.get("tab") or first, self.cleaned_data.get("page") or 1


class SkipForm(forms.Form):
    line = forms.IntegerField(min_value=1, max_value=10_000_000)


class RunForm(forms.Form):
    """All rows, or the good ones; and what the page had told of them."""

    rows = forms.ChoiceField(choices=[("all", "all"), ("good", "good")])
    seen = forms.CharField(required=False, max_length=24)
