"""What the pages show of the level of a record (8.1.1): where it stands, until when, what became of it."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from bizdept.access import changes
from bizdept.access.doors import rights_to
from bizdept.access.models import Classified, LevelChange
from bizdept.people.actor import Actor, actors_of
from bizdept.people.models import User
from confidentiality.lifecycle.levels import LIFECYCLE


def address_to_adjust(record: Classified) -> str:
    kind = ContentType.objects.get_for_model(record)
    return reverse("confidentiality:levels:record", args=[kind.pk, record.pk])


def may_adjust(person: User, record: Classified) -> bool:
    """Whether somebody changes it, in their own name or for whoever they stand in for."""
    return any(changes.may_adjust(by, record) for by in actors_of(person))


def model_of(kind: int) -> type[Classified] | None:
    """The records of that kind, whose level somebody chooses."""
    return next((m for m in changes.classified_models() if ContentType.objects.get_for_model(m).pk == kind), None)


def beside(change: LevelChange, person: User) -> dict[str, Any]:
    """`about`: the record for whoever may see it; `told`: for whoever decides without seeing it, of whom number and
    level are shown."""
    about = change.about
    may_see = about is not None and bool(rights_to(person, about))
    return {"about": about if may_see else None, "told": about if about is not None and not may_see else None}


def told(change: LevelChange, person: User) -> dict[str, Any]:
    """All that somebody needs to decide on one screen."""
    change.rights = rights_to(person, change)
    actors = actors_of(person)
    by = next((actor for actor in actors if changes.may_decide(actor, change)), Actor(person))
    moves = [move for move in LIFECYCLE.open_to(by, change) if move.name != "lapse_lowering"]
    return {"record": change, "by": by, "moves": moves} | beside(change, person)
