"""Open a closed record in an emergency, and tell everybody whom it concerns (8.2.2)."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from bizdept.access.doors import may_see
from bizdept.access.levels import Category, Level
from bizdept.access.models import Guarded
from bizdept.audit.chain import note, sealed
from bizdept.audit.clock import moment
from bizdept.duties.actions import open_duty
from bizdept.notices.outbox import News, tell
from bizdept.people.actor import Actor
from bizdept.people.history import keep
from bizdept.people.models import Post, User, holders
from bizdept.refusal import refuse
from bizdept.web.questions import called
from confidentiality.models import BreakGlass
from confidentiality.rules import glass as rules


@sealed()
def break_glass(sought: str, reason: str, *, by: Actor, on: date) -> BreakGlass:
    """Open the one record that goes by `sought` to `by`, from now on and for as long as the regulation's number says.

    Whoever keeps it, its chief, the leaders and the officers are told in the same transaction, and the officer owes a
    review. Raises PermissionDenied for whoever is neither chief nor leader, and Refused with the reasons.
    """
    by = by.renewed()
    if not rules.may_break_glass(by):
        raise PermissionDenied
    User.objects.select_for_update().get(pk=by.person.pk)  # one press at a time
    at, found = moment(), [hit.record for hit in called(sought)]
    shut = [record for record in found if not is_open(by, record, on)]
    near = [record for record in shut if rules.is_within_reach(by, record, on)]
    record: Any = next(iter(near or shut or found), None)
    refuse(rules.reasons_against(record, reason, bool(found) and not shut, by, on))
    broken = BreakGlass(
        about_type=ContentType.objects.get_for_model(record), about_id=record.pk, about_level=record.level,
        owner=by.person, department_id=record.department_id, keeper_id=record.kept_by, reason=reason.strip(), since=at,
        until=at + rules.lasts(on), opened_on=on, level=Level.INTERNAL, category=Category.MANAGEMENT,
    )  # fmt: skip
    hear = concerned(broken)
    broken.told = len(hear)
    keep(broken, by=by, reason="create")
    note("grant", "access.breakglass", record, by=by, row=broken, to=by.person.pk, until=broken.until.isoformat())
    open_duty(
        broken, rules.DUTY.name, rules.bearer_of(broken), article="8.2.2", within=rules.review_days(on), on=on,
        hidden_from=by.person.pk,
    )  # fmt: skip
    tell_of(broken, hear)
    return broken


def is_open(by: Actor, record: Guarded, on: date) -> bool:
    """Whether they see it already, by a door or by an emergency that has not ended."""
    return may_see(by.person, record) or rules.running(by.person, record, moment(), on) is not None


def concerned(broken: BreakGlass) -> list[User]:
    """8.2.2: whoever keeps it, its chief up to core secrets, the leaders above, the officers; not whoever did it."""
    chiefs: Iterable[User] = holders(Post.CHIEF, broken.department_id) if broken.about_level <= Level.CORE else ()
    keeper = [broken.keeper] if broken.keeper and broken.keeper.is_active else []
    officers = User.objects.holding(Post.OFFICER).order_by("pk")
    people = [*keeper, *chiefs, *holders(Post.LEADER, broken.department_id), *officers]
    return [one for one in dict.fromkeys(people) if one.pk != broken.owner_id]


def tell_of(broken: BreakGlass, people: list[User]) -> None:
    number, who = broken.about.reference(), broken.owner

    def text() -> str:
        return _("%(who)s has opened %(record)s in an emergency.") % {"who": who, "record": number}

    tell(News(one, f"glass:{broken.pk}", text, broken.get_absolute_url()) for one in people)
