"""What chapter 8 answers to questions from below."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from bizdept.access.changes import holds_until
from bizdept.access.doors import rights_to
from bizdept.access.models import Classified, LevelChange
from bizdept.audit.clock import moment
from bizdept.people.actor import Actor, actors_of
from bizdept.people.models import User
from bizdept.web.questions import (
    Alert,
    Asked,
    Brief,
    Broken,
    Hit,
    Hits,
    MenuItem,
    NewItem,
    Shut,
    Sought,
    Standing,
    alerts,
    brief,
    called,
    create,
    emergency,
    hits,
    menu,
    numbered,
    standing,
    trail,
)
from bizdept.workflow.questions import Owned, owned_by
from confidentiality.kept import kept_by
from confidentiality.lifecycle.materials import MATERIALS
from confidentiality.lifecycle.ndas import TEXTS
from confidentiality.lifecycle.requests import LIFECYCLE
from confidentiality.models import (
    AccessRequest,
    DataRequest,
    HandOver,
    Incident,
    Inspection,
    Material,
    Nda,
    NdaText,
    Paper,
    PaperNumber,
)
from confidentiality.places import places_of
from confidentiality.rules import glass, hand_overs, materials, papers, personal
from confidentiality.rules import requests as rules
from confidentiality.shown import levels
from confidentiality.shown.glass import late_for
from confidentiality.shown.log import address_of_log
from confidentiality.shown.ndas import gate_of
from confidentiality.shown.requests import beside
from customers.questions import Look, Panel, panels


@menu.answered_by("confidentiality")
def place_in_menu(user: User) -> Iterable[MenuItem]:
    return places_of(user)


@create.answered_by("confidentiality")
def new_things(user: User) -> Iterable[NewItem]:
    if rules.may_ask(Actor(user)):
        yield NewItem(80, _("Request to see"), "key", "/confidentiality/new/", asks=True)
    if hand_overs.may_begin(Actor(user)):
        yield NewItem(90, _("Hand-over"), "user-check", "/confidentiality/hand-overs/new/")
    if papers.enters(user):
        yield NewItem(85, _("Paper for the register"), "archive", "/confidentiality/papers/new/")
    if materials.keeps(user):
        yield NewItem(84, _("Material for the library"), "book-2", "/confidentiality/library/new/")
    yield NewItem(90, _("Report of a leak"), "flag", "/confidentiality/incidents/new/")


@brief.answered_by("confidentiality")
def before_deciding(asked: Asked) -> Iterable[Brief]:
    """Who asks, for what and how long, of a request that waits in somebody's inbox; a text to be decided on."""
    if isinstance(asked.record, AccessRequest):
        yield Brief("confidentiality/parts/brief.html", told(asked.record, asked.person))
    if isinstance(asked.record, NdaText):
        actor = next((one for one in actors_of(asked.person) if TEXTS.open_to(one, asked.record)), Actor(asked.person))
        moves = TEXTS.open_to(actor, asked.record)
        yield Brief("confidentiality/ndas/brief.html", {"record": asked.record, "by": actor, "moves": moves})
    if isinstance(asked.record, Material):
        yield Brief("confidentiality/parts/draft.html", of_draft(asked.record, asked.person))
    if isinstance(asked.record, LevelChange):
        yield Brief("confidentiality/parts/level_brief.html", levels.told(asked.record, asked.person))


@panels.answered_by("confidentiality")
def data_of_people(look: Look) -> Iterable[Panel]:
    """8.1.1: where a person at the customer's asks about their own data. No query."""
    if any(personal.may_take_down(actor, look.customer) for actor in actors_of(look.user)):
        context = {"customer": look.customer}
        yield Panel(_("Personal information"), 90, "confidentiality/parts/personal.html", context)


@standing.answered_by("confidentiality")
def of_its_level(asked: Asked) -> Iterable[Standing]:
    """8.1.1: until when the level of a record holds, and where whoever may changes it."""
    if isinstance(asked.record, Classified):
        may = not asked.record.is_by_glass and levels.may_adjust(asked.person, asked.record)
        yield Standing(holds_until(asked.record), levels.address_to_adjust(asked.record) if may else "")


@trail.answered_by("confidentiality")
def whole_log(asked: Asked) -> Iterable[str]:
    """The log's page under this record's number, by the widest part that somebody may read."""
    record: Any = asked.record
    yield address_of_log(asked.person, record=record.reference())


BY_NUMBER = (
    AccessRequest, DataRequest, Nda, HandOver, Incident, Inspection, Material, Paper, PaperNumber, LevelChange,
)  # fmt: skip


@numbered.answered_by("confidentiality")
def by_number(sought: Sought) -> Iterable[Hit]:
    """A record of this chapter by its number."""
    for model in BY_NUMBER:
        if found := model.objects.visible_to(sought.person).numbered(sought.text):
            yield Hit(found)
            return


@called.answered_by("confidentiality")
def by_its_number(text: str) -> Iterable[Hit]:
    """A material that somebody may ask to see, by its number."""
    material = Material.objects.numbered(text)
    return [Hit(material)] if material else []


@hits.answered_by("confidentiality")
def found(sought: Sought) -> Iterable[Hits]:
    """The newest materials that have these words, as the list finds them."""
    found = Material.objects.visible_few(sought.person, sought.most, lambda rows: rows.matching(q=sought.text))
    shown = [Hit(material, str(material.get_kind_display())) for material in found]
    yield Hits(30, _("Section library"), "book-2", shown)


@alerts.answered_by("confidentiality")
def without_nda(user: User) -> Iterable[Alert]:
    """8.2.1: nobody finds out by a page that is not there. 8.2.2: the leader is told of reviews that are late."""
    return [found for found in (gate_of(user), late_for(user)) if found]


@emergency.answered_by("confidentiality")
def opened_in_an_emergency(shut: Shut) -> Iterable[Broken]:
    """8.2.2: for an hour, to the chief or leader who asked for it."""
    if running := glass.running(shut.person, shut.record, shut.at, timezone.localdate(shut.at)):
        yield Broken(running.until)


def of_draft(material: Material, person: User) -> dict:
    """What is to be decided on, and by whom; with the rights by which the look at it is noted."""
    material.rights = rights_to(person, material)
    actors = actors_of(person)
    by = next((actor for actor in actors if materials.decides(actor, material)), actors[0])
    moves = [move for move in MATERIALS.open_to(by, material) if move.name == "put_in_force"]
    return {"record": material, "version": material.draft, "by": by, "moves": moves}


def told(wish: AccessRequest, person: User) -> dict:
    """All that somebody needs to decide on one screen."""
    actors = actors_of(person)
    by = next((actor for actor in actors if rules.may_decide(actor, wish)), actors[0])
    moves = [move for move in LIFECYCLE.open_to(by, wish) if move.name in ("grant", "refuse")]
    return {"record": wish, "by": by, "moves": moves} | beside(wish, person, by, moment())


@owned_by.answered_by("confidentiality")
def kept(person: User) -> Iterable[Owned]:
    return kept_by(person)
