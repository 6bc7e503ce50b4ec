"""The people of the demo company, with the accounts that docs and outside checks name. All are invented."""

import os
from datetime import date, timedelta

from django.contrib.auth.hashers import make_password

from bizdept.audit.chain import note
from bizdept.people.actor import Actor
from bizdept.people.models import Appointment, Company, Delegation, Department, Discipline, Post, User

PASSWORD = os.environ.get("DEMO_PASSWORD") or "bizdept-demo"
DEPARTMENTS = [  # name, part of, discipline, section
    ("公司", None, "", False),
    ("业务科", "公司", "", True),
    ("法务部", "公司", Discipline.LEGAL, False),
    ("财务部", "公司", Discipline.FINANCE, False),
    ("技术部", "公司", Discipline.TECHNOLOGY, False),
    ("综合部", "公司", "", False),
]
PEOPLE = [  # account, name, post, department, job title
    ("admin", "许工", Post.ADMINISTRATOR, "综合部", "系统管理员"),
    ("officer", "冯敏", Post.OFFICER, "综合部", "保密监督员"),
    ("leader", "郑国栋", Post.LEADER, "公司", "总经理"),
    ("chief", "周明远", Post.CHIEF, "业务科", "业务科长"),
    ("li", "李倩", Post.SPECIALIST, "业务科", "业务专员"),
    ("zhao", "赵磊", Post.SPECIALIST, "业务科", "业务专员"),
    ("sun", "孙婷", Post.SPECIALIST, "业务科", "业务专员"),
    ("assistant", "吴悦", Post.ASSISTANT, "业务科", "内勤"),
    ("legal", "林澜", Post.REVIEWER, "法务部", "法务"),
    ("finance", "何静", Post.REVIEWER, "财务部", "财务"),
    ("tech", "高帆", Post.REVIEWER, "技术部", "技术"),
    ("personnel", "钱程", Post.PERSONNEL, "综合部", "人事"),
]


def make_people(today: date) -> dict[str, User]:
    """Company, departments, accounts and posts in force; returns the people by account."""
    Company.objects.create(
        name="江州示例科技有限公司",
        code="91999999MA1XR07X2N",
        address="江州市示例区样板路 1 号",
        legal_representative="郑国栋",
        phone="0999-5550100",
        bank="示例银行江州分行",
        account="9999 0000 1234 5678 901",
    )
    places: dict[str, Department] = {}
    for name, parent, discipline, is_section in DEPARTMENTS:
        places[name] = Department.objects.create(
            name=name, parent=places.get(parent or ""), discipline=discipline, is_section=is_section
        )
    since, password = today - timedelta(days=800), make_password(PASSWORD)
    people = {}
    for account, name, _post, department, title in PEOPLE:
        people[account] = User.objects.create(
            username=account,
            name=name,
            password=password,
            department=places[department],
            job_title=title,
            email=f"{account}@example.com",
        )
    by = Actor(people["admin"])
    for account, _name, post, department, _title in PEOPLE:
        giver, signer = people["admin"], people["leader" if account != "leader" else "officer"]
        row = Appointment.objects.create(
            person=people[account],
            post=post,
            department=places[department],
            since=since,
            given_by=None if account == "admin" else giver,
            signed_by=signer,
            signed_on=since,
        )
        note("account", "post.give", row, by=by, row=row, person=row.person_id, post=post)
    absence = Delegation.objects.create(
        of=people["chief"],
        to=people["leader"],
        starts_on=today + timedelta(days=28),
        ends_on=today + timedelta(days=32),
        reason="年休假",
        made_by=people["admin"],
    )
    note("account", "delegation.make", absence, by=by, row=absence, of=absence.of_id, to=absence.to_id)
    return people
