"""Lists of communications come in: with their own authors and days, none of them twice, nothing owed for the past."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from bizdept.duties.models import Duty
from bizdept.notices.models import Notice
from bizdept.people.actor import Actor
from bizdept.people.models import Post, User
from bizdept.web.works.actions import do_waiting
from bizdept.workflow.history import fingerprint
from customers import actions, rules
from customers.forms import CommunicationForm
from customers.models import Communication, Customer
from tests.company import NOW, TODAY, fresh
from tests.customers.conftest import came

pytestmark = pytest.mark.django_db
LIST = """客户名称,跟进时间,跟进方式,跟进内容,跟进人,联系人,下一步,下次跟进时间
甲乙,2019年3月1日,电话沟通,询价三台设备,zhao,沈国平,发报价,2019/3/8
甲乙,2019/3/8,上门拜访,"报价已收,嫌贵",老王（已离职）,刘总,,
甲乙,43540,飞鸽,再谈,,,,2026-12-01
"""
MINE = {"mine": "on"}


@pytest.fixture
def jia(company) -> Customer:
    return company.customer(name="甲乙科技有限公司", short_name="甲乙")


def talks() -> list[Communication]:
    return list(Communication.objects.order_by("happened_on", "pk"))


def test_author_and_day_are_the_lists_own(company, jia, bring_communications):
    shen = actions.add_contact(jia, {"name": "沈国平"}, by=Actor(company.li))
    assert bring_communications(LIST, rows="all", **MINE) == came(created=3)
    first, second, third = talks()
    assert (first.author, first.author_name, first.happened_on) == (company.zhao, "", date(2019, 3, 1))
    assert (first.kind, first.contact, first.others, first.text) == ("call", shen, "", "询价三台设备")
    assert (first.next_step, first.next_on) == ("发报价", date(2019, 3, 8))
    assert (second.author, second.author_name, second.happened_on) == (None, "老王（已离职）", date(2019, 3, 8))
    assert (second.kind, second.contact, second.others) == ("visit", None, "刘总")
    assert (third.author, third.kind, third.text) == (company.li, "other", "飞鸽\n再谈")
    assert third.happened_on == date(2019, 3, 16)
    assert "“飞鸽” is no way" in str(bring_communications.batch.counts["warnings"])
    for talk in talks():
        line = talk.history.get()
        assert (line.history_user, talk.entered_by) == (company.li, company.li)
        assert line.history_change_reason == f"import #{bring_communications.batch.pk}"
        assert line.author_id == talk.author_id and line.happened_on == talk.happened_on
    page = bring_communications.client.get(second.get_absolute_url()).content.decode()
    for words in ("老王（已离职）", "2019-03-08", "刘总", "Written down by li", "imported it"):
        assert words in page


def test_rows_that_name_nobody_stay_nobodys_where_that_is_said(jia, bring_communications):
    bring_communications(LIST)
    assert talks()[2].author is None and talks()[2].who == "—"


def test_a_second_run_changes_nothing(company, jia, bring_communications):
    bring_communications(LIST, **MINE)
    again = (
        LIST.replace("询价三台设备", " 询价三台设备 ").replace("2019年3月1日", "2019-03-01").replace("zhao", "ZHAO")
    )
    for listed in (LIST, again):
        assert bring_communications(listed, **MINE) == came(unchanged=3)
    assert [talk.history.count() for talk in talks()] == [1, 1, 1]


def test_one_who_got_an_account_since_is_the_same(company, jia, bring_communications):
    bring_communications(LIST, **MINE)
    company.person("wang", Post.SPECIALIST, company.team)
    User.objects.filter(username="wang").update(name="老王（已离职）")
    assert bring_communications(LIST, **MINE) == came(unchanged=3)


def test_two_of_one_name_are_nobody_in_particular(company, jia, bring_communications):
    for name in ("zhao2", "zhao3"):
        company.person(name, Post.SPECIALIST, company.team)
    User.objects.filter(username__in=("zhao2", "zhao3")).update(name="赵芳")
    bring_communications("客户,日期,内容,跟进人\n甲乙,2019-1-1,a,赵芳\n甲乙,2019-1-1,b,zhao2\n")
    assert [(talk.author_id is None, talk.author_name) for talk in talks()] == [(True, "赵芳"), (False, "")]


def test_what_is_there_is_not_written_over(company, jia, bring_communications):
    bring_communications(LIST, **MINE)
    assert bring_communications(LIST.replace("发报价", "寄样品"), **MINE) == came(unchanged=2, duplicates=1)
    bring_communications.check(LIST.replace("发报价", "寄样品"), **MINE)
    assert "something else beside it" in bring_communications.look("duplicate")
    assert talks()[0].next_step == "发报价"
    assert bring_communications(LIST.replace("询价三台设备", "询价四台设备"), **MINE) == came(created=1, unchanged=2)


def test_the_same_twice_in_one_list_comes_in_once(jia, bring_communications):
    listed = "客户,日期,内容,跟进人\n" + "甲乙,2019-1-1,a,老王\n甲乙,2019/1/1,A,老王\n甲乙,2019-1-1,a,老李\n"
    assert bring_communications(listed) == came(created=2, duplicates=1)


def test_what_was_written_down_by_hand_is_not_brought_in_again(company, jia, bring_communications):
    told = {"kind": "call", "happened_on": TODAY, "text": "询价\n三台", "next_step": "", "next_on": None, "others": ""}
    actions.record_communication(jia, told, by=Actor(company.li), at=NOW)
    assert bring_communications(f"客户,日期,内容,跟进人\n甲乙,{TODAY},询价 三台,li\n") == came(unchanged=1)


def test_a_plan_is_no_communication_and_two_days_are_asked_for(jia, bring_communications):
    listed = "客户,日期,内容\n甲乙,2026-11-24,a\n甲乙,3/4/2019,b\n甲乙,某日,c\n甲乙,2026-11-23,\n甲乙,2026-11-23,e\n"
    result = bring_communications(listed)
    assert result["created"] == 1 and len(result["refused"]) == 4
    for sentence, words in zip(result["refused"], ("lies ahead", "two days", "no day", "not be empty"), strict=True):
        assert words in sentence


def test_a_foreign_customer_is_refused_in_the_words_for_an_unknown_one(company, jia, bring_communications):
    hidden = company.customer(name="Hidden Ltd", owner=company.zhao)
    company.customer(name="Pool Ltd", owner=company.zhao, state="pool")
    words = ["Hidden Ltd", hidden.reference(), "Pool Ltd", "Nobody Ltd"]
    refused = bring_communications("客户,日期,内容\n" + "".join(f"{word},2019-1-1,a\n" for word in words))["refused"]
    assert len({sentence.replace(word, "…") for word, sentence in zip(words, refused, strict=True)}) == 1
    assert not Communication.objects.exists()


def test_nothing_is_owed_for_what_a_list_tells(company, jia, bring_communications):
    """Decision 68: a list of the past must not lay hundreds of duties on desks."""
    notices = Notice.objects.count()
    bring_communications(LIST, **MINE)
    assert not Duty.objects.filter(kind=rules.NEXT_STEP.name).exists() and Notice.objects.count() == notices
    form = bring_communications.client.get(f"/customers/{jia.pk}/communications/new/")
    assert form.context["form"].initial["next_on"] == date(2026, 12, 1)  # it is taken over by the next one


def test_a_named_author_gets_no_right_by_it(company, jia, bring_communications):
    bring_communications(LIST, **MINE)
    talk = talks()[0]
    assert not rules.may_correct(Actor(company.zhao), talk, jia, timezone.now())
    assert rules.may_correct(Actor(company.li), talk, jia, timezone.now())
    assert not rules.may_correct(Actor(company.li), talk, jia, timezone.now() + timedelta(days=1))


def test_it_is_taken_back_but_for_what_was_touched(company, jia, bring_communications):
    actions.add_contact(jia, {"name": "沈国平"}, by=Actor(company.li))
    words = fresh(jia).search_text
    bring_communications(LIST, **MINE)
    talk = talks()[0]
    told = {name: getattr(talk, name) for name in CommunicationForm.Meta.fields} | {"text": "询价四台"}
    stamp = fingerprint(talk, CommunicationForm.Meta.fields)
    actions.correct_communication(talk, told, by=Actor(company.li), at=timezone.now(), seen=stamp)
    assert "was taken back" in bring_communications.step("undo")
    assert [talk.text for talk in talks()] == ["询价四台"]
    assert bring_communications.batch.undone == {"gone": 2, "restored": 0, "kept": 1}
    assert Communication.history.filter(history_type="-").count() == 2 and fresh(jia).search_text == words


def test_three_thousand_come_in_by_a_worker(company, jia, bring_communications):
    rows = [f"甲乙,{date(2012, 1, 1) + timedelta(days=n)},电话,第 {n} 次,老王" for n in range(3100)]
    listed = "客户,日期,方式,内容,跟进人\n" + "\n".join(rows)

    def through(content):
        bring_communications.check(content)
        bring_communications.look("new")
        do_waiting(at=timezone.now())
        bring_communications.step("run", rows="all")
        while do_waiting(at=timezone.now()):
            pass
        return bring_communications.batch.counts

    assert through(listed)["created"] == 3100
    assert Communication.history.filter(history_user=company.li).count() == 3100
    assert through(listed)["unchanged"] == 3100 and Communication.objects.count() == 3100
