"""An import writes and is taken back by the rights of that moment: files are handed on and frozen in between."""

from datetime import timedelta

import pytest

from bizdept.audit.check import first_broken
from bizdept.duties.models import Duty
from bizdept.people.actor import Actor
from bizdept.refusal import Refused
from bizdept.web.imports import undoing
from customers import actions
from customers.imports.communications import CommunicationImporter
from customers.imports.contacts import ContactImporter
from customers.lifecycle import LIFECYCLE
from customers.models import Communication, Contact, Customer
from tests.company import NOW, TODAY, fresh

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("time_stands_still")]
DAY = timedelta(days=1)


@pytest.fixture
def jia(company) -> Customer:
    return company.customer(name="甲乙科技有限公司", short_name="甲乙")


def hand_on(company, customer):
    actions.revise(fresh(customer), {"owner": company.zhao}, by=Actor(company.chief))


def freeze(company, customer):
    LIFECYCLE.perform("freeze", fresh(customer), by=Actor(company.chief), on=TODAY)


@pytest.mark.parametrize("change", [hand_on, freeze])
def test_what_came_to_a_file_that_is_no_longer_ones_own_stays(company, jia, bring_contacts, change):
    bring_contacts("客户名称,姓名\n甲乙,沈国平\n", rows="all")
    change(company, jia)
    importer = ContactImporter(by=Actor(company.li), on=TODAY)
    done = undoing.undo(bring_contacts.batch, importer=importer, by=Actor(company.li), at=NOW)
    assert done == {"gone": 0, "restored": 0, "kept": 1} and Contact.objects.count() == 1


@pytest.mark.parametrize("change", [hand_on, freeze])
def test_nothing_is_written_to_a_file_that_was_handed_on_meanwhile(company, jia, change):
    importer = CommunicationImporter(by=Actor(company.li), on=TODAY)
    row = type("Row", (), {"values": {"customer": jia, "happened_on": TODAY, "text": "words", "author": company.li}})
    importer_of_people = ContactImporter(by=Actor(company.li), on=TODAY)
    person = type("Row", (), {"values": {"customer": jia, "name": "Shen"}, "contact": None})
    change(company, jia)
    for writer, some in ((importer, row), (importer_of_people, person)):
        with pytest.raises(Refused):
            writer.write([some])
    assert not Communication.objects.exists() and not Contact.objects.exists()


def release(company, customer):
    LIFECYCLE.perform("release", fresh(customer), by=Actor(company.li), on=TODAY)


@pytest.mark.parametrize("change", [hand_on, freeze, release])
def test_the_next_step_ends_with_the_file(company, jia, change):
    fields = {"kind": "call", "happened_on": TODAY, "text": "words", "next_step": "call", "next_on": TODAY + 3 * DAY}
    actions.record_communication(jia, fields, by=Actor(company.li), at=NOW)
    assert Duty.objects.open().get().person == company.li
    change(company, jia)
    assert not Duty.objects.open().exists() and first_broken() is None


def test_nobody_who_left_owes_a_next_step(company, jia):
    fields = {"kind": "call", "happened_on": TODAY, "text": "words", "next_step": "call", "next_on": TODAY + 3 * DAY}
    talk = actions.record_communication(jia, fields | {"next_on": None}, by=Actor(company.li), at=NOW)
    company.li.is_active = False
    company.li.save()
    actions.correct_communication(fresh(talk), {"next_on": TODAY + 3 * DAY}, by=Actor(company.chief), at=NOW, seen="")
    assert not Duty.objects.open().exists()
