"""Somebody leaves: signing in stops, and with it the NDA that opened things to them (8.2.1, 8.3.3)."""

from datetime import date

from bizdept.audit.chain import sealed
from bizdept.people.actor import Actor
from bizdept.people.models import User
from bizdept.workflow import leaving
from confidentiality.actions.ndas import end_with_account
from confidentiality.actions.readings import end_of_leaver


@sealed()
def shut_out(person: User, *, by: Actor, on: date) -> User:
    """From this moment the person can't sign in, nothing is open to them, and their NDA opens nothing any more; nor is
    anything for them to read.

    Secrecy is owed on. Returns the person as they are now.
    """
    person = leaving.shut_out(person, by=by, on=on)
    end_with_account(person, by=by, on=on)
    end_of_leaver(person, by=by, on=on)
    return person
