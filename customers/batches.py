"""What is done to many customer files at once: each by the same rules and actions as on its own page."""

from datetime import date

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bizdept.access.changes import may_adjust
from bizdept.access.grants import SHORTEST_REASON
from bizdept.access.models import LevelChange
from bizdept.people.actor import Actor
from bizdept.people.models import Post, User
from bizdept.refusal import Reason
from bizdept.web.forms import levels
from bizdept.web.lists.batch import BatchAction, Entered, of_move
from bizdept.workflow.levels import raise_level
from customers import actions, rules
from customers.lifecycle import LIFECYCLE
from customers.models import Customer


class KeeperForm(forms.Form):
    """To whom the files are given."""

    owner = forms.ModelChoiceField(User.objects.none(), label=gettext_lazy("new keeper"))

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = User.objects.colleagues_of(user).holding(*rules.KEEPERS)
        self.fields["owner"].empty_label = _("Choose")


class GradeForm(forms.Form):
    grade = forms.ChoiceField(label=gettext_lazy("grade"), choices=Customer.Grade)

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)


class LevelForm(forms.Form):
    level = forms.TypedChoiceField(label=gettext_lazy("at least this level"), coerce=int, choices=levels(), initial=2)
    reason = forms.CharField(label=gettext_lazy("reason"), min_length=SHORTEST_REASON, max_length=500)

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)


def is_chief(user: User) -> bool:
    return user.holds(Post.CHIEF, for_others=True)


def keeps_files(user: User) -> bool:
    return user.holds(*rules.KEEPERS, for_others=True)


def revised(customer: Customer, *, by: Actor, on: date, seen: int | None, **fields) -> Customer:
    return actions.revise(customer, fields, by=by, seen=seen)


def raised(customer: Customer, *, by: Actor, on: date, seen: int | None, **fields) -> LevelChange:
    return raise_level(customer, fields["level"], by=by, reason=fields["reason"], on=on, seen=seen)


def missing_for_change(customer: Customer, by: Actor, data: Entered) -> list[Reason]:
    """5.1.2: a frozen file isn't changed, and what is so already needs no change."""
    if customer.state == Customer.State.FROZEN:
        return [Reason("state", _("The file is frozen. Thaw it first."))]
    if data and all(getattr(customer, name) == value for name, value in data.items()):
        return [Reason("already", _("It is so already."))]
    return []


def missing_for_keeper(customer: Customer, by: Actor, data: Entered) -> list[Reason]:
    """2.1.3, 3.1.3: the chief gives a customer that somebody keeps; out of the pool it is claimed."""
    if customer.state == Customer.State.POOL:
        return [Reason("pool", _("It is in the pool: whoever wants it claims it."))]
    owner = data.get("owner")
    against = rules.reasons_against_owner(by, owner, customer.owner_id) if owner else []
    return missing_for_change(customer, by, data) or against


def missing_for_level(customer: Customer, by: Actor, data: Entered) -> list[Reason]:
    """8.2.2: many at once go up, never down: lowering a level is weighed file by file."""
    if data and data["level"] <= customer.level:
        return [Reason("already", _("Its level is that high already."))]
    return missing_for_change(customer, by, {})


def keeper_before(customer: Customer, data: Entered) -> dict:
    return {"owner": customer.owner_id}


def keeper_back(customer: Customer, before: dict, *, by: Actor, on: date, seen: int | None) -> Customer:
    return actions.revise(customer, {"owner": User.objects.get(pk=before["owner"])}, by=by, seen=seen)


def grade_before(customer: Customer, data: Entered) -> dict:
    return {"grade": customer.grade}


def grade_back(customer: Customer, before: dict, *, by: Actor, on: date, seen: int | None) -> Customer:
    return actions.revise(customer, before, by=by, seen=seen)


BATCH = (
    BatchAction(
        "keeper", gettext_lazy("give to another keeper"), "2.1.3", "customers.give", is_chief, rules.is_chief_of,
        revised, missing_for_keeper, KeeperForm, "user-share", before=keeper_before, undo=keeper_back,
        warns=gettext_lazy("The new keeper sees the files at once, the old one sees them no more."),
    ),
    BatchAction(
        "grade", gettext_lazy("set the grade"), "5.1.2", "customers.revise", keeps_files, rules.may_edit, revised,
        missing_for_change, GradeForm, "star", before=grade_before, undo=grade_back,
    ),
    BatchAction(
        "level", gettext_lazy("raise the level"), "8.2.2", "customers.raise_level", keeps_files, may_adjust,
        raised, missing_for_level, LevelForm, "shield-lock",
        warns=gettext_lazy(
            "Whoever may not read that level sees the files no more; grants end. Lowering it again takes two."
        ),
    ),
    of_move(LIFECYCLE, "release", offered=keeps_files),
    of_move(LIFECYCLE, "freeze", offered=keeps_files),
)  # fmt: skip
