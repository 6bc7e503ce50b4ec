"""The shape of what comes in about labels of levels, forms of numbers, and heads of printed forms."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bizdept.regulation import labels
from bizdept.web import printed
from bizdept.workflow import numbering


class ConventionForm(forms.Form):
    """What the house writes in a way of its own, whole. `now` is what holds; `content` what was entered."""

    def __init__(self, data=None, *, now: Mapping[str, Any]):
        super().__init__(data, initial=self.entered(now))

    def entered(self, now: Mapping[str, Any]) -> dict[str, Any]:
        """What holds, as the form shows it."""
        raise NotImplementedError

    @property
    def content(self) -> dict[str, Any]:
        """What was entered, as it is kept."""
        raise NotImplementedError


class LevelsForm(ConventionForm):
    """The labels of the levels, and whether level 4 is used."""

    label_0 = forms.CharField(label=_("level 0"), max_length=40)
    label_1 = forms.CharField(label=_("level 1"), max_length=40)
    label_2 = forms.CharField(label=_("level 2"), max_length=40)
    label_3 = forms.CharField(label=_("level 3"), max_length=40)
    label_4 = forms.CharField(label=_("level 4"), max_length=40)
    named = forms.BooleanField(
        label=_("level 4 is used"), required=False,
        help_text=_("Seen by those alone to whom somebody opened it. Records that have it keep it in any case."),
    )  # fmt: skip

    def entered(self, now):
        return {f"label_{level}": labels.label_of(level) for level in range(len(labels.USUAL))} | {
            "named": bool(now.get("named"))
        }

    @property
    def content(self):
        given = self.cleaned_data
        own = labels.own_labels({level: given[f"label_{level}"] for level in range(len(labels.USUAL))})
        return {"labels": own, "named": given["named"]}


class NumberingForm(ConventionForm):
    """How the numbers of each kind are written."""

    def __init__(self, data=None, *, now: Mapping[str, Any]):
        super().__init__(data, now=now)
        for place, label in enumerate(numbering.KINDS.values()):
            words = {"kind": label}
            self.fields[f"prefix_{place}"] = forms.CharField(
                label=_("%(kind)s: begins with") % words, max_length=numbering.LETTERS
            )
            self.fields[f"digits_{place}"] = forms.IntegerField(
                label=_("%(kind)s: digits at least") % words,
                min_value=numbering.DIGITS[0], max_value=numbering.DIGITS[-1],
            )  # fmt: skip
            self.fields[f"year_{place}"] = forms.BooleanField(
                label=_("%(kind)s: with the year") % words, required=False
            )
            self.fields[f"yearly_{place}"] = forms.BooleanField(
                label=_("%(kind)s: begun anew each year") % words, required=False
            )

    def entered(self, now):
        found: dict[str, Any] = {}
        for place, kind in enumerate(numbering.KINDS):
            form = numbering.format_in(now, kind)
            found |= {f"{part}_{place}": value for part, value in asdict(form).items()}
        return found

    @property
    def content(self):
        given = self.cleaned_data
        entered = {
            kind: numbering.Format(
                given[f"prefix_{place}"].upper(), given[f"year_{place}"], given[f"digits_{place}"],
                given[f"yearly_{place}"],
            )
            for place, kind in enumerate(numbering.KINDS)
        }  # fmt: skip
        return {"formats": numbering.own_formats(entered)}


class PapersForm(ConventionForm):
    """Whose name stands on printed forms, and each form's number and title."""

    name = forms.CharField(
        label=_("company heading"), required=False, max_length=printed.LONGEST["name"],
        help_text=_("Left empty: our company's name."),
    )  # fmt: skip
    line = forms.CharField(label=_("line beneath it"), required=False, max_length=printed.LONGEST["line"])

    def __init__(self, data=None, *, now: Mapping[str, Any]):
        super().__init__(data, now=now)
        for place, form in enumerate(printed.FORMS.values()):
            words = {"number": form.number, "title": form.usual_title}
            for part, label in (("number", _("number: %(title)s")), ("title", _("title of %(number)s"))):
                field = forms.CharField(label=label % words, max_length=printed.LONGEST[part])
                self.fields[f"{part}_{place}"] = field

    def entered(self, now):
        found = {"name": now.get("name", ""), "line": now.get("line", "")}
        for place, form in enumerate(printed.FORMS.values()):
            head = printed.head_in(now, form, "")
            found |= {f"number_{place}": head.number, f"title_{place}": head.title}
        return found

    @property
    def content(self):
        given = self.cleaned_data
        entered = {key: (given[f"number_{place}"], given[f"title_{place}"]) for place, key in enumerate(printed.FORMS)}
        return printed.own_heads(given["name"], given["line"], entered)
