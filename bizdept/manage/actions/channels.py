"""A letter to oneself, by which an administrator sees whether a channel works."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from bizdept.audit.chain import note, sealed
from bizdept.manage import rules
from bizdept.notices import sending
from bizdept.notices.channels import in_service
from bizdept.notices.models import Notice
from bizdept.people.actor import Actor
from bizdept.refusal import Reason, Refused, refuse
from bizdept.web import guesses

MOST = 3  # in a quarter of an hour


def send_test(name: str, *, by: Actor, at: datetime) -> str:
    """Send a letter to whoever presses, and say what went wrong; an empty word where nothing did.

    It is sent outside any transaction, and waits for the server as long as EMAIL_TIMEOUT. Raises Refused.
    """
    if not rules.may_keep_accounts(by):
        raise PermissionDenied
    refuse(rules.reasons_against_test(by.person, name, in_service()))
    if not guesses.take([guesses.budget("letter", by.person.pk, MOST)], at=at):
        raise Refused([Reason("often", _("At most %d test letters in a quarter of an hour.") % MOST)])
    letter = Notice(person=by.person, text=_("A test letter: this way out of the house works."), address="/notices/")
    trouble: Exception | None = None
    try:
        in_service()[name](letter, f"test:{by.person.pk}:{at:%Y%m%d%H%M%S%f}")
    except sending.TROUBLES as found:
        trouble = found
    write_down(name, trouble, by=by, at=at)
    return sending.words_of(trouble) if trouble else ""


@sealed()
def write_down(name: str, trouble: Exception | None, *, by: Actor, at: datetime) -> None:
    sending.remember(name, [trouble], at)
    note("account", "channel.test", by.person, by=by, channel=name, arrived=int(trouble is None))
