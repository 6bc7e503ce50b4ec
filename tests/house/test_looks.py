"""Whatever the code can note as a look has words in the log's pages, and a filter that finds it (8.2.2)."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation import override, pgettext

from bizdept.access.models import Taken
from bizdept.access.trail import DEEDS
from bizdept.web.trail import DID
from tests.house.code import sources

pytestmark = pytest.mark.once
TEMPLATES = Path(settings.BASE_DIR) / "templates"
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


@pytest.mark.parametrize(
    ("context", "word", "said"), [("of a record", "Number", "编号"), ("of a checklist", "Item", "检查项目")]
)
def test_numbers_and_items_of_papers_are_called_so(context, word, said):
    """A number of the regulation and a line of an offer have these words in English too, and others in Chinese."""
    with override("zh-hans"):
        assert pgettext(context, word) == said
    plain = re.compile(rf"""{{% translate ["']{word}["'] %}}""")
    papers = [*TEMPLATES.glob("confidentiality/**/*.html"), *TEMPLATES.glob("public/*.html")]
    assert papers and [page.name for page in papers if plain.search(page.read_text(encoding="utf-8"))] == []
