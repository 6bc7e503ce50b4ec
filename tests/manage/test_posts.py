"""Posts: given by one hand, signed by another, never by one's own; what takes effect, and when."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from bizdept.audit.models import AuditEntry
from bizdept.manage import hands, shown
from bizdept.manage.actions import posts, terms
from bizdept.notices.models import Notice
from bizdept.people.actor import Actor
from bizdept.people.models import Appointment, Delegation, Post
from bizdept.people.models import Company as House
from bizdept.refusal import Refused
from tests.company import DAY, NOW, TODAY, fresh, refused
from tests.manage.conftest import press, text

pytestmark = pytest.mark.django_db


def give(house, person, post, *, by=None, department=None, since=TODAY) -> Appointment:
    by = Actor(by or house.admin)
    return posts.give_post(person, post, department or house.section, since=since, by=by, on=TODAY)


def test_a_post_counts_on_the_next_request_and_ends_on_the_next(house, signed_in):
    admin, sun = signed_in(house.admin), signed_in(house.person("sun", "", house.team))
    Appointment.objects.filter(post="").delete()
    assert sun.get("/customers/new/").status_code == 403
    person = sun.get("/").context["user"]
    given = {"post": "specialist", "department": house.team.pk, "since": str(TODAY)}
    assert press(admin, f"/manage/people/{person.pk}/posts/new/", given).status_code == 302
    assert sun.get("/customers/new/").status_code == 200
    row = Appointment.objects.get(person=person)
    assert press(admin, f"/manage/posts/{row.pk}/end/", {"ended_on": str(TODAY)}).status_code == 302
    assert sun.get("/customers/new/").status_code == 403
    assert [n.key.rpartition(":")[0] for n in Notice.objects.filter(person=person).order_by("pk")] == [
        f"appointment:{row.pk}", f"appointment:{row.pk}:ended",
    ]  # fmt: skip


def test_a_powerful_post_waits_for_another_hand(house, signed_in):
    admin, li, leader = signed_in(house.admin), signed_in(house.li), signed_in(house.leader)
    given = {"post": "chief", "department": house.other_section.pk, "since": str(TODAY - DAY)}
    press(admin, f"/manage/people/{house.li.pk}/posts/new/", given)
    row = Appointment.objects.awaiting_signature().get()
    assert not fresh(house.li).holds(Post.CHIEF) and li.get("/manage/signatures/").status_code == 403
    told = set(Notice.objects.filter(key=f"appointment:{row.pk}:sign").values_list("person__username", flat=True))
    assert told == {"chief", "leader", "officer"}
    assert f"/manage/signatures/{row.pk}/sign/" in text(leader.get("/manage/signatures/"))
    assert press(leader, f"/manage/signatures/{row.pk}/sign/").status_code == 302
    assert li.get("/manage/signatures/").status_code == 200
    row.refresh_from_db()
    assert (row.signed_by, row.signed_on, row.since) == (house.leader, TODAY, TODAY), "it counts from the signature"
    assert Notice.objects.filter(key=f"appointment:{row.pk}:signed").count() == 2
    content = text(press(leader, f"/manage/signatures/{row.pk}/sign/"), 422)
    assert "waits for no signature any more" in content
    assert AuditEntry.objects.filter(action="post.sign").count() == 1


def test_signing_is_for_three_posts_and_never_for_giver_or_holder(house, signed_in):
    row = give(house, house.zhao, Post.LEADER)
    for person in (house.admin, house.admin2, house.li, house.legal, house.assistant, house.personnel):
        for step in ("sign", "decline"):
            assert signed_in(person).post(f"/manage/signatures/{row.pk}/{step}/", {"reason": "no"}).status_code == 403
    own = give(house, house.officer, Post.OFFICER, department=house.section)
    assert signed_in(house.officer).post(f"/manage/signatures/{own.pk}/sign/").status_code == 403
    content = text(signed_in(house.officer).get("/manage/signatures/"))
    assert f"/signatures/{own.pk}/" not in content and "Your own" in content
    assert not Appointment.objects.filter(pk__in=[row.pk, own.pk]).exclude(signed_by=None).exists()


def test_a_delegate_signs_nothing(house, signed_in):
    house.delegate(house.chief, house.li)
    row = give(house, house.zhao, Post.LEADER)
    assert signed_in(house.li).post(f"/manage/signatures/{row.pk}/sign/").status_code == 403
    with pytest.raises(PermissionDenied):
        posts.sign_post(row, by=Actor(house.li, house.chief), on=TODAY)


def test_who_gave_in_a_small_office_does_not_sign(house):
    """There the administrator may be leader too: the hands that give and sign stay two all the same."""
    House.objects.update(small_office=True)
    house.appoint(house.admin, Post.LEADER, house.house)
    row = give(house, house.zhao, Post.CHIEF)
    with pytest.raises(PermissionDenied):
        posts.sign_post(row, by=Actor(fresh(house.admin)), on=TODAY)
    posts.sign_post(row, by=Actor(house.officer), on=TODAY)


@pytest.mark.parametrize("post", list(Post))
@pytest.mark.parametrize("small", [False, True])
def test_no_administrator_gives_themselves_anything(house, post, small):
    House.objects.update(small_office=small)
    for by in (Actor(house.admin), Actor(house.admin, house.admin2)):
        with pytest.raises(Refused) as refusal:
            posts.give_post(house.admin, post, house.house, since=TODAY, by=by, on=TODAY)
        assert "self" in refusal.value.codes


@pytest.mark.parametrize(
    "who, post",
    [
        ("officer", Post.CHIEF), ("officer", Post.LEADER), ("officer", Post.ADMINISTRATOR), ("chief", Post.OFFICER),
        ("leader", Post.OFFICER), ("leader", Post.ADMINISTRATOR), ("admin2", Post.SPECIALIST),
        ("admin2", Post.ASSISTANT), ("admin2", Post.CHIEF), ("admin2", Post.LEADER), ("admin2", Post.REVIEWER),
        ("admin2", Post.OFFICER), ("admin2", Post.PERSONNEL), ("li", Post.ADMINISTRATOR),
        ("legal", Post.ADMINISTRATOR), ("assistant", Post.ADMINISTRATOR), ("personnel", Post.ADMINISTRATOR),
    ],
)  # fmt: skip
def test_hands_stay_apart_and_a_sentence_says_so(house, signed_in, who, post):
    person = getattr(house, who)
    given = {"post": post, "department": house.house.pk, "since": str(TODAY)}
    content = text(press(signed_in(house.admin), f"/manage/people/{person.pk}/posts/new/", given), 422)
    assert "Nobody is both" in content
    assert Appointment.objects.filter(person=person).count() == 1


def test_hands_stay_apart_while_the_first_waits_and_when_it_is_signed(house):
    first = give(house, house.zhao, Post.CHIEF)
    refused(lambda: give(house, house.zhao, Post.OFFICER), "apart")
    House.objects.update(small_office=True)
    second = give(house, house.zhao, Post.OFFICER)
    House.objects.update(small_office=False)
    for row in (first, second):
        refused(lambda row=row: posts.sign_post(row, by=Actor(house.leader), on=TODAY), "apart")


@pytest.mark.parametrize("post", [Post.OFFICER, Post.ADMINISTRATOR])
@pytest.mark.parametrize("facts", [{}, {"ends_on": TODAY + DAY}, {"starts_on": TODAY + 9 * DAY}])
def test_who_stands_in_for_somebody_comes_to_watch_nobody(house, post, facts):
    """Else the officer would decide on contracts in the chief's place, by a delegation from before (1.3.1)."""
    new = house.person("new", Post.PERSONNEL, house.house)
    new.appointments.all().delete()
    row = house.delegate(house.chief, new, **facts)
    refused(lambda: give(house, new, post), "delegation")
    Delegation.objects.filter(pk=row.pk).update(withdrawn_on=TODAY)
    waiting = give(house, new, post)
    Delegation.objects.filter(pk=row.pk).update(withdrawn_on=None, of=new, to=house.zhao)
    refused(lambda: posts.sign_post(waiting, by=Actor(house.leader), on=TODAY), "delegation")
    assert not fresh(new).holds(post)
    Delegation.objects.filter(pk=row.pk).update(starts_on=TODAY - 9 * DAY, ends_on=TODAY - DAY)
    posts.sign_post(waiting, by=Actor(house.leader), on=TODAY)
    assert fresh(new).holds(post)


def test_declining_ends_it_before_it_counted_and_says_why(house, signed_in):
    row = give(house, house.zhao, Post.CHIEF)
    chief = signed_in(house.chief)
    assert text(press(chief, f"/manage/signatures/{row.pk}/decline/", {"reason": ""}), 422)
    press(chief, f"/manage/signatures/{row.pk}/decline/", {"reason": "too early"})
    row.refresh_from_db()
    assert row.ended_on == TODAY and row.signed_by is None
    assert "too early" in Notice.objects.get(person=house.admin, key=f"appointment:{row.pk}:declined").text
    assert "too early" not in Notice.objects.get(person=house.zhao, key=f"appointment:{row.pk}:declined").text
    refused(lambda: posts.sign_post(row, by=Actor(house.leader), on=TODAY), "already")
    give(house, house.zhao, Post.CHIEF)


def test_a_post_is_given_once_and_on_a_day_that_can_be_meant(house, signed_in):
    give(house, house.zhao, Post.ASSISTANT)
    refused(lambda: give(house, house.zhao, Post.ASSISTANT), "already")
    give(house, house.zhao, Post.ASSISTANT, department=house.team)
    client = signed_in(house.admin)
    for day in ("0001-01-01", "9999-12-31", "x", "\0", "2026-13-01", ""):
        given = {"post": "personnel", "department": house.house.pk, "since": day}
        assert press(client, f"/manage/people/{house.zhao.pk}/posts/new/", given).status_code == 422


def test_a_planned_post_counts_on_its_day(house):
    row = give(house, house.zhao, Post.ASSISTANT, since=TODAY + 3 * DAY)
    assert not fresh(house.zhao).holds(Post.ASSISTANT)
    assert Appointment.objects.in_force(TODAY + 3 * DAY).filter(pk=row.pk).exists()
    assert shown.tag_of(row, TODAY).tone == "line"


def test_an_end_lies_ahead_and_the_last_administrator_stays(house):
    by = Actor(house.admin)
    row = Appointment.objects.get(person=house.li)
    refused(lambda: posts.end_post(row, TODAY - DAY, by=by, on=TODAY), "day")
    posts.end_post(row, TODAY + DAY, by=by, on=TODAY)
    assert fresh(house.li).holds(Post.SPECIALIST), "until then it counts"
    posts.end_post(row, TODAY, by=by, on=TODAY)
    assert not fresh(house.li).holds(Post.SPECIALIST)
    refused(lambda: posts.end_post(row, TODAY, by=by, on=TODAY), "already")
    mine, other = (Appointment.objects.get(person=person) for person in (house.admin, house.admin2))
    posts.end_post(other, TODAY, by=by, on=TODAY)
    refused(lambda: posts.end_post(mine, TODAY, by=by, on=TODAY), "last")


def test_nobody_signs_for_somebody_who_has_left(house):
    row = give(house, house.zhao, Post.CHIEF)
    house.zhao.is_active = False
    house.zhao.save()
    refused(lambda: posts.sign_post(row, by=Actor(house.leader), on=TODAY), "left")
    assert hands.awaited(Actor(house.leader)) == []


def test_a_second_press_gives_nothing_twice(house, signed_in):
    client, address = signed_in(house.admin), f"/manage/people/{house.zhao.pk}/posts/new/"
    data = {"post": "assistant", "department": house.section.pk, "since": str(TODAY)}
    data["press"] = client.get(address).context["press"]
    client.post(address, data)
    assert "nothing was made twice" in text(client.post(address, data, follow=True))
    assert Appointment.objects.filter(person=house.zhao, post="assistant").count() == 1


def test_conflicts_are_shown(house, signed_in):
    assert hands.conflicts(hands.powerful_rows(TODAY), TODAY) == []
    house.appoint(house.officer, Post.CHIEF, house.section)
    house.appoint(house.admin, Post.SPECIALIST, house.section)
    assert [person.username for person, _words in hands.conflicts(hands.powerful_rows(TODAY), TODAY)] == [
        "officer",
        "admin",
    ]
    assert "confidentiality officer" in text(signed_in(house.admin2).get("/manage/"))


def test_an_office_is_small_by_the_leaders_hand(house, signed_in):
    for person in (house.admin, house.chief, house.officer, house.li):
        assert signed_in(person).post("/manage/company/small-office/").status_code == 403
    leader = signed_in(house.leader)
    assert press(leader, "/manage/company/small-office/").status_code == 302
    assert House.ours().small_office
    assert Notice.objects.filter(person=house.officer, text__contains="small-office").count() == 1
    press(leader, "/manage/company/small-office/")
    assert not House.ours().small_office
    for number in range(10):
        house.person(f"p{number}", Post.SPECIALIST, house.team)
    refused(lambda: terms.set_small_office(True, by=Actor(house.leader), at=NOW + timedelta(hours=1)), "large")
