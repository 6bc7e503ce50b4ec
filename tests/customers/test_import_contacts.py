"""Lists of contacts come in: each to the customer that it names, nobody twice, one of them the main one."""

import io

import openpyxl
import pytest
from django.utils import timezone

from bizdept.access.grants import grant
from bizdept.audit.check import first_broken
from bizdept.audit.models import AuditEntry
from bizdept.people.actor import Actor
from bizdept.people.history import keep_many
from bizdept.web.works.actions import do_waiting
from customers import actions
from customers.imports import CommunicationImporter, ContactImporter
from customers.lifecycle import LIFECYCLE
from customers.models import Communication, Contact, Customer
from tests.company import DAY, NOW, TODAY, fresh
from tests.customers.conftest import came

pytestmark = pytest.mark.django_db
CODE = "91310117MA1J3AJ43G"
LIST = """客户名称,姓名,职务,手机,邮箱,主联系人
甲乙科技（上海）有限公司,沈国平,采购经理,13812345621,shen@example.com,是
甲乙科技(上海)有限责任公司,王敏,,13900001111,,
"""


@pytest.fixture
def jia(company) -> Customer:
    return company.customer(name="甲乙科技（上海）有限公司", short_name="甲乙", code=CODE)


def known(customer) -> list[tuple]:
    return list(customer.contacts.order_by("pk").values_list("name", "phone", "is_main"))


def test_a_list_comes_in_to_its_customers(company, jia, bring_contacts):
    contract = company.contract(customer=jia)
    assert bring_contacts(LIST, rows="all") == came(created=2)
    assert known(jia) == [("沈国平", "13812345621", True), ("王敏", "13900001111", False)]
    shen = jia.contacts.get(name="沈国平")
    line = shen.history.get()
    assert (line.history_user, line.history_change_reason) == (company.li, f"import #{bring_contacts.batch.pk}")
    assert AuditEntry.objects.filter(action="imports.run").count() == 1 and first_broken() is None
    assert "沈国平" in fresh(jia).search_text and "sgp" in fresh(jia).search_text
    assert "沈国平" not in fresh(contract).search_text, "whoever reads a contract may be shut out of the file"
    assert "5621" in fresh(jia).search_text
    assert Customer.history.filter(id=jia.pk).count() == 1


def test_a_second_run_changes_nothing(jia, bring_contacts):
    bring_contacts(LIST)
    assert bring_contacts(LIST) == came(unchanged=2)
    assert bring_contacts(LIST.replace("13812345621", "138 1234 5621")) == came(unchanged=2)
    assert [contact.history.count() for contact in jia.contacts.all()] == [1, 1]


def test_another_number_of_the_only_one_of_that_name_is_a_change(jia, bring_contacts):
    bring_contacts(LIST)
    assert bring_contacts(LIST.replace("13812345621", "13812345699")) == came(updated=1, unchanged=1)
    assert known(jia)[0] == ("沈国平", "13812345699", True)
    assert "5699" in fresh(jia).search_text and "5621" not in fresh(jia).search_text


def test_namesakes_are_told_apart_by_their_numbers(jia, bring_contacts):
    listed = "客户名称,姓名,手机,职务\n甲乙,王伟,13800000001,\n甲乙,王伟,13800000002,\n"
    assert bring_contacts(listed) == came(created=2)
    assert bring_contacts(listed) == came(unchanged=2)
    turned = "客户名称,姓名,手机,职务\n甲乙,王伟,13800000003,\n甲乙,王伟,13800000002,经理\n甲乙,王伟,13800000001,\n"
    assert bring_contacts(turned) == came(created=1, updated=1, unchanged=1)
    assert sorted(phone for _name, phone, _main in known(jia)) == [f"1380000000{n}" for n in (1, 2, 3)]
    assert jia.contacts.get(phone="13800000002").position == "经理"
    assert bring_contacts("客户名称,姓名\n甲乙,王伟\n") == came(created=1)  # whose, nobody can tell


def test_the_same_person_twice_in_one_list_comes_in_once(jia, bring_contacts):
    rows = ["甲乙,王伟,13800000001", "KH-{pk:05},王伟,138-0000-0001", "甲乙,王伟,"]
    listed = "客户,姓名,手机\n" + "\n".join(rows).format(pk=jia.pk)
    assert bring_contacts(listed) == came(created=1, duplicates=2)


def test_somebody_who_left_is_not_the_same(jia, company, bring_contacts):
    bring_contacts(LIST)
    actions.leave_contact(jia.contacts.get(name="王敏"), by=Actor(company.li), on=TODAY)
    assert bring_contacts(LIST) == came(created=1, unchanged=1)


def test_the_main_contact_stays_one_alone(jia, company, bring_contacts):
    actions.add_contact(jia, {"name": "Old", "is_main": True}, by=Actor(company.li))
    assert bring_contacts(LIST.replace("13900001111,,", "13900001111,,是")) == came(created=2)
    assert "main contact stands in line 2" in str(bring_contacts.batch.counts["warnings"])
    assert [name for name, _phone, is_main in known(jia) if is_main] == ["沈国平"]
    assert jia.contacts.get(name="Old").history.count() == 2
    assert bring_contacts("客户,姓名,主联系人\n甲乙,王敏,yes\n甲乙,沈国平,否\n") == came(updated=2)
    assert [name for name, _phone, is_main in known(jia) if is_main] == ["王敏"]


# Of which customer


@pytest.mark.parametrize(
    "heading, cell", [("客户名称", "甲乙科技(上海)有限责任公司"), ("客户", "甲乙"), ("统一社会信用代码", CODE.lower()),
                      ("客户", "KH-{pk:05}"), ("档案编号", "kh-{pk}"), ("客户", CODE)]
)  # fmt: skip
def test_a_customer_is_named_by_name_number_or_code(jia, bring_contacts, heading, cell):
    assert bring_contacts(f"{heading},姓名\n{cell.format(pk=jia.pk)},沈国平\n") == came(created=1)
    assert jia.contacts.get().name == "沈国平"


def test_number_and_code_go_before_the_name(company, jia, bring_contacts):
    other = company.customer(name="丙丁", code="91640100MA76F24J3L")
    listed = f"客户名称,姓名,信用代码,档案编号\n甲乙,By number,,{other.reference()}\n甲乙,By code,{other.code},\n"
    assert bring_contacts(listed) == came(created=2)
    assert {name for name, *_rest in known(other)} == {"By number", "By code"}
    refused = bring_contacts("客户名称,姓名,信用代码\n甲乙科技（上海）有限公司,Zhao,91320200MA1XR07X2K\n")["refused"]
    assert len(refused) == 1  # of the same name, and another company by its code


def test_a_name_that_several_have_is_asked_for(company, jia, bring_contacts):
    company.customer(name="甲乙科技上海有限公司", code="91640100MA76F24J3L")
    (sentence,) = bring_contacts("客户,姓名\n甲乙科技（上海）有限公司,沈国平\n")["refused"]
    assert "You keep several files" in sentence and not Contact.objects.exists()


def test_a_foreign_customer_is_refused_in_the_words_for_an_unknown_one(company, jia, bring_contacts):
    """Nobody learns by a list who is a customer: foreign, granted, in the pool or nobody's, it sounds the same."""
    foreign = {"owner": company.zhao}
    hidden = company.customer(name="Hidden Ltd", code="91640100MA76F24J3L", **foreign)
    company.customer(name="Pool Ltd", state="pool", **foreign)
    granted = company.customer(name="Granted Ltd", **foreign)
    chief = Actor(company.chief)
    grant(granted, company.li, by=chief, reason="covers for zhao", starts=NOW - DAY, until=NOW + DAY)
    words = ["Hidden Ltd", hidden.reference(), hidden.code, "Pool Ltd", "Granted Ltd", "Nobody Ltd", "KH-99999"]
    listed = "客户,姓名\n" + "".join(f"{word},沈国平\n" for word in words)
    refused = bring_contacts(listed)["refused"]
    assert len({sentence.replace(word, "…") for word, sentence in zip(words, refused, strict=True)}) == 1
    assert not Contact.objects.exists()
    assert bring_contacts(listed, person=company.chief)["created"] == 3


def test_a_frozen_file_takes_nobody(company, jia, bring_contacts):
    LIFECYCLE.perform("freeze", jia, by=Actor(company.chief), on=TODAY, note="so")
    (sentence,) = bring_contacts("客户,姓名\n甲乙,沈国平\n")["refused"]
    assert "is frozen" in sentence and not Contact.objects.exists()


def test_a_file_that_was_given_away_after_the_check_takes_nobody(company, jia, bring_contacts):
    bring_contacts.check("客户,姓名\n甲乙,沈国平\n")
    assert "Import 1 row" in bring_contacts.look("new")
    actions.revise(jia, {"owner": company.zhao}, by=Actor(company.chief))
    bring_contacts.step("run", rows="good")
    assert not Contact.objects.exists()


def test_a_check_holds_no_longer_once_a_customer_changed(company, jia):
    """On SQLite the rows are checked before the lock is taken: whoever wrote since, also of what they are about."""
    importers = [kind(by=Actor(company.li), on=TODAY) for kind in (ContactImporter, CommunicationImporter)]
    marks = [importer.mark() for importer in importers]
    assert marks == [importer.mark() for importer in importers]
    actions.revise(jia, {"owner": company.zhao}, by=Actor(company.chief))
    assert all(before != importer.mark() for before, importer in zip(marks, importers, strict=True))
    marks = [importer.mark() for importer in importers]
    actions.add_contact(fresh(jia), {"name": "沈国平"}, by=Actor(company.zhao))
    assert all(before != importer.mark() for before, importer in zip(marks, importers, strict=True))


def test_a_wrong_customer_is_mended_on_the_page(jia, bring_contacts):
    bring_contacts.check("客户,姓名,邮箱\n甲丁,沈国平,\n甲乙,王敏,x\n")
    page = bring_contacts.look("bad")
    assert "“甲丁” is none of the customers" in page and "“x” is no mail address" in page
    bring_contacts.step("mend", line="2", cell_0="甲乙")
    bring_contacts.step("mend", line="3", cell_2="wang@example.com")
    bring_contacts.step("run", rows="all")
    assert [name for name, *_rest in known(jia)] == ["沈国平", "王敏"]


# Around it


def test_it_is_taken_back_whole(company, jia, bring_contacts):
    old = actions.add_contact(jia, {"name": "沈国平", "phone": "1", "is_main": True}, by=Actor(company.li))
    words = fresh(jia).search_text
    assert bring_contacts(LIST.replace(",是", ",").replace("13900001111,,", "13900001111,,是"))["updated"] == 1
    assert known(jia) == [("沈国平", "13812345621", False), ("王敏", "13900001111", True)]
    assert old.history.count() == 3  # another number, and no longer the main one
    assert "was taken back" in bring_contacts.step("undo")
    assert known(jia) == [("沈国平", "1", True)] and fresh(jia).search_text == words
    assert bring_contacts.batch.undone == {"gone": 1, "restored": 1, "kept": 0}


def test_whoever_was_touched_or_spoken_to_since_stays(company, jia, bring_contacts):
    bring_contacts(LIST)
    shen, wang = jia.contacts.order_by("pk")
    actions.change_contact(shen, {"notes": "new"}, by=Actor(company.li))
    told = {"customer": jia, "author": company.li, "entered_by": company.li, "happened_on": TODAY}
    keep_many([Communication(contact=wang, text="x", entered_at=NOW, **told)], by=Actor(company.li))
    bring_contacts.step("undo")
    assert jia.contacts.count() == 2 and bring_contacts.batch.undone["kept"] == 2


def test_a_template_offers_its_columns_and_is_read_again(company, jia, bring_contacts, signed_in):
    client = signed_in(company.li)
    sheet = openpyxl.load_workbook(io.BytesIO(client.get(f"{bring_contacts.base}template/").content)).active
    headings = [cell.value for cell in sheet[1]]
    assert headings[0] == "customer: name, number or code *" and "contact: name *" in headings
    row = {headings[0]: "甲乙", "contact: name *": "沈国平", "phone": "13812345621"}
    listed = "\n".join([",".join(f'"{h}"' for h in headings), ",".join(row.get(h, "") for h in headings)])
    assert bring_contacts(listed) == came(created=1)


def test_only_those_who_keep_customers_import(company, signed_in, bring_contacts):
    for person in (company.assistant, company.admin, company.leader):
        assert signed_in(person).get(bring_contacts.base).status_code == 403
    page = signed_in(company.li).get(bring_contacts.base).content.decode()
    assert "!!undefined" not in page and 'href="/customers/import/communications/"' in page


def test_three_thousand_come_in_by_a_worker(company, bring_contacts):
    files = [
        Customer(name=f"Yi {n} Ltd", owner=company.li, department=company.team, opened_on=TODAY) for n in range(40)
    ]
    for file in files:
        file.derive()
    keep_many(files, by=Actor(company.li))
    rows = [f"Yi {n % 40} Ltd,Person {n},139{n:08}" for n in range(3100)]
    bring_contacts.check("客户名称,姓名,手机\n" + "\n".join(rows))
    do_waiting(at=timezone.now())  # the check
    bring_contacts.look("new")
    do_waiting(at=timezone.now())
    bring_contacts.step("run", rows="all")
    while do_waiting(at=timezone.now()):
        pass
    assert Contact.objects.count() == Contact.history.count() == 3100
    assert bring_contacts.batch.stage == "done" and "person3099" in fresh(files[19]).search_text
    bring_contacts.step("undo")
    do_waiting(at=timezone.now())
    assert not Contact.objects.exists() and "person3099" not in fresh(files[19]).search_text
