"""Each form that makes something new carries a key, so that a second press makes nothing."""

import re
import uuid

import pytest
from django.test import Client

from tests.house import doors
from tests.house.doors import DOORS, target

MAKES = re.compile(r":(new|new_\w+|add_\w+|propose_\w+|give_\w+|import|import_days|ask_\w+|remark|comment)$")
KEY = re.compile(r'name="press" value="([0-9a-f-]{36})"')
SAME_TWICE = {"manage:new_days"}  # days that are entered twice are the same days


def making() -> list[str]:
    return sorted(name for name in DOORS if MAKES.search(name) and name not in SAME_TWICE)


@pytest.fixture
def page(scene):
    """The page of an address as the first of those who may go in sees it."""

    def shown(name: str) -> str:
        row = DOORS[name][0]
        may = (row.sees if row.may is None else row.may) & row.sees & row.doorman & doors.ALL
        who = sorted(may)[0]
        client = Client()
        client.force_login(scene.people[who], backend="bizdept.manage.backends.SignIn")
        answer = client.get(target(name, row, scene))
        assert answer.status_code == 200, (name, who)
        return answer.content.decode()

    return shown


def test_every_such_form_carries_its_key(page):
    keyless = [name for name in making() if not KEY.search(page(name))]
    assert keyless == []
    assert len(making()) >= 9, making()


def test_each_time_it_is_another(page):
    first, second = (KEY.search(page("contracts:new"))[1] for _ in range(2))
    assert first != second and uuid.UUID(first)
