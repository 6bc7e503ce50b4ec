"""What chapter 8 answers to questions from below."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from bizdept.audit.clock import moment
from bizdept.people.actor import Actor, actors_of
from bizdept.people.models import Post, User
from bizdept.web.questions import Asked, Brief, Hit, MenuItem, NewItem, Sought, brief, create, menu, numbered
from confidentiality.lifecycle.requests import LIFECYCLE
from confidentiality.models import AccessRequest, Incident, Inspection, Paper, PaperNumber
from confidentiality.rules import papers
from confidentiality.rules import requests as rules
from confidentiality.shown.requests import beside


@menu.answered_by("confidentiality")
def place_in_menu(user: User) -> Iterable[MenuItem]:
    """Everybody who may ask to see something has the list of what they asked for, and of what they are to answer."""
    if rules.may_ask(Actor(user)):
        yield MenuItem("8", 10, _("Requests to see"), "key", "/confidentiality/", tab=_("Requests"))
    if papers.enters(user):
        yield MenuItem("8", 30, _("Papers and media"), "archive", "/confidentiality/papers/")
    if user.holds(Post.OFFICER):
        yield MenuItem("8", 30, _("Register by numbers"), "archive", "/confidentiality/register/")
    if user.holds(Post.OFFICER, Post.CHIEF, Post.ASSISTANT):
        yield MenuItem("8", 35, _("Stock-taking"), "checklist", "/confidentiality/stocktakings/")
    if user.holds(Post.OFFICER, Post.CHIEF, Post.LEADER):
        yield MenuItem("8", 40, pgettext("list", "Leaks"), "alert-triangle", "/confidentiality/incidents/")
    yield MenuItem("8", 45, _("Report a leak"), "flag", "/confidentiality/incidents/mine/", tab=_("Report"))
    if user.holds(Post.OFFICER, Post.CHIEF, Post.LEADER):
        yield MenuItem("8", 50, _("Inspections"), "clipboard-check", "/confidentiality/inspections/")
    if user.holds(Post.OFFICER, Post.LEADER):
        yield MenuItem("8", 60, _("Supervision reports"), "report-analytics", "/confidentiality/supervision/")
    if not user.holds(Post.ADMINISTRATOR):
        yield MenuItem("8", 55, _("Rectifications"), "tool", "/confidentiality/rectifications/")


@create.answered_by("confidentiality")
def new_request(user: User) -> Iterable[NewItem]:
    if rules.may_ask(Actor(user)):
        yield NewItem(80, _("Request to see"), "key", "/confidentiality/new/", asks=True)
    if papers.enters(user):
        yield NewItem(85, _("Paper for the register"), "archive", "/confidentiality/papers/new/")
    yield NewItem(90, _("Report of a leak"), "flag", "/confidentiality/incidents/new/")


@brief.answered_by("confidentiality")
def before_deciding(asked: Asked) -> Iterable[Brief]:
    """Who asks, for what and how long, of a request that waits in somebody's inbox."""
    if isinstance(asked.record, AccessRequest):
        yield Brief("confidentiality/parts/brief.html", told(asked.record, asked.person))


@numbered.answered_by("confidentiality")
def by_number(sought: Sought) -> Iterable[Hit]:
    wish = AccessRequest.objects.visible_to(sought.person).numbered(sought.text)
    leak = Incident.objects.visible_to(sought.person).numbered(sought.text)
    check = Inspection.objects.visible_to(sought.person).numbered(sought.text)
    thing = Paper.objects.visible_to(sought.person).numbered(sought.text)
    entry = None if thing else PaperNumber.objects.visible_to(sought.person).numbered(sought.text)
    return [Hit(found) for found in (wish, leak, check, thing, entry) if found]


def told(wish: AccessRequest, person: User) -> dict:
    """All that somebody needs to decide on one screen."""
    actors = actors_of(person)
    by = next((actor for actor in actors if rules.may_decide(actor, wish)), actors[0])
    moves = [move for move in LIFECYCLE.open_to(by, wish) if move.name in ("grant", "refuse")]
    return {"record": wish, "by": by, "moves": moves} | beside(wish, person, by, moment())
