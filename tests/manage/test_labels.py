"""Labels of levels: proposed by one hand, signed by another; which words never stand for one (8.1.1)."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import override

from bizdept.access.levels import Level, offered
from bizdept.audit.models import AuditEntry
from bizdept.manage.actions import conventions
from bizdept.notices.models import Notice
from bizdept.people.actor import Actor
from bizdept.people.models import Post
from bizdept.refusal import Refused
from bizdept.regulation.conventions import held
from bizdept.regulation.models import Convention
from bizdept.web.sheets import leveled
from tests.company import NOW, fresh
from tests.manage.conftest import press, text

pytestmark = pytest.mark.django_db


def proposed(house, labels=None, named=False, by=None) -> Convention:
    content = {"labels": {"2": "商密"} if labels is None else labels, "named": named}
    return conventions.propose("levels", content, by=Actor(by or house.admin), at=NOW)


def signed(house, labels=None, named=False) -> Convention:
    return conventions.decide(proposed(house, labels, named), True, by=Actor(house.leader), at=NOW)


def entered(**changed) -> dict[str, str]:
    usual = ("公开", "内部", "普通商密", "核心商密", "限定知悉")
    return {f"label_{level}": word for level, word in enumerate(usual)} | changed


def test_it_holds_once_the_leader_has_signed(house):
    row = proposed(house)
    with override("zh-hans"):
        assert str(Level.CONFIDENTIAL.label) == "普通商密"
        conventions.decide(row, True, by=Actor(house.leader), at=NOW)
        assert str(Level.CONFIDENTIAL.label) == house.customer().get_level_display() == "商密"
        assert (str(Level.CORE.label), leveled("x.pdf", 2)) == ("核心商密", "商密-x.pdf")
    assert AuditEntry.objects.filter(action__in=["convention.propose", "convention.sign"]).count() == 2
    assert Notice.objects.filter(person=house.admin, key=f"convention:{row.pk}:decided").exists()
    assert Notice.objects.filter(person=house.leader, key=f"convention:{row.pk}:sign").exists()


def test_one_hand_is_not_enough_and_others_have_none(house):
    row = proposed(house)
    for person in (house.admin, house.admin2, house.officer, house.chief, house.li):
        with pytest.raises(PermissionDenied):
            conventions.decide(row, True, by=Actor(person), at=NOW)
    for person in (house.officer, house.leader, house.chief, house.li):
        with pytest.raises(PermissionDenied):
            proposed(house, by=person)
    with pytest.raises(IntegrityError), transaction.atomic():
        Convention.objects.filter(pk=row.pk).update(decided_by=house.admin)
    house.appoint(house.admin, Post.LEADER, house.house)
    with pytest.raises(PermissionDenied):
        conventions.decide(row, True, by=Actor(fresh(house.admin)), at=NOW)


def test_a_later_proposal_takes_the_place_of_one_that_waits(house):
    first, second = proposed(house), proposed(house, {"2": "内控"})
    with pytest.raises(Refused) as refused:
        conventions.decide(first, True, by=Actor(house.leader), at=NOW)
    assert refused.value.codes == {"already"}
    conventions.decide(second, True, by=Actor(house.leader), at=NOW)
    assert str(Level.CONFIDENTIAL.label) == "内控"
    with pytest.raises(Refused):
        proposed(house, {"2": "内控"})


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("绝密", "state"), ("机密", "state"), ("秘密", "state"), ("機密", "state"), ("絕密", "state"),
        ("祕密", "state"),
        ("绝 密", "state"), ("机　密", "state"), ("秘-密", "state"), ("机·密", "state"), ("机密级", "state"),
        ("商业机密", "state"), ("绝密（甲）", "state"), ("核心商密", "other"), ("公開", "other"),
        ("Internal", "other"),
        ("core　secret", "other"), ("商业秘密一二三四五", "long"), ("甲/乙", "signs"), ("甲\u202e乙", "signs"),
        ("甲\x00乙", "signs"), ("···", "empty"), ("", "empty"), ("=1+1", "signs"),
    ],
)  # fmt: skip
def test_what_is_no_label(house, word, code):
    with pytest.raises(Refused) as refused:
        proposed(house, {"2": word})
    assert refused.value.codes == {code}


def test_two_levels_are_never_called_the_same(house):
    with pytest.raises(Refused) as refused:
        proposed(house, {"2": "商密 A", "3": "商密Ａ"})
    assert refused.value.codes == {"twice"}
    assert proposed(house, {"2": "商业秘密", "3": "核心商业秘密"}).is_signed is None, "the law's own word may be used"


def test_what_was_not_renamed_stays_in_each_readers_language(house, signed_in):
    admin = signed_in(house.admin)
    press(admin, "/manage/conventions/levels/propose/", entered(label_2="商密"))
    row = Convention.objects.get()
    assert row.content == {"labels": {"2": "商密"}, "named": False}
    conventions.decide(row, True, by=Actor(house.leader), at=NOW)
    words = []
    for language in ("en", "zh-hans", "zh-hant"):
        with override(language):
            words.append([str(Level.INTERNAL.label), str(Level.CONFIDENTIAL.label)])
    assert words == [["internal", "商密"], ["内部", "商密"], ["內部", "商密"]]


def test_a_refusal_stands_at_its_field(house, signed_in):
    answer = press(signed_in(house.admin), "/manage/conventions/levels/propose/", entered(label_3="绝 密"))
    assert "That is a class of state secrets" in text(answer, 422)
    assert not Convention.objects.exists()


def test_level_4_is_offered_once_it_is_switched_on(house, signed_in):
    li = signed_in(house.li)
    assert '<option value="4"' not in text(li.get("/customers/new/"))
    signed(house, {"4": "点名可看"}, named=True)
    assert offered()[-1] == Level.NAMED
    assert '<option value="4"' in text(li.get("/customers/new/")) and "点名可看" in text(li.get("/customers/new/"))


def test_by_the_pages_from_the_proposal_to_the_signature(house, signed_in):
    admin, leader, officer = signed_in(house.admin), signed_in(house.leader), signed_in(house.officer)
    press(admin, "/manage/conventions/levels/propose/", entered(label_2="商密", named="on"))
    row, home = Convention.objects.get(), "/manage/conventions/levels/"
    sign = f"/manage/conventions/{row.pk}/sign/"
    assert sign in text(leader.get(home)) and sign not in text(officer.get(home)) and sign not in text(admin.get(home))
    assert admin.get(sign).status_code == 403
    assert "商密" in text(leader.get(sign))
    press(leader, sign)
    assert fresh(row).is_signed and "商密" in text(admin.get(home))


def test_what_another_process_signed_holds_on_the_next_page(house, signed_in):
    """This process still remembers what was before: the request forgets it."""
    li = signed_in(house.li)
    house.customer()
    assert "Confidential" in text(li.get("/customers/"))
    row = proposed(house)
    Convention.objects.filter(pk=row.pk).update(is_signed=True, decided_by=house.leader, decided_at=NOW)
    assert held()[1] == {}, "remembered"
    assert "商密" in text(li.get("/customers/"))
