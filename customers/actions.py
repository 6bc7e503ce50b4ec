"""Every verb of customer files that writes and is no move: open, revise, contacts, communications, files."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _

from bizdept.audit.chain import note, sealed
from bizdept.audit.clock import moment
from bizdept.calendar.models import SpecialDay
from bizdept.calendar.rules import working_days_between
from bizdept.duties.actions import close_duties, open_duty
from bizdept.duties.rules import Bearer
from bizdept.files.actions import attach, take_away
from bizdept.files.models import Attachment
from bizdept.people.actor import Actor
from bizdept.people.history import keep
from bizdept.refusal import Reason, Refused, refuse
from bizdept.search.models import renew
from bizdept.workflow.history import reasons_since, reasons_since_stamp
from customers import rules
from customers.models import Communication, Contact, Customer

Fields = Mapping[str, Any]


@sealed()
def open_file(fields: Fields, *, by: Actor, on: date, is_other_company: bool = False) -> Customer:
    """Open the file of a customer (2.2.1), kept by `by` unless the chief names another owner.

    Raises PermissionDenied, or Refused where a file may be there already and nobody said it is another company.
    """
    if not rules.may_open_files(by):
        raise PermissionDenied
    owner = fields.get("owner") or by.principal
    customer = Customer(**dict(fields) | {"owner": owner, "department": owner.department, "opened_on": on})
    refuse(rules.reasons_against_owner(by, owner, None))
    if not is_other_company:
        refuse(rules.reasons_against_twice(others_like(customer)))
    keep(customer, by=by, reason="create")
    note("record", "customers.open_file", customer, by=by)
    return customer


@sealed()
def revise(
    customer: Customer, fields: Fields, *, by: Actor, seen: int | None = None, is_other_company: bool = False
) -> Customer:
    """Change a file (5.1.2); what isn't in `fields` stays. `seen` is the version that the person looked at."""
    customer = lock_to_edit(customer, by=by, seen=seen)
    owner = fields.get("owner") or customer.owner
    refuse(rules.reasons_against_owner(by, owner, customer.owner_id))
    refuse(rules.reasons_against_level(customer, fields.get("level", customer.level)))
    before = customer.names()
    moved = {"owner": owner, "department": owner.department} if owner.pk != customer.owner_id else {}
    for name, entered in (dict(fields) | moved).items():
        setattr(customer, name, entered)
    if customer.names() != before and not is_other_company:
        refuse(rules.reasons_against_twice(others_like(customer)))
    customer.version += 1
    keep(customer, by=by, reason="revise")
    if moved:  # what the last keeper wanted to do next is not theirs to do any more
        close_duties(customer, rules.NEXT_STEP.name, by=by, on=timezone.localdate(moment()))
    return customer


def others_like(customer: Customer) -> int:
    """How many other files may be of the same company, seen by everybody's eyes: a number tells no name."""
    return Customer.objects.like(**customer.names()).exclude(pk=customer.pk).count()


def lock_to_edit(customer: Customer, *, by: Actor, seen: int | None = None) -> Customer:
    """The file under its lock, if this person may change it now. Raises PermissionDenied or Refused."""
    customer = Customer.objects.select_for_update(of=("self",)).get(pk=customer.pk)
    if not rules.may_edit(by, customer):
        raise PermissionDenied
    if customer.state == Customer.State.FROZEN:
        raise Refused([Reason("state", _("The file is frozen. Thaw it first."))])
    if seen is not None:
        refuse(reasons_since(customer, seen))
    return customer


@sealed()
def add_contact(customer: Customer, fields: Fields, *, by: Actor) -> Contact:
    """Add a person at the customer's (5.1.1)."""
    customer = lock_to_edit(customer, by=by)
    return keep_contact(Contact(customer=customer), fields, by=by)


@sealed()
def change_contact(contact: Contact, fields: Fields, *, by: Actor, seen: str = "") -> Contact:
    """Change what is known of a person at the customer's (5.1.2). `seen` is the fingerprint of what was looked at."""
    customer = lock_to_edit(contact.customer, by=by)
    contact = customer.contacts.select_for_update().get(pk=contact.pk)
    refuse(reasons_since_stamp(contact, fields, seen))
    return keep_contact(contact, fields, by=by)


def keep_contact(contact: Contact, fields: Fields, *, by: Actor) -> Contact:
    """Write a contact; the main one is one alone."""
    for name, entered in fields.items():
        setattr(contact, name, entered)
    keep(contact, by=by, reason="revise")
    if contact.is_main:
        for other in contact.customer.contacts.filter(is_main=True).exclude(pk=contact.pk):
            other.is_main = False
            keep(other, by=by, reason="revise")
    renew(Customer, [contact.customer])
    note("record", "customers.contact", contact.customer, by=by, contact=contact.pk)
    return contact


@sealed()
def leave_contact(contact: Contact, *, by: Actor, on: date) -> Contact:
    """Mark a contact as no longer with the customer. The row stays, for what was said to them."""
    lock_to_edit(contact.customer, by=by)
    contact.left_on, contact.is_main = on, False
    keep(contact, by=by, reason="revise")
    renew(Customer, [contact.customer])
    note("record", "customers.leave_contact", contact.customer, by=by, contact=contact.pk)
    return contact


@sealed()
def record_communication(customer: Customer, fields: Fields, *, by: Actor, at: datetime) -> Communication:
    """Write down what was said to a customer (3.1.3, 5.2.1), by whoever had it; its next step becomes their duty.

    Raises PermissionDenied, or Refused where the file is frozen or the days can't be.
    """
    customer = lock_to_edit(customer, by=by)
    talk = Communication(customer=customer, author=by.person, entered_by=by.person, entered_at=at)
    return keep_communication(talk, fields, by=by, at=at, reason="create")


@sealed()
def correct_communication(talk: Communication, fields: Fields, *, by: Actor, at: datetime, seen: str) -> Communication:
    """Correct what was written down (5.1.2): by whoever did while it is fresh, afterwards by the chief.

    `seen` is the fingerprint of what was looked at. Raises PermissionDenied or Refused.
    """
    customer = lock_to_edit(talk.customer, by=by)
    talk = customer.communications.select_for_update(of=("self",)).get(pk=talk.pk)
    if not rules.may_correct(by, talk, customer, at):
        raise PermissionDenied
    refuse(reasons_since_stamp(talk, fields, seen))
    return keep_communication(talk, fields, by=by, at=at, reason="revise")


def keep_communication(talk: Communication, fields: Fields, *, by: Actor, at: datetime, reason: str) -> Communication:
    on = timezone.localdate(at)
    for name, entered in fields.items():
        setattr(talk, name, entered)
    refuse(rules.reasons_against_days(talk.happened_on, talk.next_on, on))
    keep(talk, by=by, reason=reason)
    owe_next_step(talk, by=by, on=on)
    note("record", "customers.communication", talk.customer, by=by, communication=talk.pk)
    return talk


def owe_next_step(talk: Communication, *, by: Actor, on: date) -> None:
    """5.2.1: of what one person has said to a customer, the latest says what they owe next: one duty, or none. Whoever
    left, or keeps the customer no more, owes nothing."""
    author = talk.author
    if author is None or Communication.objects.after(talk).exists():
        return
    close_duties(talk.customer, rules.NEXT_STEP.name, by=by, on=on, person_id=author.pk)
    is_theirs = author.is_active and rules.may_record(Actor(author), talk.customer)
    if is_theirs and talk.next_on and talk.next_on >= on:
        within = working_days_between(on, talk.next_on, SpecialDay.objects.as_mapping())
        bearer = Bearer(author.pk)
        open_duty(talk.customer, rules.NEXT_STEP.name, bearer, article=rules.NEXT_STEP.article, within=within, on=on)


@sealed()
def add_file(customer: Customer, upload: UploadedFile, *, by: Actor, level: int, category: str) -> Attachment:
    """Add a file to a customer's file (5.1.1)."""
    customer = lock_to_edit(customer, by=by)
    return attach(customer, upload, by=by, purpose="file", level=level, category=category)


@sealed()
def remove_file(customer: Customer, attachment: Attachment, *, by: Actor, on: date) -> None:
    """Take a file away from a customer's file; the row and the bytes stay."""
    lock_to_edit(customer, by=by)
    take_away(attachment, by=by, on=on)
