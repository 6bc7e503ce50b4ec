"""The shape of what comes in about inspections, checklists and their rhythm."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from bizdept.people.models import Department
from bizdept.web.forms import MoveForm
from bizdept.web.lists import ListForm
from confidentiality.forms.rectifications import SetForm
from confidentiality.models import Area, Inspection, Rhythm
from confidentiality.models.inspections import VERDICTS

DEPARTMENTS = Department.objects.order_by("name")


class InspectionFilter(ListForm):
    """What the list of inspections is asked for by its address."""

    VIEWS = [
        ("open", pgettext_lazy("inspections", "open")),
        ("mine", pgettext_lazy("inspections", "mine to do")),
        ("all", pgettext_lazy("inspections", "all")),
    ]
    state = forms.ChoiceField(
        label=gettext_lazy("state"), required=False,
        choices=[("", gettext_lazy("state: all")), *Inspection.State.choices],
    )  # fmt: skip
    area = forms.ChoiceField(
        label=gettext_lazy("what is inspected"), required=False,
        choices=[("", gettext_lazy("what is inspected: all")), *Area.choices],
    )  # fmt: skip

    def offer(self, user):
        self.fields["q"].widget.attrs["placeholder"] = _("Department")


class PlanForm(forms.Form):
    """One inspection that is ordered."""

    department = forms.ModelChoiceField(DEPARTMENTS, label=gettext_lazy("department"))
    area = forms.ChoiceField(label=gettext_lazy("what is inspected"), choices=Area)


class RhythmForm(PlanForm):
    """How often a department is inspected."""

    every = forms.ChoiceField(label=pgettext_lazy("of inspections", "how often"), choices=Rhythm.Every)


class ChecklistForm(forms.Form):
    """The items of a checklist, one in a line."""

    items = forms.CharField(
        label=gettext_lazy("items"), max_length=8000, widget=forms.Textarea(attrs={"rows": 14}),
        help_text=gettext_lazy("One in a line, said so that “in order” is the good answer."),
    )  # fmt: skip

    def clean_items(self):
        return [line.strip()[:200] for line in self.cleaned_data["items"].splitlines() if line.strip()]


class AnswersForm(forms.Form):
    """The answers to a checklist, item by item."""

    def __init__(self, *args, lines: list[dict], **kwargs):
        super().__init__(*args, **kwargs)
        self.lines = lines
        choices = [("", gettext_lazy("not looked at yet")), *VERDICTS]
        for line in lines:
            n, words = line["number"], {"n": line["number"]}
            self.fields[f"verdict_{n}"] = forms.ChoiceField(
                label=_("item %(n)d") % words, required=False, choices=choices, initial=line["verdict"]
            )
            self.fields[f"note_{n}"] = forms.CharField(
                label=_("note on item %(n)d") % words,
                required=False,
                max_length=500,
                initial=line["note"],
                widget=forms.TextInput({"placeholder": _("what is wrong, or a note")}),
            )

    def rows(self) -> list[tuple[dict, forms.BoundField, forms.BoundField]]:
        return [(line, self[f"verdict_{line['number']}"], self[f"note_{line['number']}"]) for line in self.lines]

    def answers(self) -> list[dict]:
        data = self.cleaned_data
        return [
            {"verdict": data[f"verdict_{line['number']}"], "note": data[f"note_{line['number']}"]}
            for line in self.lines
        ]


class FindingForm(SetForm):
    """Who puts right what was found with an item."""

    field_order = ("item", "text", "person", "due_on")
    item = forms.TypedChoiceField(label=gettext_lazy("item"), coerce=int)

    def __init__(self, *args, lines: list[dict], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["item"].choices = [(line["number"], f"{line['number']}. {line['text']}") for line in lines]
        self.fields["text"].initial = lines[0]["note"] if lines else ""


class FinishForm(MoveForm):
    """The inspection in a few words."""

    summary = forms.CharField(
        label=pgettext_lazy("of an inspection", "summary"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
