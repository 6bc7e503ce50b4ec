"""Whatever the code can note as a look has words in the log's pages, and a filter that finds it (8.2.2)."""

import re

import pytest

from bizdept.access.models import Taken
from bizdept.access.trail import DEEDS
from bizdept.web.trail import DID
from tests.house.code import sources

pytestmark = pytest.mark.once
NOTED = re.compile(r'"look\.(\w+)"|log\.read\("(\w+)"|log\.look\([^)]*\)?[^)]*what="(\w+)"')


def noted() -> set[str]:
    """The names of looks that stand in the source, but for those tables themselves."""
    found = {str(how) for how in Taken.How} | {"open"}
    for path, _tree in sources():
        if path.name != "trail.py":
            found |= {name for hit in NOTED.findall(path.read_text(encoding="utf-8")) for name in hit if name}
    return {f"look.{name}" for name in found}


def test_every_look_has_words_and_a_filter():
    filtered = {name for condition in DEEDS.values() for _key, value in condition.children for name in value
                if isinstance(value, list)}  # fmt: skip
    filtered |= {value for condition in DEEDS.values() for _key, value in condition.children if isinstance(value, str)}
    looks = noted()
    assert {"look.open", "look.list", "look.receipts", "look.looks", "look.communications", "look.log"} <= looks
    assert sorted(looks - set(DID)) == []
    assert sorted(looks - filtered) == []
