"""What somebody kept goes to whoever was named for it, in one deed (8.3.3)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bizdept.audit.chain import note, sealed
from bizdept.audit.clock import moment
from bizdept.duties.passing import pass_duties
from bizdept.notices.outbox import News, tell
from bizdept.people.actor import Actor
from bizdept.people.lived import lay
from bizdept.people.models import User
from bizdept.refusal import Reason, Refused
from bizdept.workflow.hands import fall_back
from bizdept.workflow.holdings import holdings_of, pass_on
from bizdept.workflow.questions import Owned
from confidentiality.follows.requests import follow
from confidentiality.lifecycle import requests
from confidentiality.models import AccessRequest, HandOver, Passed
from confidentiality.rules import hand_overs as rules

SHOWN = 5  # of what does not go


@sealed()
def pass_everything(record: HandOver, *, by: Actor, on: date) -> None:
    """Everything that is still theirs goes to its successor, with what they owe to it. Raises Refused, with the first
    few that can't go to whom they were meant for."""
    went: list[Passed] = []
    wrong: list[str] = []
    named = rules.named_for(record)
    for owned in holdings_of(record.owner):
        rows = list(owned.rows.select_for_update(of=("self",)).order_by("pk"))
        to = {row.pk: named.get((owned.name, row.pk)) or named.get((owned.name, 0)) for row in rows}
        wrong += sentences_against(owned, rows, to, by, on)
        if not wrong and rows:
            went += [line_of(record, owned, row, to[row.pk], on) for row in rows]
            pass_on(owned, rows, to, by=by)
    refuse_some(wrong)
    for line in lay(went):
        note("record", "hand_over.pass", line, by=by, row=line, of=record.pk, to=line.to_id)
    follow_requests(record.owner)
    takers = {(line.content_type_id, line.object_id): line.to for line in went}
    pass_duties(record.owner, takers, rules.decider(record), by=by, on=on)
    fall_back(on=on)
    tell(news_of(record, went, by))


def sentences_against(
    owned: Owned, rows: Sequence[Any], to: Mapping[int, User | None], by: Actor, on: date
) -> list[str]:
    """What stands in the way, row by row: with the number of the record, never its name."""
    found = []
    owned.ahead(rows)
    for row in rows:
        taker = to[row.pk]
        if taker is None:
            found.append(_("%s: nobody was named.") % owned.record(row).reference())
        else:
            reasons = rules.reasons_against_passing(owned, row, taker, by, on)
            found += [f"{owned.record(row).reference()}: {reason}" for reason in reasons]
    return found


def refuse_some(sentences: list[str]) -> None:
    more = len(sentences) - SHOWN
    reasons = [Reason("row", sentence) for sentence in sentences[:SHOWN]]
    if more > 0:
        reasons.append(Reason("more", ngettext("And %d more.", "And %d more.", more) % more))
    if reasons:
        raise Refused(reasons)


def line_of(record: HandOver, owned: Owned, row: Any, to: User, on: date) -> Passed:
    about = owned.record(row)
    return Passed(
        hand_over=record, kind=owned.name, content_type=ContentType.objects.get_for_model(about), object_id=about.pk,
        number=about.reference(), level=about.level, to=to, on=on,
    )  # fmt: skip


def follow_requests(person: User) -> None:
    """Requests to see what they kept come before whoever keeps it now."""
    at = moment()
    for pk in AccessRequest.objects.living(at).filter(keeper=person).order_by("pk").values_list("pk", flat=True):
        follow(pk, at=at)


def let_lapse(person: User, *, by: Actor, on: date) -> None:
    """What somebody who has left asked to see waits no more."""
    for wish in AccessRequest.objects.waiting().filter(owner=person).order_by("pk"):
        requests.LIFECYCLE.perform("lapse", wish, by=by, on=on)


def news_of(record: HandOver, went: list[Passed], by: Actor) -> Iterable[News]:
    """Whoever takes something over hears how much in one sentence."""
    count: dict[User, int] = {}
    for line in went:
        count[line.to] = count.get(line.to, 0) + 1
    for person, number in count.items():
        if person.pk != by.person.pk:
            yield News(
                person, f"hand_over:{record.pk}:{record.version}", told(record, number), address_for(went, person)
            )


def told(record: HandOver, number: int):
    def text() -> str:
        words = {"number": number, "who": record.owner, "record": record.reference()}
        return (
            ngettext(
                "%(record)s: %(number)d thing that %(who)s kept is yours now.",
                "%(record)s: %(number)d things that %(who)s kept are yours now.",
                number,
            )
            % words
        )

    return text


def address_for(went: list[Passed], person: User) -> str:
    """Where they look at it: the one thing itself, else their work desk."""
    theirs = [line for line in went if line.to == person]
    return theirs[0].record.get_absolute_url() if len(theirs) == 1 else "/"
