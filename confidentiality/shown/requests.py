"""What the pages show beside a request to see: what it is about, as far as somebody may know; whether it is open."""

from datetime import datetime

from bizdept.access.doors import rights_to
from bizdept.people.actor import Actor
from bizdept.people.models import User
from confidentiality.models import AccessRequest
from confidentiality.rules import requests as rules


def beside(wish: AccessRequest, person: User, by: Actor, at: datetime) -> dict:
    """`about`: the record itself for whoever may see it; `told`: for whoever decides without seeing it, of whom its
    number and level are shown; `is_open`: whether the grant that the request led to stands."""
    record = wish.about
    may_see = record is not None and bool(rights_to(person, record, at))
    there = rules.grant_to(wish.owner, record, at) if wish.given else None
    return {
        "about": record if may_see else None,
        "told": record if not may_see and rules.may_decide(by, wish) else None,
        "is_open": there is not None and there.pk == wish.given,
    }
