"""The ways out of the house: how each does, and a letter to oneself."""

import re
from datetime import timedelta
from smtplib import SMTPAuthenticationError

import pytest
from django.core import mail as post
from django.core.exceptions import PermissionDenied

from bizdept.audit.chain import open_pages
from bizdept.audit.models import AuditEntry
from bizdept.manage.actions.channels import MOST, send_test
from bizdept.manage.channels import in_words
from bizdept.notices import channels
from bizdept.notices.models import ATTEMPTS, ChannelState, Dispatch
from bizdept.notices.sending import drain
from bizdept.people.actor import Actor
from bizdept.people.models import User
from bizdept.refusal import Refused
from tests.company import NOW, fresh
from tests.manage.conftest import press, text

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def server(settings):
    settings.EMAIL_HOST, settings.EMAIL_HOST_USER = "mail.example", "robot"
    settings.EMAIL_HOST_PASSWORD = "authorisation-code-9"


@pytest.fixture
def admin(house):
    User.objects.filter(pk=house.admin.pk).update(email="admin@house.example")
    return fresh(house.admin)


def dispatch(person, *, attempts=0) -> Dispatch:
    User.objects.filter(pk=person.pk).update(wants_mail=True, email="li@house.example")
    notice = person.notices.create(key=str(Dispatch.objects.count()), text="HT-2026-0007 is due")
    return Dispatch.objects.create(notice=notice, channel="mail", attempts=attempts, trouble="x")


def refuses(notice, key):
    raise SMTPAuthenticationError(535, b"authorisation code expired")


def state() -> ChannelState:
    return ChannelState.objects.get(name="mail")


def test_the_outbox_remembers_how_a_channel_did(house):
    dispatch(house.li)
    drain({"mail": refuses}, at=NOW)
    assert (state().failed_at, state().failing_since, state().sent_at) == (NOW, NOW, None)
    dispatch(house.li)
    drain({"mail": refuses}, at=NOW + 2 * MINUTE)
    assert (state().failed_at, state().failing_since) == (NOW + 2 * MINUTE, NOW), "since the first failure"
    drain(channels.in_service(), at=NOW + 30 * MINUTE)
    assert (state().sent_at, state().failing_since) == (NOW + 30 * MINUTE, None)
    assert state().failed_at == NOW + 2 * MINUTE and "535" in state().trouble


def test_the_page_says_it_in_words_and_no_secret(house, signed_in):
    dispatch(house.li)
    drain({"mail": refuses}, at=NOW)
    dispatch(house.li, attempts=ATTEMPTS)
    content = text(signed_in(house.officer).get("/manage/channels/"))
    assert "an authorisation code may have expired" in content and "mail.example:25" in content
    assert dict(re.findall(r'data-count="(\w+)">(\d+)<', content)) == {"waiting": "1", "dead": "1"} or (
        'data-count="dead">1<' in content and 'data-count="waiting">1<' in content
    )
    for secret in ("authorisation-code-9", "robot", "HT-2026", "li@house.example"):
        assert secret not in content
    assert "/test/" not in content, "the officer looks on"


def test_a_house_without_a_server_says_so(house, signed_in, settings):
    settings.EMAIL_HOST = ""
    content = text(signed_in(house.admin).get("/manage/channels/"))
    assert "EMAIL_HOST" in content and "/test/" not in content


def test_a_letter_to_oneself_is_one_press_and_shows_the_answer(admin, signed_in, monkeypatch):
    client = signed_in(admin)
    assert press(client, "/manage/channels/mail/test/").status_code == 302
    assert [letter.to for letter in post.outbox] == [["admin@house.example"]]
    assert "look into your mailbox" in text(client.get("/manage/channels/"))
    assert state().sent_at and AuditEntry.objects.get(action="channel.test").data == {"channel": "mail", "arrived": 1}
    monkeypatch.setattr(channels, "mail", refuses)
    assert press(client, "/manage/channels/mail/test/").status_code == 302
    assert "an authorisation code may have expired" in text(client.get("/manage/channels/"))
    assert AuditEntry.objects.filter(action="channel.test").latest("seq").data["arrived"] == 0


def test_few_letters_in_a_quarter_of_an_hour(admin):
    for _n in range(MOST):
        send_test("mail", by=Actor(admin), at=NOW)
    with pytest.raises(Refused, match="At most"):
        send_test("mail", by=Actor(admin), at=NOW + 14 * MINUTE)
    assert len(post.outbox) == MOST
    send_test("mail", by=Actor(admin), at=NOW + 16 * MINUTE)


def test_who_may_not_and_what_is_not_there(house, admin, signed_in, settings):
    with pytest.raises(PermissionDenied):
        send_test("mail", by=Actor(house.officer), at=NOW)
    assert "no e-mail address" in text(press(signed_in(house.admin2), "/manage/channels/mail/test/"), 422)
    assert signed_in(admin).get("/manage/channels/pigeon/test/").status_code == 404
    settings.EMAIL_HOST = ""
    with pytest.raises(Refused, match="not set up"):
        send_test("mail", by=Actor(admin), at=NOW)
    assert post.outbox == []


@pytest.mark.parametrize("trouble", ["gaierror: [Errno -2]", "TimeoutError: timed out", "ConnectionRefusedError: x"])
def test_usual_troubles_have_words(trouble):
    assert trouble.partition(":")[0] not in in_words(trouble)


def test_an_unknown_trouble_is_shown_as_it_is():
    assert in_words("Strange: thing") == "Strange: thing"


def test_no_transaction_waits_for_the_letter(house, signed_in, settings, monkeypatch):
    settings.EMAIL_HOST = "x"
    User.objects.filter(pk=house.admin.pk).update(email="a@house.example")
    seen = []
    monkeypatch.setattr(channels, "mail", lambda notice, key: seen.append(len(open_pages())))
    press(signed_in(house.admin), "/manage/channels/mail/test/")
    assert seen == [0]
