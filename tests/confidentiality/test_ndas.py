"""NDAs (8.2.1): a text that two hands put in force, signed word for word, and one fact by which the doors judge."""

from datetime import timedelta
from hashlib import sha256

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string

from bizdept.access.doors import may_see
from bizdept.access.levels import Level, highest_level
from bizdept.access.models import Taken
from bizdept.audit.check import read
from bizdept.audit.models import AuditEntry
from bizdept.audit.seals import label_of
from bizdept.duties.models import Duty
from bizdept.files.models import Attachment
from bizdept.manage.actions import accounts, posts
from bizdept.notices.models import Notice
from bizdept.people.actor import Actor
from bizdept.people.clock import Seen
from bizdept.people.models import Post, User
from bizdept.web.imports.actions import begin_upload, run
from bizdept.web.lists.rows import Conditions
from bizdept.workflow.models import Version
from bizdept.workflow.papers import find
from bizdept.workflow.versions import sha256_of
from confidentiality.actions import ndas as actions
from confidentiality.follows.ndas import draw_up_those_owed, remind_of_ends
from confidentiality.forms.ndas import NdaFilter
from confidentiality.imports import NdaImporter
from confidentiality.lifecycle.ndas import LIFECYCLE, TEXTS
from confidentiality.models import Nda, NdaText
from tests.company import DAY, NOW, TODAY, fresh, pdf, refused
from tests.house.test_weights import BUDGET, browser, cost

pytestmark = pytest.mark.usefixtures("time_stands_still")
WORDS = {"title": "NDA", "articles": "Duty\nKeep it.\n\nAfter leaving\nKeep it too.", "months": 36}
MINE = "/confidentiality/ndas/mine/"


def draft(company, **changes) -> NdaText:
    return actions.draft_text(WORDS | changes, by=Actor(company.personnel), on=TODAY)


def force(text, person, **changes) -> NdaText:
    return TEXTS.perform(
        "force_text", text, by=Actor(person), on=TODAY, **{"holds_from": TODAY, "asks_anew": False} | changes
    )


def sign(person, text=None, on=TODAY) -> Nda:
    text = text or NdaText.objects.on(on)
    return actions.sign_own(sha256=text.sha256, by=Actor(fresh(person), address="10.0.0.1"), on=on)


def register(company, person, by=None, **paper) -> Nda:
    paper = {"signed_on": TODAY - 100 * DAY, "until": TODAY + 500 * DAY} | paper
    return actions.register_paper(person, by=Actor(by or company.officer), on=TODAY, **paper)


def unsigned(*people) -> None:
    User.objects.filter(pk__in=[person.pk for person in people]).update(nda_until=None)


def press(n: int = 1, **data) -> dict:
    return {"press": f"00000000-0000-4000-8000-{n:012}"} | data


def astray() -> list[str]:
    """What the chain vouches for of these records, and is not as it says."""
    return [one.what for one in read().found if "confidentiality." in one.what]


@pytest.fixture
def text(company) -> NdaText:
    """Version 1 in force; li and zhao have signed nothing."""
    unsigned(company.li, company.zhao)
    return force(draft(company), company.leader)


@pytest.fixture
def jia(company):
    return company.customer(name="Jia Ltd")


# ── the text


def test_a_text_is_put_in_force_by_chief_or_leader_and_never_by_a_hand_that_wrote_it(company):
    both = company.officer
    company.appoint(both, Post.LEADER, company.house)
    text = draft(company)
    for person in (company.personnel, company.li, company.admin, company.legal):
        with pytest.raises(PermissionDenied):
            force(text, person)
    text = actions.revise_text(text, WORDS | {"months": 12}, by=Actor(fresh(both)))
    with pytest.raises(PermissionDenied):
        force(text, fresh(both))
    company.delegate(company.leader, company.personnel)
    with pytest.raises(PermissionDenied):
        TEXTS.perform(
            "force_text", text, by=Actor(fresh(company.personnel), company.leader), on=TODAY, holds_from=TODAY,
            asks_anew=False,
        )  # fmt: skip
    text = force(text, company.chief)
    assert (text.state, text.put_in_force_by, text.sha256) == ("in_force", company.chief, text.digest())
    assert astray() == []


@pytest.mark.parametrize("who", ["li", "chief", "leader", "admin"])
def test_only_whoever_keeps_the_ndas_draws_a_text_up(company, who):
    with pytest.raises(PermissionDenied):
        actions.draft_text(WORDS, by=Actor(getattr(company, who)), on=TODAY)


def test_what_is_in_force_is_never_changed(company, text):
    with pytest.raises(PermissionDenied):
        actions.revise_text(text, WORDS | {"title": "other"}, by=Actor(company.officer))
    refused(lambda: force(text, company.leader), "already")


def test_a_text_holds_from_a_day_that_has_not_passed(company):
    text = draft(company)
    refused(lambda: force(text, company.leader, holds_from=TODAY - DAY), "holds_from")
    force(text, company.leader, holds_from=TODAY + DAY)
    assert NdaText.objects.on(TODAY) is None and NdaText.objects.on(TODAY + DAY) == text
    refused(lambda: force(draft(company), company.leader), "holds_from")  # before the one that it follows


# ── signing


def test_what_is_signed_on_the_screen_opens_from_the_next_request_on(company, text, jia, client):
    client.force_login(company.li)
    assert client.get(jia.get_absolute_url()).status_code == 404
    assert AuditEntry.objects.filter(kind="refusal", record=label_of(jia), actor=company.li.pk).count() == 1
    page = client.get(MINE).content.decode()
    assert text.sha256 in page and "Keep it too." in page and 'data-move="confidentiality.sign_nda"' in page
    answer = client.post(MINE, press(sha256=text.sha256), REMOTE_ADDR="10.1.2.3")
    assert answer.status_code == 422 and not Nda.objects.signed().exists()
    assert list(answer.context["form"].errors) == ["agrees"] and answer.context["form"].has_error("agrees", "required")
    answer = client.post(MINE, press(sha256=text.sha256, agrees="on"), REMOTE_ADDR="10.1.2.3")
    assert answer.status_code == 302
    assert client.get(jia.get_absolute_url()).status_code == 200
    nda = Nda.objects.get()
    assert (nda.how, nda.signed_on, nda.signed_at, nda.address) == ("screen", TODAY, NOW, "10.1.2.3")
    assert nda.until == TODAY.replace(year=TODAY.year + 3) - DAY == fresh(company.li).nda_until
    version = Version.objects.of(nda).get()
    assert version.sha256 == nda.sha256 == sha256_of(version.content) and version.content["text"] == text.words
    assert astray() == []


def test_a_signature_wants_a_fresh_proof(company, text, client, settings):
    settings.FRESH_SIGN_IN_MINUTES = 10
    client.force_login(company.li)
    answer = client.post(MINE, press(sha256=text.sha256, agrees="on"))
    assert answer.status_code == 422 and not Nda.objects.signed().exists()
    assert 'name="proof"' in answer.content.decode() and not answer.context["form"].errors


def test_a_second_press_signs_nothing_twice(company, text, client):
    client.force_login(company.li)
    for n in (1, 1, 2):
        answer = client.post(MINE, press(n, sha256=text.sha256, agrees="on"))
        assert answer.status_code == (422 if n == 2 else 302)
    assert "You have signed it: nothing is asked of you." in answer.context["form"].non_field_errors()
    assert Nda.objects.count() == Version.objects.of_kind(Nda).count() == 1
    refused(lambda: sign(company.li), "already")
    nda = Nda.objects.get()
    refused(lambda: LIFECYCLE.perform("sign_nda", nda, by=Actor(company.li), on=TODAY, sha256=text.sha256), "already")


def test_a_form_that_showed_an_older_text_signs_nothing(company, text, client):
    client.force_login(company.li)
    client.get(MINE)
    force(draft(company, months=12), company.leader)
    answer = client.post(MINE, press(sha256=text.sha256, agrees="on"))
    assert answer.status_code == 422 and "Another text holds now" in answer.content.decode()
    assert not Nda.objects.exists() and fresh(company.li).nda_until is None
    refused(lambda: sign(company.li, text), "stale")


@pytest.mark.parametrize("changes", [{"articles": WORDS["articles"] + " "}, {"months": 37}, {"title": "NDB"}])
def test_a_text_that_was_changed_behind_the_program_by_a_byte_is_signed_by_nobody(company, text, changes, client):
    NdaText.objects.filter(pk=text.pk).update(**changes)
    refused(lambda: sign(company.li), "changed")
    client.force_login(company.li)
    assert 'data-move="confidentiality.sign_nda"' not in client.get(MINE).content.decode()
    assert astray() == [f"confidentiality.ndatext:{text.pk}"]


def test_nobody_signs_for_another(company, text):
    company.delegate(company.li, company.zhao)
    with pytest.raises(PermissionDenied):
        actions.sign_own(sha256=text.sha256, by=Actor(fresh(company.zhao), company.li), on=TODAY)
    nda = actions.draw_up(company.li, by=Actor(company.personnel), on=TODAY)
    for by in (Actor(company.zhao), Actor(company.officer), Actor(fresh(company.zhao), company.li)):
        with pytest.raises(PermissionDenied):
            LIFECYCLE.perform("sign_nda", nda, by=by, on=TODAY, sha256=text.sha256)


def test_administrators_sign_on_a_page_of_their_own_and_see_no_record(company, text, jia, client):
    unsigned(company.admin)
    client.force_login(company.admin)
    assert client.post(MINE, press(sha256=text.sha256, agrees="on")).status_code == 302
    nda = Nda.objects.get()
    assert fresh(company.admin).nda_until == nda.until and not may_see(company.admin, jia)
    assert client.get(nda.get_absolute_url())["Location"] == MINE
    other = sign(company.li)
    assert client.get(other.get_absolute_url()).status_code == 404
    assert AuditEntry.objects.filter(kind="refusal", record=label_of(other), actor=company.admin.pk).count() == 1
    assert "li" not in re_rows(client.get("/confidentiality/ndas/").content.decode())
    assert client.get("/customers/").context["rows"].count == 0


def re_rows(page: str) -> str:
    return page.partition("<tbody>")[2].partition("</tbody>")[0]


# ── on paper


def test_whoever_says_that_they_signed_on_paper_waits_for_the_register(company, text, jia):
    nda = actions.hand_in_own(signed_on=TODAY - DAY, scan=pdf(), by=Actor(company.li), on=TODAY)
    assert nda.state == "submitted" and not may_see(fresh(company.li), jia)
    duty = Duty.objects.open().get(kind="confidentiality.register_nda")
    assert (duty.post, duty.department) == (Post.PERSONNEL, company.house)
    back = LIFECYCLE.perform("send_back_nda", nda, by=Actor(company.personnel), on=TODAY, note="none there")
    assert back.state == "drawn" and Duty.objects.open().get(person=company.li).kind == "confidentiality.sign_nda"
    nda = actions.hand_in_own(signed_on=TODAY - DAY, by=Actor(company.li), on=TODAY)
    nda = register(company, company.li, signed_on=TODAY - DAY)
    assert (nda.how, nda.registered_by, nda.scan.sha256) == ("scan", company.officer, Attachment.objects.get().sha256)
    assert may_see(fresh(company.li), jia) and not Duty.objects.open().about(nda).exists()
    assert Notice.objects.filter(person=company.li, text__contains=nda.reference()).exists()


def test_personnels_own_paper_goes_to_the_officer(company, text):
    unsigned(company.personnel)
    actions.hand_in_own(signed_on=TODAY, by=Actor(company.personnel), on=TODAY)
    assert Duty.objects.open().get(kind="confidentiality.register_nda").post == Post.OFFICER


def test_papers_are_registered_by_officer_or_personnel_and_never_ones_own(company, text):
    for by in (company.admin, company.chief, company.leader, company.zhao):
        with pytest.raises(PermissionDenied):
            register(company, company.li, by)
    for person in (company.officer, company.personnel):
        with pytest.raises(PermissionDenied):
            register(company, person, person)
        nda = Nda.objects.of(person).waiting().first() or actions.made(person, by=Actor(company.li), on=TODAY)
        facts = {"signed_on": TODAY, "until": TODAY + DAY}
        with pytest.raises(PermissionDenied):
            LIFECYCLE.perform("register_nda", nda, by=Actor(person), on=TODAY, **facts)
    assert not Nda.objects.signed().exists()


@pytest.mark.parametrize(
    "days, code",
    [
        ({"signed_on": TODAY + DAY}, "signed_on"), ({"signed_on": TODAY - 9000 * DAY}, "signed_on"),
        ({"until": TODAY - DAY}, "until"), ({"until": TODAY + 9000 * DAY}, "until"),
    ],
)  # fmt: skip
def test_days_of_a_paper_that_nobody_can_mean(company, text, days, code):
    refused(lambda: register(company, company.li, **days), code)
    assert fresh(company.li).nda_until is None


KINDS = "A scan is a PDF or a picture (pdf, png, jpg, jpeg)."
SCANS = [("scan.exe", KINDS), ("scan.docx", KINDS), ("scan.pdf", "“scan.pdf” does not hold what its name says.")]


@pytest.mark.parametrize(("name", "told"), SCANS)
def test_a_scan_is_a_pdf_or_a_picture_and_is_what_it_says(company, text, client, name, told):
    client.force_login(company.personnel)
    wrong = SimpleUploadedFile(name, b"MZ\x90\x00" if name != "scan.docx" else b"PK\x03\x04 no")
    data = press(person=company.li.pk, signed_on=TODAY, until=TODAY + DAY, scan=wrong)
    answer = client.post("/confidentiality/ndas/new/", data)
    assert answer.status_code == 422 and told in answer.context["form"].non_field_errors() + list(
        answer.context["form"].errors.get("scan", [])
    )
    assert not Nda.objects.exists() and not Attachment.objects.exists() and fresh(company.li).nda_until is None


def test_what_holds_longer_is_not_cut_short_by_an_older_paper(company, text):
    signed = sign(company.li)
    refused(lambda: register(company, company.li), "longer")
    assert fresh(company.li).nda_until == signed.until and fresh(signed).replaced_by is None


def test_a_later_one_replaces_what_was_in_force(company, text):
    first = register(company, company.li, until=TODAY + 50 * DAY)
    second = sign(company.li)
    assert fresh(first).standing == "replaced" and fresh(first).replaced_by == second
    assert fresh(company.li).nda_until == second.until and Nda.objects.running().get() == second


def test_many_rows_are_registered_at_once(company, text, client):
    rows = [actions.draw_up(p, by=Actor(company.personnel), on=TODAY) for p in (company.li, company.zhao)]
    client.force_login(company.personnel)
    address, picked = "/confidentiality/ndas/batch/register_nda/", {"row": [row.pk for row in rows]}
    page = client.post(address, picked)
    assert page.status_code == 200 and "In force until" in page.content.decode()
    assert LIFECYCLE.moves["register_nda"].who(Actor(company.personnel), rows[0])


def test_a_list_of_papers_is_checked_by_the_rules_of_the_register(company, text):
    sign(company.zhao)
    lines = [
        "姓名,签订日期,有效期至,协议编号", "li,2026-01-02,2028-01-01,P-1", "li,2026-01-02,2028-01-01,P-1",
        "nobody,2026-01-02,2028-01-01,", "personnel,2026-01-02,2028-01-01,", "assistant,2026-01-02,2026-01-03,",
        "zhao,2026-01-02,2027-01-01,", "legal,,2028-01-01,",
    ]  # fmt: skip
    by = Actor(company.personnel)
    table = SimpleUploadedFile("list.csv", "\n".join(lines).encode())
    batch = begin_upload(table, kind=NdaImporter, by=by, on=TODAY)
    importer = NdaImporter(by=by, on=TODAY, options={"place": "Cabinet 1"})
    result = run(batch, importer=importer, by=by)
    nda = Nda.objects.get(owner=company.li)
    assert (nda.paper_number, nda.place, nda.registered_by) == ("P-1", "Cabinet 1", company.personnel), result
    assert fresh(company.li).nda_until == nda.until and Nda.objects.count() == 2
    assert not Nda.objects.filter(owner__in=[company.personnel, company.assistant, company.legal]).exists()


# ── ended


def test_an_nda_that_is_ended_closes_at_once_and_takes_grace_with_it(company, text, jia):
    nda = sign(company.li)
    User.objects.filter(pk=company.li.pk).update(nda_grace_until=TODAY + 9 * DAY)
    assert may_see(fresh(company.li), jia)
    with pytest.raises(PermissionDenied):
        LIFECYCLE.perform("end_nda", nda, by=Actor(company.li), on=TODAY, note="x")
    LIFECYCLE.perform("end_nda", nda, by=Actor(company.officer), on=TODAY, note="broken")
    person = fresh(company.li)
    assert (person.nda_until, person.nda_grace_until) == (None, None) and not may_see(person, jia)


def test_who_leaves_takes_nothing_along_and_comes_back_to_sign_anew(company, text, jia):
    nda = sign(company.li)
    User.objects.filter(pk=company.li.pk).update(nda_grace_until=TODAY + 9 * DAY)
    accounts.close_account(company.li, by=Actor(company.admin), on=TODAY)
    person = fresh(company.li)
    assert (fresh(nda).state, person.nda_until, person.nda_grace_until) == ("ended", None, None)
    accounts.reopen_account(person, by=Actor(company.admin), at=NOW)
    assert highest_level(fresh(company.li), TODAY) == Level.INTERNAL
    assert astray() == []


def test_the_administrator_ends_no_nda_of_somebody_who_is_here(company, text):
    nda = sign(company.li)
    for name in ("end_nda", "leave_nda"):
        with pytest.raises(PermissionDenied):
            LIFECYCLE.perform(name, nda, by=Actor(company.admin), on=TODAY)


# ── days of grace


def newcomer(company, since=TODAY, post=Post.SPECIALIST) -> User:
    person = User.objects.create_user(username="new", name="new", department=company.team, language="en")
    posts.give_post(person, post, company.team, since=since, by=Actor(company.admin), on=TODAY)
    return fresh(person)


def test_grace_runs_thirty_days_from_the_first_post(company, jia):
    person = newcomer(company)
    assert person.nda_grace_until == TODAY + 29 * DAY
    own = company.customer(name="Yi Ltd", owner=person, department=company.team)
    for days, is_open in ((0, True), (29, True), (30, False)):
        assert may_see(fresh(person), own, NOW + days * DAY) is is_open, days
    with time_machine.travel(NOW + 29 * DAY, tick=False):
        assert may_see(fresh(person), own)
    with time_machine.travel(NOW + 30 * DAY, tick=False):
        assert not may_see(fresh(person), own)


def test_the_last_day_of_an_nda_is_its_last(company, text):
    nda = register(company, company.li, until=TODAY + 5 * DAY)
    own = company.customer(name="Yi Ltd")
    for days, is_open in ((5, True), (6, False)):
        assert may_see(fresh(company.li), own, NOW + days * DAY) is is_open
    with time_machine.travel(NOW + 6 * DAY, tick=False):
        assert nda.standing == "over" and not Nda.objects.running().exists()


def test_a_clock_that_is_set_back_revives_nothing(company, text):
    register(company, company.li, until=TODAY + 5 * DAY)
    own = company.customer(name="Yi Ltd")
    with time_machine.travel(NOW + 6 * DAY, tick=False):
        Seen.forget()
        company.customer(name="Bing Ltd", owner=company.zhao)
        accounts.end_sessions(company.zhao, by=Actor(company.admin))  # a line in the chain
    Seen.forget()
    assert not may_see(fresh(company.li), own)  # back to NOW


def test_where_the_house_is_strict_there_is_no_grace(company, monkeypatch):
    monkeypatch.setattr("confidentiality.actions.standing.value", lambda name, on: 0)
    assert newcomer(company).nda_grace_until is None


def test_grace_is_given_once_and_not_to_administrators(company):
    assert newcomer(company, post=Post.ADMINISTRATOR).nda_grace_until is None
    unsigned(company.zhao)
    posts.give_post(company.zhao, Post.ASSISTANT, company.team, since=TODAY, by=Actor(company.admin), on=TODAY)
    assert fresh(company.zhao).nda_grace_until is None


def test_who_began_long_ago_has_no_grace_left(company):
    assert newcomer(company, since=TODAY - 30 * DAY).nda_grace_until is None


def test_a_powerful_post_begins_with_its_signature(company):
    person = newcomer(company, since=TODAY - 20 * DAY, post=Post.CHIEF)
    row = posts.sign_post(person.appointments.get(), by=Actor(company.officer), on=TODAY)
    assert fresh(person).nda_grace_until == row.since + 29 * DAY


# ── the gate


@pytest.mark.parametrize(
    "facts, words",
    [
        ({"nda_until": None, "nda_grace_until": TODAY + 15 * DAY}, "In 16 days"),
        ({"nda_until": None, "nda_grace_until": TODAY}, "In 1 day "),
        ({"nda_until": None, "nda_grace_until": TODAY - DAY}, "closed to you since 11-23"),
        ({"nda_until": TODAY - 3 * DAY}, "closed to you since 11-21"),
        ({"nda_until": None}, "Everything above “internal” is closed"),
        ({"nda_until": TODAY + 30 * DAY}, "ends on 12-23"),
        ({"nda_until": TODAY + 31 * DAY}, ""),
    ],
)
def test_the_gate_is_said_plainly_with_the_way_to_sign(company, text, client, facts, words):
    User.objects.filter(pk=company.li.pk).update(**facts)
    client.force_login(company.li)
    page = client.get("/notices/").content.decode()
    assert (words in page) if words else ("data-alerts" not in page)
    assert (f'class="link" href="{MINE}"' in page) is bool(words)


def test_the_page_that_is_closed_tells_nothing(company, text, jia, client):
    client.force_login(company.li)
    shown = client.get(jia.get_absolute_url())
    assert shown.status_code == 404 and "Jia" not in shown.content.decode()
    assert AuditEntry.objects.filter(kind="refusal", record=label_of(jia), actor=company.li.pk).count() == 1


# ── by the clock


def test_whoever_is_to_sign_has_one_drawn_up_once(company, text):
    person = newcomer(company)
    register(company, company.zhao, until=TODAY + 60 * DAY)
    register(company, company.assistant, until=TODAY + 61 * DAY)
    User.objects.exclude(pk__in=[person.pk, company.zhao.pk]).update(nda_until=TODAY + 999 * DAY)
    drawn = draw_up_those_owed(on=TODAY)
    assert draw_up_those_owed(on=TODAY) == 0
    waiting = {nda.owner for nda in Nda.objects.waiting()}
    assert person in waiting and company.zhao in waiting and company.assistant not in waiting
    assert drawn == len(waiting)
    duties = {duty.person: duty.due_on for duty in Duty.objects.open().filter(kind="confidentiality.sign_nda")}
    assert duties[person] <= person.nda_grace_until and duties[company.zhao] <= TODAY + 60 * DAY
    sign(person)
    assert person not in {duty.person for duty in Duty.objects.open()}


def test_without_a_text_nobody_is_asked(company):
    assert draw_up_those_owed(on=TODAY) == 0 and not Nda.objects.exists()


def test_reminders_come_sixty_thirty_and_seven_days_before_the_end_each_once(company, text):
    register(company, company.li, until=TODAY + 60 * DAY)
    told = []
    for days in range(62):
        told += [days] * remind_of_ends(on=TODAY + days * DAY)
        assert remind_of_ends(on=TODAY + days * DAY) == 0
    assert told == [0, 30, 53]
    keys = list(Notice.objects.filter(key__startswith="nda:").values_list("person__username", flat=True))
    assert keys == ["li"] * 3


def test_after_an_outage_the_nearest_reminder_is_told_alone(company, text):
    register(company, company.li, until=TODAY + 70 * DAY)
    assert (remind_of_ends(on=TODAY), remind_of_ends(on=TODAY + 65 * DAY)) == (0, 1)


def test_a_new_text_is_signed_anew_within_its_time(company, text, client):
    old = sign(company.li)
    new = force(draft(company, articles="Duty\nKeep all of it."), company.leader, asks_anew=True)
    assert new.sign_by == TODAY + 30 * DAY == fresh(company.li).nda_until and fresh(old).until > new.sign_by
    own = company.customer(name="Yi Ltd")
    for days, is_open in ((30, True), (31, False)):
        assert may_see(fresh(company.li), own, NOW + days * DAY) is is_open
    draw_up_those_owed(on=TODAY)
    duty = Duty.objects.open().get(kind="confidentiality.sign_nda", person=company.li)
    assert duty.due_on <= new.sign_by
    signed = sign(company.li)
    assert signed.text == new and fresh(company.li).nda_until == signed.until and fresh(duty).done_on is not None


def test_an_old_paper_opens_no_longer_than_the_new_text_allows(company, text):
    force(draft(company, articles="Duty\nKeep all."), company.leader, asks_anew=True)
    register(company, company.li)
    assert fresh(company.li).nda_until == TODAY + 30 * DAY
    signed = sign(company.li)
    refused(lambda: register(company, company.li, until=signed.until + 500 * DAY), "longer")


def test_a_new_text_that_asks_nobody_anew_leaves_what_was_signed(company, text):
    old = sign(company.li)
    force(draft(company, articles="Duty\nKeep all."), company.leader)
    assert fresh(company.li).nda_until == old.until
    refused(lambda: sign(company.li), "already")


# ── pages and papers


def test_who_sees_which(company, text, client):
    nda = sign(company.li)
    register(company, company.zhao, scan=pdf())
    scan = Attachment.objects.get()
    for who, sees, reads in (
        ("li", True, True), ("officer", True, True), ("personnel", True, True), ("leader", True, True),
        ("chief", True, False), ("zhao", False, False), ("legal", False, False), ("admin", False, False),
    ):  # fmt: skip
        client.force_login(fresh(getattr(company, who)))
        assert client.get(nda.get_absolute_url()).status_code == (200 if sees else 404), who
        assert (client.get(f"{nda.get_absolute_url()}pdf/").status_code == 200) is reads, who
        may_open = who in ("officer", "personnel", "leader", "zhao")
        assert (client.get(scan.get_absolute_url()).status_code == 200) is may_open, who


def test_the_signed_paper_is_printed_once_and_known_by_its_code(company, text, client, monkeypatch):
    nda = sign(company.li)
    made = []
    monkeypatch.setattr("bizdept.web.pdf.render", lambda template, context, *sheet: made.append(context) or b"%PDF-1")
    client.force_login(company.li)
    for address in (f"{nda.get_absolute_url()}pdf/", f"{MINE}pdf/"):
        assert client.get(address).content == b"%PDF-1"
    assert len(made) == 1 and find(made[0]["code"]) == Version.objects.of(nda).get()
    page = client.get(f"/verify/{made[0]['code']}/").content.decode()
    assert nda.reference() in page and nda.sha256 in page
    assert AuditEntry.objects.filter(action="look.print", actor=company.li.pk).exists()


def test_the_list_of_signatures_names_all_that_hold(company, text, client, monkeypatch):
    sign(company.li)
    register(company, company.zhao)
    made = []
    monkeypatch.setattr("bizdept.web.pdf.render", lambda template, context, *sheet: made.append(context) or b"%PDF-1")
    client.force_login(company.officer)
    assert client.get("/confidentiality/ndas/receipts/").status_code == 200
    assert {row["nda"].owner.name for row in made[0]["rows"]} == {"li", "zhao"}


def test_the_list_of_signatures_leaves_the_house_with_its_mark(company, text, client, monkeypatch):
    """8.2.2: by its bytes, with who took it, when, by which trace, and the highest level in it."""
    sign(company.li)
    nda = register(company, company.zhao)
    Nda.objects.filter(pk=nda.pk).update(level=Level.CONFIDENTIAL)
    drawn, address, person = [], "/confidentiality/ndas/receipts/", company.personnel
    monkeypatch.setattr(
        "bizdept.web.pdf.render",
        lambda template, context, *sheet: drawn.append(render_to_string(template, context)) or b"%PDF-1",
    )
    client.force_login(person)
    answer = client.get(address)
    row = Taken.objects.get()
    assert (row.person, row.how, row.record, row.rows) == (person, Taken.How.PAPER, "confidentiality.nda", 2)
    assert row.level == Level.CONFIDENTIAL and row.sha256 == sha256(answer.content).hexdigest()
    line = AuditEntry.objects.get(action="look.receipts")
    assert (line.data["rows"], line.data["trace"], line.data["level"]) == (2, row.trace, 2)
    assert drawn[0].count(row.trace) == 3 and str(Level.CONFIDENTIAL.label) in answer["Content-Disposition"]
    type(person).objects.filter(pk=person.pk).update(stopped_on=TODAY)
    assert client.get(address).status_code == 429 and Taken.objects.count() == 1


def test_coverage_counts_those_who_hold_a_post(company, text, client):
    User.objects.create_user(username="none", name="none", department=company.team)
    people = User.objects.filter(appointments__isnull=False).distinct().count()
    for who, is_told in (("officer", True), ("chief", True), ("li", False)):
        client.force_login(fresh(getattr(company, who)))
        told = client.get("/confidentiality/ndas/").context["coverage"]
        assert bool(told) is is_told
        if told:
            assert (told.signed, told.people, told.missing) == (people - 2, people, 2)


def test_views_of_the_register(company, text, client):
    soon, drawn = register(company, company.li, until=TODAY + 20 * DAY), newcomer(company)
    actions.draw_up(drawn, by=Actor(company.personnel), on=TODAY)
    long = register(company, company.zhao)
    client.force_login(company.officer)
    for view, found in {
        "all": {soon.owner, long.owner, drawn}, "open": {soon.owner, drawn}, "running": {soon.owner, long.owner},
        "expiring": {soon.owner}, "over": set(),
    }.items():  # fmt: skip
        rows = client.get(f"/confidentiality/ndas/?view={view}").context["rows"].records
        assert {row.owner for row in rows} == found, view
    with time_machine.travel(NOW + 21 * DAY, tick=False):
        client.force_login(fresh(company.officer))
        rows = client.get("/confidentiality/ndas/?view=over").context["rows"].records
        assert {row.owner for row in rows} == {soon.owner}


def test_what_is_in_force_is_asked_anew_each_day(company):
    """PostgreSQL is asked by SQL that is made once for the same conditions: the day is one of them."""
    asked = []
    for days in (0, 0, 1):
        with time_machine.travel(NOW + days * DAY, tick=False):
            asked.append(Conditions.of(NdaFilter({"view": "running"}, user=company.officer)))
    assert asked[0] == asked[1] != asked[2]


def test_handing_in_is_one_deed(company, text):
    """A scan that is none leaves no row behind."""
    wrong = SimpleUploadedFile("scan.pdf", b"MZ\x90\x00")
    with pytest.raises(Exception, match=""):  # noqa: B017, PT011  whichever way it is refused
        actions.hand_in_own(signed_on=TODAY, scan=wrong, by=Actor(company.li), on=TODAY)
    assert not Nda.objects.exists() and not Duty.objects.open().filter(person=company.li).exists()


def test_pages_of_the_register_cost_the_same_at_any_length(company, text):
    people = [User(username=f"u{n}", name=f"User {n}", department=company.team, password="!") for n in range(60)]
    for person in User.objects.bulk_create(people):
        actions.made(person, by=Actor(company.personnel), on=TODAY - timedelta(days=1))
    for who in ("officer", "chief", "li"):
        client = browser(fresh(getattr(company, who)))
        client.get("/confidentiality/ndas/")
        queries, _page = cost(client, "/confidentiality/ndas/")
        assert queries <= BUDGET["list"], who
        queries, _page = cost(client, MINE)
        assert queries <= BUDGET["record"], who
    nda = Nda.objects.last()
    assert cost(browser(company.officer), nda.get_absolute_url())[0] <= BUDGET["record"]
