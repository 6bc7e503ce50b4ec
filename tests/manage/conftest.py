"""What the tests of the administration share."""

import re

import pytest
from django.conf import settings as site
from django.test import Client

from bizdept.people.models import OneTimeCode, Post, User

PASSWORD = "a long one 7"


@pytest.fixture
def house(company, time_stands_still):
    """The company with a second administrator, without whom nothing could be done to the first."""
    company.admin2 = company.person("admin2", Post.ADMINISTRATOR, company.house)
    return company


@pytest.fixture
def signed_in(house):
    """A browser in which somebody is signed in, in English."""

    def client_of(person) -> Client:
        client = Client()
        client.cookies[site.LANGUAGE_COOKIE_NAME] = "en"
        client.force_login(person, backend=site.AUTHENTICATION_BACKENDS[0])
        return client

    return client_of


@pytest.fixture
def by_password(house):
    """A browser in which somebody signs in at the page for it, as in service."""

    def client_of(person, password: str = PASSWORD) -> Client:
        client = Client()
        client.cookies[site.LANGUAGE_COOKIE_NAME] = "en"
        client.post("/accounts/login/", {"login": person.username, "password": password})
        return client

    return client_of


def text(response, status: int = 200) -> str:
    assert response.status_code == status, (response.status_code, response.content.decode()[:2000])
    content = response.content.decode()
    assert "!!undefined" not in content
    return content


def press(client, address: str, data: dict | None = None, **more):
    """Fill in and send a form as a person does: with the key that the page carried."""
    page = client.get(address)
    key = (page.context or {}).get("press", "")
    seen = (page.context or {}).get("stamp", "")
    fields = {"press": key, "seen": seen}
    return client.post(address, fields | (data or {}), **more)


def code_on(content: str) -> str:
    """The one-time code, or the half of it, that a page shows once."""
    return re.search(r'id="one-time" readonly value="([^"]+)"', content)[1]


def other_half(client, person: User) -> str:
    """The second half of a person's one-time code, fetched by whoever is signed in."""
    row = OneTimeCode.objects.get(person=person)
    return code_on(text(press(client, f"/manage/halves/{row.pk}/")))
