"""Every lock of the source is taken before the row it guards is written: one row of the table for each call site."""

import ast
import re
import sys
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import QueryDict
from django.utils import timezone

from bizdept.access.grants import grant
from bizdept.audit import keys
from bizdept.audit.chain import change_key, note, sealed
from bizdept.manage.actions import (
    accounts,
    backups,
    codes,
    conventions,
    days,
    factors,
    first_run,
    places,
    posts,
    terms,
)
from bizdept.manage.models import BackupOrder
from bizdept.notices import outbox, sending
from bizdept.people.actor import Actor
from bizdept.people.models import Appointment, OneTimeCode, Post
from bizdept.web import guesses
from bizdept.web.imports import actions as imports
from bizdept.web.imports import undoing
from bizdept.web.imports.models import ImportBatch
from bizdept.web.lists import actions as lists
from bizdept.web.lists import exports
from bizdept.web.works import actions as works
from bizdept.workflow import hands
from bizdept.workflow.models import Verdict, Version
from bizdept.workflow.numbering import draw
from bizdept.workflow.review import meet
from confidentiality.actions import hand_overs, ndas
from confidentiality.actions.glass import break_glass
from confidentiality.actions.requests import ask
from confidentiality.follows.requests import follow_records
from confidentiality.lifecycle.hand_overs import LIFECYCLE as LEAVING
from confidentiality.lifecycle.ndas import TEXTS
from confidentiality.models import HandOver
from contracts import actions, asides, papers, policies
from customers import actions as customers
from customers.imports import ContactImporter, CustomerImporter
from customers.listing import CUSTOMERS
from tests.company import DAY, NOW, TODAY, Company, fresh
from tests.confidentiality.locks import SUPERVISION
from tests.house.code import PACKAGES, ROOT, functions, methods_called, sources

LIST = "企业名称,联系人\n甲乙科技（上海）有限公司,沈国平\n"
WISH = {"on": TODAY, "kind": "software", "from_amount": Decimal(0), "disciplines": ["legal"], "holds_from": TODAY}
Deed = Callable[[], object]  # what takes the lock; all that it needs is made before


def noted(c: Company) -> Deed:
    def write():
        with sealed():
            note("look", "look", c.admin, by=Actor(c.admin))

    return write


def key_changed(c: Company) -> Deed:
    noted(c)()
    return change_key


def renewed(c: Company) -> Deed:
    values = {"by": Actor(c.chief), "reason": "stands in for li", "starts": NOW, "until": NOW + DAY}
    record = c.contract()
    grant(record, c.zhao, **values)
    return lambda: grant(record, c.zhao, **values | {"until": NOW + 2 * DAY})


def colleague(c: Company):
    return c.person("second_legal", Post.REVIEWER, c.legal_department)


def handed_on(c: Company) -> Deed:
    contract, to = c.submitted(), colleague(c)
    return lambda: asides.hand_on(contract, to, by=Actor(c.legal), on=TODAY)


def fallen_back(c: Company) -> Deed:
    to = colleague(c)
    asides.hand_on(c.submitted(), to, by=Actor(c.legal), on=TODAY)
    to.appointments.update(ended_on=TODAY)
    return lambda: hands.fall_back(on=TODAY)


def asked_besides(c: Company) -> Deed:
    contract = c.submitted()
    given = {"by": Actor(c.legal), "on": TODAY, "text": "for the prices"}
    return lambda: asides.add_reviewer(contract, c.finance_department, **given)


def half_taken(c: Company) -> Deed:
    accounts.reset_password(c.li, by=Actor(c.admin), at=NOW)
    return lambda: codes.take_half(OneTimeCode.objects.get(), by=Actor(c.officer), at=NOW)


def post_signed(c: Company) -> Deed:
    row = posts.give_post(c.zhao, Post.CHIEF, c.section, since=TODAY, by=Actor(c.admin), on=TODAY)
    return lambda: posts.sign_post(row, by=Actor(c.officer), on=TODAY)


def post_given(c: Company) -> Deed:
    Appointment.objects.filter(person=c.zhao).delete()
    return lambda: posts.give_post(c.zhao, Post.ASSISTANT, c.section, since=TODAY, by=Actor(c.admin), on=TODAY)


def delegated(c: Company, by=None) -> Deed:
    c.second = c.person("second", Post.CHIEF, c.section)
    words = {"starts_on": TODAY, "ends_on": TODAY + DAY, "reason": "away", "by": Actor(by or c.admin), "on": TODAY}
    return lambda: places.delegate(c.chief, c.second, **words)


def delegation_signed(c: Company) -> Deed:
    row = delegated(c)()
    return lambda: places.sign_delegation(row, by=Actor(c.officer), on=TODAY)


def delegation_withdrawn(c: Company) -> Deed:
    row = delegated(c)()
    return lambda: places.withdraw_delegation(row, by=Actor(c.chief), on=TODAY)


def department_revised(c: Company) -> Deed:
    fields = {"name": "renamed", "parent": c.house, "is_section": True, "discipline": ""}
    return lambda: places.revise_department(c.section, fields, by=Actor(c.admin), at=NOW)


def condition_met(c: Company) -> Deed:
    contract = c.submitted()
    opinion = c.say(c.legal, contract, Verdict.CONDITIONS, conditions=["clause 4"])
    return lambda: meet(opinion.conditions.get(), by=Actor(c.legal), on=TODAY)


def spoken(c: Company) -> Deed:
    contract = c.submitted()
    return lambda: c.say(c.legal, contract)


def moved(c: Company) -> Deed:
    contract = c.contract()
    return lambda: c.move("submit", contract, c.li)


def printed(c: Company) -> Deed:
    version = Version.objects.of(c.submitted()).get()
    return lambda: papers.keep_pdf(version, b"%PDF", by=Actor(c.li))


def revised(c: Company) -> Deed:
    contract = c.contract()
    return lambda: actions.revise(contract, by=Actor(c.li), seen=contract.version, terms={"title": "Valves"})


def originals_filed(c: Company) -> Deed:
    contract = c.signed()
    return lambda: actions.file_originals(fresh(contract), by=Actor(c.li), on=TODAY, place="shelf")


def policy_signed(c: Company) -> Deed:
    policy = policies.propose(by=Actor(c.chief), **WISH)
    return lambda: policies.sign(policy, by=Actor(c.leader), on=TODAY)


def contact_added(c: Company) -> Deed:
    jia = c.customer()
    return lambda: customers.add_contact(jia, {"name": "Wang"}, by=Actor(c.li))


def contact_changed(c: Company) -> Deed:
    contact = customers.add_contact(c.customer(), {"name": "Wang"}, by=Actor(c.li))
    return lambda: customers.change_contact(contact, {"name": "Zhang"}, by=Actor(c.li))


def batch_of(c: Company):
    upload = SimpleUploadedFile("list.csv", LIST.encode())
    return imports.begin_upload(upload, kind=CustomerImporter, by=Actor(c.li), on=TODAY)


def import_dropped(c: Company) -> Deed:
    batch = batch_of(c)
    return lambda: imports.cancel(batch, by=Actor(c.li))


def import_run(c: Company) -> Deed:
    batch, importer = batch_of(c), CustomerImporter(by=Actor(c.li), on=TODAY)
    return lambda: imports.run(batch, importer=importer, by=Actor(c.li))


def import_undone(c: Company) -> Deed:
    import_run(c)()
    batch, importer = ImportBatch.objects.get(), CustomerImporter(by=Actor(c.li), on=TODAY)
    return lambda: undoing.undo(batch, importer=importer, by=Actor(c.li), at=timezone.now())


def ordered(c: Company):
    batch, words = batch_of(c), {"title": "list.csv", "base": "/customers/import/"}
    return imports.run_by_worker(batch, {"all_rows": True, "seen": ""}, by=Actor(c.li), **words)


def import_given_back(c: Company) -> Deed:
    ordered(c)
    return lambda: imports.give_back(ImportBatch.objects.get(), on=TODAY)


def work_claimed(c: Company) -> Deed:
    ordered(c)
    return lambda: works.claim(at=timezone.now())


def work_stopped(c: Company) -> Deed:
    work = ordered(c)
    return lambda: works.stop(work, by=Actor(c.li), at=timezone.now())


def view_overwritten(c: Company) -> Deed:
    fields = {"name": "mine", "is_shared": False, "is_default": False, "position": 50}
    view = lists.save_view("customers", fields, {}, [], by=Actor(c.li))
    return lambda: lists.overwrite_view(view, {"q": "x"}, [], by=Actor(c.li))


def import_changes(c: Company) -> Deed:
    jia = c.customer()
    contact = customers.add_contact(jia, {"name": "Wang"}, by=Actor(c.li))
    row = SimpleNamespace(of=jia, contact=contact, values={"name": "Jia Ltd", "contact": "Zhang", "region": "Wuxi"})
    return lambda: CustomerImporter(by=Actor(c.li), on=TODAY).change_files([row])


def contacts_imported(c: Company, **values) -> Deed:
    """Of one who is there, and where `values` say so of a new one: the main one now."""
    jia, importer = c.customer(), ContactImporter(by=Actor(c.li), on=TODAY)
    contact = customers.add_contact(jia, {"name": "Wang", "is_main": bool(values)}, by=Actor(c.li))
    row = SimpleNamespace(contact=None if values else contact, values={"customer": jia, "name": "Zhang"} | values)
    return lambda: importer.write([row])


def communication_corrected(c: Company) -> Deed:
    fields = {"happened_on": TODAY, "text": "words"}
    talk = customers.record_communication(c.customer(), fields, by=Actor(c.li), at=NOW)
    return lambda: customers.correct_communication(talk, {"text": "other"}, by=Actor(c.li), at=NOW, seen="")


def file_ordered(c: Company) -> Deed:
    form = CUSTOMERS.form(QueryDict("view=all"), c.li)
    wish = exports.Wish(CUSTOMERS, form, CUSTOMERS.columns, "csv")
    return lambda: exports.order_export(wish, 100_000, by=Actor(c.li), on=TODAY, reason="For the audit")


def file_approved(c: Company) -> Deed:
    work = file_ordered(c)()
    return lambda: exports.approve(work, by=Actor(c.chief), on=TODAY)


def told_in_sum(c: Company) -> Deed:
    news = [outbox.News(c.li, f"n{n}", "n") for n in range(3)]
    return lambda: outbox.tell_in_sum(c.li, news, above=1, summary=lambda some: outbox.News(c.li, "s", "s"), at=NOW)


def letters_claimed(c: Company) -> Deed:
    c.li.wants_mail, c.li.email = True, "li@example.com"
    c.li.save()
    outbox.tell([outbox.News(c.li, "n", "n")])
    return lambda: sending.claim(NOW, 10)


def guess_taken(c: Company) -> Deed:
    return lambda: guesses.take([guesses.of_account(1)], at=NOW)


def guess_given_back(c: Company) -> Deed:
    guess_taken(c)()
    return lambda: guesses.give_back([guesses.of_account(1)], at=NOW)


def request_follows(c: Company) -> Deed:
    customer = c.customer(name="Jia Ltd")
    ask("Jia Ltd", "to answer a question", 5, by=Actor(c.zhao), on=TODAY)
    customers.revise(customer, {"owner": c.person("wu", Post.SPECIALIST, c.team)}, by=Actor(c.chief))
    return lambda: follow_records(at=NOW)


def hand_over(c: Company, **facts) -> HandOver:
    c.customer()
    facts = {"last_day": TODAY + DAY} | facts
    record = hand_overs.begin(c.li, "leaves", by=Actor(c.chief), on=TODAY, **facts)
    hand_overs.name_successors(record, {"customers": c.zhao}, by=Actor(c.chief))
    return record


def all_passed(c: Company) -> Deed:
    record = hand_over(c)
    said = {"happened_on": TODAY, "text": "x", "next_step": "call", "next_on": TODAY + DAY}
    customers.record_communication(record.owner.customer_set.get(), said, by=Actor(c.li), at=NOW)
    return lambda: LEAVING.perform("hand_over", record, by=Actor(c.chief), on=TODAY)


def successors_named(c: Company) -> Deed:
    record = hand_over(c)
    return lambda: hand_overs.name_successors(record, {"customers": c.chief}, by=Actor(c.chief))


def leaver_checked(c: Company) -> Deed:
    record = hand_over(c)
    return lambda: hand_overs.answer_checks(record, {"keys": ("done", "")}, by=Actor(c.officer), at=NOW)


def closed_under_way(c: Company) -> Deed:
    hand_over(c)
    return lambda: hand_overs.begin_for(c.li, by=Actor(c.admin), on=TODAY)


def text_revised(c: Company) -> Deed:
    words = {"title": "NDA", "articles": "Duty\nKeep it.", "months": 12}
    text = ndas.draft_text(words, by=Actor(c.personnel), on=TODAY)
    return lambda: ndas.revise_text(text, words | {"months": 24}, by=Actor(c.officer))


def nda_signed(c: Company) -> Deed:
    text = ndas.draft_text({"title": "NDA", "articles": "Duty", "months": 12}, by=Actor(c.personnel), on=TODAY)
    facts = {"by": Actor(c.leader), "on": TODAY, "holds_from": TODAY, "asks_anew": False}
    text = TEXTS.perform("force_text", text, **facts)
    return lambda: ndas.sign_own(sha256=text.sha256, by=Actor(c.li), on=TODAY)


def all_ended(c: Company) -> Deed:
    renewed(c)
    return lambda: accounts.close_account(c.zhao, by=Actor(c.admin), on=TODAY)


def backup_begun(company: Company) -> Deed:
    BackupOrder.objects.create(kind="trial", asked_at=NOW)
    return lambda: backups.take_next(at=NOW)


def another_label(company: Company, word: str):
    content = {"labels": {"2": word}, "named": False}
    return conventions.propose("levels", content, by=Actor(company.admin), at=NOW)


def convention_replaced(company: Company) -> Deed:
    another_label(company, "商密")
    return lambda: another_label(company, "内控")


def convention_decided(company: Company) -> Deed:
    row = another_label(company, "商密")
    return lambda: conventions.decide(row, True, by=Actor(company.leader), at=NOW)


def backup_killed(company: Company) -> Deed:
    BackupOrder.objects.create(kind="trial", asked_at=NOW - DAY, began_at=NOW - DAY)
    return lambda: backups.give_up_killed(at=NOW)


def factors_decided(company: Company) -> Deed:
    row = factors.propose_rule(True, [], by=Actor(company.admin), at=NOW)
    return lambda: factors.decide_rule(row, True, by=Actor(company.officer), at=NOW)


def opened_in_an_emergency(c: Company) -> Deed:
    number = c.customer(name="Ding Ltd").reference()
    return lambda: break_glass(number, "the plant stands still, nobody is in", by=Actor(c.leader), on=TODAY)


LOCKS: list[tuple[str, str, Callable[[Company], Deed]]] = [  # the function that locks; the table; what calls it
    ("bizdept/access/grants.py:end", "contracts_contractgrant", renewed),
    ("bizdept/access/grants.py:end_rows", "contracts_contractgrant", all_ended),
    ("bizdept/access/grants.py:grant", "contracts_contractgrant", renewed),
    ("bizdept/audit/chain.py:append", "audit_audithead", noted),
    ("bizdept/audit/chain.py:change_key", "audit_audithead", key_changed),
    ("bizdept/calendar/actions.py:hold_days", "calendar_specialday",
     lambda c: lambda: days.enter_days(TODAY + DAY, TODAY + DAY, False, by=Actor(c.admin), at=NOW)),
    ("bizdept/duties/passing.py:pass_duties", "duties_duty", all_passed),
    ("bizdept/manage/actions/accounts.py:lock", "people_user",
     lambda c: lambda: accounts.close_account(c.li, by=Actor(c.admin), on=TODAY)),
    ("bizdept/manage/actions/accounts.py:reset_on_server", "people_user",
     lambda c: lambda: accounts.reset_on_server(c.li, by=Actor(c.li), at=NOW)),
    ("bizdept/manage/actions/backups.py:give_up_killed", "manage_backuporder", backup_killed),
    ("bizdept/manage/actions/backups.py:take_next", "manage_backuporder", backup_begun),
    ("bizdept/manage/actions/codes.py:take_half", "people_onetimecode", half_taken),
    ("bizdept/manage/actions/conventions.py:propose", "regulation_convention", convention_replaced),
    ("bizdept/manage/actions/conventions.py:decide", "regulation_convention", convention_decided),
    ("bizdept/manage/actions/factors.py:decide_rule", "people_factorrule", factors_decided),
    ("bizdept/manage/actions/first_run.py:one_at_a_time", "people_guesses",
     lambda c: lambda: first_run.one_at_a_time(NOW)),
    ("bizdept/manage/actions/places.py:locked_tree", "people_department", department_revised),
    ("bizdept/manage/actions/places.py:lock_both", "people_user", delegated),
    ("bizdept/manage/actions/places.py:sign_delegation", "people_delegation", delegation_signed),
    ("bizdept/manage/actions/places.py:withdraw_delegation", "people_delegation", delegation_withdrawn),
    ("bizdept/manage/actions/posts.py:give_post", "people_user", post_given),
    ("bizdept/manage/actions/posts.py:lock", "people_user", post_signed),
    ("bizdept/manage/actions/posts.py:lock", "people_appointment", post_signed),
    ("bizdept/manage/actions/terms.py:lock_company", "people_company",
     lambda c: lambda: terms.set_small_office(True, by=Actor(c.leader), at=NOW)),
    ("bizdept/notices/outbox.py:tell_in_sum", "people_user", told_in_sum),
    ("bizdept/notices/sending.py:claim", "notices_dispatch", letters_claimed),
    ("bizdept/web/guesses.py:take", "people_guesses", guess_taken),
    ("bizdept/web/guesses.py:give_back", "people_guesses", guess_given_back),
    ("bizdept/web/imports/actions.py:locked", "web_importbatch", import_dropped),
    ("bizdept/web/imports/actions.py:write", "web_importbatch", import_run),
    ("bizdept/web/imports/actions.py:give_back", "web_importbatch", import_given_back),
    ("bizdept/web/imports/undoing.py:take_back", "customers_contact", import_undone),
    ("bizdept/web/imports/undoing.py:renew_those_pointed_at", "customers_customer", import_undone),
    ("bizdept/web/lists/exports.py:order_export", "people_user", file_ordered),
    ("bizdept/web/lists/actions.py:own_view", "web_savedview", view_overwritten),
    ("bizdept/web/works/actions.py:asked", "web_work", file_approved),
    ("bizdept/web/works/actions.py:claim", "web_work", work_claimed),
    ("bizdept/web/works/actions.py:stop", "web_work", work_stopped),
    ("bizdept/workflow/leaving.py:locked", "people_user", lambda c: lambda: hand_over(c, at_once=True)),
    ("bizdept/workflow/hands.py:hand_on", "duties_duty", handed_on),
    ("bizdept/workflow/hands.py:fall_back", "duties_duty", fallen_back),
    ("bizdept/workflow/moves.py:perform", "contracts_contract", moved),
    ("bizdept/workflow/numbering.py:locked", "workflow_series", lambda c: lambda: draw("HT", on=TODAY)),
    ("bizdept/workflow/review.py:meet", "workflow_condition", condition_met),
    ("bizdept/workflow/review.py:locked", "contracts_contract", spoken),
    ("bizdept/workflow/review.py:_lock", "workflow_opinion", spoken),
    ("contracts/actions.py:file_originals", "contracts_contract", originals_filed),
    ("contracts/actions.py:lock_to_edit", "contracts_contract", revised),
    ("contracts/asides.py:lock_in_review", "contracts_contract", asked_besides),
    ("contracts/papers.py:keep_pdf", "workflow_version", printed),
    ("contracts/policies.py:sign", "contracts_reviewpolicy", policy_signed),
    ("confidentiality/actions/ndas.py:revise_text", "confidentiality_ndatext", text_revised),
    ("confidentiality/actions/standing.py:hold", "people_user", nda_signed),
    ("confidentiality/actions/glass.py:break_glass", "people_user", opened_in_an_emergency),
    ("confidentiality/actions/requests.py:ask", "people_user",
     lambda c: lambda: ask("KH-1", "to answer a question", 5, by=Actor(c.zhao), on=TODAY)),
    ("confidentiality/follows/requests.py:follow", "confidentiality_accessrequest", request_follows),
    ("confidentiality/actions/hand_overs.py:begin_for", "confidentiality_handover", closed_under_way),
    ("confidentiality/actions/hand_overs.py:locked", "confidentiality_handover", successors_named),
    ("confidentiality/actions/hand_overs.py:answer_checks", "confidentiality_handover", leaver_checked),
    ("confidentiality/actions/passing.py:pass_everything", "customers_customer", all_passed),
    *SUPERVISION,
    ("customers/actions.py:change_contact", "customers_contact", contact_changed),
    ("customers/actions.py:correct_communication", "customers_communication", communication_corrected),
    ("customers/actions.py:lock_to_edit", "customers_customer", contact_added),
    ("customers/imports/contacts.py:change", "customers_contact", contacts_imported),
    ("customers/imports/contacts.py:leave_one_main", "customers_contact",
     lambda c: contacts_imported(c, is_main=True)),
    ("customers/imports/today.py:still_open", "customers_customer", contacts_imported),
    ("customers/imports/customers.py:change_files", "customers_customer", import_changes),
    ("customers/imports/customers.py:change_people", "customers_contact", import_changes),
]  # fmt: skip


def sites() -> Counter[str]:
    """Each function of the source that locks rows, with how many calls it has."""
    found: Counter[str] = Counter()
    for path, tree in sources():
        for function in functions(tree):
            inner = {call for nested in functions(function) if nested is not function for call in ast.walk(nested)}
            for _line, name, call in methods_called(function):
                if name == "select_for_update" and call not in inner:
                    found[f"{path}:{function.name}"] += 1
    return found


class Watch:
    """What a deed sends to the database: the locks that one function takes, and the rows changed before."""

    def __init__(self, site: str):
        self.file, _colon, self.function = site.partition(":")
        self.locked: list[str] = []
        self.too_early: list[str] = []

    def __call__(self, run, sql, params, many, context):
        if locks := re.search(r'FROM "(\w+)".* FOR (?:NO KEY )?UPDATE', sql):
            self.locked += [locks[1]] if self.is_called() else []
        elif changes := re.match(r'\s*(?:UPDATE|DELETE FROM) "(\w+)"', sql):
            self.too_early += [changes[1]] if changes[1] not in self.locked else []
        return run(sql, params, many, context)

    def is_called(self) -> bool:
        """Whether the innermost function of the product that led here is the one that is watched."""
        frame = sys._getframe()
        while frame := frame.f_back:
            path = Path(frame.f_code.co_filename)
            is_ours = path.is_relative_to(ROOT) and path.relative_to(ROOT).parts[0] in PACKAGES
            if is_ours and not frame.f_code.co_name.startswith("<"):  # a comprehension is part of its function
                return (frame.f_code.co_name, str(path.relative_to(ROOT))) == (self.function, self.file)
        return False


def test_every_lock_of_the_source_has_its_row():
    """A lock that is added wants a row here; one that is taken out of the source is missed here."""
    assert sites() == Counter(site for site, _table, _deed in LOCKS)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time, and locks no rows")
@pytest.mark.parametrize("site, table, deed", LOCKS, ids=lambda value: value if isinstance(value, str) else "")
def test_the_row_is_locked_before_it_is_changed(company, settings, tmp_path, time_stands_still, site, table, deed):
    settings.EMAIL_HOST = "mail.example"
    settings.AUDIT_KEYS, settings.AUDIT_KEY_FILE = [], tmp_path / "keys" / "audit_key"
    keys.Known.ring = None
    act, watch = deed(company), Watch(site)
    try:
        with connection.execute_wrapper(watch):
            act()
    finally:
        keys.Known.ring = None
    assert table in watch.locked
    assert table not in watch.too_early, "changed before it was locked"
