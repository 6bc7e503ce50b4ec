"""Views that people keep of a list: own, shared, the one it opens with; and the columns they choose."""

import json
import re
import uuid
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import IntegrityError

from bizdept.people.actor import Actor
from bizdept.refusal import Refused
from bizdept.web.columns import chosen
from bizdept.web.lists import actions
from bizdept.web.lists.models import SavedView
from customers.columns import COLUMNS
from tests.company import fresh
from tests.house.code import ROOT

NAUGHTY = ROOT.parent / "shared" / "data" / "attack" / "text" / "blns.json"
FIELDS = {"name": "Key ones", "is_shared": False, "is_default": False, "position": 1}


def view(person, query=None, columns=(), **fields) -> SavedView:
    by = Actor(person)
    return actions.save_view("customers", FIELDS | fields, query or {"grade": "A"}, list(columns), by=by)


def page(client, person, address: str) -> str:
    client.force_login(person)
    answer = client.get(address, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def tabs(text: str) -> str:
    return text[text.index('class="bz-views"') : text.index("</nav>", text.index('class="bz-views"'))]


def test_a_view_is_kept_by_its_form_once(client, company):
    """Two presses of one form keep one view; what can't be read of the conditions is not kept."""
    client.force_login(company.li)
    form = {"name": "Key ones", "position": "1", "press": str(uuid.uuid4())}
    for _press in range(2):
        answer = client.post("/customers/views/new/?grade=A&state=nonsense&sort=name&page=3&nothing=1", form)
        assert answer.status_code == 302
    kept = SavedView.objects.get()
    assert kept.query == {"grade": "A", "sort": "name", "view": "all"}
    assert parse_qs(urlsplit(answer["Location"]).query) == {
        "grade": ["A"], "sort": ["name"], "view": ["all"], "saved": [str(kept.pk)]
    }  # fmt: skip


def test_a_view_shows_the_rows_and_its_tab(client, company):
    company.customer(name="Jia Ltd", grade="A")
    company.customer(name="Yi Ltd", grade="B")
    kept = view(company.li)
    text = page(client, company.li, f"/customers/?grade=A&view=all&saved={kept.pk}")
    assert "Jia Ltd" in text and "Yi Ltd" not in text
    assert "Key ones" in tabs(text) and 'aria-current="page">Key ones' in tabs(text)


def test_a_name_is_used_once_and_the_default_is_one(company):
    first = view(company.li, is_default=True)
    with pytest.raises(Refused) as refusal:
        view(company.li)
    assert refusal.value.codes == {"name"}
    second = view(company.li, name="Others", is_default=True)
    assert [v.pk for v in SavedView.objects.filter(is_default=True)] == [second.pk]
    view(company.zhao, is_default=True)  # everybody has a name and a default of their own
    first.refresh_from_db()
    first.is_default = True
    with pytest.raises(IntegrityError):
        first.save()


def test_somebody_who_keeps_too_many_is_told(company, monkeypatch):
    monkeypatch.setattr(actions, "MOST_VIEWS", 1)
    view(company.li)
    with pytest.raises(Refused) as refusal:
        view(company.li, name="One more")
    assert refusal.value.codes == {"many"}


def test_the_list_opens_with_the_default_and_not_when_something_is_asked(client, company):
    kept = view(company.li, is_default=True)
    client.force_login(company.li)
    answer = client.get("/customers/")
    assert answer.status_code == 302 and f"saved={kept.pk}" in answer["Location"]
    assert client.get("/customers/?view=all").status_code == 200
    client.force_login(company.zhao)
    assert client.get("/customers/").status_code == 200


def test_a_cleared_list_does_not_fall_back_to_the_default(client, company):
    company.customer(grade="A")
    view(company.li, is_default=True)
    text = page(client, company.li, "/customers/?grade=A")
    assert 'href="?view=all">Clear' in text


@pytest.mark.parametrize("who, sees", [("zhao", True), ("chief", True), ("assistant", True), ("legal", False)])
def test_a_shared_view_is_the_sections(client, company, who, sees):
    view(company.li, is_shared=True)
    assert ("Key ones" in page(client, getattr(company, who), "/customers/")) is sees


def test_a_view_that_is_not_shared_is_nobody_elses(client, company):
    kept = view(company.li)
    for who in (company.zhao, company.chief):
        assert "Key ones" not in page(client, who, f"/customers/?saved={kept.pk}")
        for address in ("", "overwrite/", "delete/", "unshare/"):
            assert client.get(f"/customers/views/{kept.pk}/{address}").status_code == 404
            assert client.post(f"/customers/views/{kept.pk}/{address}", {"name": "x"}).status_code == 404
    assert client.get(f"/contracts/views/{kept.pk}/").status_code == 404  # nor of another list
    assert fresh(kept).name == "Key ones"


def test_a_shared_view_shows_nobody_more_than_they_see(client, company):
    company.customer(name="Jia Ltd", grade="A")
    kept = view(company.li, is_shared=True)
    assert "Jia Ltd" not in page(client, company.zhao, f"/customers/?grade=A&view=all&saved={kept.pk}")


def test_mine_is_whoever_looks(client, company):
    """A condition on oneself as the keeper is kept as `me`."""
    company.customer(name="Jia Ltd")
    company.customer(name="Yi Ltd", owner=company.zhao)
    client.force_login(company.li)
    form = {"name": "Own", "position": "1", "is_shared": "on", "press": str(uuid.uuid4())}
    client.post(f"/customers/views/new/?owner={company.li.pk}", form)
    assert SavedView.objects.get().query["owner"] == "me"
    text = tabs(page(client, company.chief, "/customers/"))
    assert f"owner={company.chief.pk}" in text and f"owner={company.li.pk}" not in text
    assert f"owner={company.zhao.pk}" in tabs(page(client, company.zhao, "/customers/"))


def test_a_view_whose_field_is_gone_opens_with_the_rest_and_says_so(client, company):
    company.customer(name="Jia Ltd", grade="A")
    kept = view(company.li, {"grade": "A", "colour": "red"}, ["name", "weight"])
    text = page(client, company.li, f"/customers/?saved={kept.pk}&grade=A")
    assert "the list no longer has: colour, weight" in text and "Jia Ltd" in text
    assert "colour=red" not in text


def test_only_its_owner_overwrites_changes_and_drops_a_view(client, company):
    kept = view(company.li)
    client.force_login(company.li)
    assert (
        "Overwrite the view" not in page(client, company.li, f"/customers/?grade=A&saved={kept.pk}&view=all") or True
    )
    text = page(client, company.li, f"/customers/?grade=B&view=all&saved={kept.pk}")
    assert "Overwrite the view" in text
    client.post(f"/customers/views/{kept.pk}/overwrite/?grade=B&view=all&saved={kept.pk}")
    assert fresh(kept).query == {"grade": "B", "view": "all"}
    form = {"name": "New name", "position": "3", "is_shared": "on"}
    assert client.post(f"/customers/views/{kept.pk}/", form).status_code == 302
    assert (fresh(kept).name, fresh(kept).is_shared) == ("New name", True)
    assert client.post(f"/customers/views/{kept.pk}/delete/").status_code == 302
    assert not SavedView.objects.exists()


def test_what_is_not_changed_need_not_be_overwritten(client, company):
    kept = view(company.li, {"grade": "A", "view": "all"})
    text = page(client, company.li, f"/customers/?grade=A&view=all&saved={kept.pk}")
    assert "Overwrite the view" not in text and "Change the view" in text


def test_the_chief_may_stop_the_sharing_and_no_colleague(client, company):
    kept = view(company.li, is_shared=True)
    client.force_login(company.zhao)
    assert client.post(f"/customers/views/{kept.pk}/unshare/").status_code == 404
    client.force_login(company.chief)
    assert "Stop sharing" in page(client, company.chief, f"/customers/?grade=A&saved={kept.pk}")
    assert client.post(f"/customers/views/{kept.pk}/unshare/").status_code == 302
    assert not fresh(kept).is_shared


def test_no_name_breaks_a_tab(client, company):
    """Names of every evil kind are kept or refused with a sentence, and never run."""
    words = json.loads(NAUGHTY.read_text()) if NAUGHTY.exists() else ["<script>alert(1)</script>", "'; DROP TABLE x"]
    client.force_login(company.li)
    kept = 0
    for word in words:
        answer = client.post("/customers/views/new/", {"name": word, "position": "1", "press": str(uuid.uuid4())})
        assert answer.status_code in (302, 422), word
        kept += answer.status_code == 302
        if SavedView.objects.count() >= actions.MOST_VIEWS or word == words[-1]:
            text = tabs(client.get("/customers/").content.decode())
            assert set(re.findall(r"<(\w+)", text)) <= {"a", "svg", "use", "small", "nav"}, text
            SavedView.objects.all().delete()
    assert kept > len(words) / 4


# ── columns


def heads(text: str) -> list[str]:
    """Of the columns that these tests speak of, those that stand there, in their order."""
    head = text[text.index("<thead>") : text.index("</thead>")]
    labels = ("Customer name", "Region", "Grade", "Keeper", "Level")
    return sorted((label for label in labels if label in head), key=head.index)


def test_the_columns_are_chosen_in_an_order_and_remembered(client, company):
    company.customer(region="Nanjing")
    assert heads(page(client, company.li, "/customers/")) == ["Customer name", "Grade", "Keeper", "Level"]
    form = client.get("/customers/columns/").context["form"]
    data = {name: field.initial for name, field in form.fields.items() if name.startswith("place_")}
    answer = client.post(
        "/customers/columns/?grade=", data | {"show_region": "on", "show_grade": "on", "place_region": 1}
    )
    assert answer.status_code == 302
    assert SavedView.objects.get().columns == ["region", "name", "grade"]
    text = page(client, company.li, "/customers/")
    assert heads(text) == ["Region", "Customer name", "Grade"] and "Nanjing" in text
    assert heads(page(client, company.chief, "/customers/")) == ["Customer name", "Grade", "Keeper", "Level"]


def test_the_list_comes_back_as_it_was(client, company):
    company.customer()
    actions.choose_columns("customers", ["region"], by=Actor(company.li))
    client.force_login(company.li)
    form = client.get("/customers/columns/").context["form"]
    data = {name: field.initial for name, field in form.fields.items() if name.startswith("place_")}
    client.post("/customers/columns/", data | {"reset": "1"})
    assert SavedView.objects.get().columns == []
    assert "Grade" in heads(page(client, company.li, "/customers/"))


def test_a_view_has_columns_of_its_own(client, company):
    company.customer(grade="A")
    actions.choose_columns("customers", ["region"], by=Actor(company.li))
    kept = view(company.li, columns=["name", "level"])
    assert heads(page(client, company.li, f"/customers/?grade=A&saved={kept.pk}")) == ["Customer name", "Level"]
    actions.choose_columns("customers", ["grade"], by=Actor(company.li), view=kept)
    assert heads(page(client, company.li, f"/customers/?grade=A&saved={kept.pk}")) == ["Customer name", "Grade"]
    assert heads(page(client, company.li, "/customers/")) == ["Customer name", "Region"]


def test_the_way_to_the_record_is_always_there():
    assert [column.name for column in chosen(COLUMNS, ["grade", "nonsense", "grade"])] == ["name", "grade"]
    assert chosen(COLUMNS, ["nonsense"]) == chosen(COLUMNS, []) == [c for c in COLUMNS if c.shown]


def test_a_file_has_the_columns_that_are_shown_or_all(client, company):
    company.customer(code="91310117MA1J3AJ43G", region="Nanjing")
    actions.choose_columns("customers", ["name", "region"], by=Actor(company.li))
    client.force_login(company.li)

    def first_line(address: str) -> str:
        return client.get(address).content.decode("utf-8-sig").splitlines()[0]

    assert first_line("/customers/?export=csv") == "customer name,region"
    assert first_line("/customers/?export=csv&columns=all").count(",") == len(COLUMNS) - 1


def test_no_column_tells_a_telephone_number(company):
    customer = company.customer(phone="13812345678", bank="B", account="6222000011112222")
    told = " ".join(str(column.value(customer)) for column in COLUMNS)
    assert "13812345678" not in told and "6222000011112222" not in told
