"""The life of a reading (8.2.4, 9.1): owed, confirmed; or not asked any more."""

from collections.abc import Sequence
from datetime import date

from django.utils import timezone
from django.utils.translation import pgettext_lazy

from bizdept.audit.chain import note
from bizdept.calendar.models import SpecialDay
from bizdept.calendar.rules import working_days_between
from bizdept.duties.actions import open_duties
from bizdept.people.actor import Actor
from bizdept.web.forms import ReasonForm
from bizdept.workflow.moves import Lifecycle, Move
from confidentiality.models import Reading
from confidentiality.rules import readings as rules

S = Reading.State
DUTIES = (rules.READ.name, rules.READ_REGULATION.name)


def owe(readings: Sequence[Reading], *, on: date) -> None:
    """The duties of those who are to read one version, until the readings' one day."""
    for first in readings[:1]:
        duty = rules.duty_of(first.material_version)
        within = working_days_between(on, first.due_on, SpecialDay.objects.as_mapping())
        owed = [(row, row.owner) for row in readings]
        open_duties(owed, duty.name, article=duty.article, within=within, on=on)


def confirm(reading: Reading, *, by: Actor, on: date) -> None:
    """8.2.4: what was read, by its hash, and the moment."""
    reading.sha256, reading.confirmed_at = reading.material_version.sha256, timezone.now()
    note("record", "confidentiality.confirm", reading, by=by, row=reading, sha256=reading.sha256)


def excuse(reading: Reading, *, by: Actor, on: date) -> None:
    reading.is_excused = True


def ask_again(reading: Reading, *, by: Actor, on: date) -> None:
    version, special = reading.material_version, SpecialDay.objects.as_mapping()
    reading.is_excused, reading.due_on = False, rules.due_on(version, on, special, joins=True)
    owe([reading], on=on)


READINGS = Lifecycle(
    Reading,
    [
        Move("confirm_reading", pgettext_lazy("a reading", "I have read it"), (S.OWED,), S.CONFIRMED,
             who=rules.may_confirm, article="8.2.4", missing=rules.missing_for_confirming, effect=confirm,
             closes=DUTIES, icon="check", tone="primary"),
        Move("call_off_reading", pgettext_lazy("a reading", "excuse"), (S.OWED,), S.ENDED, who=rules.may_call_off,
             article="8.2.4", effect=excuse, form=ReasonForm, closes=DUTIES, icon="ban"),
        Move("lapse_reading", pgettext_lazy("a reading", "nobody asks for it any more"), (S.OWED,), S.ENDED,
             who=rules.is_over, article="8.2.4", closes=DUTIES, icon="x"),
        Move("ask_again", pgettext_lazy("a reading", "ask again"), (S.ENDED,), S.OWED, who=rules.is_asked_again,
             article="8.2.4", effect=ask_again, icon="refresh"),
    ],
    path=(S.OWED, S.CONFIRMED),
)  # fmt: skip
