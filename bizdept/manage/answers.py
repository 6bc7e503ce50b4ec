"""What the administration answers to questions from below: its places in the menu, and what is wrong."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from bizdept.manage import rules
from bizdept.manage.alerts import alerts_for
from bizdept.people.actor import Actor
from bizdept.people.models import User
from bizdept.people.rules import may_see_conventions, may_see_factors
from bizdept.web.questions import Alert, MenuItem, alerts, menu


def stands_in(user: User) -> bool:
    return any(standing.principal_id != user.pk for standing in user.standings)


@menu.answered_by("bizdept.manage")
def places(user: User) -> Iterable[MenuItem]:
    """Each place for those who may open it. Costs no query beyond the person's posts."""
    by = Actor(user)
    keeps, looks = rules.may_keep_accounts(by), rules.may_see_accounts(by)
    accounts, machinery = _("people and posts") if looks else "", _("machinery")
    sees, writing = may_see_conventions(by), _("ways of writing")
    found: list[tuple[bool, int, str, str, str, str]] = [
        (looks, 20, accounts, "users", "", accounts),
        (looks, 21, _("signed in now"), "device-desktop", "sessions/", accounts),
        (may_see_factors(by), 22, _("second factors"), "shield-check", "factors/", accounts),
        (rules.may_sign_posts(by), 30, _("signatures"), "signature", "signatures/", ""),
        (looks, 40, _("departments"), "building", "departments/", ""),
        (rules.may_see_delegations(by) or stands_in(user), 50, _("delegations"), "user-share", "delegations/", ""),
        (rules.may_see_numbers(by), 60, _("numbers"), "adjustments-horizontal", "numbers/", ""),
        (keeps, 70, _("our company"), "home", "company/", ""),
        (sees, 71, _("labels of levels"), "lock", "conventions/levels/", writing),
        (sees, 72, _("forms of numbers"), "list-details", "conventions/numbering/", writing),
        (sees, 73, _("heads of printed forms"), "printer", "conventions/papers/", writing),
        (keeps, 75, _("calendar"), "calendar-event", "calendar/", ""),
        (looks, 79, _("health"), "gauge", "health/", machinery),
        (keeps, 80, _("jobs"), "settings", "jobs/", machinery),
        (looks, 81, _("ways out of the house"), "mail", "channels/", machinery),
        (looks, 82, _("backups"), "archive", "backups/", machinery),
    ]
    for may, order, label, icon, address, family in found:
        if may:
            tab = _("People") if not address else ""
            yield MenuItem("0", order, label, icon, f"/manage/{address}", tab=tab, family=family)
    if rules.may_watch_chain(by):
        yield MenuItem("8", 20, _("audit chain"), "link", "/manage/chain/")


@alerts.answered_by("bizdept.manage")
def wrong(user: User) -> Iterable[Alert]:
    return alerts_for(Actor(user))
