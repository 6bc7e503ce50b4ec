"""The shape of what comes in about papers and media, and about counting them."""

from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from bizdept.access.levels import Category
from bizdept.web.fields import ColleagueField
from bizdept.web.forms import MoveForm, levels
from bizdept.web.lists import ListForm
from confidentiality.forms.rectifications import DayInput, PersonField
from confidentiality.models import Paper, StockLine, Stocktaking

USUAL_LOAN = timedelta(days=7)


class RegisterFilter(ListForm):
    """What the officer's register is asked for by its address."""

    VIEWS = [
        ("here", pgettext_lazy("papers", "in the house")),
        ("lent", pgettext_lazy("papers", "lent")),
        ("all", pgettext_lazy("papers", "all")),
    ]
    state = forms.ChoiceField(
        label=gettext_lazy("state"), required=False, choices=[("", gettext_lazy("state: all")), *Paper.State.choices]
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("kind of paper"), required=False,
        choices=[("", gettext_lazy("kind: all")), *Paper.Kind.choices],
    )  # fmt: skip
    level = forms.TypedChoiceField(
        label=gettext_lazy("level"), required=False, coerce=int, empty_value=None,
        choices=levels(("", gettext_lazy("level: all"))),
    )  # fmt: skip
    owner = ColleagueField(label=pgettext_lazy("of a paper", "keeper"))

    def offer(self, user):
        self.fields["q"].widget.attrs["placeholder"] = _("Number, place")
        self.fields["owner"].offer(user, pgettext("of a paper", "keeper: all"))


class PaperFilter(RegisterFilter):
    """What the list of papers is asked for by its address."""

    VIEWS = [
        ("here", pgettext_lazy("papers", "in the house")),
        ("mine", pgettext_lazy("papers", "kept or borrowed by me")),
        ("lent", pgettext_lazy("papers", "lent")),
        ("all", pgettext_lazy("papers", "all")),
    ]

    def offer(self, user):
        super().offer(user)
        self.fields["q"].widget.attrs["placeholder"] = _("Number, title, place, record")


class StocktakingFilter(ListForm):
    """What the list of stock-takings is asked for by its address."""

    VIEWS = [("all", pgettext_lazy("stock-takings", "all")), ("open", pgettext_lazy("stock-takings", "running"))]
    state = forms.ChoiceField(
        label=gettext_lazy("state"), required=False,
        choices=[("", gettext_lazy("state: all")), *Stocktaking.State.choices],
    )  # fmt: skip


class EnterForm(forms.Form):
    """One thing for the register."""

    kind = forms.ChoiceField(label=gettext_lazy("kind of paper"), choices=Paper.Kind)
    title = forms.CharField(label=pgettext_lazy("of a paper", "title"), max_length=160)
    copies = forms.IntegerField(label=gettext_lazy("how many"), min_value=1, max_value=9999, initial=1)
    level = forms.TypedChoiceField(label=gettext_lazy("level"), coerce=int, choices=levels(), initial=2)
    category = forms.ChoiceField(label=gettext_lazy("category"), choices=Category)
    place = forms.CharField(
        label=gettext_lazy("place"),
        max_length=120,
        help_text=gettext_lazy("Room, cabinet, shelf: so that it is found."),
    )
    keeper = PersonField(label=pgettext_lazy("of a paper", "keeper"))
    belongs_to = forms.CharField(
        label=gettext_lazy("record it belongs to"), required=False, max_length=30,
        help_text=gettext_lazy("Its number (HT-…, KH-…, ZL-…). The originals of contracts are filed with them."),
    )  # fmt: skip

    def facts(self) -> dict:
        return {name: value for name, value in self.cleaned_data.items() if name != "keeper"}


class ElsewhereForm(forms.Form):
    """Where it lies from now on, and who keeps it."""

    place = forms.CharField(label=gettext_lazy("place"), max_length=120)
    keeper = PersonField(label=pgettext_lazy("of a paper", "keeper"))


class LendForm(MoveForm):
    """To whom it is lent, until when, what for."""

    borrower = PersonField(label=gettext_lazy("lent to"))
    until = forms.DateField(label=gettext_lazy("lent until"), widget=DayInput())
    purpose = forms.CharField(label=gettext_lazy("lent for"), min_length=4, max_length=200)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["until"].initial = timezone.localdate() + USUAL_LOAN


class BackForm(MoveForm):
    """How it came back."""

    note = forms.CharField(
        label=gettext_lazy("how it came back"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Whole, all pages, nothing added: you looked."),
    )  # fmt: skip


class ProposeForm(MoveForm):
    """Why and how it is to be destroyed."""

    why = forms.CharField(label=gettext_lazy("why it is destroyed"), min_length=4, max_length=300)
    way = forms.ChoiceField(label=gettext_lazy("how it is destroyed"), choices=Paper.Way)


class CountForm(forms.Form):
    """Which place is gone through."""

    place = forms.CharField(
        label=gettext_lazy("place"), required=False, max_length=120,
        help_text=gettext_lazy("As it stands in the register; left empty: all places of the section."),
    )  # fmt: skip


class LinesForm(forms.Form):
    """What was found of each thing."""

    def __init__(self, *args, lines: list[StockLine], **kwargs):
        super().__init__(*args, **kwargs)
        self.lines = lines
        choices = [("", gettext_lazy("not looked for yet")), *StockLine.Verdict.choices]
        for line in lines:
            self.fields[f"verdict_{line.pk}"] = forms.ChoiceField(
                label=line.paper.number, required=False, choices=choices, initial=line.verdict
            )
            self.fields[f"place_{line.pk}"] = forms.CharField(
                label=_("where %s was found") % line.paper.number,
                required=False,
                max_length=120,
                initial=line.place,
                widget=forms.TextInput({"placeholder": _("where, if in another place")}),
            )

    def rows(self) -> list[tuple[StockLine, forms.BoundField, forms.BoundField]]:
        return [(line, self[f"verdict_{line.pk}"], self[f"place_{line.pk}"]) for line in self.lines]

    def answers(self) -> list[dict]:
        data = self.cleaned_data
        return [
            {"verdict": data[f"verdict_{line.pk}"], "place": data[f"place_{line.pk}"].strip()} for line in self.lines
        ]
