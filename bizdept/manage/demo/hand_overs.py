"""The demo company's hand-overs (8.3.3): one who has left, one who gives work away. All are invented."""

from datetime import date, datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.utils.crypto import get_random_string

from bizdept.audit.chain import note
from bizdept.people.actor import Actor
from bizdept.people.models import Appointment, Department, Post, User
from confidentiality.actions import hand_overs
from confidentiality.lifecycle.hand_overs import LIFECYCLE
from confidentiality.models import HandOver
from customers.actions import open_file

KEPT = ("滨江示例包装有限公司", "望湖示例五金经营部", "江州示例园林工程有限公司")
CHECKS = {
    "papers": ("done", "合同原件 2 份、报价单 1 本，已交内勤"),
    "media": ("done", "笔记本电脑 1 台已格式化"),
    "keys": ("done", ""),
    "outside": ("none", ""),
    "taken": ("done", "近 60 天查看与下载均与在办业务有关"),
    "secrecy": ("done", "当面说明，本人知悉"),
}


def make_hand_overs(people: dict[str, User], at: datetime, today: date) -> None:
    chief, officer = Actor(people["chief"]), Actor(people["officer"])
    left = one_who_leaves(people, today)
    for name in KEPT:
        open_file({"name": name, "grade": "C"}, by=Actor(left), on=today - timedelta(days=1))
    record = hand_overs.begin(left, HandOver.Why.LEAVES, by=chief, on=today, at_once=True, words="个人原因离职")
    hand_overs.name_successors(record, {"customers": people["sun"]}, by=chief)
    LIFECYCLE.perform("hand_over", record, by=chief, on=today)
    hand_overs.answer_checks(record, CHECKS, by=officer, at=at)
    LIFECYCLE.perform("clear", record, by=officer, on=today)
    LIFECYCLE.perform("finish", record, by=chief, on=today, scan=None, note="纸质清单已三方签字，原件存综合部。")
    words = "转做重点客户，其余客户分给同事"
    record = hand_overs.begin(people["zhao"], HandOver.Why.STAYS, by=chief, on=today, words=words)
    hand_overs.name_successors(record, {"customers": people["sun"]}, by=chief)


def one_who_leaves(people: dict[str, User], today: date) -> User:
    """A specialist of the section who is still there; nobody signs in by this account."""
    section, since = Department.objects.get(is_section=True), today - timedelta(days=500)
    person = User.objects.create(
        username="wang", name="王海", password=make_password(get_random_string(40)), department=section,
        job_title="业务专员", nda_until=today + timedelta(days=300),
    )  # fmt: skip
    row = Appointment.objects.create(
        person=person, post=Post.SPECIALIST, department=section, since=since, given_by=people["admin"]
    )
    note("account", "post.give", row, by=Actor(people["admin"]), row=row, person=row.person_id, post=row.post)
    return person
