"""The supervision of the scene, with a secret in each place that could tell one; and the doors to it."""

from datetime import date

from django.contrib.contenttypes.models import ContentType

from bizdept.people.actor import Actor
from confidentiality.actions import incidents, inspections, papers, personal
from confidentiality.actions.levels import adjust
from confidentiality.follows.reports import draft_report
from confidentiality.lifecycle.incidents import LIFECYCLE as LEAKS
from confidentiality.lifecycle.papers import PAPERS
from confidentiality.lifecycle.reports import LIFECYCLE as REPORTS
from confidentiality.models import Area, Incident, MonthlyReport, Paper, PaperNumber
from tests.company import DAY, TODAY, Company, fresh

LISTS = ("incidents", "inspections", "papers", "rectifications", "register", "stocktakings", "supervision", "personal")


def lay_in(scene) -> None:
    company: Company = scene.company
    officer, assistant = Actor(company.officer), Actor(company.assistant)
    facts = {"kind": "lost", "department": company.section, "happened_on": None, "affected": ""}
    told = facts | {"title": "Secret leak", "text": "Secret tale"}
    by = Actor(scene.people["foreign"])
    scene.leak = incidents.report(told, [company.zhao], by=by, at=scene.now, on=TODAY)
    told = facts | {"title": "Hidden leak", "text": "Hidden tale"}
    scene.leak_of_chief = incidents.report_unnamed(
        told, [company.chief], code="AAAA-BBBB-CCCC-DDDD", at=scene.now, on=TODAY
    )
    scene.contained = LEAKS.perform("contain", scene.leak_of_chief, by=officer, on=TODAY, containment="Hidden deed")
    told = facts | {"title": "Secret leak", "text": "Secret tale"}
    scene.found = incidents.report(told, (), by=by, at=scene.now, on=TODAY)
    scene.found = LEAKS.perform("contain", scene.found, by=officer, on=TODAY, containment="x")
    found = {"cause": "x", "extent": "x", "affected": "", "customers_told": "none"}
    scene.found = LEAKS.perform("investigate", scene.found, by=officer, on=TODAY, **found)
    scene.measure = incidents.set_measure(scene.leak, "Secret measure", company.li, TODAY + DAY, by=officer, on=TODAY)
    scene.inspection = inspections.plan(company.section, Area.OFFICE, by=officer, on=TODAY)
    answers = [{"verdict": "finding", "note": "Secret finding"}, *[{"verdict": "ok", "note": ""}] * 4]
    scene.inspection = inspections.fill_in(scene.inspection, answers, by=officer)
    scene.rhythm = inspections.set_rhythm(company.section, Area.OFFICE, "month", by=officer, on=TODAY)
    scene.paper = enter(company, "Secret paper")
    lend = {"borrower": company.assistant, "until": TODAY + DAY, "purpose": "Secret loan"}
    scene.lent = PAPERS.perform("lend", enter(company, "Secret loaned"), by=Actor(company.li), on=TODAY, **lend)
    scene.level = adjust(scene.paper, 1, None, "Secret why of a level", by=Actor(company.li), on=TODAY)
    scene.entry = PaperNumber.objects.get(pk=scene.paper.pk)
    scene.count = papers.start_count("", by=assistant, on=TODAY)
    draft_report(on=date(2026, 12, 1))
    scene.report = REPORTS.perform(
        "hand_in", MonthlyReport.objects.get(), by=officer, on=TODAY, words="Secret report"
    )  # fmt: skip
    told = {"right": "erase", "way": "call", "text": "Secret wish", "proof": "Secret proof"}
    scene.wish_of_person = personal.take_down(scene.contact, told, by=Actor(company.li), on=TODAY)
    scene.copy_of_person = personal.take_down(scene.contact, told | {"right": "copy"}, by=Actor(company.li), on=TODAY)
    scene.kind_of_paper = ContentType.objects.get_for_model(Paper).pk
    scene.leak = fresh(Incident.objects.get(pk=scene.leak.pk))


def enter(company: Company, title: str):
    facts = {"kind": "copy", "title": title, "copies": 1, "level": 2, "category": "business", "place": "A"}
    facts |= {"belongs_to": ""}
    return papers.enter(facts, company.li, by=Actor(company.li), on=TODAY)


def known_to(who: str) -> set[str]:
    """Who may be shown which of these."""
    found = set()
    if who in {"officer", "chief", "leader"}:
        found |= {"Secret leak", "Secret tale", "Secret finding", "Secret measure"}
    if who == "foreign":  # who reported it reads their own words
        found |= {"Secret leak", "Secret tale"}
    if who in {"officer", "leader"}:
        found |= {"Hidden leak", "Hidden tale", "Hidden deed", "Secret report"}
    if who == "owner":
        found |= {"Secret measure"}
    if who in {"owner", "chief", "leader"}:
        found |= {"Secret wish", "Secret proof", "Secret Wang"}
    if who in {"owner", "chief", "assistant"}:
        found |= {"Secret paper", "Secret loan", "Secret loaned"}
    if who in {"owner", "chief"}:
        found |= {"Secret why of a level"}
    return found


def doors(Row, of, move, press, LIST, ALL, beside, PRINTED, SECTION) -> dict[str, list]:
    """The rows of these addresses; what doors.py makes rows of comes along, so that it can take these up."""
    officer, leader, none = frozenset({"officer"}), frozenset({"leader"}), frozenset()
    theirs = frozenset({"owner", "chief", "leader"})
    three, two = officer | leader | {"chief"}, officer | leader
    hold, keep = frozenset({"owner", "chief", "assistant"}), frozenset({"owner", "chief", "assistant"})
    enters = ALL - {"administrator", "officer"}
    at = "confidentiality:"
    found = {f"{at}{name}:index": [Row(queries=LIST)] for name in LISTS}
    found[f"{at}incidents:index"] = [Row(queries=tuple(asked for asked in LIST if "export" not in asked))]  # all core
    for name, record, sees in (
        ("incidents", "leak", three), ("inspections", "inspection", three), ("papers", "paper", hold),
        ("rectifications", "measure", three | {"owner"}), ("register", "entry", officer),
        ("stocktakings", "count", officer | {"chief", "assistant"}), ("supervision", "report", two),
        ("personal", "wish_of_person", {"owner", "chief", "leader"}),
    ):  # fmt: skip
        found |= beside(f"{at}{name}", record, sees, None)
    file = {"data": press(), "post": 422}
    note = press(note="so it is")
    return found | {
        f"{at}incidents:new": [Row(post=422)],
        f"{at}incidents:unnamed": [Row(post=422)],
        f"{at}incidents:follow": [Row(post=422)],
        f"{at}incidents:mine": [Row(post=200)],
        f"{at}incidents:own": [Row(frozenset({"foreign"}), post=422, args=of("leak"))],
        f"{at}incidents:detail": [Row(three, args=of("leak")), Row(two, args=of("contained"))],
        f"{at}incidents:add_word": [Row(three, args=of("leak"), **file), Row(two, args=of("contained"), **file)],
        f"{at}incidents:add_involved": [Row(three, args=of("leak"), **file)],
        f"{at}incidents:add_measure": [Row(three, args=of("leak"), **file)],
        f"{at}incidents:add_sanction": [
            Row(three, args=of("found"), **file), Row(three, none, args=of("leak"), **file),
        ],
        f"{at}incidents:add_file": [Row(three, args=of("leak"), **file), Row(two, args=of("contained"), **file)],
        f"{at}incidents:printed": [Row(three, args=of("leak")), Row(two, args=of("contained"))],
        f"{at}incidents:move": [
            Row(three, officer | {"chief"}, post=422, args=lambda s: [s.leak.pk, "contain"], data=note),
            Row(two, officer, post=422, args=lambda s: [s.contained.pk, "investigate"], data=note),
            Row(two, leader, get=302, post=302, args=lambda s: [s.contained.pk, "decide_leak"], data=note),
        ],
        f"{at}rectifications:detail": [Row(three | {"owner"}, args=of("measure"))],
        f"{at}rectifications:add_file": [Row(three | {"owner"}, frozenset({"owner"}), args=of("measure"), **file)],
        f"{at}rectifications:printed": [Row(three | {"owner"}, args=of("measure"))],
        f"{at}rectifications:move": [
            Row(three | {"owner"}, frozenset({"owner"}), post=422, args=lambda s: [s.measure.pk, "done"], data=note),
            Row(three | {"owner"}, officer | {"chief"}, get=302, post=302, args=lambda s: [s.measure.pk, "pass"],
                data=note),
        ],
        f"{at}inspections:new": [Row(may=officer, post=422)],
        f"{at}inspections:plan": [Row(may=officer)],
        f"{at}inspections:add_rhythm": [Row(may=officer, post=422)],
        f"{at}inspections:end_rhythm": [Row(may=officer, post=302, args=of("rhythm"))],
        f"{at}inspections:checklist": [Row(may=officer, post=422, args=lambda s: ["office"])],
        f"{at}inspections:detail": [Row(three, args=of("inspection"))],
        f"{at}inspections:fill_in": [Row(three, officer, post=302, args=of("inspection"))],
        f"{at}inspections:add_finding": [Row(three, officer, args=of("inspection"), **file)],
        f"{at}inspections:add_file": [Row(three, officer, args=of("inspection"), **file)],
        f"{at}inspections:printed": [Row(three, args=of("inspection"))],
        f"{at}inspections:move": [
            Row(three, leader, post=302, args=lambda s: [s.inspection.pk, "call_off"], data=note),
        ],
        f"{at}papers:new": [Row(may=enters, post=422)],
        f"{at}papers:detail": [Row(hold, args=of("paper")), Row(hold, args=of("lent"))],
        f"{at}papers:put_elsewhere": [Row(hold, keep, args=of("paper"), **file)],
        f"{at}papers:add_file": [Row(hold, keep, args=of("paper"), **file)],
        f"{at}papers:loan_slip": [Row(hold, args=of("lent"))],
        f"{at}papers:destruction_form": [Row(hold, args=of("paper"))],
        f"{at}papers:move": [
            Row(hold, keep, post=422, args=lambda s: [s.paper.pk, "lend"], data=note),
            Row(hold, keep - {"assistant"}, post=302, args=lambda s: [s.lent.pk, "take_back"], data=note),
            Row(hold, frozenset({"chief"}), get=302, post=302, args=lambda s: [s.paper.pk, "keep_on"], data=note),
        ],
        f"{at}levels:index": [
            Row(may=officer | leader | {"chief", "other_chief"}, numbers=officer, queries=(
                "?scope=all", "?scope=section", "?direction=raised", "?direction=ended&person=1", "?kind=x",
                "?export=csv", "?record=KH-00001", "?first=2026-11-01&page=2",
            )),
        ],
        f"{at}levels:record": [
            Row(hold, hold - {"assistant"}, post=422, args=lambda s: [s.kind_of_paper, s.paper.pk]),
        ],
        f"{at}levels:detail": [Row(hold - {"assistant"}, args=of("level"))],
        f"{at}levels:move": [
            Row(hold - {"assistant"}, frozenset({"chief"}), post=302, args=lambda s: [s.level.pk, "lower_level"],
                data=note),
            Row(hold - {"assistant"}, frozenset({"owner"}), post=302, data=note,
                args=lambda s: [s.level.pk, "withdraw_lowering"]),
        ],
        f"{at}register:detail": [Row(officer, args=of("entry"))],
        f"{at}personal:new": [Row(SECTION, frozenset({"owner", "chief"}), post=422, args=of("jia"))],
        f"{at}personal:detail": [Row(theirs, args=of("wish_of_person")), Row(theirs, args=of("copy_of_person"))],
        f"{at}personal:copy": [Row(theirs, theirs - leader, args=of("copy_of_person"))],
        f"{at}personal:move": [
            Row(theirs, theirs - {"owner"}, post=302, args=lambda s: [s.wish_of_person.pk, "erase_person"], data=note),
            Row(theirs, theirs - leader, post=302, args=lambda s: [s.copy_of_person.pk, "answer_person"], data=note),
        ],
        f"{at}notice": [Row()],
        f"{at}stocktakings:new": [Row(may=frozenset({"assistant", "chief", "other_chief"}), post=422)],
        f"{at}stocktakings:detail": [Row(officer | {"chief", "assistant"}, args=of("count"))],
        f"{at}stocktakings:fill_in": [
            Row(officer | {"chief", "assistant"}, frozenset({"assistant"}), post=302, args=of("count")),
        ],
        f"{at}stocktakings:move": [
            Row(officer | {"chief", "assistant"}, frozenset({"assistant"}), get=302, post=302,
                args=lambda s: [s.count.pk, "finish_count"]),
        ],
        f"{at}supervision:detail": [Row(two, args=of("report"))],
        f"{at}supervision:printed": [Row(two, args=of("report"), writes=PRINTED)],
        f"{at}supervision:move": [
            Row(two, leader, post=422, args=lambda s: [s.report.pk, "instruct"], data=note),
            Row(two, leader, post=302, args=lambda s: [s.report.pk, "give_back"], data=note),
        ],
    }  # fmt: skip
