"""Who may see a record, by the rule itself; opened to one more, and to one fewer."""

import re
import uuid

import pytest
import time_machine

from bizdept.access.doors import may_see, reasons_of
from bizdept.access.grants import end, grant
from bizdept.access.levels import Level
from bizdept.access.models import AccessLog
from bizdept.access.reading import WHY, end_of, past_of, readings_of, readings_on
from bizdept.access.sources import Past, Reader, Source
from bizdept.audit.chain import note, sealed
from bizdept.audit.clock import moment
from bizdept.manage.actions.accounts import close_account
from bizdept.people.actor import Actor
from bizdept.people.history import keep
from bizdept.people.models import Post, User
from confidentiality.models import Material
from contracts.lifecycle import LIFECYCLE
from contracts.models import Contract, ReviewPolicy
from customers.models import Customer
from tests.company import DAY, NOW, TODAY, fresh

REASON = "stands in for li this week"
pytestmark = pytest.mark.usefixtures("time_stands_still")


@pytest.fixture(params=["customer", "contract", "signed"])
def record(request, company):
    return {
        "customer": company.customer, "contract": company.submitted, "signed": company.signed
    }[request.param]()  # fmt: skip


def names(record) -> set[str]:
    return {one.person.username for one in readings_of(record, moment())}


def test_the_page_names_those_to_whom_the_doors_open(company, record):
    for level in (Level.INTERNAL, Level.CONFIDENTIAL, Level.CORE, Level.NAMED):
        type(record).objects.filter(pk=record.pk).update(level=level)
        row = fresh(record)
        expected = {user.username for user in User.objects.all() if may_see(fresh(user), row)}
        assert names(row) == expected and "li" in expected and "admin" not in expected


def test_without_an_nda_somebody_is_not_among_them(company, record):
    assert "chief" in names(record)
    User.objects.filter(username="chief").update(nda_until=TODAY - DAY)
    assert "chief" not in names(record)


def test_every_reason_has_its_words(company):
    """Of every source that anybody has: a new one without words would be told by nothing."""
    at = moment()
    found = {
        name
        for model in (Customer, Contract)
        for user in User.objects.all()
        for name, _reach in reasons_of(model, Reader.of(fresh(user), at))
    }
    assert found - {"grant"} <= set(WHY) and len(found) > 5


def address(record, *more: object) -> str:
    return f"{record.get_absolute_url()}readers/" + "".join(f"{word}/" for word in more)


def given(person, **changes) -> dict:
    until = (TODAY + 7 * DAY).isoformat()
    return {"press": str(uuid.uuid4()), "to": person.pk, "reason": REASON, "until": until} | changes


def test_it_is_opened_to_one_more_and_to_one_fewer(company, record, client):
    client.force_login(company.chief)
    other = company.person("other", Post.SPECIALIST, company.other_section)
    assert 'readers/new/"' in client.get(address(record)).content.decode()
    assert client.post(address(record, "new"), given(other)).status_code == 302
    assert may_see(fresh(other), record)
    text = client.get(address(record)).content.decode()
    assert REASON in text and "other" in text
    row = record.grants.get()
    assert f'readers/{row.pk}/end/"' in text and row.granted_by == company.chief
    assert client.post(address(record, row.pk, "end")).status_code == 302
    assert not may_see(fresh(other), record)
    assert client.post(address(record, row.pk, "end")).status_code == 404


@pytest.mark.parametrize(
    "changes, field",
    [
        ({"reason": "so"}, "reason"),
        ({"until": (TODAY + 400 * DAY).isoformat()}, None),
        ({"until": (TODAY - DAY).isoformat()}, None),
        ({"until": "soon"}, "until"),
        ({"to": 0}, "to"),
    ],
)
def test_what_can_not_be_is_refused_with_a_sentence(company, record, client, changes, field):
    client.force_login(company.chief)
    answer = client.post(address(record, "new"), given(company.zhao, **changes))
    assert answer.status_code == 422 and not record.grants.exists()
    assert answer.context["form"].errors if field is None else field in answer.context["form"].errors


def test_a_grant_of_another_record_is_not_ended_from_here(company, record, client):
    client.force_login(company.chief)
    client.post(address(record, "new"), given(company.zhao))
    twin = company.customer(name="Other Ltd") if isinstance(record, Customer) else company.contract(title="Other")
    assert client.post(address(twin, record.grants.get().pk, "end")).status_code == 404
    assert record.grants.exists()


def test_nobody_opens_to_themselves_nor_what_is_not_theirs(company, record, client):
    client.force_login(company.chief)
    assert client.post(address(record, "new"), given(company.chief)).status_code == 422
    for person in (company.li, company.assistant):
        client.force_login(person)
        assert 'readers/new/"' not in client.get(address(record)).content.decode()
        assert client.post(address(record, "new"), given(company.zhao)).status_code == 403
        assert client.get(address(record, "new")).status_code == 403
    client.force_login(company.zhao)
    assert client.post(address(record, "new"), given(company.zhao)).status_code == 404
    assert not record.grants.exists()


def test_core_secrets_ask_for_a_fresh_proof(company, client, settings):
    settings.FRESH_SIGN_IN_MINUTES = 10
    customer = company.customer(level=Level.CORE)
    client.force_login(company.chief)
    data = given(company.zhao, until=(TODAY + 7 * DAY).isoformat())
    assert client.post(address(customer, "new"), data).status_code == 422
    Customer.objects.update(level=Level.CONFIDENTIAL)
    assert client.post(address(customer, "new"), data).status_code == 302


# ── on a past day

LATER = NOW + 10 * DAY


@pytest.fixture
def lived(company, record):
    """A record with a grant that was ended since, kept by somebody else since, ten days later."""
    grant(record, company.zhao, by=Actor(company.leader), reason=REASON, starts=moment(), until=NOW + 5 * DAY)
    with time_machine.travel(NOW + 2 * DAY, tick=False):
        end(record.grants.get(), by=Actor(company.leader), because="it is done", at=moment())
        row = fresh(record)
        row.owner = company.zhao
        keep(row, by=Actor(company.chief))
    with time_machine.travel(LATER, tick=False):
        yield fresh(record)


def of_day(record, client, day) -> tuple[str, set[str]]:
    text = client.get(address(record) + f"?day={day}").content.decode()
    return text, set(re.findall(r'data-person="([^"]+)"', text))


def test_a_past_day_is_told_with_its_reasons(company, lived, client):
    client.force_login(company.chief)
    text, people = of_day(lived, client, TODAY)
    assert {"li", "zhao", "chief"} <= people and "admin" not in people
    grounds = {(one.person.username, str(one.why)): one for one in readings_on(lived, TODAY).grounds}
    given = grounds["zhao", "grant"].grant
    assert (given.granted_by, given.level, given.ended_at) == (company.leader, lived.level, NOW + 2 * DAY)
    post = grounds["chief", "section chief"].post
    assert (post.post, post.department, post.principal) == (Post.CHIEF, company.section, None)
    assert grounds["li", "keeper"].post is None and grounds["li", "keeper"].nda_until == company.li.nda_until
    assert "given by leader" in text and "section chief · section" in text
    _text, people = of_day(lived, client, TODAY + 3 * DAY)
    assert "zhao" in people and "li" not in people  # kept by zhao by then, and li has no right left
    assert people == names(lived)


def test_whoever_stood_in_is_told_with_for_whom(company, record, client):
    company.delegate(company.chief, company.zhao, starts_on=TODAY, ends_on=TODAY + DAY)
    with time_machine.travel(LATER, tick=False):
        client.force_login(company.chief)
        text, _people = of_day(record, client, TODAY)
        found = [one for one in readings_on(record, TODAY).grounds if one.person == company.zhao]
        assert [one.post.principal for one in found if one.post.post == Post.CHIEF] == [company.chief]
        assert "in the place of chief" in text
        assert "zhao" not in {one.person.username for one in readings_on(record, TODAY + 2 * DAY).grounds}


def test_whoever_stood_in_for_somebody_who_had_left_saw_nothing_by_it(company, record):
    company.delegate(company.chief, company.zhao, starts_on=TODAY)
    with time_machine.travel(NOW + DAY, tick=False):
        close_account(company.chief, by=Actor(company.admin), on=TODAY + DAY)
    with time_machine.travel(LATER, tick=False):
        for day, is_open in ((TODAY, True), (TODAY + DAY, False)):
            assert ("zhao" in {one.person.username for one in readings_on(record, day).grounds}) is is_open


def test_a_round_asks_whom_it_asked_then(company):
    """Sent in again under another policy: each day by the round that was the latest one then."""
    contract = company.submitted()
    with time_machine.travel(NOW + 2 * DAY, tick=False):
        contract = company.move("return", contract, company.chief, note="once more")
    with time_machine.travel(NOW + 4 * DAY, tick=False):
        ReviewPolicy.objects.update(disciplines=["finance"])
        LIFECYCLE.perform("submit", contract, by=Actor(company.li), on=TODAY + 4 * DAY)
    with time_machine.travel(LATER, tick=False):
        asked = {"legal", "finance", "tech"}
        for days, expected in ((1, {"legal", "tech"}), (3, set()), (5, {"finance"})):
            grounds = readings_on(contract, TODAY + days * DAY).grounds
            assert {one.person.username for one in grounds if one.why == WHY["review"]} & asked == expected


def test_a_grant_opened_no_more_than_it_was_given_for(company, record):
    """Raising ends grants; were one left, it would open nothing above its own level."""
    grant(record, company.zhao, by=Actor(company.leader), reason=REASON, starts=moment(), until=NOW + 5 * DAY)
    type(record).history.update(level=Level.CORE)
    with time_machine.travel(LATER, tick=False):
        assert "zhao" not in {one.person.username for one in readings_on(record, TODAY).grounds}


@pytest.mark.parametrize(
    "day, sentence",
    [
        (TODAY + 11 * DAY, "That day is still to come"),
        (TODAY - DAY, f"it has been here since {TODAY}"),
        ("soon", "Enter a valid date"),
        ("0001-01-01", "There was no such record on that day"),
    ],
)
def test_of_a_day_of_which_nothing_can_be_told_there_is_a_sentence(company, lived, client, day, sentence):
    client.force_login(company.chief)
    answer = client.get(address(lived) + f"?day={day}")
    assert answer.status_code == 200 and sentence in answer.content.decode()


def test_today_is_told_as_it_stands_now(company, lived, client):
    client.force_login(company.chief)
    today = client.get(address(lived) + f"?day={TODAY + 10 * DAY}")
    assert [one.name for one in today.templates if one.name][0] == "readers/index.html"


def test_each_look_at_a_past_day_is_a_line_that_says_which(company, lived, client):
    client.force_login(company.chief)
    before = AccessLog.objects.of(lived).filter(action="look.readers").count()
    of_day(lived, client, TODAY)
    line = AccessLog.objects.of(lived).filter(action="look.readers").latest("seq")
    assert (line.actor, line.data["day"]) == (company.chief.pk, TODAY.isoformat())
    assert AccessLog.objects.of(lived).filter(action="look.readers").count() == before + 1
    assert f"as on {TODAY}" in client.get(address(lived)).content.decode()


def test_a_record_that_is_closed_now_tells_nothing_of_its_past(company, lived, client):
    client.force_login(company.person("other", Post.SPECIALIST, company.other_section))
    assert client.get(address(lived) + f"?day={TODAY}").status_code == 404
    assert AccessLog.objects.of(lived).filter(kind="refusal").exists()


def test_what_was_not_kept_is_said(company, lived, client):
    """A line that tells an NDA, and not what was before: as older lines do; and days before the first line."""
    with sealed():
        note("account", "account.nda", company.assistant, by=Actor(company.officer), nda_until=str(TODAY + 900 * DAY))
    client.force_login(company.chief)
    then = readings_on(lived, TODAY)
    assert then.is_exact and [one.username for one in then.unknown] == ["assistant"]
    text, people = of_day(lived, client, TODAY)
    assert "was not kept, so they stand here without one" in text and "assistant" not in people
    type(lived).history.update(history_date=NOW - 9 * DAY)
    text, people = of_day(lived, client, TODAY - 5 * DAY)
    assert f"The log begins on {TODAY}" in text and "chief" in people


def test_a_source_that_can_not_tell_says_so(company, record):
    source = Source.listed("elsewhere", type(record), Level.CORE, User.objects.none().values("pk"))
    with pytest.raises(TypeError, match="elsewhere can't tell"):
        source.opened(past_of(record, end_of(TODAY)))


@pytest.mark.parametrize("model", [Customer, Contract, Material])
def test_every_source_of_what_has_this_page_can_tell_what_it_opened(company, model):
    """Nobody adds a reason that is told now, and forgotten of yesterday."""
    at = moment()
    past = Past(1, "", model.history.model(level=1), at)
    for user in User.objects.all():
        for source in model.sources(Reader.of(fresh(user), at), at):
            assert source.opened(past)


def test_a_past_day_costs_two_queries_an_account(company, lived, django_assert_max_num_queries):
    accounts, open_to = User.objects.count(), len(names(lived))
    with django_assert_max_num_queries(2 * accounts + 4 * open_to + 12):
        readings_on(lived, TODAY)
