"""Every address of the administration × every post × GET and POST; and what the list shows."""

import re
from urllib.parse import quote

import pytest
from allauth.usersessions.models import UserSession
from django.db import connection
from django.urls import reverse

from bizdept.audit.models import AuditEntry
from bizdept.manage.conventions.kinds import KINDS
from bizdept.manage.urls import urlpatterns
from bizdept.notices.models import ATTEMPTS
from bizdept.people.models import Appointment, Delegation, FactorRule, OneTimeCode, Post, User
from bizdept.regulation.models import Convention
from bizdept.web.questions import menu
from tests.company import DAY, NOW, TODAY
from tests.manage.conftest import text

pytestmark = pytest.mark.django_db
PEOPLE = ("admin", "officer", "chief", "leader", "personnel", "li", "assistant", "legal")
A, OF, C, L, P, LEGAL = "admin", "officer", "chief", "leader", "personnel", "legal"
MAY = {  # address: who may open it, and who may send it
    "people": ({A, OF}, {A, OF}), "person": ({A, OF}, {A, OF}),
    **dict.fromkeys(["new_person", "edit_person", "close_account", "reopen_account", "reset_password"], ({A}, {A})),
    **dict.fromkeys(["end_sessions", "give_post", "end_post"], ({A}, {A})),
    "reset_factor": ({A}, {A}), "factors": ({A, OF, L}, {A, OF, L}), "propose_factors": ({A, L}, {A, L}),
    "sign_factors": ({OF, L}, {OF, L}), "decline_factors": ({OF, L}, {OF, L}),
    "convention": ({A, OF, L}, {A, OF, L}), "propose_convention": ({A}, {A}),
    "sign_convention": ({L}, {L}), "decline_convention": ({L}, {L}),
    "backups": ({A, OF}, {A, OF}), "back_up_now": ({A}, {A}), "try_restore": ({A}, {A}),
    "health": ({A, OF}, {A, OF}),
    "channels": ({A, OF}, {A, OF}), "test_channel": ({A}, {A}),
    "sessions": ({A, OF}, {A, OF}), "end_session": ({A}, {A}),
    **dict.fromkeys(["signatures", "sign_post", "decline_post"], ({OF, C, L}, {OF, C, L})),
    "code_halves": ({OF, C, L}, {OF, C, L}), "take_half": ({OF}, {OF}),
    "departments": ({A, OF}, {A, OF}), "new_department": ({A}, {A}), "edit_department": ({A}, {A}),
    "delegations": ({A, OF, C, L, LEGAL}, {A, OF, C, L, LEGAL}),
    "new_delegation": ({A, C, L, LEGAL}, {A, C, L, LEGAL}),
    "withdraw_delegation": ({A, C}, {A, C}), "sign_delegation": ({OF, C, L, LEGAL}, {OF, C, L, LEGAL}),
    "numbers": ({A, OF, C, L}, {A, OF, C, L}), "number": ({A, OF, C, L}, {C, L}),
    "company": ({A}, {A}), "small_office": ({L}, {L}),
    "chain": ({A, OF}, {A, OF}), "read_chain": ({A, OF}, {A, OF}),
    "jobs": ({A}, {A}), "new_days": ({A}, {A}), "calendar": ({A}, {A}), "import_days": ({A}, {A}),
    "drop_letter": ({A}, {A}), "send_letter": ({A}, {A}), "try_again": ({A}, {A}),
}  # fmt: skip


@pytest.fixture
def scene(house):
    """A powerful post that waits, given to zhao by the administrator; the chief's delegation to the leader."""
    waiting = Appointment.objects.create(
        person=house.zhao, post=Post.CHIEF, department=house.other_section, since=TODAY, given_by=house.admin
    )
    row = house.delegate(house.chief, house.leader)
    house.customer(name="Secret pumps Ltd", owner=house.zhao, department=house.team)
    ids = {"sign_post": waiting.pk, "decline_post": waiting.pk, "end_post": waiting.pk, "withdraw_delegation": row.pk}
    ids |= {"sign_delegation": house.delegate(house.legal, house.tech, made_by=house.admin).pk}
    facts = {"made_by": house.admin, "made_at": NOW, "ends_at": NOW + DAY}
    ids |= {"take_half": OneTimeCode.objects.create(person=house.zhao, seed="5eed", **facts).pk}
    for name in ("send_letter", "drop_letter"):
        letter = house.li.notices.create(key=name, text="x")
        ids[name] = letter.dispatches.create(channel="mail", attempts=ATTEMPTS).pk
    rule = FactorRule.objects.create(everybody=True, proposed_by=house.admin, proposed_at=NOW)
    ids |= {"sign_factors": rule.pk, "decline_factors": rule.pk}
    content = {"labels": {"2": "商密"}, "named": False}
    row = Convention.objects.create(subject="levels", content=content, proposed_by=house.admin, proposed_at=NOW)
    ids |= {"sign_convention": row.pk, "decline_convention": row.pk}
    ids["end_session"] = UserSession.objects.create(user=house.li, ip="10.0.0.9", session_key="k" * 32).pk
    return house, ids | {"edit_department": house.team.pk}


def target(name, house, ids) -> str:
    if name == "number":
        return reverse("manage:number", args=["contracts.opinion_days"])
    if name in ("convention", "propose_convention"):
        return reverse(f"manage:{name}", args=["levels"])
    if name == "test_channel":
        return reverse("manage:test_channel", args=["mail"])
    takes_pk = any("<int:pk>" in str(entry.pattern) for entry in urlpatterns if entry.name == name)
    return reverse(f"manage:{name}", args=[ids.get(name, house.zhao.pk)] if takes_pk else [])


def test_every_address_has_its_row():
    assert {entry.name for entry in urlpatterns} == set(MAY)


def refuse_writes(execute, sql, params, many, context):
    written = re.match(r'(?:INSERT INTO|UPDATE|DELETE FROM) "(\w+)"', sql)
    if written and not written[1].startswith(("audit_", "django_session")):
        raise AssertionError(f"A GET wrote: {sql[:80]}")
    return execute(sql, params, many, context)


@pytest.mark.parametrize("who", PEOPLE)
def test_each_post_gets_its_answer(scene, signed_in, who):
    house, ids = scene
    client = signed_in(getattr(house, who))
    for name, (may_open, may_send) in MAY.items():
        address = target(name, house, ids)
        with connection.execute_wrapper(refuse_writes):
            answer = client.get(address)
        assert answer.status_code == (200 if who in may_open else 403), (name, answer.status_code)
        assert "Secret pumps" not in answer.content.decode()
        assert "!!undefined" not in answer.content.decode()
        if who not in may_open:
            assert AuditEntry.objects.latest("seq").kind == "refusal"
        answer = client.post(address, {"seen": "x"})
        assert (answer.status_code == 403) == (who not in may_send), (name, answer.status_code)


@pytest.mark.parametrize("name", list(MAY))
def test_nobody_comes_in_without_signing_in(scene, client, name):
    address = target(name, *scene)
    assert client.get(address).status_code == client.post(address).status_code == 302


def test_who_may_not_learns_not_what_there_is(scene, signed_in):
    house, _ids = scene
    li = signed_in(house.li)
    for address in ("/manage/people/999999/", f"/manage/people/{'9' * 30}/", "/manage/posts/999999/end/"):
        assert li.get(address).status_code == 403
    admin, chief = signed_in(house.admin), signed_in(house.chief)
    for part in ("", "edit/", "close/", "password/", "sessions/", "posts/new/"):
        for pk in ("999999", "9" * 30):
            assert admin.get(f"/manage/people/{pk}/{part}").status_code == 404
    plain = Appointment.objects.get(person=house.li)
    for pk in (plain.pk, 999999, "9" * 30):
        assert chief.post(f"/manage/signatures/{pk}/sign/").status_code == 404
        assert chief.post(f"/manage/delegations/{'9' * 30}/withdraw/").status_code == 404


def test_the_menu_shows_what_one_may_open_and_nothing_else(scene, signed_in):
    house, ids = scene
    for who in PEOPLE:
        client = signed_in(getattr(house, who))
        wrong = r"<aside [^>]*data-alerts>.*?</aside>"
        content = re.sub(wrong, "", text(client.get("/notices/")), flags=re.DOTALL)
        shown = set(re.findall(r'href="(/manage/[^"]*)"', content))
        shown |= {item.address for item in menu(getattr(house, who)) if item.family and item.address[:8] == "/manage/"}
        places = [name for name in MAY if "_" not in name and name not in ("person", "number")]
        lists = {name: target(name, house, ids) for name in places}
        expected = {address for name, address in lists.items() if who in MAY[name][0]}
        if who in MAY["convention"][0]:
            expected |= {reverse("manage:convention", args=[subject]) for subject in KINDS}
        assert shown == expected, who


def test_the_list_in_its_views_and_by_its_filters(house, signed_in):
    client = signed_in(house.admin)
    house.person("idle", Post.SPECIALIST, house.team)
    Appointment.objects.filter(person__username="idle").update(ended_on=TODAY)
    User.objects.filter(pk=house.zhao.pk).update(is_active=False)
    User.objects.filter(pk=house.li.pk).update(name="李倩")

    def names(query: str) -> set[str]:
        rows = re.findall(r'data-record="people.user:(\d+)"', text(client.get(f"/manage/{query}")))
        return set(User.objects.filter(pk__in=rows).values_list("username", flat=True))

    assert names("?view=left") == {"zhao"} and names("?view=without") == {"idle"}
    assert "li" in names("") and not names("") & {"zhao", "idle"}
    assert names("?q=lq") == names("?q=李") == names("?q=LI") - {"legal"} == {"li"}
    assert names(f"?department={house.section.pk}") == {"li", "chief", "assistant"}
    assert names("?post=reviewer") == {"legal", "finance", "tech"}
    assert names("?post=administrator&sort=-seen") == {"admin", "admin2"}
    assert names("?q=nobody+at+all") == set()


@pytest.mark.parametrize(
    "bad", ["\0", "9" * 30, "-1", "NaN", "１２", "\ud800", "' OR 1=1 --", "a" * 5000, "\u202e", "<b>"]
)
def test_no_parameter_breaks_a_list(house, signed_in, bad):
    client, word = signed_in(house.officer), quote(bad, errors="surrogatepass")
    for name in ("q", "department", "post", "view", "sort", "page", "export"):
        assert client.get(f"/manage/?{name}={word}").status_code == 200


@pytest.mark.parametrize("rows", [10, 300])
def test_the_list_costs_the_same_at_any_length(house, signed_in, rows, django_assert_max_num_queries):
    people = [User(username=f"u{n}", name=f"User {n}", department=house.team, password="!") for n in range(rows)]
    people = User.objects.bulk_create(people)
    Appointment.objects.bulk_create(
        Appointment(person=person, post=Post.SPECIALIST, department=house.team, since=TODAY) for person in people
    )
    client = signed_in(house.admin)
    client.get("/manage/")
    with django_assert_max_num_queries(10):
        content = text(client.get("/manage/"))
    assert content.count('data-record="people.user:') == min(rows + 12, 25)


def test_a_delegate_finds_the_page_that_the_notice_leads_to(house, signed_in):
    assert signed_in(house.zhao).get("/manage/delegations/").status_code == 403
    house.delegate(house.chief, house.zhao)
    client = signed_in(house.zhao)
    assert "chief" in text(client.get("/manage/delegations/"))
    assert client.get("/manage/delegations/new/").status_code == 403
    assert Delegation.objects.count() == 1


DOORS_TO_ONE = [
    "manage:sign_delegation", "manage:withdraw_delegation", "manage:take_half", "manage:sign_post",
    "manage:decline_post",
]  # fmt: skip


@pytest.mark.parametrize("name", DOORS_TO_ONE)
def test_a_door_that_is_closed_does_not_tell_whether_something_is_behind_it(house, signed_in, name):
    """To whoever may not come in at all, an id that exists and one that doesn't are the same."""
    client = signed_in(house.li)
    assert {client.get(reverse(name, args=[pk])).status_code for pk in (house.zhao.pk, 10**9)} == {403}
