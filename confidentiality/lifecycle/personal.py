"""The life of a request about one's data (8.1.1): taken down, then answered, refused, or withdrawn."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from bizdept.people.actor import Actor
from bizdept.people.history import keep
from bizdept.workflow.moves import Lifecycle, Move
from confidentiality.forms.personal import AnswerForm, RefuseForm
from confidentiality.models import DataRequest
from confidentiality.rules import personal as rules
from customers.erasing import erase

S = DataRequest.State
DUTIES = (rules.ANSWER.name, rules.ERASE.name)


def keep_answer(row: DataRequest, *, by: Actor, on: date) -> None:
    row.done_by, row.done_on = by.person, on


def take_out(row: DataRequest, *, by: Actor, on: date) -> None:
    """Erase the person's data, and what was written down here about them."""
    row.found = vars(erase(row.contact, by=by, on=on))
    because = _("The data were erased: %s.") % row.reference()
    for asked in row.contact.data_requests.select_for_update(of=("self",)).exclude(pk=row.pk).order_by("pk"):
        asked.text = asked.proof = ""
        keep(asked, by=by, reason="erase")
        if asked.state == S.RECEIVED:
            LIFECYCLE.perform("lapse_person", asked, by=by, on=on, note=because)
    row.text = row.proof = ""
    keep_answer(row, by=by, on=on)


LIFECYCLE = Lifecycle(
    DataRequest,
    [
        Move("answer_person", pgettext_lazy("a request about one's data", "it is answered"), (S.RECEIVED,), S.DONE,
             who=rules.may_answer, article="8.1.1", effect=keep_answer, form=AnswerForm, closes=DUTIES, icon="check",
             tone="primary"),
        Move("erase_person", pgettext_lazy("a request about one's data", "erase the data"), (S.RECEIVED,), S.DONE,
             who=rules.may_erase, article="8.1.1", missing=rules.missing_for_erasing, effect=take_out, closes=DUTIES,
             icon="trash", tone="bad", fresh=True,
             warns=gettext_lazy("What is erased does not come back, out of no history and no search.")),
        Move("refuse_person", pgettext_lazy("a request about one's data", "refuse"), (S.RECEIVED,), S.REFUSED,
             who=rules.may_refuse, article="8.1.1", form=RefuseForm, closes=DUTIES, icon="x"),
        Move("withdraw_person", pgettext_lazy("a request about one's data", "withdraw"), (S.RECEIVED,), S.WITHDRAWN,
             who=rules.may_withdraw, article="8.1.1", form=RefuseForm, closes=DUTIES, icon="arrow-back-up"),
        Move("lapse_person", pgettext_lazy("a request about one's data", "the data were erased"), (S.RECEIVED,),
             S.WITHDRAWN, who=rules.may_end, article="8.1.1", closes=DUTIES, icon="x"),
    ],
    path=(S.RECEIVED, S.DONE),
)  # fmt: skip
