"""Each deed of the administration asks for itself who does it, whatever page led there; and refuses what is over."""

import pytest
from django.core.exceptions import PermissionDenied

from bizdept.audit.models import AuditEntry
from bizdept.manage.actions import accounts, chain, days, places, posts, terms, upkeep
from bizdept.manage.actions.accounts import close_account, reopen_account
from bizdept.people.actor import Actor
from bizdept.people.models import Appointment, Delegation, Department, Post, User
from tests.company import DAY, NOW, TODAY, refused

pytestmark = pytest.mark.django_db


def waiting_post(house) -> Appointment:
    """A powerful post that the administrator has given to zhao; it waits for its second hand."""
    return posts.give_post(house.zhao, Post.CHIEF, house.section, since=TODAY, by=Actor(house.admin), on=TODAY)


def waiting_delegation(house, later: int = 0) -> Delegation:
    """Zhao in the chief's place, entered by the administrator; it waits for its second hand."""
    words = {"starts_on": TODAY + later * DAY, "ends_on": TODAY + (later + 1) * DAY, "reason": "away"}
    return places.delegate(house.chief, house.zhao, by=Actor(house.admin), on=TODAY, **words)


def department(house) -> dict:
    return {"name": "new", "parent": house.house, "is_section": False, "discipline": ""}


NOT_FOR_LI = {
    "lock": lambda h, by: accounts.end_sessions(h.zhao, by=by),
    "open_account": lambda h, by: accounts.open_account({"username": "new", "name": "n"}, by=by, at=NOW),
    "revise_account": lambda h, by: accounts.revise_account(h.zhao, {"name": "n"}, by=by),
    "close_account": lambda h, by: close_account(h.zhao, by=by, on=TODAY),
    "read_now": lambda h, by: chain.read_now(by=by, at=NOW),
    "enter_days": lambda h, by: days.enter_days(TODAY + DAY, TODAY + DAY, False, by=by, at=NOW),
    "import_days": lambda h, by: days.import_days({TODAY + DAY: False}, by=by, at=NOW, seen=""),
    "open_department": lambda h, by: places.open_department(department(h), by=by),
    "revise_department": lambda h, by: places.revise_department(h.team, department(h), by=by, at=NOW),
    "give_post": lambda h, by: posts.give_post(h.zhao, Post.ASSISTANT, h.team, since=TODAY, by=by, on=TODAY),
    "sign_post": lambda h, by: posts.sign_post(waiting_post(h), by=by, on=TODAY),
    "decline_post": lambda h, by: posts.decline_post(waiting_post(h), "no", by=by, on=TODAY),
    "end_post": lambda h, by: posts.end_post(h.zhao.appointments.get(), TODAY, by=by, on=TODAY),
    "revise_company": lambda h, by: terms.revise_company({"name": "Other Ltd"}, by=by, at=NOW),
    "set_small_office": lambda h, by: terms.set_small_office(True, by=by, at=NOW),
    "change_number": lambda h, by: terms.change_number(
        "customers.claim_limit", 9, holds_from=TODAY + DAY, reason="more", by=by, on=TODAY, at=NOW
    ),
    "try_again": lambda h, by: upkeep.try_again(by=by),
    "send_again": lambda h, by: upkeep.send_again(1, by=by),
    "drop": lambda h, by: upkeep.drop(1, "gone", by=by, at=NOW),
}


@pytest.mark.parametrize("deed", NOT_FOR_LI)
def test_a_specialist_does_nothing_of_it(house, deed):
    people, rows = User.objects.count(), Appointment.objects.filter(ended_on=None).count()
    with pytest.raises(PermissionDenied):
        NOT_FOR_LI[deed](house, Actor(house.li))
    assert User.objects.count() == people and not Department.objects.filter(name="new").exists()
    assert Appointment.objects.filter(ended_on=None).count() >= rows
    assert not AuditEntry.objects.filter(actor=house.li.pk).exists()


def test_a_delegation_is_signed_and_withdrawn_by_those_whom_it_concerns(house):
    row = waiting_delegation(house)
    for person in (house.zhao, house.admin, house.legal):
        with pytest.raises(PermissionDenied):
            places.sign_delegation(row, by=Actor(person), on=TODAY)
    with pytest.raises(PermissionDenied):
        places.withdraw_delegation(row, by=Actor(house.zhao), on=TODAY)
    assert places.sign_delegation(row, by=Actor(house.chief), on=TODAY).signed_by == house.chief


def test_a_delegation_is_signed_once_and_only_while_the_two_go_together(house):
    row = waiting_delegation(house)
    places.sign_delegation(row, by=Actor(house.officer), on=TODAY)
    refused(lambda: places.sign_delegation(row, by=Actor(house.officer), on=TODAY), "already")
    other = waiting_delegation(house, later=7)
    User.objects.filter(pk=house.zhao.pk).update(is_active=False)
    refused(lambda: places.sign_delegation(other, by=Actor(house.officer), on=TODAY), "left")


def test_an_open_account_is_not_opened_again(house):
    refused(lambda: reopen_account(house.li, by=Actor(house.admin), at=NOW), "already")
    close_account(house.li, by=Actor(house.admin), on=TODAY)
    assert reopen_account(house.li, by=Actor(house.admin), at=NOW).person == house.li


def test_what_is_signed_is_not_declined(house):
    row = waiting_post(house)
    posts.sign_post(row, by=Actor(house.officer), on=TODAY)
    with pytest.raises(PermissionDenied):
        posts.decline_post(row, "no", by=Actor(house.admin), on=TODAY)
    refused(lambda: posts.decline_post(row, "no", by=Actor(house.officer), on=TODAY), "already")


def test_a_chain_too_long_to_wait_for_is_not_read_at_a_press(house, signed_in, monkeypatch):
    monkeypatch.setattr("bizdept.manage.views.chain.LONGEST", -1)
    client = signed_in(house.officer)
    key = client.get("/manage/chain/read/").context["press"]
    response = client.post("/manage/chain/read/", {"press": key})
    assert response.status_code == 422 and "the night reads it over" in response.content.decode()


def test_nobody_is_offered_what_they_may_not_do_to_themselves(house, signed_in):
    admin = signed_in(house.admin)
    own = admin.get(f"/manage/people/{house.admin.pk}/").content.decode()
    other = admin.get(f"/manage/people/{house.li.pk}/").content.decode()
    for move in ("manage.give_post", "manage.reset_password", "manage.close_account"):
        assert move in other and move not in own, move


def test_nobody_signs_what_lets_themselves_stand_in(house):
    """A chief signs for others; not under what gives the chief somebody's power."""
    second = house.person("second", Post.CHIEF, house.section)
    words = {"starts_on": TODAY, "ends_on": TODAY + DAY, "reason": "away", "by": Actor(house.admin), "on": TODAY}
    row = places.delegate(house.chief, second, **words)
    with pytest.raises(PermissionDenied):
        places.sign_delegation(row, by=Actor(second), on=TODAY)
    assert places.sign_delegation(row, by=Actor(house.leader), on=TODAY).signed_by == house.leader


@pytest.mark.parametrize("page", ["sign", "decline"])
def test_ones_own_post_is_not_even_shown_for_signature(house, signed_in, page):
    """The deed refuses it too; but the page is closed, and the try stands in the log."""
    row = posts.give_post(house.leader, Post.CHIEF, house.section, since=TODAY, by=Actor(house.admin), on=TODAY)
    address = f"/manage/signatures/{row.pk}/{page}/"
    assert signed_in(house.officer).get(address).status_code == 200
    assert signed_in(house.leader).get(address).status_code == 403
    assert AuditEntry.objects.filter(kind="refusal", actor=house.leader.pk).exists()
