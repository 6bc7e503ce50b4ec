"""A level that is called otherwise is called so everywhere: on every page, in every list, paper and file name."""

import re

import pytest
from django.conf import settings as site
from django.test import Client

from bizdept.manage.actions import conventions
from bizdept.people.actor import Actor
from bizdept.people.models import User
from tests.company import undone
from tests.house import doors
from tests.house.test_doors import words_of

USUAL = re.compile("普通商密|核心商密|限定知悉|%E6%99%AE%E9%80%9A%E5%95%86|%E6%A0%B8%E5%BF%83%E5%95%86")
OWN = {"0": "可公示", "1": "本单位", "2": "一般商业秘密", "3": "重要商业秘密", "4": "点名可看"}
BADGE = re.compile(r'class="bz-sec l(\d)">(?:<svg.*?</svg>)?([^<]*)')
PEOPLE = ["owner", "chief", "officer", "administrator"]


def told(scene, who: str) -> dict[str, str]:
    """What each address answers to a GET of this person, in Chinese."""
    client, found = Client(), {}
    User.objects.filter(pk=scene.people[who].pk).update(language="zh-hans")
    client.force_login(scene.people[who], backend=site.AUTHENTICATION_BACKENDS[0])
    for name, rows in doors.DOORS.items():
        for row in rows:
            for query in ("", *row.queries):
                with undone():
                    address = doors.target(name, row, scene) + query
                    answer = client.get(address)
                    if answer.status_code == 200:
                        found[address] = words_of(answer)
    return found


def sign(scene, labels: dict[str, str], named: bool = True) -> None:
    content = {"labels": labels, "named": named}
    row = conventions.propose("levels", content, by=Actor(scene.company.admin), at=scene.now)
    conventions.decide(row, True, by=Actor(scene.company.leader), at=scene.now)


@pytest.mark.once
@pytest.mark.parametrize("who", PEOPLE)
def test_a_renamed_level_is_called_so_everywhere(scene, who):
    sign(scene, OWN)
    pages = told(scene, who)
    assert len(pages) > 15
    assert {address: USUAL.search(words)[0] for address, words in pages.items() if USUAL.search(words)} == {}
    for address, words in pages.items():
        for level, label in BADGE.findall(words):
            assert label == OWN[level], address


@pytest.mark.once
def test_the_usual_words_would_be_found(scene):
    pages = told(scene, "owner")
    usual = [address for address, words in pages.items() if USUAL.search(words)]
    badges = [pair for words in pages.values() for pair in BADGE.findall(words)]
    assert len(usual) > 20 and ("2", "普通商密") in badges
