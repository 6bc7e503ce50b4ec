"""What the tests of the customers' pages share."""

import uuid

import pytest
from django.conf import settings as site
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client


@pytest.fixture(autouse=True)
def without_second_factor(settings):
    """The pages are asked for here; that powerful posts need a second factor is tested where it is asked."""
    settings.SECOND_FACTOR_POSTS = []


@pytest.fixture
def signed_in(db, time_stands_still):
    """A browser in which somebody is signed in, in English."""

    def client_of(person) -> Client:
        client = Client()
        client.cookies[site.LANGUAGE_COOKIE_NAME] = "en"
        client.force_login(person)
        return client

    return client_of


@pytest.fixture
def send(company, signed_in):
    """Upload a list as li, and answer the browser with the address it was led to."""

    def upload(content: str | bytes, name="list.csv", person=None):
        client = signed_in(person or company.li)
        raw = content if isinstance(content, bytes) else content.encode()
        data = {"file": SimpleUploadedFile(name, raw), "press": str(uuid.uuid4())}
        return client, client.post("/customers/import/", data)

    return upload
