"""Form fields that Django lacks."""

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from bizdept.access.models import Guarded


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
