"""Once and only once: a creating form that is sent twice makes one thing."""

import uuid
from collections.abc import Callable

from django import forms

from bizdept.audit.chain import sealed
from bizdept.people.models import User
from bizdept.web.models import Press


class KeyForm(forms.Form):
    """The key that every creating form carries."""

    press = forms.UUIDField(widget=forms.HiddenInput)


def new_key() -> str:
    return str(uuid.uuid4())


@sealed()
def once(person: User, key: uuid.UUID, make: Callable[[], str]) -> tuple[str, bool]:
    """Call `make`, which returns an address, unless this key has been pressed before.

    Returns the address and whether it was made just now. The row is written first: a second press at
    the same time waits for the first at the unique key, and then finds it.
    """
    row, is_new = Press.objects.get_or_create(person=person, key=key)
    if is_new:
        row.led_to = make()
        row.save(update_fields=["led_to"])
    return row.led_to, is_new
