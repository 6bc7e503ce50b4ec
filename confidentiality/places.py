"""The places of chapter 8 in the menu, and who finds them there."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bizdept.people.actor import Actor
from bizdept.people.models import Post, User
from bizdept.web.questions import MenuItem
from confidentiality.rules import glass, grants, log, materials, ndas, papers, personal, requests

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def held(*posts: str) -> Callable[[User], bool]:
    """Whoever holds one of these posts, or stands in for somebody who does."""
    return lambda user: user.holds(*posts, for_others=True)


@dataclass(frozen=True)
class Place:
    """One place: where it stands, and who finds it."""

    order: int
    label: "StrOrPromise"
    icon: str
    address: str
    may: Callable[[User], bool]
    family: "StrOrPromise" = ""
    tab: "StrOrPromise" = ""


WATCH, LEAD = (Post.OFFICER, Post.CHIEF), (Post.OFFICER, Post.CHIEF, Post.LEADER)
AGREED, SEEN = _("NDAs"), _("Grants and access log")
LIBRARY = _("Section library")
KEPT, WATCHED = _("Register of papers"), pgettext_lazy("of confidentiality", "Supervision")
OWN = _("Personal information")
PLACES = (
    Place(10, _("Requests to see"), "key", "", lambda user: requests.may_ask(Actor(user)), tab=_("Requests")),
    Place(15, _("Register of NDAs"), "file-certificate", "ndas/", lambda u: ndas.may_oversee(Actor(u)), AGREED),
    Place(16, _("My NDA"), "signature", "ndas/mine/", ndas.is_covered, AGREED),
    Place(20, _("Access log"), "eye", "log/", lambda user: True, SEEN),
    Place(21, _("Register of grants"), "key", "grants/", lambda user: bool(grants.scopes_of(user)), SEEN),
    Place(25, _("Register of levels"), "shield-lock", "levels/", lambda user: bool(grants.scopes_of(user)), SEEN),
    Place(22, _("What left the house"), "download", "taken/", lambda user: log.scopes_of(user) != [log.MINE], SEEN),
    Place(23, _("Alerts"), "alert-triangle", "alerts/", log.reads_alerts, SEEN),
    Place(26, _("Materials"), "book-2", "library/", materials.keeps, LIBRARY),
    Place(27, _("To read and confirm"), "eye", "readings/", materials.keeps, LIBRARY),
    Place(28, _("Who has read it"), "checklist", "rounds/", lambda user: user.holds(*LEAD), LIBRARY),
    Place(24, _("Emergencies"), "flag", "glass/", glass.reads, SEEN),
    Place(30, _("Papers and media"), "archive", "papers/", papers.enters, KEPT),
    Place(31, _("Register by numbers"), "archive", "register/", lambda user: user.holds(Post.OFFICER), KEPT),
    Place(32, _("Stock-taking"), "checklist", "stocktakings/", lambda u: u.holds(*WATCH, Post.ASSISTANT), KEPT),
    Place(40, _("Report a leak"), "flag", "incidents/mine/", lambda user: True, WATCHED, _("Report")),
    Place(41, pgettext_lazy("list", "Leaks"), "alert-triangle", "incidents/", lambda u: u.holds(*LEAD), WATCHED),
    Place(42, _("Inspections"), "clipboard-check", "inspections/", lambda user: user.holds(*LEAD), WATCHED),
    Place(43, _("Rectifications"), "tool", "rectifications/", lambda u: not u.holds(Post.ADMINISTRATOR), WATCHED),
    Place(
        44, _("Supervision reports"), "report-analytics", "supervision/",
        lambda user: user.holds(Post.OFFICER, Post.LEADER), WATCHED,
    ),
    Place(50, _("Personal information"), "user-check", "personal/", personal.takes_down, OWN, _("Requests")),
    Place(51, _("What is kept about you"), "info-circle", "notice/", lambda user: True, OWN, _("Notice")),
    Place(60, _("Hand-overs"), "user-check", "hand-overs/", held(*LEAD, Post.PERSONNEL)),
)  # fmt: skip


def places_of(user: User) -> Iterable[MenuItem]:
    """Those that this person finds in the menu. No query beyond their posts."""
    for place in PLACES:
        if place.may(user):
            address = f"/confidentiality/{place.address}"
            words = {"tab": str(place.tab), "family": str(place.family)}
            yield MenuItem("8", place.order, str(place.label), place.icon, address, **words)
