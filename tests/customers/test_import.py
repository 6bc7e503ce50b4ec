"""Lists of customers come in: matched, checked, written whole or not at all; twice changes nothing."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from bizdept.audit.models import AuditEntry
from bizdept.people.actor import Actor
from bizdept.people.history import keep
from bizdept.web.imports import actions, store
from bizdept.web.imports.mapping import recognise
from bizdept.web.imports.models import ImportBatch
from bizdept.web.imports.values import Unreadable, day, text
from customers.columns import COLUMNS
from customers.imports import CustomerImporter
from customers.models import Contact, Customer
from tests.company import TODAY, fresh
from tests.house.code import ROOT

pytestmark = pytest.mark.django_db
SHANGHAI = ROOT.parent / "shared" / "data" / "companies" / "enterprise_reg" / "2019_上海.csv"
CODES = ["91310117MA1J3AJ43G", "91640100MA76F24J3L"]
LIST = f"""企业名称,统一社会信用代码,注册日期,所在省份,地区,联系人,手机,等级
甲乙科技（上海）有限公司,{CODES[0]},2019年1月2日,上海,上海,沈国平,13812345621,A级
丙丁商贸有限公司,{CODES[1]},2018/7/18,宁夏,银川,N/A,-,无
"""
BAD = LIST + "戊己有限公司,123456789012345678901,2019-13-40,,,,,E\n,,2019-01-01,,,,,\n"


def columns(client, response, **options):
    """Take the columns as they were recognised."""
    batch = ImportBatch.objects.latest("pk")
    chosen = {f"column_{column}": field for column, field in batch.mapping.items()}
    return client.post(response.headers["Location"], chosen | {"level": 2, "found_by": "import"} | options)


def run(client, rows="all"):
    return client.post(f"/customers/import/{ImportBatch.objects.latest('pk').pk}/run/", {"rows": rows}, follow=True)


def command(path, *flags, by="li") -> dict:
    output = StringIO()
    call_command("import_customers", str(path), "--by", by, "--json", *flags, stdout=output)
    return json.loads(output.getvalue())


def test_a_list_comes_in_page_by_page(company, send):
    client, response = send(LIST)
    page = client.get(response.headers["Location"]).content.decode()
    assert "8 of 8 recognised" in page and "沈国平" in page
    response = columns(client, response, found_by="fair", level=1)
    page = client.get(response.headers["Location"]).content.decode()
    assert "Import 2 rows" in page and "甲乙科技（上海）有限公司" in page
    page = run(client).content.decode()
    assert "!!undefined" not in page
    first, second = Customer.objects.order_by("pk")
    assert (first.code, first.founded_on.isoformat(), first.region, first.grade) == (
        CODES[0],
        "2019-01-02",
        "上海",
        "A",
    )
    assert (first.owner, first.department, first.opened_on) == (company.li, company.team, TODAY)
    assert (first.level, first.found_by) == (1, "fair")
    assert (second.region, second.grade) == ("宁夏 银川", "C")
    contact = Contact.objects.get()
    assert (contact.customer, contact.phone, contact.is_main) == (first, "13812345621", True)
    assert first.history.get().history_user == contact.history.get().history_user == company.li
    assert AuditEntry.objects.filter(action="imports.run").count() == 1
    assert "njyc" not in first.search_text and "jykj" in first.search_text


def test_a_second_run_changes_nothing(send):
    for _ in range(2):
        client, response = send(LIST)
        columns(client, response)
        run(client)
    assert Customer.objects.count() == 2 and Contact.objects.count() == 1
    assert ImportBatch.objects.latest("pk").counts["unchanged"] == 2
    assert [c.history.count() for c in Customer.objects.all()] == [1, 1]


def test_only_what_changed_is_written(company, send):
    company.customer(name="甲乙科技(上海)有限责任公司", region="上海", grade="B", notes="ours")
    client, response = send(LIST)
    response = columns(client, response)
    page = client.get(f"{response.headers['Location']}?tab=changed").content.decode()
    assert "<del>B</del>" in page and f"<ins>{CODES[0]}</ins>" in page
    run(client)
    customer = Customer.objects.get(code=CODES[0])
    assert (customer.name, customer.grade, customer.notes) == ("甲乙科技（上海）有限公司", "A", "ours")
    assert (customer.version, customer.history.count()) == (1, 2)
    assert customer.contacts.get().name == "沈国平"


def test_a_foreign_file_is_a_duplicate_without_its_name(company, send):
    company.customer(name="Hidden Ltd", code=CODES[0], owner=company.zhao)
    company.customer(name="Pool Ltd", code=CODES[1], owner=company.zhao, state="pool")
    client, response = send(LIST)
    response = columns(client, response)
    page = client.get(f"{response.headers['Location']}?tab=duplicate").content.decode()
    assert "Already on file – ask" in page and "Hidden Ltd" not in page and "zhao" not in page
    assert "Pool Ltd" in page
    run(client)
    assert Customer.objects.filter(owner=company.zhao).count() == 2
    assert Customer.objects.get(code=CODES[0]).name == "Hidden Ltd"


def test_the_same_company_twice_in_one_list_comes_in_once(send):
    rows = [
        f"甲乙（上海）有限公司,{CODES[0]}",
        "甲乙(上海)有限责任公司,",
        f"另名,{CODES[0]}",
        f"甲乙上海有限公司,{CODES[1]}",
    ]
    client, response = send("\n".join(["名称,税号", *rows]))
    columns(client, response)
    run(client)
    counts = ImportBatch.objects.latest("pk").counts
    assert (counts["created"], counts["duplicates"]) == (2, 2)


def test_wrong_rows_are_told_with_line_and_column(send):
    client, response = send(BAD)
    response = columns(client, response)
    page = client.get(response.headers["Location"]).content.decode()
    assert "!!undefined" not in page
    for words in ("this one has 21", "“2019-13-40” is no day", "“E” is none of A, B, C, D", "must not be empty"):
        assert words in page
    assert 'data-line="4"' in page and 'data-line="5"' in page
    assert "4 rows" not in run(client, "all").content.decode() or not Customer.objects.exists()
    assert not Customer.objects.exists()
    run(client, "good")
    counts = ImportBatch.objects.latest("pk").counts
    assert (counts["created"], [row["line"] for row in counts["refused"]]) == (2, [4, 5])


def test_skipped_rows_stay_out_and_all_the_others_come_in(send):
    client, response = send(BAD)
    columns(client, response)
    batch = ImportBatch.objects.latest("pk")
    for line in (4, 5, 3, 3, "x", -1, 10**30):
        client.post(f"/customers/import/{batch.pk}/skip/", {"line": line})
    run(client, "all")
    assert Customer.objects.count() == 2


def test_an_import_runs_once(send):
    client, response = send(LIST)
    columns(client, response)
    run(client)
    page = run(client).content.decode()
    assert "This import is over" in page
    assert Customer.objects.count() == 2


def test_an_import_that_fails_midway_leaves_nothing(company, send, monkeypatch):
    client, response = send(LIST)
    columns(client, response)
    batch, by = ImportBatch.objects.latest("pk"), Actor(company.li)
    monkeypatch.setattr(CustomerImporter, "change_files", lambda *args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        actions.run(batch, importer=CustomerImporter(by=by, on=TODAY), by=by)
    assert not Customer.objects.exists() and not Customer.history.exists()
    batch.refresh_from_db()
    assert batch.stage == "check"


def test_a_dropped_import_leaves_nothing(send):
    client, response = send(LIST)
    batch = ImportBatch.objects.latest("pk")
    assert store.is_kept(batch)
    client.post(f"/customers/import/{batch.pk}/cancel/")
    assert not store.is_kept(batch) and not Customer.objects.exists()
    assert client.get(response.headers["Location"], follow=True).status_code == 200


def test_an_import_is_ones_own(company, send, signed_in):
    _client, response = send(LIST)
    other = signed_in(company.zhao)
    batch = ImportBatch.objects.latest("pk")
    for step in ("", "columns/", "check/"):
        assert other.get(f"/customers/import/{batch.pk}/{step}").status_code == 404
    for step in ("run", "skip", "cancel"):
        assert other.post(f"/customers/import/{batch.pk}/{step}/", {"rows": "all", "line": 2}).status_code == 404
    for person in (company.assistant, company.admin):
        assert signed_in(person).get("/customers/import/").status_code == 403
    assert response.status_code == 302


@pytest.mark.parametrize(
    "content, name, words",
    [
        (b"", "list.csv", "empty"),
        (b"%PDF-1.4", "list.csv", "no table"),
        (b"PK\x03\x04broken", "list.xlsx", "damaged"),
        ("一句话\n又一句", "list.csv", "holds no list"),
        ("??,???\n甲,乙\n", "list.csv", "question marks"),
    ],
)
def test_what_is_no_list_is_said_at_the_file(send, content, name, words):
    _client, response = send(content, name)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not ImportBatch.objects.exists()


def test_a_file_that_is_too_large_is_said(send, settings):
    settings.UPLOAD_LIMIT = 100
    _client, response = send(LIST)
    assert "up to" in response.content.decode() and response.status_code == 422


def test_without_a_name_column_nothing_goes_on(send):
    client, response = send("电话,地址\n021-1,上海\n")
    address = response.headers["Location"]
    response = client.post(address, {"column_0": "phone", "level": 2, "found_by": "import"})
    assert response.status_code == 422 and "No column holds" in response.content.decode()
    response = client.post(address, {"column_0": "name", "column_1": "name", "level": 2, "found_by": "import"})
    assert "Two columns hold" in response.content.decode()
    assert client.get(address.replace("columns", "check")).status_code == 302


def test_columns_are_remembered_per_person(company, send, signed_in):
    client, response = send("主体,电话\n甲,021-12345678\n")
    batch = ImportBatch.objects.latest("pk")
    assert batch.mapping == {"1": "phone"}
    client.post(response.headers["Location"], {"column_0": "name", "level": 2, "found_by": "import"})
    send("主体,电话\n乙,1\n")
    assert ImportBatch.objects.latest("pk").mapping == {"0": "name"}
    send("主体,电话\n乙,1\n", person=company.zhao)
    assert ImportBatch.objects.latest("pk").mapping == {"1": "phone"}


def test_the_chief_imports_for_the_section_a_specialist_for_oneself(company, send, signed_in):
    listed = "客户名称,业务员\n甲,zhao\n乙,nobody\n丙,li\n"
    client, response = send(listed)
    columns(client, response)
    run(client, "good")
    assert list(Customer.objects.values_list("name", "owner__username")) == [("丙", "li")]
    client, response = send(listed, person=company.chief)
    columns(client, response)
    run(client, "good")
    assert set(Customer.objects.values_list("name", "owner__username")) == {("丙", "li"), ("甲", "zhao")}


def test_rows_with_a_wrong_code_come_in_with_a_remark(company, tmp_path):
    path = tmp_path / "list.csv"
    path.write_text(f"客户名称,信用代码\n甲,{CODES[0][:-1]}H\n乙,913\n")
    result = command(path)
    assert (result["created"], len(result["warnings"])) == (2, 2)
    assert "check digit" in result["warnings"][0]


def test_the_command_says_what_became_of_every_row(company, tmp_path):
    path = tmp_path / "list.csv"
    path.write_text(BAD)
    trial = command(path, "--dry-run")
    assert not Customer.objects.exists() and not ImportBatch.objects.exists()
    result = command(path)
    assert result == trial
    assert (result["read"], result["created"]) == (4, 2)
    assert result["refused"][0]["line"] == 4 and "no day" in result["refused"][0]["reason"]
    again = command(path)
    assert (again["created"], again["unchanged"]) == (0, 2)


@pytest.mark.parametrize(
    "by, content", [("li", "%PDF-1.4"), ("nobody", LIST), ("assistant", LIST), ("li", "电话,地址\n1,2\n")]
)
def test_the_command_refuses_a_file_as_a_whole(company, tmp_path, by, content):
    path = tmp_path / "list.csv"
    path.write_text(content)
    with pytest.raises(CommandError) as refused:
        command(path, by=by)
    assert refused.value.returncode == 2
    assert not Customer.objects.exists() and not ImportBatch.objects.filter(stage="done").exists()


@pytest.mark.skipif(not SHANGHAI.is_file(), reason="the Shanghai registry is not here")
def test_of_the_shanghai_registry_nothing_is_lost(company):
    first = command(SHANGHAI)
    assert (first["read"], first["created"]) == (5574, 5574)
    assert first["refused"] == first["warnings"] == []
    again = command(SHANGHAI)
    assert (again["read"], again["created"], again["unchanged"]) == (5574, 0, 5574)


def test_what_is_left_lying_is_forgotten(company, send):
    send(LIST)
    batch = ImportBatch.objects.latest("pk")
    assert actions.forget_old(on=TODAY.replace(day=24)) == 0
    assert actions.forget_old(on=TODAY.replace(month=12)) == 1
    assert not store.is_kept(batch)


@pytest.mark.parametrize(
    "cell",
    ["2019-01-02", "2019/1/2", "2019.1.2", "2019年1月2日", "20190102", "２０１９－０１－０２", "2019-01-02 08:30:00"],
)
def test_days_as_people_write_them(cell):
    assert day(cell).isoformat() == "2019-01-02"


@pytest.mark.parametrize("cell", ["2019.13.2", "2019-02-30", "长期", "1/2/2019", "0000-01-01", "2019"])
def test_what_is_no_day(cell):
    with pytest.raises(Unreadable):
        day(cell)


def test_headings_are_recognised_whatever_their_dress(company):
    fields = CustomerImporter(by=Actor(company.li), on=TODAY).fields
    dressed = ["*客户名称（必填）", "统一社会信用代码 / 税号", "Phone:", "ＷＥＢＳＩＴＥ", "什么", "客户名称"]
    assert recognise(dressed, fields) == {0: "name", 2: "phone", 3: "website"}


PEOPLE = "企业名称,联系人,手机,邮箱\n甲公司,沈国平,{phone},\n乙公司,,13900001111,a@example.com\n"


def test_what_a_list_knows_of_people_is_not_dropped(company, tmp_path):
    """A new number of a known contact is a change; a number without a name is the company's; a mail is told."""
    place = tmp_path / "people.csv"
    for phone, counts in {"13812345621": (2, 0), "13812345699": (0, 1)}.items():
        place.write_text(PEOPLE.format(phone=phone))
        found = command(place)
        assert (found["created"], found["updated"]) == counts
        assert Contact.objects.get().phone == phone
        assert "without a contact" in found["warnings"][0]
    assert Customer.objects.get(name="乙公司").phone == "13900001111"


def test_what_somebody_changed_after_the_check_is_not_written_over(company, send):
    customer = company.customer(name="甲公司", phone="1")
    client, response = send("企业名称,电话\n甲公司,11111111\n")
    columns(client, response)
    batch = ImportBatch.objects.latest("pk")
    seen = client.get(f"/customers/import/{batch.pk}/check/").context["stamp"]
    customer.phone = "99999999"
    keep(customer, by=Actor(company.chief))
    address = f"/customers/import/{batch.pk}/run/"
    page = client.post(address, {"rows": "all", "seen": seen}, follow=True)
    assert "Somebody changed these files meanwhile" in page.content.decode()
    assert fresh(customer).phone == "99999999"
    client.post(address, {"rows": "all", "seen": page.context["stamp"]})
    assert fresh(customer).phone == "11111111"


def test_names_that_a_workbook_broke_stand_on_one_line():
    assert text(200)("苏州明澜\n水务 有限公司") == "苏州明澜 水务 有限公司"
    assert text(5000)("one\n two") == "one\ntwo"


def test_our_own_exports_are_recognised_in_each_language(company):
    importer = CustomerImporter(by=Actor(company.li), on=TODAY)
    for language in ("en", "zh-hans", "zh-hant"):
        with translation.override(language):
            headings = [str(column.label) for column in COLUMNS]
        found = set(recognise(headings, importer.fields).values())
        assert {"name", "code", "grade", "kind", "address", "legal_representative", "founded_on"} <= found, language


def test_nobody_without_a_department_imports(company, signed_in):
    company.li.department = None
    company.li.save()
    assert signed_in(company.li).get("/customers/import/").status_code == 403
    assert signed_in(company.li).get("/customers/new/").status_code == 403


@pytest.mark.parametrize("flags", [[], ["--dry-run"]])
def test_the_command_refuses_a_list_without_names_in_a_sentence(company, tmp_path, flags):
    place = tmp_path / "list.csv"
    place.write_text("联系人,手机,等级\n沈国平,13812345621,A级\n")
    with translation.override("en"), pytest.raises(CommandError, match="No column holds") as refused:
        call_command("import_customers", str(place), "--by", "li", *flags)
    assert refused.value.returncode == 2 and not Customer.objects.exists()
