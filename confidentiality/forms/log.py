"""What the pages of the access log and of what left the house are asked for by their addresses."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from bizdept.access.levels import Level
from bizdept.access.models import Taken
from bizdept.access.trail import DEEDS, Wanted
from bizdept.people.models import Post, User
from bizdept.regulation.labels import said
from bizdept.web.trail import RIGHTS
from confidentiality.rules import log as rules

SCOPES = {
    rules.ALL: pgettext_lazy("access log", "everybody"),
    rules.SECTION: pgettext_lazy("access log", "my section"),
    rules.MINE: pgettext_lazy("access log", "my own doings"),
}
WORDS = {
    "looked": pgettext_lazy("access log", "looked"),
    "versions": pgettext_lazy("access log", "versions, history"),
    "downloaded": pgettext_lazy("access log", "downloaded"),
    "printed": pgettext_lazy("access log", "printed"),
    "exported": pgettext_lazy("access log", "exported"),
    "unmasked": pgettext_lazy("access log", "unmasked"),
    "searched": said(pgettext_lazy("access log", "found “%(core)s”")),
    "log": pgettext_lazy("access log", "read registers"),
    "glass": pgettext_lazy("access log", "emergencies"),
    "refused": pgettext_lazy("access log", "refused"),
    "granted": pgettext_lazy("access log", "grants"),
    "levels": pgettext_lazy("access log", "changes of level"),
}
DAY = {"type": "date"}


class Filter(forms.Form):
    """What both pages have in common: whose lines, which person, which days, the line to go on from, a file."""

    scope = forms.CharField(required=False, max_length=10, widget=forms.HiddenInput)
    person = forms.ModelChoiceField(User.objects.none(), label=gettext_lazy("person"), required=False)
    record = forms.CharField(label=pgettext_lazy("of a record", "number"), required=False, max_length=60)
    first = forms.DateField(label=gettext_lazy("from day"), required=False, widget=forms.DateInput(attrs=DAY))
    last = forms.DateField(label=gettext_lazy("to day"), required=False, widget=forms.DateInput(attrs=DAY))
    below = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)
    export = forms.ChoiceField(required=False, choices=[("", ""), ("xlsx", "xlsx"), ("csv", "csv")])

    SHOWN: tuple[str, ...] = ("person", "record", "first", "last")

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.user, self.scopes = user, self.scopes_for(user)
        self.offer_people(self.fields["person"])
        self.is_valid()

    def offer_people(self, field: Any) -> None:
        field.queryset, field.empty_label = self.people(), _("person: all")

    def scopes_for(self, user: User) -> list[str]:
        """Which parts this person may read, the usual one first."""
        return rules.scopes_of(user)

    def people(self):
        """Whose lines may be asked for: everybody's, those of the section, one's own."""
        if self.shown_scope == rules.ALL:
            return User.objects.order_by("name", "pk")
        if self.shown_scope == rules.SECTION:
            return User.objects.of_departments(self.user.reach_of(Post.CHIEF))
        return User.objects.none()

    @property
    def shown_scope(self) -> str:
        asked = self.data.get("scope", "")
        return asked if asked in self.scopes else self.scopes[0]

    def good(self, name: str) -> Any:
        value = self.cleaned_data.get(name)
        return None if name in self.errors or value in ("", None) else value

    def tabs(self) -> list[tuple[str, Any, bool]]:
        """(word of ?scope=, label, whether it is shown) of each part that this person may read."""
        return [(name, SCOPES[name], name == self.shown_scope) for name in self.scopes]

    def bar(self) -> list[forms.BoundField]:
        """The filters that this person is offered."""
        return [self[name] for name in self.SHOWN if name != "person" or self.shown_scope != rules.MINE]

    @property
    def is_narrowed(self) -> bool:
        return any(self.good(name) is not None or name in self.errors for name in self.SHOWN)

    def asked(self) -> str:
        """The conditions as the log keeps them: codes, days, numbers."""
        told = {"scope": self.shown_scope} | {name: self.good(name) for name in self.SHOWN}
        return " ".join(f"{name}={getattr(value, 'pk', value)}" for name, value in told.items() if value is not None)

    def clean_record(self) -> str:
        """A number without what people put round it; nothing that could be a name is kept."""
        text = self.cleaned_data["record"].strip().upper()
        if text and not all(sign.isascii() and (sign.isalnum() or sign in "-_/") for sign in text):
            raise forms.ValidationError(_("Type a record's number: letters, digits and dashes alone."))
        return text


class LogFilter(Filter):
    """What the access log is asked for."""

    SHOWN = ("person", "record", "deed", "level", "first", "last", "right", "address")
    deed = forms.ChoiceField(
        label=gettext_lazy("what"), required=False,
        choices=[("", gettext_lazy("what: all")), *((name, WORDS[name]) for name in DEEDS)],
    )  # fmt: skip
    level = forms.TypedChoiceField(
        label=gettext_lazy("level"), required=False, coerce=int, empty_value=None,
        choices=[("", gettext_lazy("level: all")), *Level.choices],
    )  # fmt: skip
    right = forms.ChoiceField(
        label=gettext_lazy("by which right"), required=False,
        choices=[("", gettext_lazy("by which right: all")), *RIGHTS.items()],
    )  # fmt: skip
    address = forms.GenericIPAddressField(label=gettext_lazy("from which address"), required=False)

    def wanted(self, label: str) -> Wanted:
        """The conditions, where the number that was typed stands for the record with this label."""
        person = self.user if self.shown_scope == rules.MINE else self.good("person")
        names = ("deed", "right", "address")
        return Wanted(
            actor=person.pk if person else None, record=label, level=self.good("level"), first=self.good("first"),
            last=self.good("last"), **{name: self.good(name) or "" for name in names},
        )  # fmt: skip


class TakenFilter(Filter):
    """What the register of what left the house is asked for; `trace` is a code or a hash that somebody found."""

    SHOWN = ("person", "record", "how", "first", "last", "trace")
    how = forms.ChoiceField(
        label=gettext_lazy("how"), required=False, choices=[("", gettext_lazy("how: all")), *Taken.How.choices]
    )
    trace = forms.CharField(label=gettext_lazy("trace, check code or hash"), required=False, max_length=80)
