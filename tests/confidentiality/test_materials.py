"""The section library (8.1.1–8.1.4) and confirmations of reading (8.2.4, 9.1): second hands, who has read."""

import importlib
import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bizdept.access.doors import may_see, who_may_see
from bizdept.access.levels import Level
from bizdept.access.models import AccessLog, Taken
from bizdept.audit.check import read
from bizdept.duties.actions import hearers, remind
from bizdept.duties.models import Duty
from bizdept.manage.actions.posts import give_post
from bizdept.notices.models import Notice
from bizdept.people.actor import Actor
from bizdept.people.history import keep
from bizdept.people.models import Delegation, Post, User
from bizdept.workflow.holdings import keeps_anything
from confidentiality.actions import leaving
from confidentiality.actions import materials as actions
from confidentiality.actions.levels import adjust
from confidentiality.actions.papers import enter
from confidentiality.actions.readings import settle
from confidentiality.actions.requests import ask
from confidentiality.figures import figures_of
from confidentiality.follows.readings import follow_materials
from confidentiality.lifecycle.levels import LIFECYCLE as CHANGES
from confidentiality.lifecycle.materials import MATERIALS
from confidentiality.lifecycle.readings import READINGS
from confidentiality.lifecycle.requests import LIFECYCLE as REQUESTS
from confidentiality.models import Material, MaterialVersion, Reading, ReadingRound
from confidentiality.rules import materials as rules
from tests.company import DAY, NOW, TODAY, fresh, pdf, refused

pytestmark = pytest.mark.usefixtures("time_stands_still")
UNTIL = TODAY + 10 * DAY
LIBRARY = "/confidentiality/library/"


def take_in(company, by=None, files=(), text="Secret words", **facts) -> Material:
    facts = {"kind": "prices", "title": "Secret prices"} | facts
    words = {"changes": "first", "text": text}
    return actions.take_in(facts, words, files, by=Actor(by or company.li), on=TODAY)


def move(name: str, material: Material, person, **data) -> Material:
    return fresh(MATERIALS.perform(name, material, by=Actor(person), on=TODAY, **data))


def forced(company, material=None, by=None, **data) -> Material:
    material = material or take_in(company)
    return move("put_in_force", material, by or company.chief, **{"holds_from": TODAY} | data)


def read_by_all(company, by=None, kind="management", text="Read me", files=(), **data) -> MaterialVersion:
    """A text that everybody reads and confirms."""
    material = take_in(company, kind=kind, title="House rules", text=text, files=files)
    by = by or (company.leader if kind == "regulation" else company.chief)
    return latest(forced(company, material, by, asks=True, read_until=UNTIL, **data))


def next_version(company, material, by=None, text="More words") -> Material:
    words = {"changes": "second", "text": text}
    return fresh(actions.begin_version(material, words, by=Actor(by or material.owner), on=TODAY))


def latest(material: Material) -> MaterialVersion:
    return material.versions.order_by("-number").first()


def reading_of(version: MaterialVersion, person: User) -> Reading:
    return Reading.objects.get(material_version=version, owner=person)


def browser(person) -> Client:
    client = Client()
    client.force_login(fresh(person))
    return client


def confirm(reading: Reading, person) -> Reading:
    return READINGS.perform("confirm_reading", reading, by=Actor(fresh(person)), on=TODAY)


def opened(version: MaterialVersion, person) -> None:
    assert browser(person).get(version.get_absolute_url()).status_code == 200


def wrong_in_the_chain() -> list[str]:
    return [found.what for found in read().found if "confidentiality" in found.what]


# ── taking in


def test_each_gets_its_number_and_the_level_of_its_kind(company):
    prices, budget = take_in(company), take_in(company, kind="budget", title="b")
    assert [prices.number, budget.number] == ["ZL-2026-0001", "ZL-2026-0002"]
    assert (prices.category, prices.level) == ("business", Level.CONFIDENTIAL)
    assert (budget.category, budget.level) == ("financial", Level.CORE)
    rules = take_in(company, kind="education", title="c", level=2)
    assert (rules.category, rules.level) == ("management", Level.CONFIDENTIAL)
    assert latest(prices).code == "ZL-2026-0001/1" and latest(prices).level == prices.level
    assert wrong_in_the_chain() == []


def test_the_administrator_keeps_none(company):
    with pytest.raises(PermissionDenied):
        take_in(company, by=company.admin)


def test_the_regulation_is_for_everybody_to_read(company):
    refused(lambda: take_in(company, kind="regulation", level=Level.CONFIDENTIAL), "level")


def test_it_belongs_where_a_second_hand_can_decide(company):
    refused(lambda: take_in(company, by=company.legal), "nobody")
    assert take_in(company, by=company.officer, kind="education").department == company.house


def test_nobody_takes_in_what_their_nda_does_not_reach(company):
    User.objects.filter(pk=company.li.pk).update(nda_until=None)
    refused(lambda: take_in(company, by=fresh(company.li)), "nda")


# ── who sees


def test_who_sees_a_material_and_its_versions(company):
    seen, versions = {}, {}
    for level in (Level.INTERNAL, Level.CONFIDENTIAL, Level.CORE):
        draft = take_in(company, level=level)
        assert {p.username for p in company.people() if may_see(p, draft)} == {"li", "chief"}
        material = forced(company, draft)
        seen[level] = {p.username for p in company.people() if may_see(p, material)}
        versions[level] = {p.username for p in company.people() if may_see(p, latest(material))}
    assert seen == versions
    assert seen[Level.INTERNAL] == {p.username for p in company.people()} - {"admin"}
    assert seen[Level.CONFIDENTIAL] == {"li", "chief", "assistant"} and seen[Level.CORE] == {"li", "chief"}


def test_a_draft_beside_one_in_force_is_for_keeper_and_chief(company):
    material = next_version(company, forced(company, take_in(company, level=1)))
    draft, before = latest(material), material.versions.get(number=1)
    assert {p.username for p in company.people() if may_see(p, draft)} == {"li", "chief"}
    assert may_see(company.zhao, before)
    client = browser(company.zhao)
    assert client.get(draft.get_absolute_url()).status_code == 404
    assert "More words" not in client.get(material.get_absolute_url()).content.decode()
    assert AccessLog.objects.filter(kind="refusal", actor=company.zhao.pk).exists()


def test_a_drafts_file_opens_for_nobody_else(company):
    material = forced(company, take_in(company, level=1))
    words = {"changes": "x", "text": ""}
    material = actions.begin_version(material, words, [pdf("secret.pdf")], by=Actor(company.li), on=TODAY)
    address = latest(material).files[0].get_absolute_url()
    assert browser(company.zhao).get(address).status_code == 404
    assert browser(company.li).get(address).status_code == 200
    forced(company, fresh(material))
    assert browser(company.zhao).get(address).status_code == 200
    assert Taken.objects.filter(number="ZL-2026-0001/2").count() == 2


def test_what_was_withdrawn_is_open_to_the_section_alone(company):
    material = move("withdraw_material", forced(company, take_in(company, level=1)), company.chief, note="old")
    assert {p.username for p in company.people() if may_see(p, material)} == {"li", "chief", "assistant"}
    assert {p.username for p in company.people() if may_see(p, latest(material))} == {"li", "chief", "assistant"}


def test_the_leader_sees_what_is_theirs_to_decide(company):
    assert may_see(company.leader, take_in(company, by=company.chief))
    assert not may_see(company.leader, take_in(company))


# ── versions by a second hand


@pytest.mark.parametrize("who", ["li", "zhao", "assistant", "officer", "personnel", "admin"])
def test_who_does_not_lead_puts_nothing_in_force(company, who):
    with pytest.raises(PermissionDenied):
        forced(company, take_in(company, level=1), getattr(company, who))


def test_the_chief_does_not_put_in_force_what_they_wrote_at(company):
    material = take_in(company)
    actions.revise(material, {}, {"changes": "x", "text": "y"}, by=Actor(company.chief), on=TODAY)
    with pytest.raises(PermissionDenied):
        forced(company, fresh(material))
    assert forced(company, fresh(material), company.leader).state == "in_force"


def test_nor_does_somebody_in_their_place(company):
    material = take_in(company, by=company.chief)
    assert Duty.objects.open().about(material).get().post == "leader"
    company.delegate(company.chief, company.zhao)
    with pytest.raises(PermissionDenied):
        MATERIALS.perform(
            "put_in_force", material, by=Actor(fresh(company.zhao), fresh(company.chief)), on=TODAY, holds_from=TODAY
        )
    company.delegate(company.leader, company.chief)
    with pytest.raises(PermissionDenied):
        MATERIALS.perform(
            "put_in_force", material, by=Actor(fresh(company.chief), fresh(company.leader)), on=TODAY, holds_from=TODAY
        )
    assert forced(company, material, company.leader).edition == 1


def test_the_database_itself_wants_a_second_hand(company):
    version = latest(take_in(company))
    with pytest.raises(IntegrityError), transaction.atomic():
        MaterialVersion.objects.filter(pk=version.pk).update(put_in_force_by=company.li, put_in_force_at=NOW)


def test_the_regulation_is_approved_by_the_leader(company):
    material = take_in(company, kind="regulation")
    duty = Duty.objects.open().about(material).get()
    assert (duty.post, duty.kind) == ("leader", "confidentiality.decide_version")
    with pytest.raises(PermissionDenied):
        forced(company, material)
    assert forced(company, material, company.leader).state == "in_force"
    assert not Duty.objects.open().about(material).exists()


def test_a_draft_that_becomes_the_regulation_goes_to_the_leader(company):
    material = take_in(company, kind="management")
    assert Duty.objects.open().about(material).get().post == "chief"
    facts = {"kind": "regulation", "title": "R", "level": None, "category": ""}
    actions.revise(material, facts, {"changes": "x", "text": "y"}, by=Actor(company.li), on=TODAY)
    assert Duty.objects.open().about(material).get().post == "leader" and may_see(company.leader, material)


def test_versions_have_gapless_numbers_one_draft_at_a_time(company):
    material = next_version(company, forced(company))
    with pytest.raises(PermissionDenied):
        next_version(company, material, company.zhao)
    refused(lambda: next_version(company, material), "draft")
    material = move("drop_version", material, company.li, note="no")
    assert material.state == "in_force" and material.edition == 1 and not material.drafted
    material = forced(company, next_version(company, material))
    assert list(material.versions.order_by("number").values_list("number", flat=True)) == [1, 2, 3]
    assert [one.state for one in material.versions.order_by("number")] == ["replaced", "void", "in_force"]
    assert wrong_in_the_chain() == []


def test_a_dropped_first_version_leaves_nothing(company):
    material = move("drop_version", take_in(company, level=1), company.li, note="no")
    assert material.state == "withdrawn" and not may_see(company.zhao, material)
    with pytest.raises(PermissionDenied):
        next_version(company, material)


def test_what_is_in_force_never_changes(company):
    material = forced(company)
    for deed in (
        lambda: actions.revise(material, {}, {"text": "z", "changes": "z"}, by=Actor(company.li), on=TODAY),
        lambda: actions.add_file(material, pdf(), by=Actor(company.li), on=TODAY),
    ):
        with pytest.raises(PermissionDenied):
            deed()
    assert latest(material).is_whole
    MaterialVersion.objects.filter(material=material).update(text="other")
    assert not latest(material).is_whole
    assert [found for found in wrong_in_the_chain() if "materialversion" in found]


def test_something_is_there_to_read_from_a_day_that_fits(company):
    empty = take_in(company, text="  ")
    refused(lambda: forced(company, empty), "empty")
    refused(lambda: forced(company, take_in(company), holds_from=TODAY + 400 * DAY), "holds_from")
    material = forced(company, holds_from=TODAY)
    refused(lambda: forced(company, next_version(company, material), holds_from=TODAY - DAY), "earlier")


def test_until_its_day_the_version_before_holds(company):
    material = forced(company, take_in(company, text="Words of old", level=1))
    material = forced(company, next_version(company, material), holds_from=TODAY + 5 * DAY)
    page = browser(company.zhao).get(material.get_absolute_url()).content.decode()
    assert "Words of old" in page and "More words" not in page


def test_nobody_withdraws_what_they_keep_alone(company):
    material = forced(company, take_in(company, by=company.chief), company.leader)
    with pytest.raises(PermissionDenied):
        move("withdraw_material", material, company.chief, note="old")
    refused(lambda: move("withdraw_material", next_version(company, material), company.leader, note="old"), "draft")


def test_of_two_who_put_it_in_force_at_once_one_does(company):
    material = take_in(company)
    stale = Material.objects.get(pk=material.pk)
    forced(company, material)
    with pytest.raises(PermissionDenied):  # nothing is drafted any more
        forced(company, stale, company.leader)
    assert material.versions.get().put_in_force_by == company.chief
    with pytest.raises(IntegrityError), transaction.atomic():
        for number in (2, 3):
            keep(
                MaterialVersion(
                    material=material, number=number, code=f"x{number}", owner=company.li, department=company.team,
                    opened_on=TODAY,
                ),
                by=Actor(company.li),
            )  # fmt: skip


# ── who reads


def test_everybody_who_may_see_it_is_asked(company):
    version = read_by_all(company)
    asked = {reading.owner.username for reading in Reading.objects.all()}
    assert asked == {p.username for p in company.people()} - {"admin"}
    duty = Duty.objects.open().about(reading_of(version, company.li)).get()
    assert (duty.person, duty.article, duty.kind) == (company.li, "8.2.4", "confidentiality.read_material")
    assert duty.due_on == UNTIL and reading_of(version, company.li).due_on == UNTIL
    assert company.chief in hearers(duty, "escalated")
    remind(at=NOW + timedelta(days=11))
    assert Notice.objects.filter(person=company.li, key=f"duty:{duty.pk}:due").exists()


def test_the_regulations_text_is_read_by_its_own_article(company):
    version = read_by_all(company, kind="regulation")
    assert Duty.objects.open().about(reading_of(version, company.li)).get().article == "9.1"


def test_whoever_may_not_see_it_is_not_asked(company):
    forced(company, asks=True, read_until=UNTIL)
    assert {reading.owner.username for reading in Reading.objects.all()} == {"li", "chief", "assistant"}


def test_departments_and_posts_are_chosen(company):
    read_by_all(company, departments=[company.section], posts=[Post.SPECIALIST])
    assert {reading.owner.username for reading in Reading.objects.all()} == {"li", "zhao"}


def test_a_round_has_a_day(company):
    refused(lambda: forced(company, asks=True, read_until=TODAY - DAY), "read_until")
    assert not Reading.objects.exists()


def test_nobody_confirms_what_they_have_not_opened(company):
    version = read_by_all(company)
    reading = reading_of(version, company.li)
    refused(lambda: confirm(reading, company.li), "unopened")
    opened(version, company.zhao)  # that somebody else did helps nobody
    refused(lambda: confirm(reading, company.li), "unopened")
    opened(version, company.li)
    confirmed = confirm(reading, company.li)
    assert (confirmed.state, confirmed.sha256, confirmed.confirmed_at) == ("confirmed", version.sha256, NOW)
    assert not Duty.objects.open().about(reading).exists()
    refused(lambda: confirm(reading, company.li), "already")
    assert wrong_in_the_chain() == []


def test_the_materials_own_page_shows_it_too(company):
    version = read_by_all(company)
    assert browser(company.li).get(version.material.get_absolute_url()).status_code == 200
    assert confirm(reading_of(version, company.li), company.li).state == "confirmed"


def test_a_look_at_the_draft_is_none_at_what_is_in_force(company):
    material = take_in(company, kind="management")
    opened(latest(material), company.li)
    actions.revise(material, {}, {"changes": "x", "text": "Quite other"}, by=Actor(company.li), on=TODAY)
    AccessLog.objects.update(at=NOW - timedelta(hours=1))
    version = latest(forced(company, fresh(material), asks=True, read_until=UNTIL))
    refused(lambda: confirm(reading_of(version, company.li), company.li), "unopened")


def test_what_has_no_text_is_read_by_its_file(company):
    version = read_by_all(company, text="", files=[pdf("rules.pdf")])
    opened(version, company.li)
    refused(lambda: confirm(reading_of(version, company.li), company.li), "unopened")
    assert browser(company.li).get(version.files[0].get_absolute_url()).status_code == 200
    assert confirm(reading_of(version, company.li), company.li).state == "confirmed"


def test_nobody_confirms_what_is_not_what_was_put_in_force(company):
    version = read_by_all(company)
    opened(version, company.li)
    MaterialVersion.objects.filter(pk=version.pk).update(text="other")
    refused(lambda: confirm(reading_of(version, company.li), company.li), "changed")


@pytest.mark.parametrize("who", ["zhao", "chief", "leader", "officer", "admin"])
def test_nobody_confirms_for_others(company, who):
    version = read_by_all(company)
    opened(version, company.li)
    with pytest.raises(PermissionDenied):
        confirm(reading_of(version, company.li), getattr(company, who))


def test_nor_in_somebodys_place(company):
    version = read_by_all(company)
    opened(version, company.li)
    company.delegate(company.li, company.zhao)
    with pytest.raises(PermissionDenied):
        by = Actor(fresh(company.zhao), fresh(company.li))
        READINGS.perform("confirm_reading", reading_of(version, company.li), by=by, on=TODAY)


def test_by_the_page_it_is_one_press(company):
    version = read_by_all(company)
    client, reading = browser(company.li), reading_of(version, company.li)
    address = f"{reading.get_absolute_url()}confirm_reading/"
    client.post(address, {"version": reading.version})
    assert fresh(reading).state == "waiting"
    assert 'data-move="confidentiality.confirm_reading"' in client.get(version.get_absolute_url()).content.decode()
    client.get(address)
    assert fresh(reading).state == "waiting"
    assert client.post(address, {"version": reading.version}).status_code == 302
    assert fresh(reading).state == "confirmed"
    assert browser(company.zhao).post(address, {}).status_code == 404


def test_a_new_version_asks_anew(company):
    version = read_by_all(company)
    opened(version, company.zhao)
    confirm(reading_of(version, company.zhao), company.zhao)
    material = next_version(company, version.material)
    forced(company, material, asks=True, read_until=UNTIL)
    assert reading_of(version, company.li).state == "ended" and reading_of(version, company.zhao).state == "confirmed"
    assert not Duty.objects.open().about(reading_of(version, company.li)).exists()
    anew = latest(material)
    assert {reading_of(anew, one).state for one in (company.li, company.zhao)} == {"waiting"}


def test_withdrawn_nobody_reads_it(company):
    version = read_by_all(company)
    move("withdraw_material", version.material, company.chief, note="old")
    assert not Reading.objects.owed().exists()
    assert not Duty.objects.open().filter(kind="confidentiality.read_material").exists()


def test_whoever_joins_reads_what_is_in_force(company):
    version = read_by_all(company)
    person = User.objects.create_user(
        username="new", name="new", department=company.team, nda_until=TODAY + 99 * DAY, language="en"
    )
    give_post(person, Post.SPECIALIST, company.team, since=TODAY, by=Actor(company.admin), on=TODAY)
    reading = reading_of(version, person)
    assert reading.state == "waiting" and reading.due_on == TODAY + 14 * DAY  # ten working days
    assert Duty.objects.open().about(reading).get().person == person


def test_the_clock_asks_whoever_was_missed_once(company):
    version = read_by_all(company)
    late = company.person("late", Post.SPECIALIST, company.team)
    assert follow_materials(on=TODAY + 30 * DAY) == 1
    assert follow_materials(on=TODAY + 30 * DAY) == 0
    assert reading_of(version, late).due_on > TODAY + 30 * DAY


def test_leaving_ends_it_and_coming_back_asks_again(company):
    version = read_by_all(company)
    leaving.shut_out(company.li, by=Actor(company.chief), on=TODAY)
    reading = reading_of(version, company.li)
    assert reading.state == "ended" and not Duty.objects.open().about(reading).exists()
    assert follow_materials(on=TODAY) == 0
    User.objects.filter(pk=company.li.pk).update(is_active=True)
    assert follow_materials(on=TODAY + DAY) == 1 and fresh(reading).state == "waiting"
    assert Duty.objects.open().about(reading).exists()


def test_the_chief_excuses_others_and_not_themselves(company):
    version = read_by_all(company)
    reading = reading_of(version, company.li)
    for who in (company.li, company.zhao, company.officer):
        with pytest.raises(PermissionDenied):
            READINGS.perform("call_off_reading", reading, by=Actor(who), on=TODAY, note="away")
    with pytest.raises(PermissionDenied):
        own = reading_of(version, company.chief)
        READINGS.perform("call_off_reading", own, by=Actor(company.chief), on=TODAY, note="away")
    READINGS.perform("call_off_reading", reading, by=Actor(company.chief), on=TODAY, note="away")
    assert follow_materials(on=TODAY) == 0 and fresh(reading).state == "ended"
    assert READINGS.perform("ask_again", reading, by=Actor(company.chief), on=TODAY).state == "waiting"


def test_to_settle_twice_is_once(company):
    version = read_by_all(company)
    count = Reading.objects.count()
    assert settle(version.material, by=Actor(company.chief), on=TODAY) == 0
    assert Reading.objects.count() == count


# ── who has read it


def test_the_officer_sees_how_many_and_not_what(company):
    forced(company, asks=True, read_until=UNTIL)
    client, row = browser(company.officer), ReadingRound.objects.get()
    for address in ("/confidentiality/rounds/", row.get_absolute_url(), "/confidentiality/readings/?view=all"):
        page = client.get(address).content.decode()
        assert "ZL-2026-0001/1" in page and "Secret" not in page
    assert client.get(latest(row.material).get_absolute_url()).status_code == 404
    assert client.get(f"{LIBRARY}{row.material_id}/").status_code == 404
    export = client.get("/confidentiality/readings/?view=all&export=csv&columns=all")
    text = b"".join(export) if export.streaming else export.content
    assert b"ZL-2026-0001/1" in text and b"Secret" not in text


def test_who_sees_whose_reading(company):
    version = read_by_all(company)
    reading = reading_of(version, company.zhao)
    assert {p.username for p in company.people() if may_see(p, reading)} == {
        "zhao",
        "li",
        "chief",
        "leader",
        "officer",
    }
    rounds = {p.username for p in company.people() if ReadingRound.objects.visible_to(p).exists()}
    assert rounds == {"li", "chief", "leader", "officer"}


def test_a_round_tells_who_is_late(company):
    version = read_by_all(company)
    opened(version, company.li)
    confirm(reading_of(version, company.li), company.li)
    page = browser(company.chief).get(ReadingRound.objects.get().get_absolute_url()).content.decode()
    asked = Reading.objects.count()
    assert f"1 of {asked} confirmed" in re.sub(r"\s+", " ", page)
    assert "zhao" in page and "House rules" in page
    figures = figures_of(TODAY, TODAY, TODAY + 20 * DAY)
    assert (figures["readings"], figures["readings_confirmed"], figures["readings_late"]) == (asked, 1, asked - 1)
    assert (figures["materials"], figures["materials_classified"]) == (1, 0)


# ── beside the others


def test_somebody_asks_to_see_it_by_its_number(company):
    material = forced(company)
    wish = ask("zl-2026-0001", "needed for a tender", 10, by=Actor(company.zhao), on=TODAY)
    assert (wish.about, wish.keeper) == (material, company.li)
    until = TODAY + 10 * DAY
    REQUESTS.perform("grant", wish, by=Actor(company.li), on=TODAY, until=until)
    client = browser(company.zhao)
    assert client.get(material.get_absolute_url()).status_code == 200
    assert "Secret words" in client.get(latest(material).get_absolute_url()).content.decode()
    assert AccessLog.objects.of(latest(material)).filter(actor=company.zhao.pk, action="look.open").exists()
    draft = latest(next_version(company, material))
    assert client.get(draft.get_absolute_url()).status_code == 404
    assert browser(company.legal).get(material.get_absolute_url()).status_code == 404


def test_who_may_see_it_and_why(company):
    material = forced(company)
    page = browser(company.chief).get(f"{material.get_absolute_url()}readers/").content.decode()
    assert "li" in page and "assistant" in page


def test_it_is_found_by_whoever_may_see_it(company):
    material = forced(company)
    assert "Secret prices" in browser(company.assistant).get("/search/suggest/?q=secret").content.decode()
    assert "Secret prices" not in browser(company.zhao).get("/search/suggest/?q=secret").content.decode()
    found = browser(company.assistant).get("/search/?q=ZL-2026-0001")
    assert found.status_code == 302 and found.url == material.get_absolute_url()


def test_a_paper_says_of_which_material_it_is_a_copy(company):
    material = forced(company)
    facts = {"kind": "copy", "title": "x", "copies": 1, "level": 2, "category": "business", "place": "cabinet 3",
             "belongs_to": material.number}  # fmt: skip
    paper = enter(facts, company.assistant, by=Actor(company.assistant), on=TODAY)
    client = browser(company.assistant)
    assert material.get_absolute_url() in client.get(paper.get_absolute_url()).content.decode()
    assert paper.get_absolute_url() in client.get(material.get_absolute_url()).content.decode()
    lent_to = browser(company.zhao)
    assert lent_to.get(paper.get_absolute_url()).status_code == 404


def test_it_is_kept_until_it_goes_to_somebody_else(company):
    material = forced(company)
    assert keeps_anything(company.li)
    move("withdraw_material", material, company.chief, note="old")
    assert not keeps_anything(company.li)


def test_the_regulations_page_says_which_text_holds(company):
    read_by_all(company, kind="regulation")
    page = browser(company.zhao).get("/regulation/").content.decode()
    assert "House rules" in page and "ZL-2026-0001/1" in page and "leader" in page
    assert "House rules" not in browser(company.admin).get("/regulation/").content.decode()


def test_the_inbox_shows_what_is_to_be_decided_on(company):
    take_in(company)
    page = browser(company.chief).get("/inbox/").content.decode()
    assert "Secret words" in page and "put_in_force" in page


# ── pages


NAUGHTY = [
    "<script>alert(1)</script>",
    "'; DROP TABLE x;--",
    "价格表 🧾",
    "‮abc",
    "=cmd|' /C calc'!A0",
    "%s %(x)s {{ x }}",
]


@pytest.mark.parametrize("word", NAUGHTY)
def test_words_are_words(company, word):
    client = browser(company.li)
    data = {"kind": "management", "title": word, "level": "", "category": "", "changes": word, "text": word}
    page = client.get(f"{LIBRARY}new/").content.decode()
    data["press"] = re.search(r'name="press" value="([^"]+)"', page)[1]
    answer = client.post(f"{LIBRARY}new/", data)
    assert answer.status_code == 302
    material = Material.objects.get()
    assert material.title == word and latest(material).text == word
    for address in (material.get_absolute_url(), latest(material).get_absolute_url(), f"{LIBRARY}?view=all&q={word}"):
        page = client.get(address).content.decode()
        assert "<script>alert" not in page


def test_a_whole_life_by_the_pages(company):
    client = browser(company.li)
    page = client.get(f"{LIBRARY}new/").content.decode()
    data = {
        "kind": "prices", "title": "Prices", "level": "", "category": "", "changes": "first", "text": "",
        "files": [pdf("a.pdf"), pdf("b.pdf")], "press": re.search(r'name="press" value="([^"]+)"', page)[1],
    }  # fmt: skip
    client.post(f"{LIBRARY}new/", data)
    material = Material.objects.get()
    assert [file.name for file in latest(material).files] == ["a.pdf", "b.pdf"]
    here = material.get_absolute_url()
    page = client.get(f"{here}add-file/").content.decode()
    press = re.search(r'name="press" value="([^"]+)"', page)[1]
    assert client.post(f"{here}add-file/", {"file": pdf("c.pdf"), "press": press}).status_code == 302
    gone = latest(material).files[0]
    assert client.post(f"{here}files/{gone.pk}/remove/", {}).status_code == 302
    assert [file.name for file in latest(material).files] == ["b.pdf", "c.pdf"]
    facts = {"kind": "prices", "title": "Prices 2", "level": "3", "category": "", "changes": "one", "text": "t"}
    answer = client.post(f"{here}edit/", facts | {"version": fresh(material).version})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    material = fresh(material)
    assert (material.title, material.level) == ("Prices 2", 3)
    assert {file.level for file in latest(material).files} == {3} and latest(material).level == 3
    chief = browser(company.chief)
    asked = {"holds_from": "2026-11-23", "asks": "on", "read_until": "2026-12-01", "version": material.version}
    assert chief.post(f"{here}put_in_force/", asked).status_code == 302
    assert fresh(material).state == "in_force" and Reading.objects.count() == 2
    assert wrong_in_the_chain() == []


def test_a_stale_form_writes_over_nobody(company):
    material = take_in(company)
    actions.revise(material, {}, {"changes": "x", "text": "y"}, by=Actor(company.li), on=TODAY, seen=material.version)
    words = {"changes": "z", "text": "z"}
    refused(lambda: actions.revise(material, {}, words, by=Actor(company.chief), on=TODAY, seen=0), "stale")


def test_the_pages_are_light_at_any_number_of_rows(company, django_assert_max_num_queries):
    version = read_by_all(company)
    for number in range(12):
        forced(company, take_in(company, level=1, title=f"T{number}"))
    client, person = browser(company.chief), browser(company.li)
    addresses = {
        f"{LIBRARY}?view=all": 8, "/confidentiality/readings/?view=all": 8, "/confidentiality/rounds/": 8,
        version.material.get_absolute_url(): 16, version.get_absolute_url(): 12,
    }  # fmt: skip
    for address, _most in addresses.items():
        client.get(address)
        person.get(address)
    for address, most in addresses.items():
        for who in (client, person):
            assert cost(who, address) <= most, (address, cost(who, address))


def cost(client, address) -> int:
    from tests.house.test_weights import cost as measured  # noqa: PLC0415  it brings a fixture of its own

    queries, page = measured(client, address)
    assert page and len(page) < 60 * 1024
    return queries


# ── its level


def nothing_changed_by_hand() -> bool:
    return not any("confidentiality" in found.what for found in read().found)


def test_versions_and_files_follow_the_level_of_their_material(company):
    material = forced(company, take_in(company, files=[pdf("prices.pdf")]))
    adjust(material, Level.CORE, None, "floor prices stand in it", by=Actor(company.li), on=TODAY)
    version = latest(material)
    assert {fresh(material).level, version.level, *(file.level for file in version.files)} == {Level.CORE}
    assert not may_see(company.assistant, material) and not may_see(company.assistant, version)
    assert nothing_changed_by_hand()
    words = "these prices are out of date"
    change = adjust(fresh(material), Level.CONFIDENTIAL, None, words, by=Actor(company.li), on=TODAY)
    with pytest.raises(PermissionDenied):
        CHANGES.perform("lower_level", change, by=Actor(company.li), on=TODAY)
    CHANGES.perform("lower_level", change, by=Actor(company.leader), on=TODAY)
    assert {fresh(material).level, latest(material).level} == {Level.CONFIDENTIAL}
    assert may_see(company.assistant, latest(material)) and nothing_changed_by_hand()


def test_the_regulation_stays_for_everybody_to_read(company):
    material = forced(company, take_in(company, by=company.chief, kind="regulation"), company.leader)
    by = Actor(company.chief)
    refused(lambda: adjust(material, Level.CONFIDENTIAL, None, "nobody is to know it", by=by, on=TODAY), "level")
    assert fresh(material).level == Level.INTERNAL


def test_what_the_chief_has_raised_is_not_lowered_with_the_draft(company):
    material = take_in(company, kind="technical")
    adjust(material, Level.CORE, None, "this is a core secret", by=Actor(company.chief), on=TODAY)
    facts, words = {"kind": "technical", "title": "x", "level": 0, "category": None}, {"changes": "x", "text": "x"}
    by = Actor(company.li)
    refused(lambda: actions.revise(fresh(material), facts, words, by=by, on=TODAY), "level")
    assert fresh(material).level == Level.CORE


# ── what was found by attacking it


def able(company, material) -> set[str]:
    """Who could put the draft in force, and sees it."""
    return {
        one.username for one in company.people()
        if rules.decides(Actor(fresh(one)), fresh(material)) and may_see(one, latest(material))
    }  # fmt: skip


def test_somebody_can_always_decide_on_what_the_chief_wrote_at(company):
    material = take_in(company)
    actions.add_file(material, pdf(), by=Actor(company.chief), on=TODAY)
    assert able(company, material) == {"leader"}
    second = next_version(company, forced(company))
    words, chief = {"changes": "x", "text": "y"}, Actor(company.chief)
    actions.revise(second, {}, words, by=chief, on=TODAY, seen=second.version)
    assert able(company, second) == {"leader"}
    second = fresh(second)
    actions.revise(second, {}, words | {"text": "z"}, by=Actor(company.li), on=TODAY, seen=second.version)
    duties = Duty.objects.open().filter(object_id=second.pk, kind=rules.DECIDE.name)
    assert [duty.post for duty in duties] == ["leader"]


def test_a_head_of_a_page_was_not_read(company):
    version = read_by_all(company)
    client = browser(company.zhao)
    client.head(version.get_absolute_url())
    assert not AccessLog.objects.filter(action="look.read").exists()
    client.get(version.get_absolute_url())
    assert AccessLog.objects.filter(action="look.read").exists()


def test_a_round_of_what_was_withdrawn_runs_no_more(company):
    version = read_by_all(company)
    assert MaterialVersion.objects.matching(view="running").filter(pk=version.pk).exists()
    move("withdraw_material", version.material, company.chief, note="out of date")
    assert not MaterialVersion.objects.matching(view="running").filter(pk=version.pk).exists()


# ── searching


@pytest.mark.parametrize(
    "typed", ["jgb", "jiagebiao", "jiage", "gebiao", "格表", "JGB", "2026-0001", "zl-2026-0001", "ｊｇｂ"]
)
def test_a_material_is_found_by_its_letters_its_title_and_its_number(company, typed):
    found, _other = take_in(company, title="价格表"), take_in(company, title="保密手册")
    assert list(Material.objects.matching(q=typed)) == [found]
    assert list(Material.objects.matching(q=f"{typed} bmsc")) == []


def test_letters_find_no_more_than_may_be_seen(company):
    """The box on top, what is offered while somebody types, and the list: all go through the doors."""
    material = take_in(company, title="价格表")
    high = take_in(company, title="价格底线", kind="budget")
    core = fresh(Material.objects.get(pk=high.pk))
    assert core.level == Level.CORE
    outside = company.person("outside", Post.SPECIALIST, company.other_section)
    for person, titles in ((company.li, {"价格表", "价格底线"}), (company.assistant, set()), (outside, set())):
        client = browser(person)
        for address in (f"{LIBRARY}?q=jiage&view=all", "/search/suggest/?q=jiage"):
            text = client.get(address).content.decode()
            assert {title for title in ("价格表", "价格底线") if title in text} == titles, (person, address)
    forced(company, material)
    text = browser(company.assistant).get(f"{LIBRARY}?q=jgb&view=all").content.decode()
    assert "价格表" in text and "价格底线" not in text


def test_its_letters_follow_its_title_and_leave_no_trace_in_its_history(company):
    material = take_in(company, title="价格表")
    material.title = "报价单"
    keep(material, by=Actor(company.li))
    assert not Material.objects.matching(q="jiage").exists() and Material.objects.matching(q="baojiadan").exists()
    assert not hasattr(material.history.first(), "search_text")


def test_materials_from_before_get_their_letters_by_the_migration(company):
    material = take_in(company, title="价格表")
    Material.objects.update(search_text="", search_grams="")
    assert not Material.objects.matching(q="jgb").exists()
    migration = importlib.import_module("confidentiality.migrations.0011_material_words")
    migration.fill(apps, SimpleNamespace(connection=connection))
    assert Material.objects.matching(q="jgb").get() == material


# ── many


def queries_of(deed) -> int:
    with CaptureQueriesContext(connection) as asked:
        deed()
    return len(asked)


def test_a_round_takes_as_many_questions_however_many_are_asked(company):
    """8.2.4: to begin it, and each night to look whether somebody came or left."""
    counts = []
    for number in (4, 60):
        people = [company.person(f"p{number}x{n}", Post.SPECIALIST, company.team) for n in range(number)]
        material = take_in(company, kind="management", title="House rules", text="Read me")
        begun = queries_of(lambda material=material: forced(company, material, asks=True, read_until=UNTIL))
        version = latest(material)
        assert Reading.objects.filter(material_version=version, owner__in=people).count() == number
        assert Duty.objects.open().filter(kind="confidentiality.read_material", person__in=people).count() >= number
        night = queries_of(lambda material=material: settle(material, by=Actor(company.chief), on=TODAY))
        counts.append((begun, night))
    assert counts[1][0] - counts[0][0] <= 2 and counts[1][1] - counts[0][1] <= 2, counts
    assert counts[1][1] < 20, counts


def test_many_are_judged_as_each_would_judge_for_themselves(company):
    """Whoever stands in for somebody, has no NDA, left or keeps the accounts: by one question as by many."""
    Delegation.objects.create(of=company.chief, to=company.legal, starts_on=TODAY, made_by=company.chief)
    User.objects.filter(pk=company.zhao.pk).update(nda_until=None, nda_grace_until=None)
    User.objects.filter(pk=company.finance.pk).update(is_active=False)
    open_to = set()
    for kind in ("management", "prices", "budget"):
        material = forced(company, take_in(company, kind=kind))
        for record in (material, latest(material)):
            people = list(User.objects.order_by("pk"))
            seeing = who_may_see(people, record)
            assert seeing == {person.pk for person in User.objects.all() if may_see(person, record)}
            assert [one.standings for one in people] == [fresh(one).standings for one in people]
            open_to |= {(kind, User.objects.get(pk=pk).username) for pk in seeing}
    assert {("prices", "legal"), ("prices", "chief"), ("management", "zhao")} <= open_to
    assert not {("prices", "zhao"), ("management", "finance"), ("management", "admin")} & open_to
