"""What follows a move on a contract (3.3.3), said before the press."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from bizdept.people.models import Discipline
from contracts import rules, turns
from contracts.models import Contract


def after_submission(contract: Contract, on) -> str:
    """Who will be asked, in words."""
    wanted = rules.disciplines_asked(contract, on)
    added = [str(d) for d in turns.departments_added(contract, on) if d.discipline not in wanted]
    asked = pgettext("between names", ", ").join([*(str(Discipline(d).label) for d in wanted), *added])
    decider = Contract.Awaits(rules.first_decider(contract)).label
    words = {"asked": asked, "decider": decider, "leader": Contract.Awaits.LEADER.label}
    if not asked:
        return _("A small order in reviewed words needs no opinions: next decides the %(decider)s.") % words
    if decider != words["leader"] and rules.asks_leader(contract, contract.opened_on):
        return _("Asked for their opinion: %(asked)s. Then decide the %(decider)s and the %(leader)s.") % words
    return _("Asked for their opinion: %(asked)s. Then decides the %(decider)s.") % words


def after_approval(contract: Contract, on) -> str:
    """Whose turn it is after a yes, in words."""
    if rules.goes_on_to_leader(contract):
        return _("From this amount on the %s decides next.") % Contract.Awaits.LEADER.label
    return _("The contract is approved with it; %s has it signed.") % contract.owner


def after_return(contract: Contract, on) -> str:
    """What becomes of what is returned, in words."""
    words = _("It goes back to %s. The next version asks again the departments whose matters change; others confirm.")
    return words % contract.owner
