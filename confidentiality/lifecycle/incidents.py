"""The life of a leak (8.3.2): reported, contained, investigated, decided, closed."""

from datetime import date

from django.utils.translation import gettext_lazy, pgettext_lazy

from bizdept.audit.chain import note
from bizdept.people.actor import Actor
from bizdept.refusal import refuse
from bizdept.web.forms import ReasonForm
from bizdept.workflow.moves import Lifecycle, Move, Opens
from confidentiality.actions.incidents import tell_reporter
from confidentiality.forms.incidents import CloseForm, ContainForm, DecideForm, InvestigateForm
from confidentiality.models import Incident
from confidentiality.rules import incidents as rules

S = Incident.State


def owed(*facts) -> Opens:
    """A duty of a leak, kept from whoever is involved."""
    return Opens(*facts, rules.concealed_from)


def write(incident: Incident, *, by: Actor, on: date, **facts) -> None:
    """What the move says of the leak; the chain vouches for the row, whoever reported hears that it moved."""
    for name, value in facts.items():
        setattr(incident, name, value)
    note("record", "confidentiality.write_leak", incident, by=by, row=incident)
    tell_reporter(incident, f"moved:{incident.version}")


def find_out(incident: Incident, *, by: Actor, on: date, **facts) -> None:
    write(incident, by=by, on=on, investigator=by.person, **facts)


def finish(incident: Incident, *, by: Actor, on: date, customers_told: str) -> None:
    refuse(rules.reasons_against_silence(customers_told))
    write(incident, by=by, on=on, customers_told=customers_told)


LIFECYCLE = Lifecycle(
    Incident,
    [
        Move("contain", pgettext_lazy("a leak", "write down as contained"), (S.REPORTED,), S.CONTAINED,
             who=rules.may_handle, article="8.3.2", effect=write, form=ContainForm, closes=(rules.CONTAIN.name,),
             opens=(owed(rules.INVESTIGATE.name, rules.handler_of, rules.investigate_days),), icon="shield-lock",
             tone="primary"),
        Move("investigate", pgettext_lazy("a leak", "close the investigation"), (S.CONTAINED,), S.INVESTIGATED,
             who=rules.may_handle, article="8.3.2", effect=find_out, form=InvestigateForm,
             closes=(rules.INVESTIGATE.name,),
             opens=(owed(rules.DECIDE.name, rules.decider_of, rules.decide_days),), icon="search", tone="primary",
             warns=gettext_lazy("Whoever closes the investigation can't decide on the leak.")),
        Move("decide_leak", pgettext_lazy("a leak", "decide"), (S.INVESTIGATED,), S.DECIDED, who=rules.may_decide,
             article="8.3.2", missing=rules.reasons_against_decision, effect=write, form=DecideForm,
             closes=(rules.DECIDE.name,), opens=(owed(rules.CLOSE.name, rules.handler_of, rules.close_days),),
             icon="scale", tone="primary", fresh=True),
        Move("look_again", pgettext_lazy("a leak", "send back to be investigated"), (S.INVESTIGATED,), S.CONTAINED,
             who=rules.may_decide, article="8.3.2", effect=write, form=ReasonForm, closes=(rules.DECIDE.name,),
             opens=(owed(rules.INVESTIGATE.name, rules.handler_of, rules.investigate_days),), icon="arrow-back-up",
             tone="bad"),
        Move("close_leak", pgettext_lazy("a leak", "close"), (S.DECIDED,), S.CLOSED, who=rules.may_close,
             article="8.3.2", missing=rules.reasons_against_closing, effect=finish, form=CloseForm,
             closes=(rules.CLOSE.name,), icon="check", tone="ok",
             warns=gettext_lazy("A leak that is closed is not opened again.")),
    ],
    path=(S.REPORTED, S.CONTAINED, S.INVESTIGATED, S.DECIDED, S.CLOSED),
)  # fmt: skip
