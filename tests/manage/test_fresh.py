"""Fresh proof before decisions and exports: one press, nothing lost, and no way round it."""

from datetime import timedelta

import pytest
import time_machine
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY as RECORDS
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client

from bizdept.audit.models import AuditEntry
from bizdept.notices.models import Notice
from bizdept.people.actor import Actor
from bizdept.people.models import Appointment, Post
from bizdept.regulation.models import NumberChange
from bizdept.workflow.moves import LIFECYCLES
from contracts import policies
from tests.company import NOW, TODAY, fresh
from tests.manage.conftest import PASSWORD, press, text
from tests.manage.test_lockout import SECRET, code_of_the_moment

pytestmark = pytest.mark.django_db
FIELD = 'name="proof"'
REASON = "the price is above what we agreed in spring"


@pytest.fixture(autouse=True)
def asked(settings):
    settings.FRESH_SIGN_IN_MINUTES = 10
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def contract(house):
    contract = house.submitted()
    house.all_agree(contract)
    for person in (house.chief, house.leader, house.admin, house.officer, house.li):
        person.set_password(PASSWORD)
        person.save()
    return fresh(contract)


def address(contract, move: str) -> str:
    return f"/contracts/{contract.pk}/{move}/"


def later(minutes: float):
    return time_machine.travel(NOW + timedelta(minutes=minutes), tick=False)


def decide(client, contract, move="approve", **data):
    return client.post(address(contract, move), {"version": fresh(contract).version} | data)


def test_the_decisions_on_contracts_want_it_and_nothing_else_does():
    assert [move.name for move in LIFECYCLES["contracts.contract"].moves.values() if move.fresh] == [
        "approve", "return", "refuse",
    ]  # fmt: skip


def test_whoever_has_just_signed_in_is_not_asked(house, contract, by_password):
    chief = by_password(house.chief)
    with later(9):
        assert FIELD not in text(chief.get(address(contract, "approve")))
        assert decide(chief, contract).status_code == 302
    assert fresh(contract).state == "approved"


@pytest.mark.parametrize("move, state", [("approve", "approved"), ("return", "returned"), ("refuse", "refused")])
def test_after_ten_minutes_one_press_proves_and_decides(house, contract, by_password, move, state):
    chief = by_password(house.chief)
    with later(10):
        assert FIELD in text(chief.get(address(contract, move)))
        answer = decide(chief, contract, move, note=REASON)
        assert REASON in text(answer, 422) and FIELD in text(answer, 422)
        answer = decide(chief, contract, move, note=REASON, proof="wrong")
        content = text(answer, 422)
        assert REASON in content and "wrong" not in content and "data-errors" in content
        assert fresh(contract).state == "in_review"
        assert decide(chief, contract, move, note=REASON, proof=PASSWORD).status_code == 302
        assert fresh(contract).state == state
    with later(19):
        assert chief.session[RECORDS][-1]["method"] == "password"
        assert FIELD not in text(chief.get(address(house.submitted(), "refuse")))


def test_in_a_dialog_it_is_the_same(house, contract, by_password):
    chief = by_password(house.chief)
    with later(11):
        page = chief.get(address(contract, "approve"), headers={"HX-Request": "true"})
        assert FIELD in text(page) and "<html" not in text(page)
        data = {"version": contract.version, "proof": "wrong"}
        assert text(chief.post(address(contract, "approve"), data, headers={"HX-Request": "true"}), 422)
        data["proof"] = PASSWORD
        answer = chief.post(address(contract, "approve"), data, headers={"HX-Request": "true"})
        assert answer["HX-Redirect"]


def test_a_right_proof_is_not_asked_again_where_something_else_was_wrong(house, contract, by_password):
    chief = by_password(house.chief)
    with later(11):
        content = text(decide(chief, contract, "refuse", note="", proof=PASSWORD), 422)
        assert FIELD not in content
        assert decide(chief, contract, "refuse", note=REASON).status_code == 302


def test_wrong_words_count_against_the_lock_out_of_signing_in(house, contract, by_password):
    chief = by_password(house.chief)
    with later(11):
        for _n in range(5):
            assert "incorrect" in text(decide(chief, contract, proof="wrong"), 422).lower()
        assert "Too many wrong tries" in text(decide(chief, contract, proof=PASSWORD), 422)
        assert fresh(contract).state == "in_review"
        chief.post("/accounts/logout/")
        chief.post("/accounts/login/", {"login": "chief", "password": PASSWORD})
        assert chief.get("/")["Location"].startswith("/accounts/login/"), "the same device, the same budget"
    with later(27):
        chief.post("/accounts/login/", {"login": "chief", "password": PASSWORD})
        assert decide(chief, contract).status_code == 302


def test_an_empty_proof_is_no_guess(house, contract, by_password):
    chief = by_password(house.chief)
    with later(11):
        for _n in range(8):
            decide(chief, contract, proof="")
        assert decide(chief, contract, proof=PASSWORD).status_code == 302


def test_six_digits_prove_once(house, contract, by_password):
    TOTP.activate(house.chief, SECRET)
    chief, other = by_password(house.chief), by_password(house.chief)
    chief.post("/accounts/2fa/authenticate/", {"code": code_of_the_moment()})
    with later(2):
        other.post("/accounts/2fa/authenticate/", {"code": code_of_the_moment()})
    second = house.submitted()
    house.all_agree(second)
    with later(13):
        code = code_of_the_moment()
        assert "six digits" in text(chief.get(address(contract, "approve")))
        assert decide(chief, contract, proof=f" {code[:3]} {code[3:]} ").status_code == 302
        assert decide(other, second, proof=code).status_code == 422, "seen over the shoulder"
        assert fresh(second).state == "in_review"
        assert decide(other, second, proof=PASSWORD).status_code == 302
    assert fresh(second).state == fresh(contract).state == "approved"


def test_a_second_press_with_the_same_code_is_told_that_it_is_done(house, contract, by_password):
    TOTP.activate(house.chief, SECRET)
    chief = by_password(house.chief)
    chief.post("/accounts/2fa/authenticate/", {"code": code_of_the_moment()})
    with later(11):
        session, version, code = dict(chief.session), contract.version, code_of_the_moment()
        assert decide(chief, contract, proof=code).status_code == 302
        store = chief.session  # as it was when both were sent
        store[RECORDS] = session[RECORDS]
        store.save()
        answer = chief.post(address(contract, "approve"), {"version": version, "proof": code}, follow=True)
        assert "Already" in text(answer)


def test_a_session_without_a_proof_or_with_one_of_tomorrow_is_asked(house, contract, signed_in, by_password):
    assert FIELD in text(signed_in(house.chief).get(address(contract, "approve")))
    chief = by_password(house.chief)
    with later(-5):
        assert FIELD in text(chief.get(address(contract, "approve"))), "a clock set back makes nothing fresh"


def test_the_proof_of_another_person_in_the_same_browser_is_none(house, contract, by_password):
    client = by_password(house.li)
    session = client.session
    records = session[RECORDS]
    client.force_login(house.chief, backend="bizdept.manage.backends.SignIn")
    session = client.session
    session[RECORDS], session["account_authentication_methods_user"] = records, str(house.li.pk)
    session.save()
    assert FIELD in text(client.get(address(contract, "approve")))
    assert decide(client, contract, proof="the word of li").status_code == 422
    assert decide(client, contract, proof=PASSWORD).status_code == 302


def test_a_delegate_proves_who_they_are_themselves(house, contract, by_password):
    house.delegate(house.chief, house.leader)
    house.leader.set_password("another long one")
    house.leader.save()
    leader = by_password(house.leader, "another long one")
    with later(11):
        assert decide(leader, contract, proof=PASSWORD).status_code == 422, "the absent person's word"
        assert decide(leader, contract, proof="another long one").status_code == 302
    assert fresh(contract).state == "approved"


def test_who_may_not_decide_is_refused_with_or_without_it(house, contract, by_password):
    li = by_password(house.li)
    with later(11):
        for proof in ("", "wrong", PASSWORD):
            assert decide(li, contract, proof=proof).status_code == 403
    assert AuditEntry.objects.filter(kind="refusal", actor=house.li.pk).exists()


def test_a_forged_press_from_elsewhere_decides_nothing(house, contract, by_password):
    chief = by_password(house.chief)
    stranger = Client(enforce_csrf_checks=True)
    stranger.cookies = chief.cookies
    assert decide(stranger, contract, proof=PASSWORD).status_code == 403
    assert fresh(contract).state == "in_review"


@pytest.mark.parametrize("what", ["post", "delegation", "policy", "reset", "reopen"])
def test_other_signatures_want_it_too(house, contract, by_password, what):
    zhao = house.zhao
    if what == "post":
        row = Appointment.objects.create(
            person=zhao, post=Post.CHIEF, department=house.other_section, since=TODAY, given_by=house.admin
        )
    elif what == "policy":
        row = policies.propose(
            on=TODAY, by=Actor(house.chief), kind="sales", from_amount=1, disciplines=["legal"], holds_from=TODAY
        )
    else:
        row = house.delegate(house.legal, house.tech, made_by=house.admin)
    if what == "reopen":
        zhao.is_active = False
        zhao.save()
    who, place = {
        "post": (house.leader, f"/manage/signatures/{row.pk}/sign/"),
        "delegation": (house.leader, f"/manage/delegations/{row.pk}/sign/"),
        "policy": (house.leader, f"/contracts/policies/{row.pk}/sign/"),
        "reset": (house.admin, f"/manage/people/{zhao.pk}/password/"),
        "reopen": (house.admin, f"/manage/people/{zhao.pk}/reopen/"),
    }[what]
    client = by_password(who)
    with later(11):
        before = AuditEntry.objects.filter(kind__in=("account", "record")).count()
        assert FIELD in text(client.get(place))
        assert FIELD in text(press(client, place), 422) and FIELD in text(press(client, place, {"proof": "x"}), 422)
        assert AuditEntry.objects.filter(kind__in=("account", "record")).count() == before
        assert press(client, place, {"proof": PASSWORD}).status_code in (200, 302)
        assert AuditEntry.objects.filter(kind__in=("account", "record")).count() > before


def test_a_large_export_leads_over_the_proof_and_on(house, contract, by_password):
    NumberChange.objects.create(
        name="exports.proof_rows", value=0, holds_from=TODAY, article="8.2.2", reason="x",
        decided_by=house.leader, decided_at=NOW,
    )  # fmt: skip
    li, place = by_password(house.li), "/contracts/?view=all&export=csv"
    assert li.get(place).status_code == 200
    with later(11):
        before = AuditEntry.objects.filter(action="look.export").count()
        answer = li.get(place)
        assert answer["Location"].startswith("/accounts/reauthenticate/?next=")
        assert AuditEntry.objects.filter(action="look.export").count() == before
        answer = li.post(answer["Location"], {"password": PASSWORD})
        assert answer["Location"] == place
        assert li.get(place)["Content-Type"].startswith("text/csv")
    NumberChange.objects.update(value=100)
    with later(30):
        assert li.get(place).status_code == 200, "a small one asks nobody"


def test_what_was_proven_by_is_never_handed_back(house, contract, by_password):
    chief = by_password(house.chief)
    chief.post("/accounts/logout/")
    content = text(decide(chief, contract, "return", note=REASON, proof=PASSWORD), 401)
    assert REASON in content and PASSWORD not in content and FIELD not in content


def test_where_it_is_switched_off_nobody_is_asked(house, contract, by_password, settings):
    settings.FRESH_SIGN_IN_MINUTES = 0
    chief = by_password(house.chief)
    with later(600):
        assert FIELD not in text(chief.get(address(contract, "approve")))


def test_another_second_factor_wants_a_proof_is_written_down_and_told(
    house, contract, by_password, django_capture_on_commit_callbacks
):
    """At a screen that was left unlocked somebody could else put their own telephone in its place, and nobody knew."""
    li, set_up = by_password(house.li), "/accounts/2fa/totp/activate/"
    assert li.post(set_up, {"code": "123456"})["Location"].startswith("/accounts/reauthenticate/")
    li.post("/accounts/reauthenticate/", {"password": PASSWORD})
    with django_capture_on_commit_callbacks(execute=True):
        li.get(set_up)
        secret = li.session["mfa.totp.secret"]
        code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
        assert li.post(set_up, {"code": code}).status_code == 302
    with django_capture_on_commit_callbacks(execute=True):
        assert li.post("/accounts/2fa/recovery-codes/generate/").status_code == 302
    with django_capture_on_commit_callbacks(execute=True):
        assert li.post("/accounts/2fa/totp/deactivate/").status_code == 302
    written = AuditEntry.objects.filter(action__startswith="account.factor.", actor=house.li.pk).order_by("seq")
    assert [entry.action.rpartition(".")[2] for entry in written] == ["set_up", "new_codes", "taken_away"]
    assert Notice.objects.filter(person=house.li, key__contains=":factor:").count() == 3
