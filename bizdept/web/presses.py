"""Once and only once: a creating form that is sent twice makes one thing."""

import uuid
from collections.abc import Callable
from typing import Any, NamedTuple

from django import forms

from bizdept.audit.chain import sealed
from bizdept.people.models import User
from bizdept.web.models import Press


class KeyForm(forms.Form):
    """The key that every creating form carries."""

    press = forms.UUIDField(widget=forms.HiddenInput)

    @property
    def kept(self) -> str:
        """The key that was sent, so that the next try of the same form is still one; else a new one."""
        return str(self.cleaned_data["press"]) if self.is_valid() else new_key()


class SeenForm(forms.Form):
    """The version that a person had before their eyes."""

    version = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1)

    @property
    def seen(self) -> int | None:
        return self.cleaned_data["version"] if self.is_valid() else None

    def seen_or(self, current: int) -> int:
        """What was seen; a form that was sent and doesn't say so has seen nothing."""
        return (self.seen or 0) if self.is_bound else current


class StampForm(forms.Form):
    """The fingerprint of what a person had before their eyes, where nothing counts the versions."""

    seen = forms.CharField(required=False, max_length=24)

    @property
    def stamp(self) -> str:
        return self.cleaned_data["seen"] if self.is_valid() else "unreadable"


def new_key() -> str:
    return str(uuid.uuid4())


class Made(NamedTuple):
    """Where a press led, and whether it made something just now."""

    address: str
    is_new: bool


def address_of(made: Any) -> str:
    """The address of what was made: a record's own, or one that is given as it is."""
    return made if isinstance(made, str) else made.get_absolute_url()


@sealed()
def once(person: User, key: uuid.UUID, make: Callable[[], Any]) -> Made:
    """Call `make`, which returns a record or an address, unless this key has been pressed before.

    The row is written first: a second press at the same time waits for the first at the unique key, and
    then finds it.
    """
    row, is_new = Press.objects.get_or_create(person=person, key=key)
    if is_new:
        row.led_to = address_of(make())
        row.save(update_fields=["led_to"])
    return Made(row.led_to, is_new)
