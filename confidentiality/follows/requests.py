"""What the clock does for requests and grants (8.2.2): they follow their record, and nobody is surprised by an end."""

from collections.abc import Iterator
from dataclasses import astuple
from datetime import datetime, timedelta

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from bizdept.access.doors import may_see
from bizdept.access.grants import grant_tables
from bizdept.access.models import Grant
from bizdept.audit.chain import sealed
from bizdept.duties.models import Duty
from bizdept.notices.outbox import News, tell
from bizdept.workflow.remarks import bearers_of
from confidentiality.actions.requests import facts_of
from confidentiality.models import AccessRequest
from confidentiality.rules import requests as rules

NOTICE = timedelta(days=3)  # before a grant ends


def follow_records(*, at: datetime) -> int:
    """Requests that wait, or were granted, come before whoever keeps the record now, and its section; returns how many
    have moved."""
    found = AccessRequest.objects.living(at).order_by("pk").values_list("pk", flat=True)
    return sum(follow(pk, at=at) for pk in found)


@sealed()
def follow(pk: int, *, at: datetime) -> int:
    """One request, under its lock, as its record is now: whose eyes it comes before, and who owes the answer."""
    wish = AccessRequest.objects.select_for_update(of=("self",)).get(pk=pk)
    if wish.about is None:
        return 0
    now = facts_of(wish.about)
    moved = AccessRequest.objects.living(at).filter(pk=pk).exclude(**is_so(now)).update(**now)
    bearer = rules.bearer_of(wish)
    for duty in Duty.objects.open().about(wish).filter(kind=rules.DUTY.name):
        if bearer and (duty.person_id, duty.post, duty.department_id) != astuple(bearer):
            duty.person_id, duty.post, duty.department_id = astuple(bearer)
            duty.save(update_fields=["person", "post", "department"])
            tell_new_bearers(duty, wish)
            moved = 1
    return moved


def is_so(facts: dict) -> dict:
    """These facts as conditions."""
    return {name if now is not None else f"{name}__isnull": now if now is not None else True
            for name, now in facts.items()}  # fmt: skip


def tell_new_bearers(duty: Duty, wish: AccessRequest) -> None:
    words = {"record": wish.reference(), "what": duty.what.label}

    def text() -> str:
        return _("%(record)s: “%(what)s” is yours now.") % words

    key = f"duty:{duty.pk}:now:{duty.person_id}:{duty.post}:{duty.department_id}"
    tell(News(person, key, text, wish.get_absolute_url()) for person in bearers_of([duty]))


def tell_of_ends(*, at: datetime) -> int:
    """Whoever was let in hears three days before it ends; a renewal is a new request. Each grant once."""
    return tell(ends_of(at))


def ends_of(at: datetime) -> Iterator[News]:
    for table in grant_tables():
        kind = ContentType.objects.get_for_model(table).pk
        rows = table.objects.in_force(at).filter(expires_at__lte=at + NOTICE, user__is_active=True)
        for row in rows.select_related("user", "content_object").order_by("pk"):
            is_short = row.starts_at + NOTICE >= row.expires_at  # then it needs no word
            if not is_short and may_see(row.user, row.content_object, at):
                yield News(
                    row.user, f"grant:{kind}:{row.pk}:ends", text_of(row), row.content_object.get_absolute_url()
                )


def text_of(row: Grant):
    record, until = row.content_object.reference(), row.expires_at

    def text() -> str:
        words = {"record": record, "day": date_format(timezone.localtime(until), "DATETIME_FORMAT")}
        return _("%(record)s is open to you until %(day)s. Ask again if you need it longer.") % words

    return text
