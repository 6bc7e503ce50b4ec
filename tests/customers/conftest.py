"""What the tests of the customers' pages share."""

import pytest
from django.conf import settings as site
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
