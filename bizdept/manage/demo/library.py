"""The demo company's library (8.1, 9.1): a price list, a paper, a budget, education, the regulation half read."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from bizdept.access.doors import rights_to
from bizdept.access.log import look
from bizdept.audit.clock import moment
from bizdept.people.actor import Actor
from bizdept.people.models import User
from confidentiality.actions import materials as actions
from confidentiality.lifecycle.materials import MATERIALS
from confidentiality.lifecycle.readings import READINGS
from confidentiality.models import Material, MaterialVersion, Reading

REGULATION = """第一条 本科室负责公司的市场开拓、客户开发、合同管理和售后服务，依照本制度开展工作。
第二条 业务合同须经相关部门评审、科长审核后方可签订；超过规定金额的，报上级领导审批。
第三条 员工应当签订保密协议，不得向无关人员透露业务、技术、财务和内部管理信息。
第四条 涉密文件和数据严格按权限查阅，办公场所的纸质资料由专人保管，借阅、归还和销毁须登记。
第五条 本制度由业务科负责解释和修订，经上级领导批准后施行；修订后由全体人员阅读确认。"""
EDUCATION = """一、离开座位锁屏，涉密文件入柜。
二、对外提供资料前核对密级，涉密的须经批准。
三、不用私人微信、网盘传送客户名单和报价。
四、发现泄密或者可能泄密，立即报告保密监督员。"""
PAPER = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
HAVE_READ = ("li", "assistant", "chief", "finance")


def make_library(people: Mapping[str, User], today: date) -> None:
    then, li, chief, leader = today - timedelta(days=60), people["li"], people["chief"], people["leader"]
    prices = take_in(li, "prices", "2026 年产品价格表", "全年执行价格", "", then, "2026 年产品价格表.pdf")
    prices = force(prices, chief, then, holds_from=then)
    prices = next_version(prices, li, "铜价上涨，电缆类上调 3%", "", today - timedelta(days=9), "价格表（修订）.pdf")
    force(prices, chief, today - timedelta(days=8), holds_from=today)
    text = "适用范围、选型步骤、常见工况和安装要点。"
    technical = take_in(people["zhao"], "technical", "泵站自控系统选型手册", "首次编制", text, then, "选型手册.pdf")
    force(technical, chief, then, holds_from=then)
    take_in(
        chief,
        "budget",
        "2027 年度业务科费用预算",
        "提交审批",
        "差旅、展会、培训三项合计，明细见附件。",
        today,
        "预算.pdf",
    )
    education = take_in(people["officer"], "education", "保密教育读本", "首次编制", EDUCATION, then)
    force(education, leader, then, holds_from=then)
    rules = take_in(
        chief, "regulation", "业务科管理制度", "首次制定", REGULATION.rpartition("；修订后")[0] + "。", then
    )
    rules = force(rules, leader, then, holds_from=then)
    rules = next_version(rules, chief, "第五条补充：修订后由全体人员阅读确认", REGULATION, today - timedelta(days=6))
    asked: dict[str, Any] = {"holds_from": today, "asks": True, "read_until": today + timedelta(days=8)}
    force(rules, leader, today - timedelta(days=5), **asked)


def read_library(people: Mapping[str, User], today: date) -> None:
    """Some have read it. What proves that they opened it is in the log when the company itself is laid in."""
    version = MaterialVersion.objects.asked_of().get()
    for account in HAVE_READ:
        confirm(version, people[account], today)


def take_in(by: User, kind: str, title: str, changes: str, text: str, on: date, file: str = "") -> Material:
    words = {"changes": changes, "text": text}
    return actions.take_in({"kind": kind, "title": title}, words, files(file), by=Actor(by), on=on)


def files(name: str) -> list[SimpleUploadedFile]:
    return [SimpleUploadedFile(name, PAPER)] if name else []


def next_version(material: Material, by: User, changes: str, text: str, on: date, file: str = "") -> Material:
    words = {"changes": changes, "text": text}
    return actions.begin_version(material, words, files(file), by=Actor(by), on=on)


def force(material: Material, by: User, on: date, **data) -> Material:
    return MATERIALS.perform("put_in_force", material, by=Actor(by), on=on, **data)


def confirm(version: MaterialVersion, person: User, on: date) -> None:
    """Somebody opens it and presses: the log has both."""
    by = Actor(person, address="127.0.0.1")
    version.rights = rights_to(person, version, moment())
    look(version, by=by, what="read", always=True)
    reading = Reading.objects.get(material_version=version, owner=person)
    READINGS.perform("confirm_reading", reading, by=by, on=on)
