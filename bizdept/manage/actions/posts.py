"""Posts: given by one, signed by another where they are powerful, ended."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from bizdept.access.grants import end_all_to
from bizdept.audit.chain import note, sealed
from bizdept.audit.clock import moment
from bizdept.manage import notices, rules
from bizdept.notices.outbox import tell
from bizdept.people.actor import Actor
from bizdept.people.models import Appointment, Department, User
from bizdept.people.rules import may_give_posts, may_sign, needs_signature
from bizdept.refusal import refuse
from bizdept.workflow.hands import fall_back
from confidentiality.actions.readings import ask_newcomer
from confidentiality.actions.standing import begin_grace


@sealed()
def give_post(person: User, post: str, department: Department, *, since: date, by: Actor, on: date) -> Appointment:
    """Give a post (1.2). A powerful one counts once somebody else has signed it. Raises Refused."""
    if not may_give_posts(by):
        raise PermissionDenied
    person = User.objects.select_for_update(of=("self",)).get(pk=person.pk)  # two at once would both find it free
    refuse(rules.reasons_against_giving(person, post, department, since, by=by, on=on))
    return appoint(person, post, department, since=since, by=by, on=on)


def appoint(person: User, post: str, department: Department, *, since: date, by: Actor, on: date) -> Appointment:
    row = Appointment.objects.create(person=person, post=post, department=department, since=since, given_by=by.person)
    note("account", "post.give", row, by=by, row=row, person=person.pk, post=post, department=department.pk)
    begin_grace(row, by=by, on=on)
    ask_newcomer(person, by=by, on=on)
    tell(notices.of_post_given(row, on))
    return row


def lock(appointment: Appointment) -> Appointment:
    """The appointment under its holder's lock, by which all changes of one person's posts come one after another."""
    User.objects.select_for_update(of=("self",)).get(pk=appointment.person_id)
    rows = Appointment.objects.select_for_update(of=("self",)).select_related("person", "given_by", "department")
    return rows.get(pk=appointment.pk)


@sealed()
def sign_post(appointment: Appointment, *, by: Actor, on: date) -> Appointment:
    """The second hand to a powerful post (1.3.1): from now on it counts, at the earliest from today."""
    appointment = lock(appointment)
    if not (rules.may_sign_posts(by) and may_sign(by, appointment)):
        raise PermissionDenied
    refuse(rules.reasons_against_signing(appointment, on))
    appointment.signed_by, appointment.signed_on = by.person, on
    appointment.since = max(appointment.since, on)
    appointment.save(update_fields=["signed_by", "signed_on", "since"])
    note(
        "account", "post.sign", appointment, by=by, row=appointment,
        person=appointment.person_id, post=appointment.post,
    )  # fmt: skip
    begin_grace(appointment, by=by, on=on)
    ask_newcomer(appointment.person, by=by, on=on)
    tell(notices.of_post_signed(appointment))
    return appointment


@sealed()
def decline_post(appointment: Appointment, reason: str, *, by: Actor, on: date) -> Appointment:
    """No second hand: the appointment is over before it counted. The giver is told why."""
    appointment = lock(appointment)
    if not (rules.may_sign_posts(by) and may_sign(by, appointment)):
        raise PermissionDenied
    refuse(rules.reasons_against_deciding(appointment))
    appointment.ended_on = on
    appointment.save(update_fields=["ended_on"])
    note(
        "account", "post.decline", appointment, by=by, row=appointment,
        person=appointment.person_id, post=appointment.post,
    )  # fmt: skip
    tell(notices.of_post_declined(appointment, reason))
    return appointment


@sealed()
def end_post(appointment: Appointment, ended_on: date, *, by: Actor, on: date) -> Appointment:
    """From that day on the person holds the post no more; an unsigned one is withdrawn by it."""
    if not may_give_posts(by):
        raise PermissionDenied
    appointment = lock(appointment)
    refuse(rules.reasons_against_ending(appointment, ended_on, on))
    appointment.ended_on = ended_on
    appointment.save(update_fields=["ended_on"])
    note(
        "account", "post.end", appointment, by=by, row=appointment,
        person=appointment.person_id, post=appointment.post, day=ended_on.isoformat(),
    )  # fmt: skip
    tell(notices.of_post_ended(appointment))
    fall_back(on=on)
    if ended_on <= on:  # of a later day grants run on to their own end
        end_all_to(appointment.person, by=by, because=_("a post has ended"), at=moment())
    return appointment


def give_again(person: User, *, by: Actor, on: date) -> None:
    """Whoever comes back gets the powerful posts they held only by a new signature (1.3.1)."""
    held = person.appointments.filter(rules.not_over(on)).select_related("department").order_by("pk")
    for row in held:
        if needs_signature(row.post) and row.signed_by_id:
            row.ended_on = on
            row.save(update_fields=["ended_on"])
            note("account", "post.end", row, by=by, row=row, person=person.pk, post=row.post, day=on.isoformat())
            appoint(person, row.post, row.department, since=on, by=by, on=on)


def stand_in_no_more(person: User, *, by: Actor, on: date) -> None:
    """Nor does the power of others, in whose place they stood, come back by the administrator's hand alone (1.3.1)."""
    rows = person.delegations_taken.select_related("of", "to").order_by("pk")
    for row in [row for row in rows if rules.may_be_withdrawn(row, on)]:
        row.withdrawn_on = on
        row.save(update_fields=["withdrawn_on"])
        note("account", "delegation.withdraw", row, by=by, row=row, of=row.of_id, to=row.to_id)
        tell(notices.of_delegation_withdrawn(row))
