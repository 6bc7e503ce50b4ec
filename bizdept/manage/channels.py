"""How the ways out of the house stand: which are on, how each last did, what waits; without a secret."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Count, Min, Q
from django.utils.translation import gettext as _

from bizdept.notices.channels import known
from bizdept.notices.models import ATTEMPTS, ChannelState, Dispatch


@dataclass(frozen=True)
class Channel:
    """One way out: `facts` are what the settings say of it, but for its secrets."""

    name: str
    label: str
    is_on: bool
    facts: list[tuple[str, str]]
    state: ChannelState
    waiting: int
    oldest: datetime | None
    dead: int

    @property
    def trouble(self) -> str:
        return in_words(self.state.trouble)


def label_of(name: str) -> str:
    return {"mail": _("E-mail")}.get(name, name)


def channels() -> list[Channel]:
    """All channels that there are, also those that are off but have letters left. Two queries."""
    found = {row.name: row for row in ChannelState.objects.all()}
    left = Dispatch.objects.filter(sent_at=None, dropped_at=None).values("channel")
    is_dead = Q(attempts__gte=ATTEMPTS)
    counted = {
        row["channel"]: row
        for row in left.annotate(
            waiting=Count("pk", filter=~is_dead), dead=Count("pk", filter=is_dead),
            oldest=Min("notice__told_at", filter=~is_dead),
        )
    }  # fmt: skip
    nothing = {"waiting": 0, "dead": 0, "oldest": None}
    rows = []
    for name in [*known(), *sorted(set(counted) - set(known()))]:
        row = counted.get(name, nothing)
        state = found.get(name) or ChannelState(name=name)
        is_on = known().get(name, False)
        facts = facts_of(name) if is_on else []
        rows.append(Channel(name, label_of(name), is_on, facts, state, row["waiting"], row["oldest"], row["dead"]))
    return rows


def facts_of(name: str) -> list[tuple[str, str]]:
    if name != "mail":
        return []
    return [
        (_("Server"), f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"),
        (_("Encrypted on the way"), _("yes") if settings.EMAIL_USE_TLS else _("no")),
        (_("Sender"), settings.DEFAULT_FROM_EMAIL),
    ]


def in_words(trouble: str) -> str:
    """What a failure means and what is to be done; an unknown one as the server said it."""
    known_troubles = {
        "SMTPAuthenticationError": _(
            "The mail server does not accept account and password: an authorisation code may have expired."
        ),
        "SMTPRecipientsRefused": _("The mail server refuses the recipient's address."),
        "SMTPSenderRefused": _("The mail server refuses our sender's address."),
        "SMTPNotSupportedError": _("The mail server does not know what we ask for: look at the encryption."),
        "SMTPServerDisconnected": _("The mail server hung up."),
        "SMTPConnectError": _("The mail server does not let us in."),
        "ConnectionRefusedError": _("Nothing answers at this server and port."),
        "gaierror": _("The name of the mail server is not known here: look at the network and the spelling."),
        "TimeoutError": _("The mail server does not answer in time."),
        "SSLError": _("The encrypted connection did not come about."),
        "SSLCertVerificationError": _("The mail server's certificate is not valid here."),
    }
    return known_troubles.get(trouble.partition(":")[0], trouble)
