"""What chapter 8 answers to questions from below."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from bizdept.audit.clock import moment
from bizdept.people.actor import Actor, actors_of
from bizdept.people.models import User
from bizdept.web.questions import Asked, Brief, Hit, MenuItem, NewItem, Sought, brief, create, menu, numbered, trail
from confidentiality.lifecycle.requests import LIFECYCLE
from confidentiality.models import AccessRequest
from confidentiality.rules import grants
from confidentiality.rules import requests as rules
from confidentiality.rules.log import MINE, reads_alerts, scopes_of
from confidentiality.shown.requests import beside


@menu.answered_by("confidentiality")
def place_in_menu(user: User) -> Iterable[MenuItem]:
    """Everybody who may ask to see something has the list of what they asked for, and of what they are to answer; and
    everybody their own part of the access log."""
    if rules.may_ask(Actor(user)):
        yield MenuItem("8", 10, _("Requests to see"), "key", "/confidentiality/", tab=_("Requests"))
    if reads_alerts(user):
        yield MenuItem("8", 40, _("Alerts"), "alert-triangle", "/confidentiality/alerts/")
    yield MenuItem("8", 50, _("Access log"), "eye", "/confidentiality/log/")
    if grants.scopes_of(user):
        yield MenuItem("8", 45, _("Register of grants"), "key", "/confidentiality/grants/")
    if scopes_of(user) != [MINE]:
        yield MenuItem("8", 60, _("What left the house"), "download", "/confidentiality/taken/")


@create.answered_by("confidentiality")
def new_request(user: User) -> Iterable[NewItem]:
    if rules.may_ask(Actor(user)):
        yield NewItem(80, _("Request to see"), "key", "/confidentiality/new/", asks=True)


@brief.answered_by("confidentiality")
def before_deciding(asked: Asked) -> Iterable[Brief]:
    """Who asks, for what and how long, of a request that waits in somebody's inbox."""
    if isinstance(asked.record, AccessRequest):
        yield Brief("confidentiality/parts/brief.html", told(asked.record, asked.person))


@trail.answered_by("confidentiality")
def whole_log(asked: Asked) -> Iterable[str]:
    """The log's page under this record's number, by the widest part that somebody may read."""
    record: Any = asked.record
    yield f"/confidentiality/log/?{urlencode({'scope': scopes_of(asked.person)[0], 'record': record.reference()})}"


@numbered.answered_by("confidentiality")
def by_number(sought: Sought) -> Iterable[Hit]:
    wish = AccessRequest.objects.visible_to(sought.person).numbered(sought.text)
    return [Hit(wish)] if wish else []


def told(wish: AccessRequest, person: User) -> dict:
    """All that somebody needs to decide on one screen."""
    actors = actors_of(person)
    by = next((actor for actor in actors if rules.may_decide(actor, wish)), actors[0])
    moves = [move for move in LIFECYCLE.open_to(by, wish) if move.name in ("grant", "refuse")]
    return {"record": wish, "by": by, "moves": moves} | beside(wish, person, by, moment())
