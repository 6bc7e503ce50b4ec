"""The shape of what comes in about the level of a record, and about the register of levels."""

from typing import Any

from django import forms
from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from bizdept.access.changes import classified_models
from bizdept.access.grants import SHORTEST_REASON
from bizdept.access.levels import Level, offered
from bizdept.access.models import Classified, LevelChange
from bizdept.people.models import User
from bizdept.web.forms import MoveForm
from confidentiality.forms.log import Filter
from confidentiality.forms.rectifications import DayInput
from confidentiality.rules import grants as rules

ENDED = "ended"  # no change: the period of a level is over
DIRECTIONS: dict[str, Any] = dict(LevelChange.State.choices) | {ENDED: pgettext_lazy("of a level", "period ended")}


class AdjustForm(forms.Form):
    """How confidential a record is from now on, until when, and why."""

    level = forms.TypedChoiceField(label=gettext_lazy("level"), coerce=int)
    until = forms.DateField(
        label=gettext_lazy("level holds until"), required=False, widget=DayInput(),
        help_text=gettext_lazy("Left empty: as long as is usual for the level, from today."),
    )  # fmt: skip
    reason = forms.CharField(
        label=gettext_lazy("reason"), min_length=SHORTEST_REASON, max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip

    def __init__(self, *args, record: Classified, **kwargs):
        super().__init__(*args, **kwargs)
        choices = sorted({*offered(), Level(record.level)})
        self.fields["level"].choices = [(level.value, level.label) for level in choices]
        self.fields["level"].initial = record.level


class AgreeForm(MoveForm):
    """A yes, with a word beside it where there is one to say."""

    note = forms.CharField(
        label=gettext_lazy("note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )


def kinds() -> list[tuple]:
    """The kinds of records that have a level, by their number."""
    found = [(ContentType.objects.get_for_model(model).pk, model._meta.verbose_name) for model in classified_models()]
    return [("", _("kind: all")), *found]


class LevelFilter(Filter):
    """Which changes of levels, and which ends of their periods, the register shows."""

    SHOWN = ("direction", "kind", "person", "record", "first", "last")
    page = forms.IntegerField(required=False, min_value=1, max_value=400)
    person = forms.TypedChoiceField(label=gettext_lazy("person"), required=False, coerce=int, empty_value=None)
    direction = forms.ChoiceField(
        label=pgettext_lazy("of a level", "what became of it"), required=False,
        choices=[("", pgettext_lazy("of a level", "what became of it: all")), *DIRECTIONS.items()],
    )  # fmt: skip
    kind = forms.TypedChoiceField(
        label=gettext_lazy("kind of record"), required=False, coerce=int, empty_value=None, choices=kinds
    )

    def offer_people(self, field: Any) -> None:
        """Changes cross sections, so everybody is offered. One query, for the names in the rows too."""
        self.everybody = {person.pk: person for person in User.objects.order_by("name", "pk")}
        field.choices = [("", _("person: all")), *((pk, str(person)) for pk, person in self.everybody.items())]

    def scopes_for(self, user: User) -> list[str]:
        """8.2.2: as of grants: the officer all, by numbers; chief and leader what they lead."""
        return rules.scopes_of(user)

    @property
    def is_by_number(self) -> bool:
        return self.shown_scope == rules.ALL

    @property
    def number(self) -> int:
        return self.good("page") or 1
