"""What the administration answers to questions from below: its places in the menu, and what is wrong."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from bizdept.manage import rules
from bizdept.manage.alerts import alerts_for
from bizdept.people.actor import Actor
from bizdept.people.models import User
from bizdept.people.rules import may_see_factors
from bizdept.web.questions import Alert, MenuItem, alerts, menu


@menu.answered_by("bizdept.manage")
def places(user: User) -> Iterable[MenuItem]:
    """Each place for those who may open it. Costs no query beyond the person's posts."""
    by = Actor(user)
    stands_in = any(standing.principal_id != user.pk for standing in user.standings)
    if rules.may_see_accounts(by):
        accounts = _("people and posts")
        yield MenuItem("0", 20, accounts, "users", "/manage/", tab=_("People"), family=accounts)
        yield MenuItem("0", 21, _("signed in now"), "device-desktop", "/manage/sessions/", family=accounts)
    if may_see_factors(by):
        family = _("people and posts") if rules.may_see_accounts(by) else ""
        yield MenuItem("0", 22, _("second factors"), "shield-check", "/manage/factors/", family=family)
    if rules.may_sign_posts(by):
        yield MenuItem("0", 30, _("signatures"), "signature", "/manage/signatures/")
    if rules.may_see_accounts(by):
        yield MenuItem("0", 40, _("departments"), "building", "/manage/departments/")
    if rules.may_see_delegations(by) or stands_in:
        yield MenuItem("0", 50, _("delegations"), "user-share", "/manage/delegations/")
    if rules.may_see_numbers(by):
        yield MenuItem("0", 60, _("numbers"), "adjustments-horizontal", "/manage/numbers/")
    if rules.may_watch_chain(by):
        yield MenuItem("8", 20, _("audit chain"), "link", "/manage/chain/")
    if rules.may_keep_accounts(by):
        yield MenuItem("0", 70, _("our company"), "home", "/manage/company/")
        yield MenuItem("0", 75, _("calendar"), "calendar-event", "/manage/calendar/")
    if rules.may_see_accounts(by):
        machinery = _("machinery")
        if rules.may_keep_accounts(by):
            yield MenuItem("0", 80, _("jobs"), "settings", "/manage/jobs/", family=machinery)
        yield MenuItem("0", 81, _("ways out of the house"), "mail", "/manage/channels/", family=machinery)


@alerts.answered_by("bizdept.manage")
def wrong(user: User) -> Iterable[Alert]:
    return alerts_for(Actor(user))
