"""The printed form of a request to see (8.2.2)."""

from django.utils import translation

from bizdept.access.taken import Mark
from bizdept.audit.clock import moment
from bizdept.people.actor import Actor, who_of
from bizdept.people.models import User
from bizdept.regulation.conventions import PAPER_LANGUAGE
from bizdept.workflow.models import MoveLog
from confidentiality.models import AccessRequest
from confidentiality.papers.forms import REQUEST, form
from confidentiality.shown.requests import beside


def approval_form(wish: AccessRequest, *, person: User, by: Actor, mark: Mark) -> bytes:
    """查阅审批单: who asks to see what, for what and how long; who decided, until when it is open.

    What it is about is told as its page tells it: whoever neither sees it nor decides reads what was typed, whether
    anything goes by it or not. `by`: in whose name `person` reads it. Raises pdf.NoPrinter.
    """
    known = beside(wish, person, by, moment())
    answers = MoveLog.objects.of(wish).filter(move__in=("grant", "refuse")).select_related("by", "on_behalf_of")
    with translation.override(PAPER_LANGUAGE):
        decided_by = [who_of(one.by, one.on_behalf_of) for one in answers]
    return form(
        wish, "confidentiality/print/access.html", REQUEST, mark=mark, about=known["about"] or known["told"],
        decided_by=", ".join(decided_by),
    )  # fmt: skip
