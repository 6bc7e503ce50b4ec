"""What takes the locks of supervision, for tests/workflow/test_locks.py: call site, table, deed."""

from collections.abc import Callable
from datetime import date

from bizdept.people.actor import Actor
from bizdept.people.models import Post
from confidentiality.actions import evidence, incidents, inspections, materials, papers, personal, readings
from confidentiality.actions.levels import adjust
from confidentiality.follows import levels
from confidentiality.follows.inspections import open_inspections
from confidentiality.follows.personal import follow_customers, propose_erasures
from confidentiality.follows.reports import draft_report
from confidentiality.lifecycle.levels import LIFECYCLE as LEVELS
from confidentiality.lifecycle.materials import MATERIALS
from confidentiality.lifecycle.personal import LIFECYCLE as PERSONAL
from confidentiality.lifecycle.reports import LIFECYCLE as REPORTS
from confidentiality.models import Area, MonthlyReport
from confidentiality.papers import supervision as on_paper
from confidentiality.rules.incidents import may_work_on
from customers.actions import add_contact, leave_contact, revise
from tests.company import DAY, NOW, TODAY, Company, pdf

Deed = Callable[[], object]


def leak(c: Company):
    facts = {
        "title": "A leak", "kind": "lost", "department": c.section, "text": "Two sheets in the lift.",
        "happened_on": None, "affected": "",
    }  # fmt: skip
    return incidents.report(facts, (), by=Actor(c.zhao), at=NOW, on=TODAY)


def involved(c: Company) -> Deed:
    incident = leak(c)
    return lambda: incidents.name_involved(incident, c.officer, by=Actor(c.chief), on=TODAY)


def more_said(c: Company) -> Deed:
    incident = leak(c)
    return lambda: incidents.add_own_word(incident, "one more", by=Actor(c.zhao), on=TODAY)


def evidence_added(c: Company) -> Deed:
    incident = leak(c)
    return lambda: evidence.add_evidence(incident, pdf("a.pdf"), may_work_on, by=Actor(c.officer))


def rhythm(c: Company):
    return inspections.set_rhythm(c.section, Area.OFFICE, "month", by=Actor(c.officer), on=TODAY)


def rhythm_changed(c: Company) -> Deed:
    rhythm(c)
    return lambda: inspections.set_rhythm(c.section, Area.OFFICE, "quarter", by=Actor(c.officer), on=TODAY)


def rhythm_ended(c: Company) -> Deed:
    row = rhythm(c)
    return lambda: inspections.end_rhythm(row, by=Actor(c.officer), on=TODAY)


def opened(c: Company) -> Deed:
    rhythm(c)
    return lambda: open_inspections(on=TODAY)


def filled_in(c: Company) -> Deed:
    row = inspections.plan(c.section, Area.OFFICE, by=Actor(c.officer), on=TODAY)
    answers = [{"verdict": "ok", "note": ""} for _item in row.checklist.items]
    return lambda: inspections.fill_in(row, answers, by=Actor(c.officer))


def paper(c: Company):
    facts = {
        "kind": "copy", "title": "x", "copies": 1, "level": 2, "category": "business", "place": "A", "belongs_to": "",
    }  # fmt: skip
    return papers.enter(facts, c.assistant, by=Actor(c.assistant), on=TODAY)


def moved(c: Company) -> Deed:
    thing = paper(c)
    return lambda: papers.put_elsewhere(thing, "B", c.li, by=Actor(c.assistant), on=TODAY)


def counted(c: Company) -> Deed:
    paper(c)
    count = papers.start_count("A", by=Actor(c.assistant), on=TODAY)
    return lambda: papers.write_lines(count, [{"verdict": "found", "place": ""}], by=Actor(c.assistant))


def printed(c: Company) -> Deed:
    draft_report(on=TODAY)
    report = MonthlyReport.objects.get()
    report = REPORTS.perform("hand_in", report, by=Actor(c.officer), on=TODAY, words="x")
    report = REPORTS.perform("instruct", report, by=Actor(c.leader), on=TODAY, instruction="x")
    return lambda: on_paper.keep_pdf(report, b"PDF", by=Actor(c.leader))


def contact_of(c: Company):
    customer = c.customer()
    return add_contact(customer, {"name": "Wang"}, by=Actor(c.li))


def asked_about(c: Company) -> Deed:
    contact = contact_of(c)
    facts = {"right": "erase", "way": "call", "text": "x", "proof": "x"}
    return lambda: personal.take_down(contact, facts, by=Actor(c.li), on=TODAY)


def erased(c: Company) -> Deed:
    row = asked_about(c)()
    return lambda: PERSONAL.perform("erase_person", row, by=Actor(c.chief), on=TODAY)


def went_with_customer(c: Company) -> Deed:
    row = asked_about(c)()
    revise(row.contact.customer, {"owner": c.zhao}, by=Actor(c.chief))
    return follow_customers


def others_erased(c: Company) -> Deed:
    contact = contact_of(c)
    facts = {"way": "call", "text": "x", "proof": "x"}
    row, _copy = (
        personal.take_down(contact, facts | {"right": right}, by=Actor(c.li), on=TODAY) for right in ("erase", "copy")
    )
    return lambda: PERSONAL.perform("erase_person", row, by=Actor(c.chief), on=TODAY)


def proposed(c: Company) -> Deed:
    leave_contact(contact_of(c), by=Actor(c.li), on=date(2001, 1, 1))
    return lambda: propose_erasures(on=TODAY)


def shelved(c: Company):
    facts, words = {"kind": "prices", "title": "x"}, {"changes": "x", "text": "x"}
    return materials.take_in(facts, words, by=Actor(c.li), on=TODAY)


def written_at(c: Company) -> Deed:
    material = shelved(c)
    return lambda: materials.revise(material, {}, {"changes": "y", "text": "y"}, by=Actor(c.li), on=TODAY)


def read_by_whoever_is_asked(c: Company) -> Deed:
    ask = {"holds_from": TODAY, "asks": True, "read_until": TODAY}
    material = MATERIALS.perform("put_in_force", shelved(c), by=Actor(c.chief), on=TODAY, **ask)
    c.person("late", Post.ASSISTANT, c.section)
    return lambda: readings.settle(material, by=Actor(c.chief), on=TODAY)


def adjusted(c: Company) -> Deed:
    record = c.customer()
    return lambda: adjust(record, 3, None, "because it is so", by=Actor(c.li), on=TODAY)


def raised_above(c: Company) -> Deed:
    contract = c.contract(customer=c.customer(level=1), amount=0)
    type(contract).objects.filter(pk=contract.pk).update(level=1)
    return lambda: adjust(contract.customer, 2, None, "because it is so", by=Actor(c.li), on=TODAY)


def proposed_before(c: Company) -> Deed:
    record = c.customer()
    adjust(record, 1, None, "because it is so", by=Actor(c.li), on=TODAY)
    return lambda: adjust(record, 3, None, "because it is so", by=Actor(c.chief), on=TODAY)


def lowered(c: Company) -> Deed:
    change = adjust(c.customer(), 1, None, "because it is so", by=Actor(c.li), on=TODAY)
    return lambda: LEVELS.perform("lower_level", change, by=Actor(c.chief), on=TODAY)


def reviewed(c: Company) -> Deed:
    c.customer(opened_on=TODAY - 1200 * DAY)
    return lambda: levels.review_ended(on=TODAY)


def followed(c: Company) -> Deed:
    c.customer(opened_on=TODAY - 1200 * DAY)
    levels.review_ended(on=TODAY)
    return levels.follow_keepers


SUPERVISION: list[tuple[str, str, Callable[[Company], Deed]]] = [
    ("confidentiality/actions/evidence.py:add_evidence", "confidentiality_incident", evidence_added),
    ("confidentiality/actions/incidents.py:locked", "confidentiality_incident", involved),
    ("confidentiality/actions/incidents.py:add_own_word", "confidentiality_incident", more_said),
    ("confidentiality/actions/inspections.py:set_rhythm", "confidentiality_rhythm", rhythm_changed),
    ("confidentiality/actions/inspections.py:end_rhythm", "confidentiality_rhythm", rhythm_ended),
    ("confidentiality/actions/inspections.py:locked", "confidentiality_inspection", filled_in),
    ("confidentiality/follows/inspections.py:open_one", "confidentiality_rhythm", opened),
    ("confidentiality/actions/papers.py:put_elsewhere", "confidentiality_paper", moved),
    ("confidentiality/actions/papers.py:write_lines", "confidentiality_stocktaking", counted),
    ("confidentiality/actions/personal.py:take_down", "customers_customer", asked_about),
    ("confidentiality/follows/personal.py:propose", "customers_customer", proposed),
    ("confidentiality/follows/personal.py:follow", "confidentiality_datarequest", went_with_customer),
    ("confidentiality/lifecycle/personal.py:take_out", "confidentiality_datarequest", others_erased),
    ("customers/erasing.py:erase", "customers_customer", erased),
    ("confidentiality/actions/materials.py:locked", "confidentiality_material", written_at),
    ("confidentiality/actions/readings.py:settle", "confidentiality_material", read_by_whoever_is_asked),
    ("bizdept/workflow/levels.py:raise_beneath", "contracts_contract", raised_above),
    ("bizdept/workflow/levels.py:hold", "customers_customer", adjusted),
    ("confidentiality/actions/levels.py:adjust", "access_levelchange", proposed_before),
    ("confidentiality/lifecycle/levels.py:lower", "customers_customer", lowered),
    ("confidentiality/follows/levels.py:open_review", "customers_customer", reviewed),
    ("confidentiality/follows/levels.py:follow_keeper", "duties_duty", followed),
    ("confidentiality/papers/supervision.py:keep_pdf", "confidentiality_monthlyreport", printed),
]
