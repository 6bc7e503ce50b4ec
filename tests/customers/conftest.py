"""What the tests of the customers' pages share."""

import uuid

import pytest
from django.conf import settings as site
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from bizdept.web.imports.models import ImportBatch


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

    def upload(content: str | bytes, name="list.csv", person=None, to="/customers/import/"):
        client = signed_in(person or company.li)
        raw = content if isinstance(content, bytes) else content.encode()
        data = {"file": SimpleUploadedFile(name, raw), "press": str(uuid.uuid4())}
        return client, client.post(to, data)

    return upload


class Bringer:
    """Brings a list in, page by page, and remembers the browser and the batch."""

    def __init__(self, send, kind: str):
        self.send, self.base = send, f"/customers/import/{kind}/"

    @property
    def batch(self) -> ImportBatch:
        return ImportBatch.objects.latest("pk")

    def check(self, content, person=None, **options):
        """Up to the check, with the columns as they are recognised: its address."""
        self.client, response = self.send(content, person=person, to=self.base)
        chosen = {f"column_{column}": field for column, field in self.batch.mapping.items()}
        response = self.client.post(response.headers["Location"], chosen | options)
        assert response.status_code == 302, response.content.decode()
        return response.headers["Location"]

    def look(self, tab: str) -> str:
        page = self.client.get(f"{self.base}{self.batch.pk}/check/?tab={tab}").content.decode()
        assert "!!undefined" not in page
        return page

    def step(self, name: str, **data) -> str:
        page = self.client.post(f"{self.base}{self.batch.pk}/{name}/", data, follow=True)
        assert page.status_code == 200
        return page.content.decode()

    def __call__(self, content, person=None, rows="good", **options) -> dict:
        """All of it; what came of it: new, changed, unchanged, duplicates, and the sentences of refused rows."""
        self.check(content, person, **options)
        self.step("run", rows=rows, sure="on")
        counts = self.batch.counts
        names = ("created", "updated", "unchanged", "duplicates")
        return {name: counts[name] for name in names} | {"refused": [row["reason"] for row in counts["refused"]]}


@pytest.fixture
def bring_contacts(send):
    return Bringer(send, "contacts")


@pytest.fixture
def bring_communications(send):
    return Bringer(send, "communications")


def came(created=0, updated=0, unchanged=0, duplicates=0, refused=()) -> dict:
    """What came of a list, as a Bringer says it."""
    numbers = {"created": created, "updated": updated, "unchanged": unchanged, "duplicates": duplicates}
    return numbers | {"refused": list(refused)}
