"""The demo company's supervision: papers, a stock-taking, inspections, two leaks, last month's report (8.2.3, 8.3)."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from bizdept.access.levels import Category, Level
from bizdept.people.actor import Actor
from bizdept.people.models import Department, User
from confidentiality.actions import incidents, inspections
from confidentiality.actions import papers as register
from confidentiality.actions.rectifications import put_to
from confidentiality.follows.inspections import open_inspections
from confidentiality.follows.reports import draft_report
from confidentiality.lifecycle.incidents import LIFECYCLE as LEAKS
from confidentiality.lifecycle.inspections import LIFECYCLE as INSPECTIONS
from confidentiality.lifecycle.papers import PAPERS
from confidentiality.lifecycle.rectifications import LIFECYCLE as RECTIFICATIONS
from confidentiality.lifecycle.reports import LIFECYCLE as REPORTS
from confidentiality.models import Area, Incident, Material, MonthlyReport, Paper
from confidentiality.models.incidents import new_code

PAPERS_OF_THE_HOUSE = [  # kind, title, copies, level, category, place, keeper
    ("original", "框架采购协议原件（旧系统签订）", 2, Level.CONFIDENTIAL, Category.BUSINESS, "档案室 A 柜 2 层", "assistant"),
    ("copy", "2026 年产品价格表（纸质）", 3, Level.CONFIDENTIAL, Category.FINANCIAL, "业务科 3 号柜", "assistant"),
    ("copy", "重点客户投标报价底稿", 1, Level.CORE, Category.FINANCIAL, "科长室保险柜", "chief"),
    ("media", "投标资料加密 U 盘 01", 1, Level.CONFIDENTIAL, Category.BUSINESS, "业务科 3 号柜", "assistant"),
    ("media", "现场照片移动硬盘", 1, Level.INTERNAL, Category.TECHNICAL, "业务科 5 号柜", "li"),
    ("copy", "2024 年报价单存档副本", 12, Level.CONFIDENTIAL, Category.BUSINESS, "档案室 B 柜 1 层", "assistant"),
    ("other", "技术方案评审草稿（纸质）", 1, Level.CONFIDENTIAL, Category.TECHNICAL, "业务科 3 号柜", "li"),
]  # fmt: skip


def make_supervision(people: dict[str, User], today: date) -> None:
    make_papers(people, today)
    make_inspections(people, today)
    make_leaks(people, today)
    make_report(people, today)


def make_papers(people: dict[str, User], today: date) -> None:
    by = Actor(people["assistant"])
    prices = Material.objects.filter(kind=Material.Kind.PRICES).values_list("number", flat=True).first() or ""
    rows: list[Paper] = []
    for kind, title, copies, level, category, place, keeper in PAPERS_OF_THE_HOUSE:
        facts = {
            "kind": kind, "title": title, "copies": copies, "level": level, "category": category, "place": place,
            "belongs_to": prices if "价格表" in title else "",
        }  # fmt: skip
        rows.append(register.enter(facts, people[keeper], by=by, on=today - timedelta(days=40)))
    lent: dict[str, Any] = {"borrower": people["zhao"], "until": today - timedelta(days=4), "purpose": "投标核对价格"}
    PAPERS.perform("lend", rows[1], by=by, on=today - timedelta(days=12), **lent)
    lent = {"borrower": people["sun"], "until": today + timedelta(days=5), "purpose": "现场投标演示"}
    PAPERS.perform("lend", rows[3], by=by, on=today, **lent)
    old = PAPERS.perform("propose", rows[5], by=by, on=today, why="保存期满，已有电子存档", way="shred")
    old = PAPERS.perform("approve_destruction", old, by=Actor(people["chief"]), on=today)
    PAPERS.perform("confirm", old, by=by, on=today)
    PAPERS.perform("propose", rows[6], by=Actor(people["li"]), on=today, why="定稿已归档", way="shred")
    count = register.start_count("业务科 3 号柜", by=by, on=today)
    answers = [{"verdict": "lent", "place": ""}, {"verdict": "lent", "place": ""}]
    register.write_lines(count, answers[: count.lines.count()], by=by)


def make_inspections(people: dict[str, User], today: date) -> None:
    by = Actor(people["officer"])
    section, finance = Department.objects.get(name="业务科"), Department.objects.get(name="财务部")
    for area, every in ((Area.OFFICE, "month"), (Area.PAPERS, "quarter"), (Area.RIGHTS, "quarter")):
        inspections.set_rhythm(section, area, every, by=by, on=today)
    open_inspections(on=today)
    checked = inspections.plan(finance, Area.OFFICE, by=by, on=today - timedelta(days=9))
    answers = [{"verdict": "ok", "note": ""} for _item in checked.checklist.items]
    answers[2] = {"verdict": "finding", "note": "复印机旁有两页付款明细"}
    checked = inspections.fill_in(checked, answers, by=by)
    facts = {"text": "复印后当场取走原稿，复印机旁设回收箱", "person": people["finance"]}
    row = inspections.give_finding(
        checked, 3, by=by, on=today - timedelta(days=8), due_on=today + timedelta(days=3), **facts
    )
    on = today - timedelta(days=8)
    INSPECTIONS.perform("finish", checked, by=by, on=on, summary="总体良好，一处需整改。")
    RECTIFICATIONS.perform("done", row, by=Actor(people["finance"]), on=today, result="已设回收箱并提醒全员")


def make_leaks(people: dict[str, User], today: date) -> None:
    now, section = timezone.now(), people["li"].department
    facts = {
        "title": "报价邮件误发给另一家客户", "kind": Incident.Kind.SENT, "department": section,
        "text": "昨天下午把报价单发给了同名的另一家公司，发现后马上打电话请对方删除。",
        "happened_on": today - timedelta(days=1), "affected": "KH-00001",
    }  # fmt: skip
    leak = incidents.report(facts, [people["sun"]], by=Actor(people["zhao"]), at=now, on=today)
    by = Actor(people["officer"])
    leak = LEAKS.perform("contain", leak, by=by, on=today, containment="对方书面确认已删除邮件，邮箱自动补全已关闭。")
    found: dict[str, Any] = {"cause": "收件人自动补全选错", "extent": "一份报价，未含成本", "affected": "KH-00001"}
    leak = LEAKS.perform("investigate", leak, by=by, on=today, customers_told="told", **found)
    due = today + timedelta(days=10)
    put_to(leak, "对外报价改由系统链接发送，不再用附件", people["chief"], due, by=by, on=today)
    incidents.propose_sanction(leak, people["sun"], "8.3.3", "口头提醒，参加一次保密培训", by=by, on=today)
    facts = {
        "title": "会议室白板上留有客户名单", "kind": Incident.Kind.SEEN, "department": section,
        "text": "周三晚上会议室白板写着客户名单和预计金额，第二天早上还在，保洁和访客都能看到。",
        "happened_on": today - timedelta(days=3), "affected": "",
    }  # fmt: skip
    incidents.report_unnamed(facts, code=new_code(), at=now, on=today)


def make_report(people: dict[str, User], today: date) -> None:
    draft_report(on=today)
    report = MonthlyReport.objects.get()
    words = "一份价格表借出超期，已催还；白板留名单一事正在核查。建议会议室每天下班前检查。"
    REPORTS.perform("hand_in", report, by=Actor(people["officer"]), on=today, words=words)
