"""What is known of a person at a customer's, gathered: for a copy, and before it is erased (8.1.1)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from bizdept.access.doors import may_see
from bizdept.files.models import Attachment
from bizdept.people.models import User
from confidentiality.models import DataRequest
from contracts.models import Signing
from customers.erasing import BLACK, SAID, Found, holds, lines_with, others_at, places_of, words_of
from customers.models import Contact


@dataclass(frozen=True)
class Line:
    """One thing that is known: what, its words, since when or of which day, and where it stands."""

    what: str
    text: str
    day: date | None
    origin: str


def copy_of(contact: Contact) -> list[Line]:
    """Everything on file about the person: today's data, earlier ones, and what was said with or about them."""
    return [*today_of(contact), *earlier_of(contact), *said_of(contact)]


def today_of(contact: Contact) -> Iterator[Line]:
    for name in Contact.PERSONAL:
        if text := getattr(contact, name):
            yield Line(label_of(name), text, None, _("file of the customer"))


def earlier_of(contact: Contact) -> Iterator[Line]:
    """Each earlier value once, with the last day on which it stood there."""
    known = {(name, getattr(contact, name)) for name in Contact.PERSONAL}
    for line in contact.history.order_by("-history_date", "-history_id"):
        for name in Contact.PERSONAL:
            if (text := getattr(line, name)) and (name, text) not in known:
                known.add((name, text))
                yield Line(label_of(name), text, timezone.localdate(line.history_date), _("earlier version"))


def said_of(contact: Contact) -> Iterator[Line]:
    """The communications with the person, and those that name them."""
    talks = contact.customer.communications.newest()
    words, others = words_of(contact), [words_of(one) for one in others_at(contact)]
    for talk in talks:
        if talk.contact_id == contact.pk or (words is not None and holds(words, talk, SAID)):
            text = talk.text
            for other in filter(None, others):  # what is known of others is not handed over
                text = other.sub(lambda found: found[0] if words and words.search(found[0]) else BLACK, text)
            yield Line(talk.get_kind_display(), text, talk.happened_on, _("communication"))


def label_of(name: str) -> str:
    field = Contact._meta.get_field(name)
    return str(getattr(field, "verbose_name", name))


@dataclass(frozen=True)
class Stays:
    """What an erasure does not reach: signed contracts that name the person, and files of the customer."""

    contracts: int
    files: int


def beside(row: DataRequest, person: User) -> dict:
    """What stands beside a request: where the data are, and what an erasure would leave; of a customer that is closed
    to whoever decides, the number."""
    contact = row.contact
    customer = contact.customer if may_see(person, contact.customer) else None
    waits = row.state == DataRequest.State.RECEIVED and not contact.erased_on
    found = places_of(contact) if waits and row.right == DataRequest.Right.ERASE else Found(**row.found)
    return {
        "found": found,
        "stays": stays_of(contact) if waits else None,
        "contact": contact,
        "waits": waits,
        "customer": customer,
    }


def stays_of(contact: Contact) -> Stays:
    words = words_of(contact)
    theirs = Signing.objects.filter(contract__customer=contact.customer_id).exclude(their_signatory="")
    named = lines_with(words, theirs, ("their_signatory",))
    return Stays(len(named), Attachment.objects.of(contact.customer).count())
