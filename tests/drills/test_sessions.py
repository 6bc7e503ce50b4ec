"""Two hundred times: what has ended is denied on the very next request."""

import os

import pytest

from tests.manage.conftest import by_password, house, signed_in  # noqa: F401  fixtures
from tests.manage.test_sessions import ANSWERS, all_ended

TIMES = int(os.environ.get("DRILLS") or 200)
pytestmark = [pytest.mark.drills, pytest.mark.django_db]


@pytest.mark.parametrize("how", list(ANSWERS))
def test_the_very_next_request_is_denied(house, by_password, signed_in, settings, capsys, how):  # noqa: F811
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    answers = all_ended(house, by_password, signed_in, how, TIMES)
    denied = sum(answer == ANSWERS[how] for answer in answers)
    with capsys.disabled():
        print(f"\n{how}: {denied} of {TIMES} next requests denied")
    assert denied == TIMES
