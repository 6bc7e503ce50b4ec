"""The life of a request to see (8.2.2): asked, answered, ended."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from bizdept.access import grants
from bizdept.audit.clock import moment
from bizdept.people.actor import Actor
from bizdept.refusal import refuse
from bizdept.web.forms import ReasonForm
from bizdept.workflow.moves import Lifecycle, Move
from confidentiality.forms.requests import GrantForm
from confidentiality.models import AccessRequest
from confidentiality.rules import requests as rules

S = AccessRequest.State


def let_in(wish: AccessRequest, *, by: Actor, on: date, until: date) -> None:
    """Open the record to the asker for a time: a grant, whose reason is what they asked for it for."""
    at, about = moment(), wish.about
    wish.until = grants.end_of(until, at, about.level)
    refuse(rules.reasons_against_grant(wish, by, on, wish.until, rules.grant_to(wish.owner, about, at)))
    row = grants.grant(about, wish.owner, by=by, reason=wish.purpose, starts=at, until=wish.until, is_asked=True)
    wish.given = row.pk


def shut_out(wish: AccessRequest, *, by: Actor, on: date) -> None:
    """End what this request led to, now, and no other grant. The clock may have ended it."""
    at = moment()
    row = rules.grant_to(wish.owner, wish.about, at)
    if row is not None and row.pk == wish.given:
        grants.end(row, by=by, because=_("ended by %s") % by, at=at)
    wish.until = min(wish.until, at)


LIFECYCLE = Lifecycle(
    AccessRequest,
    [
        Move("grant", pgettext_lazy("a request to see", "let in"), (S.ASKED,), S.GRANTED, who=rules.may_decide,
             article="8.2.2", effect=let_in, form=GrantForm, closes=(rules.DUTY.name,), icon="key", tone="primary",
             fresh=True),
        Move("refuse", pgettext_lazy("a request to see", "refuse"), (S.ASKED,), S.REFUSED, who=rules.may_decide,
             article="8.2.2", form=ReasonForm, closes=(rules.DUTY.name,), icon="x", tone="bad"),
        Move("withdraw", pgettext_lazy("a request to see", "withdraw"), (S.ASKED,), S.WITHDRAWN, who=rules.is_asker,
             article="8.2.2", closes=(rules.DUTY.name,), icon="arrow-back-up"),
        Move("lapse", pgettext_lazy("a request to see", "let lapse"), (S.ASKED,), S.WITHDRAWN, who=rules.may_let_lapse,
             article="8.3.3", closes=(rules.DUTY.name,), icon="x"),
        Move("end", pgettext_lazy("a request to see", "end now"), (S.GRANTED,), S.ENDED, who=rules.may_end,
             article="8.2.2", effect=shut_out, icon="lock",
             warns=gettext_lazy("The record is closed to whoever asked from this moment on.")),
    ],
    path=(S.ASKED, S.GRANTED),
)  # fmt: skip
