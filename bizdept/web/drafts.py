"""Drafts: what somebody is typing, kept on the server while they type, and there again when they come back.

One a person and form's address; for that person's eyes alone, whatever the record's level. Gone once the form was
saved, when its owner drops it, and after thirty days.
"""

from datetime import datetime, timedelta

from django import forms
from django.http import QueryDict

from bizdept.audit.chain import sealed
from bizdept.people.models import User
from bizdept.web.models import Draft, Press
from bizdept.web.presses import KeyForm

KEPT = timedelta(days=30)
LARGEST = 200_000  # characters of names and values
MOST = 100  # drafts of one person: who opens form after form must not fill the disk
ASIDE = {"csrfmiddlewaretoken", "password", "password1", "password2", "oldpassword", "proof", "draft"}  # never kept


class WishForm(forms.Form):
    """What else a form may be sent for than to be saved."""

    draft = forms.ChoiceField(required=False, choices=[("", ""), ("drop", "drop")])

    @property
    def drops(self) -> bool:
        return self.is_valid() and self.cleaned_data["draft"] == "drop"


@sealed()
def keep(person: User, address: str, typed: QueryDict, *, at: datetime) -> Draft | None:
    """Keep what was typed in the place of what was kept before; None where it is too long to be kept.

    Of too many the oldest are dropped. PostgreSQL keeps no NUL, which no form would take either.
    """
    content = [
        [name.replace("\0", ""), [value.replace("\0", "") for value in values]]
        for name, values in typed.lists()
        if name not in ASIDE
    ]
    if sum(len(name) + sum(map(len, values)) for name, values in content) > LARGEST:
        return None
    row, is_new = Draft.objects.update_or_create(
        person=person, address=address, defaults={"content": content, "at": at}
    )
    if is_new:
        newest = Draft.objects.filter(person=person).order_by("-at", "-pk").values_list("pk", flat=True)
        Draft.objects.filter(pk__in=list(newest[MOST : 2 * MOST])).delete()
    return row


def draft_of(person: User, address: str, at: datetime) -> Draft | None:
    """What this person has typed at this address and not yet saved.

    A draft that came in behind the press which saved it carries that press's key, and is none any more.
    """
    draft = Draft.objects.filter(person=person, address=address, at__gt=at - KEPT).first()
    keys = dict(draft.content).get("press", []) if draft else []
    return None if keys and is_pressed(person, keys[0]) else draft


def is_pressed(person: User, key: str) -> bool:
    """Whether a form with this key has been saved."""
    form = KeyForm({"press": key})
    return form.is_valid() and Press.objects.filter(person=person, key=form.cleaned_data["press"]).exists()


def typed_of(draft: Draft) -> QueryDict:
    """A draft as it would be sent."""
    typed = QueryDict(mutable=True)
    for name, values in draft.content:
        typed.setlist(name, values)
    return typed


@sealed()
def forget(person: User, address: str) -> None:
    """It was saved, or is dropped."""
    Draft.objects.filter(person=person, address=address).delete()


@sealed()
def forget_old(*, at: datetime) -> int:
    """Drop what nobody came back for; how many. Safe to repeat."""
    return Draft.objects.filter(at__lte=at - KEPT).delete()[0]
