"""The frame of every page: menu, counts, language, theme, and what is true of every answer."""

import pytest
from django.db import connection
from django.http import HttpResponse, HttpResponseRedirect
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from bizdept.notices.models import Notice
from bizdept.web import context, questions
from bizdept.web.middleware import Fragments


@pytest.fixture
def li(company, client, settings):
    client.force_login(company.li, backend=settings.AUTHENTICATION_BACKENDS[0])
    return company.li


def shell(user, path="/contracts/7/"):
    request = RequestFactory().get(path)
    request.user = user
    return context.Shell(request)


def test_the_menu_goes_by_chapter_and_knows_where_we_are(li):
    ours = shell(li)
    chapters = [questions.CHAPTERS.index(item.chapter) for item in ours.items]
    assert chapters == sorted(chapters)
    assert ours.current == "/contracts/"
    assert len(ours.tabs) <= 4


def test_the_counts_cost_one_query(company):
    for number in range(3):
        Notice.objects.create(person=company.li, key=str(number), text="told")
    ours = shell(company.li)
    assert ours.user.desks, "looked up once a request, and not by the shell"
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert ours.badges == {"notices": 3, "duties": 0, "approvals": 0}
        assert ours.badges["notices"] == 3
    assert len(queries) == 1


@pytest.mark.parametrize("language", ["en", "zh-hant"])
def test_the_language_is_kept_for_the_person_and_the_browser(li, client, language):
    answer = client.post("/preferences/language/", {"language": language, "next": "/accounts/sessions/"})
    assert answer["Location"] == "/accounts/sessions/"
    li.refresh_from_db()
    assert li.language == language
    assert client.get("/accounts/sessions/")["Content-Language"] == language
    client.post("/accounts/logout/")
    assert client.get("/accounts/login/")["Content-Language"] == language


def test_without_a_choice_it_is_simplified_chinese_whatever_the_browser_says(company, client):
    answer = client.get("/accounts/login/", headers={"Accept-Language": "en"})
    assert answer["Content-Language"] == "zh-hans"
    assert b'lang="zh-Hans"' in answer.content


def test_the_theme_is_kept_and_drawn(li, client):
    client.post("/preferences/theme/", {"theme": "dark", "next": "/"})
    li.refresh_from_db()
    assert li.theme == "dark"
    assert b'data-bs-theme="dark"' in client.get("/accounts/sessions/").content


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "", "\x00"])
def test_a_switch_never_leads_away(company, client, address):
    for name, value in (("language", "en"), ("theme", "dark")):
        assert client.post(f"/preferences/{name}/", {name: value, "next": address})["Location"] == "/"


def test_nonsense_changes_nothing(li, client):
    before = (li.language, li.theme)
    client.post("/preferences/language/", {"language": "tlh"})
    client.post("/preferences/theme/", {"theme": "pink"})
    li.refresh_from_db()
    assert (li.language, li.theme) == before


def test_switches_want_a_token_and_a_post(company):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/preferences/theme/", {"theme": "dark"}).status_code == 403
    assert strict.get("/preferences/theme/").status_code == 405


@pytest.mark.parametrize("address", ["/accounts/sessions/", "/accounts/login/", "/nowhere/"])
def test_nothing_is_stored_or_sniffed(li, client, address):
    answer = client.get(address)
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]


@pytest.mark.parametrize(
    ("answer", "is_whole"),
    [
        (HttpResponseRedirect("/contracts/7/"), True),
        (HttpResponseRedirect("https://elsewhere.example/"), False),
        (HttpResponse("fragment"), False),
    ],
)
def test_a_fragments_redirect_moves_the_page(answer, is_whole):
    request = RequestFactory().post("/")
    request.htmx = True
    found = Fragments(lambda request: answer)(request)
    assert found.headers.get("HX-Redirect") == ("/contracts/7/" if is_whole else None)
    request.htmx = False
    assert Fragments(lambda request: answer)(request) is answer


def test_a_page_without_scripts_inside(li, client):
    page = client.get("/accounts/sessions/").content.decode()
    assert "<style" not in page and " style=" not in page and " onclick=" not in page
    assert page.count("<script") == page.count("<script src=")
    assert '<html lang="' in page and page.count("<h1") == 1
