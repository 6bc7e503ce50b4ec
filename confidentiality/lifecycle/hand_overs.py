"""The life of a hand-over (8.3.3): prepared, handed over, cleared by the officer, signed by three."""

from datetime import date

from django.utils.translation import gettext_lazy, pgettext_lazy

from bizdept.access.levels import Level
from bizdept.duties.rules import Bearer
from bizdept.files.actions import attach
from bizdept.people.actor import Actor
from bizdept.people.clock import today
from bizdept.web.forms import ReasonForm
from bizdept.workflow.leaving import part
from bizdept.workflow.moves import Lifecycle, Move, Opens
from confidentiality.actions import passing
from confidentiality.actions.leaving import shut_out
from confidentiality.forms.hand_overs import FinishForm
from confidentiality.models import HandOver
from confidentiality.rules import hand_overs as rules

S = HandOver.State
SIGNED_LIST = "signed_list"


def where_it_leads(record: HandOver, by: Actor) -> str:
    """Whoever leaves is cleared afterwards; whoever stays is not."""
    return S.HANDED if record.is_leaving else S.DONE


def stays(record: HandOver, by: Actor) -> str:
    return record.state


def clearer(record: HandOver) -> Bearer | None:
    """Who owes it from today on."""
    return rules.clearer(record, today())


def stop(record: HandOver, *, by: Actor, on: date) -> None:
    """From this moment they can't sign in."""
    record.last_day = min(record.last_day or on, on)
    record.owner = shut_out(record.owner, by=by, on=on)


def file_list(record: HandOver, *, by: Actor, on: date, scan) -> None:
    """Keep the list that three have signed; what waits in their name ends, and the account is left."""
    if scan:
        attach(record, scan, by=by, purpose=SIGNED_LIST, level=Level.INTERNAL)
    passing.let_lapse(record.owner, by=by, on=on)
    part(record.owner, by=by, on=on)


LIFECYCLE = Lifecycle(
    HandOver,
    [
        Move("hand_over", pgettext_lazy("what somebody kept", "hand over"), (S.OPEN, S.HANDED), where_it_leads,
             targets=(S.HANDED, S.DONE), who=rules.may_hand_over, article="8.3.3", missing=rules.missing_for_handing,
             effect=passing.pass_everything, fresh=True, closes=(rules.HAND.name,), icon="user-check", tone="primary",
             opens=(Opens(rules.CLEAR.name, clearer, rules.days_to_clear),),
             warns=gettext_lazy("All of it goes at once: its history, its files, its state stay as they are.")),
        Move("stop", pgettext_lazy("somebody's account", "stop signing in now"), (S.OPEN, S.HANDED, S.CLEARED), stays,
             targets=(S.OPEN, S.HANDED, S.CLEARED), who=lambda by, r: r.is_leaving and rules.may_run(by, r),
             article="8.3.3", missing=rules.missing_for_stopping, effect=stop, icon="lock", tone="bad",
             warns=gettext_lazy("They are signed out everywhere at once, and what was opened to them closes.")),
        Move("clear", pgettext_lazy("whoever leaves", "clear"), (S.HANDED,), S.CLEARED, who=rules.may_clear,
             article="8.3.3", missing=rules.missing_for_clearing, closes=(rules.CLEAR.name,), icon="list-check",
             opens=(Opens(rules.FINISH.name, rules.decider, rules.days_to_clear),), tone="primary"),
        Move("finish", pgettext_lazy("a hand-over", "file the signed list"), (S.CLEARED,), S.DONE,
             who=rules.may_run, article="8.3.3", missing=rules.missing_for_the_end, effect=file_list,
             form=FinishForm, closes=(rules.FINISH.name,), icon="file-certificate", tone="primary",
             warns=gettext_lazy("The account is left for good: posts and delegations end.")),
        Move("cancel", pgettext_lazy("a hand-over", "call off"), (S.OPEN, S.HANDED, S.CLEARED), S.CANCELLED,
             who=rules.may_call_off, article="8.3.3", missing=rules.missing_for_calling_off, form=ReasonForm,
             closes=(rules.HAND.name, rules.CLEAR.name, rules.FINISH.name), icon="x", tone="bad",
             warns=gettext_lazy("What has gone to others stays with them.")),
    ],
    path=(S.OPEN, S.HANDED, S.CLEARED, S.DONE),
)  # fmt: skip
