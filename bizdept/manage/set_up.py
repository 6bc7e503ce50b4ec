"""The code that keeps strangers from a house without people: printed where it runs, asked for on its first page."""

import os
import secrets
from pathlib import Path

from django.conf import settings
from django.utils.crypto import constant_time_compare

from bizdept.manage.actions.codes import LETTERS
from bizdept.people.models import User
from bizdept.remembered import Remembered

people_are_here = Remembered(lambda: User.objects.exists())


def is_empty() -> bool:
    """Whether nobody has an account yet. That somebody has is remembered for a while, that nobody has is not."""
    if people_are_here():
        return False
    people_are_here.forget()
    return True


def place() -> Path:
    return settings.DATA_DIR / "keys" / "first_run"


def set_up_code() -> str:
    """Sixteen letters, kept in a file that the site's own user alone may read; made when first asked for."""
    place().parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    groups = ("".join(secrets.choice(LETTERS) for _letter in range(4)) for _group in range(4))
    try:
        with os.fdopen(os.open(place(), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write("-".join(groups))
    except FileExistsError:
        pass
    return place().read_text().strip()


def is_set_up_code(typed: str) -> bool:
    code = set_up_code()
    return bool(code) and constant_time_compare(typed.strip().lower(), code)


def forget_code() -> None:
    place().unlink(missing_ok=True)
