"""The lives of papers and of stock-taking (8.2.3): kept, lent, back; destroyed by two; counted."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from bizdept.audit.chain import note
from bizdept.audit.clock import moment
from bizdept.duties.actions import close_duties
from bizdept.people.actor import Actor
from bizdept.people.models import User
from bizdept.refusal import refuse
from bizdept.web.forms import ReasonForm
from bizdept.workflow.moves import Lifecycle, Move, Opens
from confidentiality.actions.incidents import report
from confidentiality.actions.papers import put_elsewhere
from confidentiality.forms.papers import BackForm, LendForm, ProposeForm
from confidentiality.models import Incident, Paper, StockLine, Stocktaking
from confidentiality.rules import papers as rules

S, COUNT = Paper.State, Stocktaking.State


def seal(paper: Paper, *, by: Actor, on: date | None = None) -> None:
    note("record", "confidentiality.write_paper", paper, by=by, row=paper)


def lend(paper: Paper, *, by: Actor, on: date, borrower: User, until: date, purpose: str) -> None:
    refuse(rules.reasons_against_loan(paper, borrower, until, on))
    paper.borrower, paper.lent_on, paper.lent_until, paper.lent_for = borrower, on, until, purpose
    seal(paper, by=by)


def take_back(paper: Paper, *, by: Actor, on: date) -> None:
    paper.borrower = paper.lent_on = paper.lent_until = None
    paper.lent_for = ""
    seal(paper, by=by)


def propose(paper: Paper, *, by: Actor, on: date, why: str, way: str) -> None:
    paper.why, paper.way, paper.proposed_by = why, way, by.person
    paper.approved_by = paper.first_by = None
    seal(paper, by=by)


def approve(paper: Paper, *, by: Actor, on: date) -> None:
    paper.approved_by = by.person
    seal(paper, by=by)


def keep_on(paper: Paper, *, by: Actor, on: date) -> None:
    paper.approved_by = paper.first_by = None
    seal(paper, by=by)


def confirm(paper: Paper, *, by: Actor, on: date) -> None:
    """8.2.3: the first says that it is being destroyed, the second that they were there."""
    if paper.first_by_id:
        paper.second_by, paper.destroyed_on = by.person, on
        close_duties(paper, rules.DESTROY.name, by=by, on=on)
    else:
        paper.first_by = by.person
    seal(paper, by=by)


def lose(paper: Paper, *, by: Actor, on: date) -> None:
    """8.2.3, 8.3.2: what is not found is reported as a leak at once; whoever had it stays written down."""
    seal(paper, by=by)
    facts = {
        "title": _("%s is missing") % paper.number, "kind": Incident.Kind.LOST, "department": paper.department,
        "text": _("%(number)s, level %(level)s, should lie in “%(place)s” and was not found.") % {
            "number": paper.number, "level": paper.get_level_display(), "place": paper.place,
        },
        "happened_on": None, "affected": " ".join(filter(None, (paper.number, paper.belongs_to))),
    }  # fmt: skip
    report(facts, by=by, at=moment(), on=on)


def finish(count: Stocktaking, *, by: Actor, on: date) -> None:
    """What lies elsewhere is entered so; what is missing goes its way. What became something else meanwhile, to be
    destroyed or missing already, is left at that: the line says what was found."""
    count.finished_on = on
    for line in count.lines_in_order():
        paper = line.paper
        if paper.state not in (S.KEPT, S.LENT):
            continue
        if line.verdict == StockLine.Verdict.MOVED and paper.place != line.place:
            put_elsewhere(paper, line.place, paper.owner, by=by, on=on)
        elif line.verdict == StockLine.Verdict.MISSING:
            PAPERS.perform("lose", paper, by=by, on=on, note=_("missing at %s") % count.reference())


PAPERS = Lifecycle(
    Paper,
    [
        Move("lend", pgettext_lazy("a paper", "lend"), (S.KEPT,), S.LENT, who=rules.may_keep, article="8.2.3",
             effect=lend, form=LendForm, opens=(Opens(rules.RETURN.name, rules.borrower_of, rules.days_lent),),
             icon="arrow-forward-up", tone="primary"),
        Move("take_back", pgettext_lazy("a paper", "take back"), (S.LENT,), S.KEPT, who=rules.may_take_back,
             article="8.2.3", effect=take_back, form=BackForm, closes=(rules.RETURN.name,), icon="arrow-back-up",
             tone="primary"),
        Move("propose", pgettext_lazy("a paper", "propose to destroy"), (S.KEPT,), S.PROPOSED, who=rules.may_propose,
             article="8.2.3", effect=propose, form=ProposeForm,
             opens=(Opens(rules.APPROVE.name, rules.approver_of, rules.destroy_days),), icon="trash"),
        Move("approve_destruction", pgettext_lazy("a paper", "approve the destruction"), (S.PROPOSED,), S.APPROVED,
             who=rules.may_approve, article="8.2.3", effect=approve, closes=(rules.APPROVE.name,),
             opens=(Opens(rules.DESTROY.name, rules.keeper_of, rules.destroy_days),), icon="check", tone="ok",
             fresh=True),
        Move("keep_on", pgettext_lazy("a paper", "keep it on"), (S.PROPOSED, S.APPROVED), S.KEPT,
             who=rules.may_approve, article="8.2.3", effect=keep_on, form=ReasonForm,
             closes=(rules.APPROVE.name, rules.DESTROY.name), icon="x", tone="bad"),
        Move("confirm", pgettext_lazy("a paper", "I was there: it is destroyed"), (S.APPROVED,),
             rules.after_confirming, who=rules.may_confirm, article="8.2.3", effect=confirm,
             targets=(S.APPROVED, S.DESTROYED), icon="trash", tone="bad", fresh=True,
             warns=gettext_lazy("Two people confirm it, each with their own account; the second makes it final.")),
        Move("lose", pgettext_lazy("a paper", "report as missing"), (S.KEPT, S.LENT), S.MISSING, who=rules.may_keep,
             article="8.2.3", effect=lose, form=ReasonForm, closes=(rules.RETURN.name,), icon="alert-triangle",
             tone="bad", warns=gettext_lazy("A leak is reported with it at once.")),
        Move("find", pgettext_lazy("a paper", "found again"), (S.MISSING,), S.KEPT, who=rules.may_keep,
             article="8.2.3", effect=take_back, form=ReasonForm, icon="search", tone="ok"),
    ],
    path=(S.KEPT, S.PROPOSED, S.APPROVED, S.DESTROYED),
)  # fmt: skip

STOCKTAKINGS = Lifecycle(
    Stocktaking,
    [
        Move("finish_count", pgettext_lazy("a stock-taking", "finish"), (COUNT.COUNTING,), COUNT.FINISHED,
             who=rules.may_count, article="8.2.3", missing=rules.reasons_against_finishing, effect=finish,
             icon="clipboard-check", tone="primary",
             warns=gettext_lazy("What is missing is reported as a leak at once.")),
    ],
    path=(COUNT.COUNTING, COUNT.FINISHED),
)  # fmt: skip
