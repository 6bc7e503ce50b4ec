"""What is typed is kept on the server, for whoever typed it, until it was saved; and comes back as it was left."""

from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from bizdept.manage.actions.upkeep import clean_up
from bizdept.web import drafts
from bizdept.web.models import Draft
from contracts.models import Contract
from tests.company import DAY, HOUR, NOW, fresh
from tests.contracts.test_pages import filled

pytestmark = pytest.mark.django_db
NEW = "/contracts/new/"


@pytest.fixture
def sign_in(company):
    def signed(name: str) -> Client:
        client = Client()
        client.force_login(getattr(company, name), backend="bizdept.manage.backends.SignIn")
        client.cookies["django_language"] = "en"
        return client

    return signed


def keep(client: Client, address: str, **typed):
    return client.post(address, typed, headers={"X-Autosave": "1"})


def words(answer) -> str:
    return answer.content.decode()


def test_what_was_typed_is_there_again(sign_in):
    li = sign_in("li")
    sets = {f"{name}-{part}_FORMS": "1" for name in ("items", "plan") for part in ("TOTAL", "INITIAL")}
    answer = keep(li, NEW, title="Half a tit", warranty="<b>two</b> years", kind="sales", **sets)
    assert answer.status_code == 200 and answer["Content-Type"] == "text/plain"
    assert words(answer) == f"{timezone.localtime(Draft.objects.get().at):%H:%M}"
    page = words(li.get(NEW))
    assert "Half a tit" in page and "&lt;b&gt;two&lt;/b&gt; years" in page and "<b>two" not in page
    assert "did not save" in page
    assert "This field is required" not in page and "data-errors" not in page  # nothing is held against them yet
    assert not Contract.objects.exists()


def test_it_is_for_nobody_else_and_no_other_form(sign_in):
    keep(sign_in("li"), NEW, title="Half a tit")
    for who, address in (("zhao", NEW), ("chief", NEW), ("li", "/customers/new/")):
        assert "Half a tit" not in words(sign_in(who).get(address))


def test_it_is_gone_once_it_was_saved_and_saved_once(sign_in, company):
    li, data = sign_in("li"), filled(company.customer())
    keep(li, NEW, **data)
    assert li.get(NEW).context["press"] == data["press"]  # the next press is still the same one
    assert li.post(NEW, data).status_code == 302
    assert li.post(NEW, data).status_code == 302
    assert Contract.objects.count() == 1 and not Draft.objects.exists()
    assert "Half" not in words(li.get(NEW))


def test_what_comes_in_behind_the_press_that_saved_it_is_no_draft(sign_in, company):
    """Leaving a field by pressing “save” sends both at once: the old key must not lead the next new form astray."""
    li, data = sign_in("li"), filled(company.customer())
    assert li.post(NEW, data).status_code == 302
    keep(li, NEW, **data)
    page = li.get(NEW)
    assert page.context["press"] != data["press"] and data["title"] not in words(page)
    assert li.post(NEW, data | {"press": page.context["press"]}).status_code == 302
    assert Contract.objects.count() == 2


def test_it_is_dropped_at_a_wish(sign_in):
    li = sign_in("li")
    keep(li, NEW, title="Half a tit")
    answer = li.post(NEW, {"draft": "drop", "title": "Half a tit"})
    assert answer.status_code == 302 and answer["Location"] == NEW
    assert "Half a tit" not in words(li.get(NEW)) and not Contract.objects.exists()


def test_a_later_word_takes_the_place_of_an_earlier_one(sign_in):
    li = sign_in("li")
    for title in ("one", "two", "three"):
        keep(li, NEW, title=title)
    assert Draft.objects.count() == 1 and "three" in words(li.get(NEW))


def test_no_password_is_kept(sign_in):
    keep(sign_in("chief"), NEW, title="x", proof="secret", password="secret", csrfmiddlewaretoken="secret")
    assert "secret" not in str(Draft.objects.get().content)


def test_what_is_too_long_is_not_kept(sign_in):
    assert keep(sign_in("li"), NEW, title="x" * (drafts.LARGEST + 1)).status_code == 413
    assert not Draft.objects.exists()


def test_whoever_may_not_go_in_keeps_nothing_there(sign_in, company):
    contract = company.contract()
    assert keep(sign_in("legal"), NEW, title="x").status_code == 403
    assert keep(sign_in("zhao"), f"/contracts/{contract.pk}/edit/", title="x").status_code == 404
    assert Client().post(NEW, {"title": "x"}, headers={"X-Autosave": "1"}).status_code == 401
    assert not Draft.objects.exists()


def test_it_is_forgotten_after_thirty_days(sign_in):
    li = sign_in("li")
    keep(li, NEW, title="Half a tit")
    Draft.objects.update(at=timezone.now() - drafts.KEPT - DAY)
    assert "Half a tit" not in words(li.get(NEW))
    clean_up(at=timezone.now())
    assert not Draft.objects.exists()


def test_a_draft_over_an_older_version_is_told_when_it_is_sent(sign_in, company):
    contract = company.contract()
    address = f"/contracts/{contract.pk}/edit/"
    li = sign_in("li")
    page = li.get(address)
    keep(li, address, version=page.context["seen"], title="Mine")
    Contract.objects.filter(pk=contract.pk).update(version=contract.version + 1)
    assert li.get(address).context["seen"] == contract.version  # still the one that was typed over


def test_the_reason_of_a_return_is_kept_too(sign_in, company):
    contract = company.submitted()
    address = f"/contracts/{contract.pk}/return/"
    chief = sign_in("chief")
    keep(chief, address, note="Half a reason", version=contract.version)
    page = words(chief.get(address))
    assert "Half a reason" in page and "data-autosave" in page
    assert fresh(contract).state == "in_review"
    assert chief.post(address, {"note": "All of it", "version": contract.version}).status_code == 302
    assert not Draft.objects.exists()


def test_rows_of_a_table_come_back_too(sign_in, company):
    li, data = sign_in("li"), filled(company.customer())
    keep(li, NEW, **data | {"items-0-name": "Half a pump", "items-0-price": "x"})
    page = words(li.get(NEW))
    assert "Half a pump" in page and 'value="x"' in page and "Enter a number" not in page


@pytest.mark.parametrize("typed", ["a\0b", "\ud800", "\x1f\x7f\ufffe"])
def test_characters_that_no_table_holds_trouble_nobody(sign_in, typed):
    """PostgreSQL keeps no NUL; what a telephone or a paste sends unasked must not cost the rest."""
    li = sign_in("li")
    body = urlencode({"title": f"Pumps {typed}", "kind": "sales"}, errors="surrogatepass")
    kind = "application/x-www-form-urlencoded"
    assert li.post(NEW, body, content_type=kind, headers={"X-Autosave": "1"}).status_code == 200
    assert "Pumps" in words(li.get(NEW)) and Draft.objects.count() == 1


def test_whoever_opens_form_after_form_keeps_the_last_hundred(company, time_stands_still):
    for number in range(drafts.MOST + 5):
        drafts.keep(company.li, f"/contracts/{number}/edit/", QueryDict("title=x"), at=NOW + number * HOUR)
    drafts.keep(company.zhao, NEW, QueryDict("title=x"), at=NOW)
    kept = Draft.objects.filter(person=company.li).order_by("at").values_list("address", flat=True)
    assert len(kept) == drafts.MOST and kept[0] == "/contracts/5/edit/"
    assert Draft.objects.filter(person=company.zhao).exists()
