"""One deed on many rows: looked over first, each row by its own rules, told row by row, and only once."""

import re
import uuid

import pytest

from bizdept.access.grants import grant
from bizdept.access.levels import Level
from bizdept.access.models import AccessLog, LevelChange
from bizdept.audit.models import AuditEntry
from bizdept.people.actor import Actor
from bizdept.web.lists import actions as deeds
from bizdept.web.lists import batch_pages
from bizdept.web.lists.models import BatchLine, BatchRun
from contracts.listing import CONTRACTS
from customers import actions
from customers.lifecycle import LIFECYCLE
from customers.models import Customer
from tests.company import DAY, NOW, fresh

pytestmark = pytest.mark.usefixtures("time_stands_still")


def hidden(text: str) -> dict[str, str]:
    """What the page that looks it over sends on."""
    form = text[text.index('name="rows"') - 40 :]
    names = ("rows", "query", "press", "shown")
    return {name: re.search(rf'name="{name}" value="([^"]*)"', form)[1].replace("&amp;", "&") for name in names}


def look_over(client, person, deed: str, records, chapter: str = "customers", **data):
    client.force_login(person)
    answer = client.post(f"/{chapter}/batch/{deed}/", {"row": [r.pk for r in records]} | data)
    assert answer.status_code == 200, answer.status_code
    return answer


def do(client, person, deed: str, records, chapter: str = "customers", **data):
    """Tick, look it over (twice where something is entered), press; the page of what came of it."""
    answer = look_over(client, person, deed, records, chapter)
    if data:
        answer = client.post(f"/{chapter}/batch/{deed}/", hidden(answer.content.decode()) | data)
        assert answer.status_code == 200
    answer = client.post(f"/{chapter}/batch/{deed}/", hidden(answer.content.decode()) | data)
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return client.get(answer["Location"])


def outcomes() -> dict[int, str]:
    return dict(BatchLine.objects.values_list("record_id", "outcome"))


@pytest.fixture
def three(company):
    return [company.customer(name=f"{name} Ltd", grade="B") for name in ("Jia", "Yi", "Bing")]


def test_nothing_is_done_before_it_was_looked_over(client, company, three):
    text = look_over(client, company.li, "grade", three).content.decode()
    assert "Can be done" in text and "Look it over" in text
    text = client.post("/customers/batch/grade/", hidden(text) | {"grade": "A"}).content.decode()
    assert "Will be done" in text and {c.grade for c in Customer.objects.all()} == {"B"}
    other = client.post("/customers/batch/grade/", hidden(text) | {"grade": "C"})  # not what was shown
    assert other.status_code == 200 and {c.grade for c in Customer.objects.all()} == {"B"}
    assert not BatchRun.objects.exists()


def test_each_row_says_what_became_of_it(client, company, three):
    jia, yi, bing = three
    actions.revise(yi, {"grade": "A"}, by=Actor(company.li))
    LIFECYCLE.perform("freeze", bing, by=Actor(company.li), on=jia.opened_on)
    text = do(client, company.li, "grade", three, grade="A").content.decode()
    assert outcomes() == {jia.pk: "done", yi.pk: "refused", bing.pk: "refused"}
    assert "It is so already." in text and "The file is frozen." in text
    assert fresh(jia).grade == "A" and fresh(jia).version == jia.version + 1
    assert fresh(jia).history.first().history_user_id == company.li.pk


def test_the_page_says_beforehand_why_not(client, company, three):
    jia, *_others = three
    company.contract(customer=jia)
    text = look_over(client, company.li, "release", three).content.decode()
    will, _left, wont = text.partition("Will be left as it is")
    assert "Jia Ltd" in wont and "Still held by" in wont and "Yi Ltd" in will and "Jia Ltd" not in will


def test_pressed_twice_it_is_done_once(client, company, three):
    text = look_over(client, company.li, "release", three).content.decode()
    first = client.post("/customers/batch/release/", hidden(text))
    lines = AuditEntry.objects.filter(action="customers.release").count()
    second = client.post("/customers/batch/release/", hidden(text))
    assert first["Location"] == second["Location"] and BatchRun.objects.count() == 1
    assert AuditEntry.objects.filter(action="customers.release").count() == lines == 3


def test_what_changed_since_it_was_looked_over_is_left(client, company, three):
    jia, yi, _bing = three
    text = look_over(client, company.li, "release", three).content.decode()
    actions.revise(jia, {"industry": "steel"}, by=Actor(company.li))
    client.post("/customers/batch/release/", hidden(text))
    assert outcomes()[jia.pk] == "refused" and outcomes()[yi.pk] == "done"
    assert fresh(jia).state == "active"


def test_a_row_that_one_does_not_see_is_unknown_and_noted(client, company, three):
    foreign = company.customer(name="Secret Ltd", owner=company.zhao)
    text = look_over(client, company.li, "release", [*three, foreign]).content.decode()
    assert "1 row is unknown and passed over" in text and "Secret Ltd" not in text
    refusal = AccessLog.objects.get(action="customers.batch")
    assert refusal.record == f"customers.customer:{foreign.pk}" and refusal.actor == company.li.pk
    rows = hidden(text)["rows"] + f",{foreign.pk}:{foreign.version}"  # forged on the second page
    client.post("/customers/batch/release/", hidden(text) | {"rows": rows})
    assert fresh(foreign).state == "active" and foreign.pk not in outcomes()
    assert client.post("/customers/batch/release/", {"row": foreign.pk}).status_code == 404
    assert client.get(f"/customers/batch/release/?row={foreign.pk}").status_code == 404
    assert client.post("/customers/batch/release/", {"row": 10**9}).status_code == 404


def test_a_deed_that_is_not_ones_own_is_refused(client, company, three):
    client.force_login(company.li)
    answer = client.post("/customers/batch/keeper/", {"row": three[0].pk})
    assert answer.status_code == 403
    assert AccessLog.objects.filter(action="customers.batch.keeper", actor=company.li.pk).exists()
    assert "Give to another keeper" not in client.get("/customers/").content.decode()
    client.force_login(company.assistant)  # who sees the files and keeps none
    assert client.post("/customers/batch/grade/", {"row": three[0].pk}).status_code == 403


def test_a_row_that_one_sees_and_may_not_touch_is_left(client, company, three):
    mine, other = three[0], company.customer(name="Ding Ltd", owner=company.zhao)
    grant(other, company.li, by=Actor(company.chief), reason="covers for zhao", starts=NOW - DAY, until=NOW + DAY)
    do(client, company.li, "release", [mine, other])
    assert outcomes() == {mine.pk: "done", other.pk: "refused"} and fresh(other).state == "active"


def test_all_that_meet_the_conditions_are_found_on_the_server_and_capped(client, company, three, monkeypatch):
    company.customer(name="Wu Ltd", grade="D")
    client.force_login(company.li)
    data = {"query": "grade=B&view=all", "everything": "1", "row": three[0].pk}
    text = client.post("/customers/batch/release/", data).content.decode()
    assert "3 rows are picked" in text and "Wu Ltd" not in text and "these are the first" not in text
    monkeypatch.setattr(batch_pages, "MOST_PICKED", 2)
    text = client.post("/customers/batch/release/", data).content.decode()
    assert "2 rows are picked" in text and "these are the first 1,000" in text


def test_the_chief_gives_files_and_takes_them_back(client, company, three):
    jia, yi, bing = three
    text = do(client, company.chief, "keeper", [jia, yi], owner=company.zhao.pk).content.decode()
    assert fresh(jia).owner == company.zhao and "Take it back" in text
    actions.revise(fresh(yi), {"industry": "steel"}, by=Actor(company.zhao))
    run = BatchRun.objects.get()
    client.post(f"/customers/batch/runs/{run.pk}/undo/")
    assert fresh(jia).owner == company.li and fresh(yi).owner == company.zhao
    assert outcomes() == {jia.pk: "undone", yi.pk: "done"}  # somebody has worked on the other since
    client.force_login(company.li)
    assert client.post(f"/customers/batch/runs/{run.pk}/undo/").status_code == 404


def test_after_a_day_nothing_is_taken_back(client, company, three):
    do(client, company.li, "grade", three, grade="A")
    run = BatchRun.objects.get()
    BatchRun.objects.update(at=run.at - deeds.UNDONE_WITHIN)
    text = client.post(f"/customers/batch/runs/{run.pk}/undo/", follow=True).content.decode()
    assert "It can&#x27;t be taken back any more." in text and {c.grade for c in Customer.objects.all()} == {"A"}


def test_levels_go_up_together_and_never_down(client, company, three):
    jia, yi, bing = three
    Customer.objects.filter(pk=yi.pk).update(level=Level.CORE)
    Customer.objects.filter(pk=bing.pk).update(level=Level.INTERNAL)
    do(client, company.chief, "level", three, level=Level.CONFIDENTIAL.value, reason="prices are in it")
    assert outcomes() == {jia.pk: "refused", yi.pk: "refused", bing.pk: "done"}
    assert [fresh(c).level for c in three] == [Level.CONFIDENTIAL, Level.CORE, Level.CONFIDENTIAL]
    change = LevelChange.objects.get()
    assert (change.about, change.before, change.after, change.owner) == (bing, 1, 2, company.chief)
    assert change.reason == "prices are in it" and change.state == "raised"


def test_what_one_answer_has_no_time_for_is_gone_on_with(client, company, three, monkeypatch):
    monkeypatch.setattr(batch_pages, "SECONDS", -1)
    text = do(client, company.li, "release", three).content.decode()
    assert "3 rows are not done yet." in text and not BatchLine.objects.exists()
    monkeypatch.undo()
    run = BatchRun.objects.get()
    text = client.post(f"/customers/batch/runs/{run.pk}/go-on/", follow=True).content.decode()
    assert set(outcomes().values()) == {"done"} and "not done yet" not in text
    before = AuditEntry.objects.count()
    client.post(f"/customers/batch/runs/{run.pk}/go-on/")  # once more does nothing
    assert AuditEntry.objects.count() == before


def test_a_row_and_its_line_stand_or_fall_together(client, company, three, monkeypatch):
    """Killed between two rows: what has a line is done, and what has none isn't."""
    made, real = [], actions.revise

    def dies(customer, fields, **rest):
        found = real(customer, fields, **rest)
        made.append(customer.pk)
        if len(made) == 2:
            raise KeyboardInterrupt
        return found

    monkeypatch.setattr(actions, "revise", dies)
    with pytest.raises(KeyboardInterrupt):
        do(client, company.li, "grade", three, grade="A")
    assert [pk for pk, outcome in outcomes().items() if outcome == "done"] == made[:1]
    assert {c.pk for c in Customer.objects.filter(grade="A")} == {made[0]}
    monkeypatch.undo()
    client.post(f"/customers/batch/runs/{BatchRun.objects.get().pk}/go-on/")
    assert {c.grade for c in Customer.objects.all()} == {"A"} and len(outcomes()) == 3


def test_contracts_are_reminded_and_withdrawn_each_by_its_rules(client, company):
    review, draft = company.submitted(title="Pumps"), company.contract(title="Valves")
    text = look_over(client, company.li, "remind", [review, draft], "contracts").content.decode()
    assert "nobody is asked" in text
    do(client, company.li, "remind", [review, draft], "contracts")
    assert outcomes() == {review.pk: "done", draft.pk: "refused"}
    again = do(client, company.li, "remind", [review], "contracts").content.decode()
    assert "They were reminded a short while ago" in again
    do(client, company.li, "withdraw", [review], "contracts", note="wrong price")
    assert fresh(review).state == "drafting"


def test_no_batch_decides_on_a_contract(company):
    assert {action.name for action in CONTRACTS.batch} == {"remind", "withdraw"}


def test_ticked_rows_leave_by_the_export_rule(client, company, three):
    jia, yi, _bing = three
    foreign = company.customer(name="Secret Ltd", owner=company.zhao)
    client.force_login(company.li)
    answer = client.post("/customers/batch/export/", {"query": "view=all&page=2", "row": [jia.pk, foreign.pk]})
    assert answer.status_code == 302
    book = client.get(answer["Location"])
    assert "spreadsheet" in book["Content-Type"]
    noted = AccessLog.objects.get(action="look.export").data
    assert noted["rows"] == 1 and noted["filter"] == f"view=all row={jia.pk},{foreign.pk}"
    everything = client.post("/customers/batch/export/", {"query": "view=all", "everything": "1"})
    assert "row=" not in everything["Location"]


def test_nothing_ticked_is_told(client, company, three):
    client.force_login(company.li)
    answer = client.post("/customers/batch/release/", {"query": "grade=B"}, follow=True)
    assert "Tick the rows first" in answer.content.decode()
    assert client.get("/customers/batch/release/").status_code == 404
    assert client.post("/customers/batch/nonsense/", {"row": three[0].pk}).status_code == 404


@pytest.mark.parametrize("bad", ["\0", "9" * 30, "-1", "１２", "a,b", "1:2:3", ":", "' OR 1=1"])
def test_no_forged_word_breaks_it(client, company, three, bad):
    client.force_login(company.li)
    for data in ({"row": bad}, {"rows": bad}, {"row": three[0].pk, "query": bad}, {"everything": "1", "query": bad}):
        for more in ({}, {"press": bad, "shown": bad}, {"press": str(uuid.uuid4()), "shown": bad}):
            assert client.post("/customers/batch/grade/", data | more).status_code in (200, 302, 404, 422)
    assert {c.grade for c in Customer.objects.all()} == {"B"}


def test_the_result_leads_back_to_the_list_with_its_conditions(client, company, three):
    text = look_over(client, company.li, "release", three, query="grade=B&view=all&page=1").content.decode()
    text = client.post("/customers/batch/release/", hidden(text), follow=True).content.decode()
    assert 'href="/customers/?view=all&amp;page=1&amp;grade=B" data-back' in text


def test_what_is_remembered_of_batches_goes_after_a_month(client, company, three):
    do(client, company.li, "release", three)
    assert deeds.forget_old_runs(at=NOW + 29 * DAY) == 0
    assert deeds.forget_old_runs(at=NOW + 31 * DAY) == 4 and not BatchLine.objects.exists()
    assert {c.state for c in Customer.objects.all()} == {"pool"}
