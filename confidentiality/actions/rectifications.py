"""Set what is to be put right, by whom, until when (8.3.1, 8.3.2)."""

from datetime import date

from bizdept.access.levels import Category, Level
from bizdept.audit.chain import note
from bizdept.duties.actions import open_duty
from bizdept.people.actor import Actor
from bizdept.people.history import keep
from bizdept.people.models import User
from bizdept.refusal import refuse
from confidentiality.models import Incident, Inspection, Rectification
from confidentiality.rules import rectifications as rules


def put_to(
    about: Incident | Inspection,
    text: str,
    person: User,
    due_on: date,
    *,
    by: Actor,
    on: date,
    item: int | None = None,
) -> Rectification:
    """Let a person put something right until a day. Whether `by` may is the caller's to ask, the seal
    too. Raises Refused."""
    refuse(rules.reasons_against_setting(person, due_on, by, on))
    row = Rectification(
        owner=person, department=person.department or about.department, level=Level.INTERNAL,
        category=Category.MANAGEMENT, opened_on=on, text=text, due_on=due_on, set_by=by.person, item=item,
        incident=about if isinstance(about, Incident) else None,
        inspection=about if isinstance(about, Inspection) else None,
    )  # fmt: skip
    keep(row, by=by, reason="create")
    note("record", "confidentiality.put_to", row, by=by)
    article = "8.3.2" if row.incident else "8.3.1"
    bearer, within = rules.responsible_for(row), rules.days_left(row, on)
    open_duty(row, rules.RECTIFY.name, bearer, article=article, within=within, on=on)
    return row
