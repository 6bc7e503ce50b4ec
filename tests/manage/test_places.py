"""Departments as a tree without circles; delegations of one's own approvals, told to both."""

import pytest
from django.core.exceptions import PermissionDenied

from bizdept.manage import shown
from bizdept.manage.actions import places
from bizdept.notices.models import Notice
from bizdept.people.actor import Actor
from bizdept.people.models import Delegation, Department, Post
from tests.company import DAY, NOW, TODAY, fresh, refused
from tests.manage.conftest import press, text

pytestmark = pytest.mark.django_db


def fields_of(department: Department, **changed) -> dict:
    return {name: getattr(department, name) for name in ("name", "parent", "discipline", "is_section")} | changed


def move(house, department, parent, **more):
    return places.revise_department(
        fresh(department), fields_of(fresh(department), parent=parent, **more), by=Actor(house.admin), at=NOW
    )


def test_the_tree_is_drawn_each_below_its_own(house, signed_in):
    names = [(branch.department.name, branch.depth) for branch in shown.tree()]
    assert names[names.index(("house", 0)) + 1 :][:3] == [("other section", 1), ("section", 1), ("team", 2)]
    content = text(signed_in(house.admin).get("/manage/departments/"))
    assert f"/manage/departments/{house.team.pk}/" in content
    assert f"/manage/departments/{house.team.pk}/" not in text(signed_in(house.officer).get("/manage/departments/"))


def test_a_circle_is_refused_with_a_sentence(house, signed_in):
    for parent in (house.house, house.section, house.team):
        refused(lambda parent=parent: move(house, house.house, parent), "circle")
    data = {"name": "section", "parent": house.team.pk, "discipline": "", "is_section": "on"}
    content = text(press(signed_in(house.admin), f"/manage/departments/{house.section.pk}/", data), 422)
    assert "team lies within section: the tree would become a circle." in content
    assert fresh(house.section).parent == house.house


def test_moving_a_department_moves_what_its_chief_reaches_at_once(house, signed_in):
    theirs = house.customer(name="Jia Ltd")
    chief = signed_in(house.chief)
    assert chief.get(theirs.get_absolute_url()).status_code == 200
    move(house, house.team, house.other_section)
    assert chief.get(theirs.get_absolute_url()).status_code == 404
    told = set(Notice.objects.filter(text__contains="team was moved").values_list("person__username", flat=True))
    assert told == {"officer", "leader"}


def test_a_department_is_made_once_and_named_once(house, signed_in):
    client = signed_in(house.admin)
    key = client.get("/manage/departments/new/").context["press"]
    data = {"name": "质量部", "parent": house.house.pk, "discipline": "quality", "press": key}
    assert client.post("/manage/departments/new/", data)["Location"] == "/manage/departments/"
    client.post("/manage/departments/new/", data)
    made = Department.objects.get(name="质量部")
    assert (made.parent, made.discipline, made.is_section) == (house.house, "quality", False)
    assert "of this name already" in text(press(client, "/manage/departments/new/", {"name": "质量部"}), 422)
    for bad in ("a\0b", "x" * 81, ""):
        assert press(client, "/manage/departments/new/", {"name": bad}).status_code == 422
    assert press(client, "/manage/departments/new/", {"name": "y", "parent": "9" * 30}).status_code == 422


def test_a_stale_department_form_is_told(house, signed_in):
    client = signed_in(house.admin)
    address = f"/manage/departments/{house.team.pk}/"
    seen = client.get(address).context["stamp"]
    move(house, house.team, house.other_section)
    data = {"name": "crew", "parent": house.section.pk, "seen": seen}
    assert "Somebody changed it meanwhile" in text(client.post(address, data), 422)
    assert fresh(house.team).parent == house.other_section


def stand_in(house, of, to, *, by=None, starts=TODAY, ends=TODAY + 3 * DAY):
    by = by or Actor(of)
    return places.delegate(of, to, starts_on=starts, ends_on=ends, reason="on leave", by=by, on=TODAY)


def test_one_names_ones_own_delegate_and_both_are_told(house, signed_in):
    chief, zhao = signed_in(house.chief), signed_in(house.zhao)
    assert zhao.get("/manage/delegations/").status_code == 403
    draft = house.customer(owner=house.li)
    assert zhao.get(draft.get_absolute_url()).status_code == 404
    data = {"to": house.zhao.pk, "starts_on": str(TODAY), "ends_on": str(TODAY + DAY), "reason": "leave"}
    assert press(chief, "/manage/delegations/new/", data).status_code == 302
    row = Delegation.objects.get()
    assert (row.of, row.to, row.made_by) == (house.chief, house.zhao, house.chief)
    assert set(Notice.objects.values_list("person__username", flat=True)) == {"chief", "zhao"}
    assert zhao.get(draft.get_absolute_url()).status_code == 200, "from the next request on"
    assert "chief" in text(zhao.get("/manage/delegations/"))
    assert zhao.post(f"/manage/delegations/{row.pk}/withdraw/").status_code == 403
    assert signed_in(house.leader).post(f"/manage/delegations/{row.pk}/withdraw/").status_code == 403
    assert press(chief, f"/manage/delegations/{row.pk}/withdraw/").status_code == 302
    assert zhao.get(draft.get_absolute_url()).status_code == 404
    assert "withdrawn already" in text(press(chief, f"/manage/delegations/{row.pk}/withdraw/"), 422)


def test_what_the_administrator_enters_for_others_holds_once_a_second_hand_has_signed_it(house, signed_in):
    """Else one person alone could give a chief's power to a friend."""
    admin = signed_in(house.admin)
    data = {"of": house.chief.pk, "to": house.zhao.pk, "starts_on": str(TODAY), "reason": "ill"}
    assert press(admin, "/manage/delegations/new/", data).status_code == 302
    assert set(Notice.objects.values_list("person__username", flat=True)) == {"chief", "officer"}
    row, sign = Delegation.objects.get(), f"/manage/delegations/{Delegation.objects.get().pk}/sign/"
    assert not fresh(house.zhao).holds("chief", for_others=True)
    assert "Awaits a signature" in text(admin.get("/manage/delegations/"))
    for person in (house.admin, house.admin2, house.zhao, house.legal):
        assert signed_in(person).post(sign).status_code == 403, person
    officer = signed_in(house.officer)
    assert sign in text(officer.get("/manage/delegations/"))
    assert press(officer, sign).status_code == 302
    assert fresh(house.zhao).holds("chief", for_others=True)
    assert fresh(row).signed_by == house.officer
    assert set(Notice.objects.values_list("person__username", flat=True)) == {"chief", "officer", "zhao"}
    assert officer.post(sign).status_code == 403, "signed once"
    data |= {"to": house.leader.pk, "starts_on": str(TODAY + DAY), "ends_on": str(TODAY + DAY)}
    press(admin, "/manage/delegations/new/", data)
    mine = Delegation.objects.latest("pk")
    assert press(signed_in(house.chief), f"/manage/delegations/{mine.pk}/sign/").status_code == 302
    assert press(admin, "/manage/delegations/new/", data | {"of": house.li.pk}).status_code == 422


def test_nobody_else_enters_it_for_others(house, signed_in):
    for person in (house.leader, house.legal, house.officer, house.li):
        with pytest.raises(PermissionDenied):
            stand_in(house, house.chief, house.zhao, by=Actor(person))
    legal = signed_in(house.legal)
    data = {"of": house.chief.pk, "to": house.zhao.pk, "starts_on": str(TODAY), "reason": "x"}
    press(legal, "/manage/delegations/new/", data)
    assert Delegation.objects.get().of == house.legal, "a field that the form does not have is not read"
    assert signed_in(house.li).post("/manage/delegations/new/", data).status_code == 403


def test_a_delegation_has_its_limits(house):
    refused(lambda: stand_in(house, house.chief, house.chief), "self")
    refused(lambda: stand_in(house, house.chief, house.zhao, starts=TODAY - DAY), "starts")
    refused(lambda: stand_in(house, house.chief, house.zhao, ends=TODAY - DAY), "ends")
    refused(lambda: stand_in(house, house.chief, house.admin), "apart")
    refused(lambda: stand_in(house, house.chief, house.officer), "apart")
    refused(lambda: stand_in(house, house.li, house.zhao), "nothing")
    stand_in(house, house.chief, house.zhao)
    refused(lambda: stand_in(house, house.chief, house.zhao), "already")
    refused(lambda: stand_in(house, house.chief, house.leader, ends=TODAY + DAY), "twice")
    refused(lambda: stand_in(house, house.chief, house.leader, starts=TODAY + 3 * DAY, ends=TODAY + 9 * DAY), "twice")
    stand_in(house, house.chief, house.leader, starts=TODAY + 4 * DAY, ends=TODAY + 9 * DAY)
    stand_in(house, house.chief, house.leader, ends=None)
    refused(lambda: stand_in(house, house.chief, house.leader, ends=None), "already")


def test_what_has_run_to_its_end_is_not_withdrawn_afterwards(house, signed_in):
    row = house.delegate(house.chief, house.zhao, ends_on=TODAY - DAY)
    refused(lambda: places.withdraw_delegation(row, by=Actor(house.chief), on=TODAY), "over")
    assert fresh(row).withdrawn_on is None


@pytest.mark.parametrize("who", ["of", "to"])
@pytest.mark.parametrize("signed", [True, False])
def test_who_will_keep_or_watch_the_accounts_tomorrow_takes_no_delegation_today(house, who, signed):
    watcher = {"signed_by": house.leader, "signed_on": TODAY} if signed else {"signed_by": None, "signed_on": None}
    person = {"of": house.legal, "to": house.zhao}[who]
    house.appoint(person, Post.OFFICER, house.house, since=TODAY + 5 * DAY, **watcher)
    refused(lambda: stand_in(house, house.legal, house.zhao, ends=None), "apart")


@pytest.mark.parametrize("field", ["to", "starts_on", "ends_on", "reason"])
@pytest.mark.parametrize("bad", ["\0", "9" * 30, "-1", "x" * 300, "0000-00-00"])
def test_bad_words_are_told_and_nothing_is_made(house, signed_in, field, bad):
    data = {"to": house.zhao.pk, "starts_on": str(TODAY), "ends_on": str(TODAY), "reason": "leave", field: bad}
    answer = press(signed_in(house.chief), "/manage/delegations/new/", data)
    kept = field == "reason" and bad in ("9" * 30, "-1", "0000-00-00")
    assert answer.status_code == (302 if kept else 422)
    assert Delegation.objects.exists() == kept


def test_the_chief_is_reminded_of_a_default_delegate(house, signed_in):
    chief = signed_in(house.chief)
    assert "Nobody stands in for you by default" in text(chief.get("/manage/delegations/"))
    stand_in(house, house.chief, house.leader, ends=None)
    assert "Nobody stands in for you by default" not in text(chief.get("/manage/delegations/"))
