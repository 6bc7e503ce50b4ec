"""The first run: an empty house becomes a company once, by the page or by the command, and never by a stranger."""

import re
import stat
import threading
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.conf import settings as site
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from bizdept.audit.models import AuditEntry
from bizdept.calendar.models import SpecialDay
from bizdept.manage import set_up
from bizdept.manage.actions.first_run import found_company
from bizdept.manage.forms import FirstRunForm
from bizdept.notices.models import Notice
from bizdept.people.models import Appointment, Department, Discipline, Guesses, Post, User
from bizdept.people.models import Company as House
from bizdept.refusal import Refused
from bizdept.remembered import Remembered
from contracts.models import LibraryClause, ReviewPolicy
from tests.company import NOW, refused
from tests.manage.conftest import text

pytestmark = pytest.mark.django_db
PLAN = {
    "company": "New Ltd", "section": "Sales", "departments": "on", "administrator_name": "Xu",
    "administrator_account": "xu", "officer_name": "Feng", "officer_account": "Feng",
}  # fmt: skip
ALL = PLAN | {"leader_name": "Zheng", "leader_account": "zheng", "chief_name": "Zhou", "chief_account": "zhou"}


@pytest.fixture(autouse=True)
def empty(settings, tmp_path, time_stands_still):
    """A house with tables and nothing in them, and a place of its own for the code."""
    settings.DATA_DIR = tmp_path
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def stranger() -> Client:
    client = Client()
    client.cookies[site.LANGUAGE_COOKIE_NAME] = "en"
    return client


def cleaned(plan: dict) -> dict:
    form = FirstRunForm(plan, asks_code=False)
    assert form.is_valid(), form.errors
    return form.cleaned_data


def codes_on(content: str) -> dict[str, str]:
    return dict(re.findall(r'id="code-(\w+)" readonly value="([^"]+)"', content))


def signs_in(account: str, code: str) -> str:
    client = Client()
    client.post("/accounts/login/", {"login": account, "password": code})
    return client.get("/")["Location"]


def test_every_address_leads_to_the_first_page_while_nobody_is_here(stranger):
    for address in ("/", "/accounts/login/", "/contracts/", "/manage/", "/nothing/here/", "/inbox/?x=1"):
        assert stranger.get(address)["Location"] == "/first-run/", address
        assert stranger.post(address)["Location"] == "/first-run/"
    assert stranger.get("/healthz").status_code == 200
    assert 'name="code"' in text(stranger.get("/first-run/"))


def test_the_page_makes_the_house_and_two_people_who_come_in_together(stranger):
    content = text(stranger.post("/first-run/", PLAN | {"code": f" {set_up.set_up_code().upper()} "}))
    codes = codes_on(content)
    assert set(codes) == {"xu", "feng"} and len(set(codes.values())) == 2
    for account, code in codes.items():
        assert re.fullmatch(r"([a-z2-9]{4}-){3}[a-z2-9]{4}", code)
        assert signs_in(account, code) == "/accounts/password/change/"
    assert House.ours().name == "New Ltd" and House.objects.count() == 1
    assert Department.objects.get(is_section=True).parent == Department.objects.get(name="New Ltd")
    assert set(Department.objects.exclude(discipline="").values_list("discipline", flat=True)) == {
        Discipline.LEGAL, Discipline.FINANCE, Discipline.TECHNOLOGY,
    }  # fmt: skip
    assert SpecialDay.objects.exists() and LibraryClause.objects.exists() and ReviewPolicy.objects.exists()
    xu, feng = User.objects.get(username="xu"), User.objects.get(username="feng")
    assert xu.holds(Post.ADMINISTRATOR) and feng.holds(Post.OFFICER)
    assert [(row.given_by, row.signed_by) for row in Appointment.objects.order_by("pk")] == [(None, feng), (None, xu)]
    assert AuditEntry.objects.filter(action="house.found", actor=xu.pk).count() == 1
    assert not set_up.place().exists(), "the code is worth nothing any more"


def test_afterwards_the_address_does_not_exist(stranger):
    code = set_up.set_up_code()
    text(stranger.post("/first-run/", PLAN | {"code": code}))
    assert stranger.get("/first-run/").status_code == 404
    assert stranger.post("/first-run/", PLAN | {"code": code}).status_code == 404
    assert stranger.get("/")["Location"].startswith("/accounts/login/")
    assert User.objects.count() == 2


def test_chief_and_leader_come_too_but_wait_for_the_officers_signature(stranger):
    codes = codes_on(text(stranger.post("/first-run/", ALL | {"code": set_up.set_up_code()})))
    assert set(codes) == {"xu", "feng", "zheng", "zhou"}
    waiting = Appointment.objects.awaiting_signature()
    assert {(row.person.username, row.post) for row in waiting} == {("zheng", "leader"), ("zhou", "chief")}
    assert not User.objects.get(username="zhou").holds(Post.CHIEF)
    assert Notice.objects.filter(person__username="feng", key__endswith=":sign").count() == 2


@pytest.mark.parametrize("code", ["", "x", "aaaa-aaaa-aaaa-aaaa", "\0"])
def test_without_the_code_a_stranger_makes_nothing_and_keeps_what_was_typed(stranger, code):
    content = text(stranger.post("/first-run/", PLAN | {"code": code}), 422)
    assert "New Ltd" in content and not User.objects.exists() and not House.objects.exists()


def test_the_code_is_guessed_five_times_at_most(stranger):
    for _n in range(5):
        text(stranger.post("/first-run/", PLAN | {"code": "wrong"}), 422)
    right = PLAN | {"code": set_up.set_up_code()}
    assert "Too many wrong tries" in text(stranger.post("/first-run/", right), 422)
    assert not User.objects.exists()
    text(stranger.post("/first-run/", right, REMOTE_ADDR="10.0.0.9"))


def test_the_code_is_for_the_sites_own_user_alone():
    code = set_up.set_up_code()
    assert re.fullmatch(r"([a-z2-9]{4}-){3}[a-z2-9]{4}", code) and set_up.set_up_code() == code
    assert stat.S_IMODE(set_up.place().stat().st_mode) == 0o600
    assert not set_up.is_set_up_code("") and set_up.is_set_up_code(code)


def test_a_form_from_elsewhere_makes_nothing():
    client = Client(enforce_csrf_checks=True)
    assert client.post("/first-run/", PLAN | {"code": set_up.set_up_code()}).status_code == 403
    assert not User.objects.exists()


def test_a_section_may_be_called_as_a_department_that_is_not_made(stranger):
    plan = {name: word for name, word in PLAN.items() if name != "departments"} | {"section": "Legal department"}
    text(stranger.post("/first-run/", plan | {"code": set_up.set_up_code()}))
    assert Department.objects.get(name="Legal department").is_section


@pytest.mark.parametrize(
    "wrong",
    [
        {"officer_account": "XU"}, {"officer_name": "Xu"}, {"administrator_account": "-x"}, {"officer_name": ""},
        {"company": ""}, {"section": "New Ltd"}, {"chief_name": "Zhou"}, {"chief_account": "zhou"},
        {"section": "Legal department"}, {"company": "Finance department"},
        {"officer_account": "a b"}, {"company": "a\0b"}, {"leader_account": "xu", "leader_name": "Zheng"},
    ],
)  # fmt: skip
def test_two_people_and_plain_accounts_or_nothing(stranger, wrong):
    content = text(stranger.post("/first-run/", PLAN | wrong | {"code": set_up.set_up_code()}), 422)
    assert "data-errors" in content and not User.objects.exists() and not Department.objects.exists()


def test_a_house_is_founded_once():
    found_company(cleaned(PLAN), at=NOW)
    other = cleaned(PLAN | {"company": "Other", "administrator_account": "a", "officer_account": "b"})
    refused(lambda: found_company(other, at=NOW), "already")
    assert (House.objects.count(), User.objects.count()) == (1, 2)


def words(**more) -> list[str]:
    given = {"company": "New Ltd", "section": "Sales", "administrator": "Xu:xu", "officer": "Feng:feng"} | more
    return [f"--{name}={word}" for name, word in given.items()]


def test_the_command_does_the_same(capsys):
    call_command("first_run", *words(chief="Zhou:zhou"), "--no-input", "--no-departments")
    told = capsys.readouterr().out
    assert len(re.findall(r"([a-z2-9]{4}-){3}[a-z2-9]{4}", told)) == 3
    code = re.search(r"account xu\n.*: (\S+)", told)[1]
    assert signs_in("xu", code) == "/accounts/password/change/"
    assert not Department.objects.exclude(discipline="").exists()


def test_the_command_asks_for_what_it_was_not_told(monkeypatch, capsys):
    answers = iter(["New Ltd", "Sales", "Xu:xu", "Feng:feng", "", ""])
    monkeypatch.setattr("builtins.input", lambda words: next(answers))
    call_command("first_run")
    assert User.objects.count() == 2


@pytest.mark.parametrize("more", [{"officer": ""}, {"officer": "Feng"}, {"officer": "Xu:xu"}, {"company": ""}])
def test_the_command_says_what_is_wrong_and_ends_with_2(more):
    with pytest.raises(CommandError) as trouble:
        call_command("first_run", *words(**more), "--no-input")
    assert trouble.value.returncode == 2 and str(trouble.value) and not User.objects.exists()


def test_the_command_refuses_a_house_with_people():
    found_company(cleaned(PLAN), at=NOW)
    with pytest.raises(CommandError) as trouble:
        call_command("first_run", *words(), "--no-input")
    assert trouble.value.returncode == 2


def test_whoever_is_signed_in_costs_no_question_more(stranger, django_assert_num_queries):
    Remembered.forget_all()
    found_company(cleaned(PLAN), at=NOW)
    set_up.is_empty()
    with django_assert_num_queries(0):
        assert not set_up.is_empty()


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one_house():
    outcomes, start = [], threading.Barrier(2)

    def work(number: int):
        plan = cleaned(PLAN | {"administrator_account": f"a{number}", "officer_account": f"o{number}"})
        start.wait()
        try:
            found_company(plan, at=NOW)
            outcomes.append("made")
        except Refused:
            outcomes.append("refused")
        connection.close()

    workers = [threading.Thread(target=work, args=(number,)) for number in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(outcomes) == ["made", "refused"]
    assert (House.objects.count(), User.objects.count()) == (1, 2)
    Guesses.objects.all().delete()


def test_when_all_codes_have_lapsed_the_server_gives_a_new_one(stranger):
    """Django's own changepassword was no way back: what it set was taken for the code that had lapsed."""
    codes = codes_on(text(stranger.post("/first-run/", PLAN | {"code": set_up.set_up_code()})))
    told = StringIO()
    with time_machine.travel(NOW + timedelta(days=8), tick=False):
        assert signs_in("xu", codes["xu"]).startswith("/accounts/login/")
        xu = User.objects.get(username="xu")
        xu.set_password("as changepassword does it 7")
        xu.save()
        assert signs_in("xu", "as changepassword does it 7").startswith("/accounts/login/")
        call_command("new_code", "xu", stdout=told)
        code = re.search(r"([a-z2-9]{4}-){3}[a-z2-9]{4}", told.getvalue())[0]
        assert signs_in("xu", code) == "/accounts/password/change/"
    assert AuditEntry.objects.filter(action="account.reset_on_server").count() == 1
    assert Notice.objects.filter(person__username="feng", key__contains=":reset:").exists()


@pytest.mark.parametrize("account", ["nobody", "feng"])
def test_the_server_gives_no_code_for_what_is_closed_or_is_not(stranger, account):
    text(stranger.post("/first-run/", PLAN | {"code": set_up.set_up_code()}))
    User.objects.filter(username="feng").update(is_active=False)
    with pytest.raises(CommandError):
        call_command("new_code", account)
    assert not AuditEntry.objects.filter(action="account.reset_on_server").exists()
