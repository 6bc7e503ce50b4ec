"""The shape of what an import's pages send."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bizdept.web.imports.mapping import Mapped, letter
from bizdept.web.imports.models import ImportBatch
from bizdept.web.imports.values import Field
from bizdept.web.tables import Table

LONGEST = 5000  # characters of a cell
OFFERED = 6  # rows of a sheet
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
            "Excel (.xlsx, .xls), OpenDocument (.ods) or CSV, with a row of headings. At most 50 MB and 200,000 rows."
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv,.txt"}),
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


class MendForm(forms.Form):
    """What a person puts into cells of one row, by the column's place."""

    line = forms.IntegerField(min_value=1, max_value=10_000_000)

    def __init__(self, *args, width: int, **kwargs):
        super().__init__(*args, **kwargs)
        for column in range(width):
            self.fields[f"cell_{column}"] = forms.CharField(required=False, max_length=LONGEST)

    def cells(self) -> dict[int, str]:
        """The cells that were sent; the others stay as they are in the list."""
        sent = [name for name in self.fields if name in self.data and name.startswith("cell_")]
        return {int(name.removeprefix("cell_")): self.cleaned_data[name] for name in sent}


class HeaderForm(forms.Form):
    """In which row of which sheet the headings stand: the likeliest ones to choose from."""

    def __init__(self, *args, table: Table, batch: ImportBatch, **kwargs):
        super().__init__(*args, **kwargs)
        where = forms.ChoiceField(
            label=_("row of headings"), choices=list(self.offered(table, batch)),
            initial=f"{batch.sheet}-{batch.header}",
        )  # fmt: skip
        self.fields["where"] = where

    def offered(self, table: Table, batch: ImportBatch):
        for number, sheet in enumerate(table.sheets):
            places = sheet.header_candidates()[:OFFERED]
            if number == batch.sheet and batch.header not in places:
                places = [batch.header, *places]
            for place in sorted(places):
                words = " · ".join(filter(None, sheet.headings(place)))[:60]
                yield f"{number}-{place}", _("%(sheet)s line %(line)d: %(words)s") % {
                    "sheet": sheet.name, "line": sheet.lines[place], "words": words,
                }  # fmt: skip

    def chosen(self) -> tuple[int, int]:
        sheet, _dash, header = self.cleaned_data["where"].partition("-")
        return int(sheet), int(header)


class RunForm(forms.Form):
    """All rows, or the good ones; what the page had told of them; and that many changes are meant."""

    sure = forms.BooleanField(required=False)

    rows = forms.ChoiceField(choices=[("all", "all"), ("good", "good")])
    seen = forms.CharField(required=False, max_length=24)
