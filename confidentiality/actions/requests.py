"""Ask to see a record that one may know of (8.2.2)."""

from datetime import date

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from bizdept.access.doors import may_see
from bizdept.access.levels import Category, Level
from bizdept.access.models import Guarded
from bizdept.audit.chain import note, sealed
from bizdept.duties.actions import open_duty
from bizdept.people.actor import Actor
from bizdept.people.history import keep
from bizdept.people.models import User
from bizdept.refusal import Reason, Refused, refuse
from bizdept.regulation.numbers import value
from bizdept.web.questions import called
from confidentiality.models import AccessRequest
from confidentiality.rules import requests as rules


@sealed()
def ask(sought: str, purpose: str, days: int, *, by: Actor, on: date) -> AccessRequest:
    """Ask whoever keeps the record that goes by `sought` to let `by` see it, for `days` days.

    What comes of it looks the same whether anything goes by that name or not: nobody learns by asking what is there.
    Raises PermissionDenied, or Refused with the reasons: too short a purpose, asked already, or open anyway.
    """
    if not rules.may_ask(by):
        raise PermissionDenied
    User.objects.select_for_update().get(pk=by.person.pk)  # one press at a time: what waits is counted
    waiting = list(AccessRequest.objects.waiting().filter(owner=by.person).values_list("sought", flat=True))
    is_asked = sought.casefold() in {text.casefold() for text in waiting}
    most = int(value("access.open_requests", on))
    refuse(rules.reasons_against_asking(sought, purpose, len(waiting), most, is_asked))
    found = [hit.record for hit in called(sought)]
    closed = [record for record in found if not may_see(by.person, record)]
    if found and not closed:
        raise Refused([Reason("open", _("It is open to you already: look for it by its number or name."), "sought")])
    wish = AccessRequest(
        sought=sought, purpose=purpose, days=days, owner=by.person, department=by.person.department, opened_on=on,
        level=Level.INTERNAL, category=Category.MANAGEMENT, **(facts_of(closed[0]) if closed else {}),
    )  # fmt: skip
    keep(wish, by=by, reason="create")
    note("record", "confidentiality.ask", wish, by=by)
    if bearer := rules.bearer_of(wish):
        within, asker = rules.answer_days(wish, on), by.person.pk
        article = rules.DUTY.article
        open_duty(wish, rules.DUTY.name, bearer, article=article, within=within, on=on, hidden_from=asker)
    return wish


def facts_of(record: Guarded) -> dict:
    """What a request keeps of the record that it is about, as it is now."""
    return {
        "about_type": ContentType.objects.get_for_model(record), "about_id": record.pk, "keeper_id": record.kept_by,
        "about_department_id": record.department_id, "about_level": record.level,
    }  # fmt: skip
