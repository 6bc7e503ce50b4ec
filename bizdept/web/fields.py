"""Form fields that Django lacks."""

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from bizdept.access.models import Guarded
from bizdept.people.models import Post, User
from bizdept.remembered import Remembered

everybody = Remembered(lambda: list(User.objects.active().order_by("name", "pk")))


class PickField(forms.CharField):
    """One record out of thousands, chosen by typing its name, number or code.

    `rows` must know `named(text)`: the records that go by exactly that. `address` names the address that
    suggests while somebody types; without scripts the whole name does.
    """

    default_error_messages = {
        "none": _("There is no such one that you may choose: type the whole name, or the number."),
        "several": _("Several go by this name: type the number (%(numbers)s)."),
    }

    def __init__(self, *, address: str, rows=None, **kwargs):
        super().__init__(max_length=200, **kwargs)
        self.rows = rows
        self.widget.attrs |= {"data-suggest": reverse_lazy(address), "autocomplete": "off"}

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        found = list(self.rows.named(text)[:5])
        if not found:
            raise ValidationError(self.error_messages["none"], "none")
        if len(found) > 1:
            numbers = ", ".join(record.reference() for record in found)
            raise ValidationError(self.error_messages["several"], "several", {"numbers": numbers})
        return found[0]

    def prepare_value(self, value):
        """What stands in the box: text as it was typed, a record or its id by its name."""
        if isinstance(value, int) and self.rows is not None:
            value = self.rows.filter(pk=value).first() or ""
        if isinstance(value, Guarded) and len(self.rows.named(str(value))[:2]) > 1:
            return value.reference()  # its name alone would not find it again
        return "" if value is None else str(value)

    def has_changed(self, initial, data) -> bool:
        return self.prepare_value(initial) != (data or "")


class ColleagueField(forms.TypedChoiceField):
    """One of the people whose records somebody may come across, as a list filters by them: their id.

    The names are a fact about the house and remembered for half a minute (docs/decisions/0008): a list asks for its
    saved views in the query that this saves.
    """

    def __init__(self, **kwargs):
        super().__init__(coerce=int, empty_value=None, required=False, **kwargs)

    def offer(self, user, nobody: str) -> None:
        """Fill in who may be asked for; `nobody` is the word for no choice. As `colleagues_of` has it."""
        reached = set(user.reach_of(Post.CHIEF, Post.ASSISTANT))
        people = [p for p in everybody() if p.department_id in reached or p.pk == user.pk]
        self.choices = [("", nobody), *((person.pk, str(person)) for person in people)]


class NumbersField(forms.Field):
    """Several ids, as boxes of one name send them; what is none is left out."""

    widget = forms.MultipleHiddenInput

    def __init__(self, *, most: int, **kwargs):
        super().__init__(required=False, **kwargs)
        self.most = most

    def clean(self, value) -> list[int]:
        words = [str(word) for word in value or [] if len(str(word)) < 19]
        return [int(word) for word in dict.fromkeys(words) if word.isascii() and word.isdecimal()][: self.most]
