"""Keys: outside the database, changed in turn, missed where they are missing, and brought to a new machine."""

import shutil
import stat

import pytest
from django.core.management import CommandError, call_command

from bizdept.audit import keys
from bizdept.audit.chain import change_key, head, mac_of, note, sealed
from bizdept.audit.check import read
from bizdept.audit.keys import KeyMissing, Known, name_of
from bizdept.audit.models import AuditEntry, AuditHead
from bizdept.notices.models import Notice
from bizdept.people.actor import Actor
from tests.audit.forger import undone


@pytest.fixture(autouse=True)
def own_key(settings, tmp_path):
    settings.AUDIT_KEYS, settings.AUDIT_KEY_FILE = [], tmp_path / "keys" / "audit_key"
    Known.ring = None
    yield
    Known.ring = None


def write(company, count=3):
    with sealed():
        for n in range(count):
            note("look", "look", company.admin, by=Actor(company.admin), n=n)


def lines() -> list[str]:
    return list(AuditEntry.objects.order_by("seq").values_list("action", flat=True))


def test_the_first_key_is_made_for_this_account_alone(company, settings):
    write(company)
    assert stat.S_IMODE(settings.AUDIT_KEY_FILE.stat().st_mode) == 0o600
    assert len(settings.AUDIT_KEY_FILE.read_text().split()) == 1
    assert list(settings.AUDIT_KEY_FILE.parent.iterdir()) == [settings.AUDIT_KEY_FILE]


def test_no_key_stands_in_the_database(company, settings):
    write(company)
    key = settings.AUDIT_KEY_FILE.read_text().strip()
    assert not any(key in str(vars(row)) for row in (*AuditEntry.objects.all(), *AuditHead.objects.all()))
    assert {row.key for row in AuditEntry.objects.all()} == {name_of(key.encode())}


def test_after_a_change_both_keys_check_what_they_sealed(company):
    write(company)
    old = AuditEntry.objects.latest("seq").key
    new = change_key()
    write(company)
    assert lines() == ["look"] * 3 + ["key.begin"] + ["look"] * 3
    assert [row.key for row in AuditEntry.objects.order_by("seq")] == [old] * 3 + [new] * 4
    assert read([head()], with_rows=False).is_whole


def test_a_process_that_runs_finds_the_new_key_by_itself(company):
    write(company)
    before = keys.ring()
    change_key()
    Known.ring = before  # as another process still has it
    write(company)
    assert AuditEntry.objects.latest("seq").key == keys.ring().names[-1]
    assert read(with_rows=False).is_whole


def test_whoever_has_an_old_key_can_write_nothing_with_it(company):
    """The old key leaks: neither the lines that it sealed can be changed, nor new ones put in under it."""
    write(company)
    leaked = keys.ring().keys[0]
    change_key()
    write(company)
    for seq in (2, 3):
        with undone():
            line = AuditEntry.objects.get(seq=seq)
            line.actor += 1
            line.mac = mac_of(line, leaked)
            line.save()
            assert not read(with_rows=False).is_whole
    with undone():
        last = AuditEntry.objects.latest("seq")
        last.seq, last.previous, last.key = last.seq + 1, last.mac, name_of(leaked)
        last.mac = mac_of(last, leaked)
        last.save(force_insert=True)
        AuditHead.objects.update(seq=last.seq, mac=last.mac, key=last.key)
        assert [finding.code for finding in read(with_rows=False).found] == ["key"]


def test_a_machine_without_the_key_writes_nothing(company, settings):
    write(company)
    settings.AUDIT_KEY_FILE.unlink()
    Known.ring = None
    with pytest.raises(KeyMissing, match="rotate_audit_key --lost"):
        write(company)
    assert [finding.code for finding in read(with_rows=False).found] == ["key"]
    assert len(lines()) == 3


def test_with_its_key_a_new_machine_goes_on(company, settings, tmp_path):
    write(company)
    put_away = tmp_path / "on paper"
    shutil.copy(settings.AUDIT_KEY_FILE, put_away)
    settings.AUDIT_KEY_FILE = tmp_path / "new machine" / "audit_key"
    settings.AUDIT_KEY_FILE.parent.mkdir()
    shutil.copy(put_away, settings.AUDIT_KEY_FILE)
    Known.ring = None
    write(company)
    assert read([head()], with_rows=False).is_whole


def test_a_key_that_is_lost_is_told_and_the_rest_goes_on(company, settings):
    write(company)
    settings.AUDIT_KEY_FILE.unlink()
    Known.ring = None
    with pytest.raises(CommandError, match="is not on this machine"):
        call_command("rotate_audit_key")
    call_command("rotate_audit_key", lost=True)
    write(company)
    reading = read([head()], with_rows=False)
    assert reading.is_whole and reading.unread == 3
    assert Notice.objects.filter(person=company.officer, text__contains="was lost").exists()
    AuditEntry.objects.filter(seq=2).delete()
    assert not read(with_rows=False).is_whole  # what can't be checked is linked all the same


def lose(settings, left: str = "") -> None:
    """The file is gone, or only what lay in an old envelope is left."""
    settings.AUDIT_KEY_FILE.unlink()
    if left:
        settings.AUDIT_KEY_FILE.write_text(left)
    Known.ring = None


def test_under_a_key_that_was_lost_nobody_writes_on(company, settings):
    """A line that nobody can check vouches for whatever a forger likes, so there are none after the loss."""
    write(company)
    lost = AuditHead.objects.get().key
    lose(settings)
    change_key(lost=True)
    write(company)
    last = AuditEntry.objects.latest("seq")
    last.seq, last.previous, last.key, last.mac = last.seq + 1, last.mac, lost, "f" * 64
    last.save(force_insert=True)
    AuditHead.objects.update(seq=last.seq, mac=last.mac)
    assert [finding.code for finding in read(with_rows=False).found] == ["key"]


def test_no_line_is_passed_off_as_one_that_cant_be_checked(company, settings):
    write(company)
    first = settings.AUDIT_KEY_FILE.read_text()
    change_key()
    write(company)
    lost = AuditHead.objects.get().key
    lose(settings, first)
    change_key(lost=True)
    write(company)
    assert read([head()], with_rows=False).is_whole
    for place in (1, 2, 3):  # in the midst of its like, and at the border to what can't be checked
        with undone():
            AuditEntry.objects.filter(seq=place).update(key=lost, actor=99)
            assert "key" in [finding.code for finding in read(with_rows=False).found], place


def test_all_keys_that_are_gone_are_lost_at_once(company, settings):
    write(company)
    change_key()
    write(company)
    lose(settings)
    change_key(lost=True)
    write(company)
    reading = read([head()], with_rows=False)
    assert reading.is_whole and reading.unread == 7


def test_an_old_key_out_of_its_envelope_seals_nothing_any_more(company, settings):
    write(company)
    first = settings.AUDIT_KEY_FILE.read_text()
    change_key()
    write(company)
    lose(settings, first)
    assert change_key(lost=True) != name_of(first.strip().encode())
    assert settings.AUDIT_KEY_FILE.read_text().split()[0] == first.strip()
    reading = read([head()], with_rows=False)
    assert reading.is_whole and reading.unread == 4


def test_an_empty_file_of_keys_is_a_missing_key(company, settings):
    """As a full disk or a crash leaves one."""
    write(company)
    settings.AUDIT_KEY_FILE.write_text("")
    Known.ring = None
    with pytest.raises(KeyMissing):
        write(company)
    assert [finding.code for finding in read(with_rows=False).found] == ["key"]
    AuditHead.objects.all().delete()
    AuditEntry.objects.all().delete()
    with pytest.raises(KeyMissing):
        write(company)
    change_key(lost=True)
    write(company)
    assert read([head()], with_rows=False).is_whole


def test_what_is_not_lost_is_not_called_so(company):
    write(company)
    with pytest.raises(CommandError, match="nothing is lost"):
        call_command("rotate_audit_key", lost=True)


def test_the_command_changes_the_key_and_says_where_it_is(company, settings, capsys):
    write(company)
    call_command("rotate_audit_key")
    assert str(settings.AUDIT_KEY_FILE) in capsys.readouterr().out
    assert len(settings.AUDIT_KEY_FILE.read_text().split()) == 2
    assert Notice.objects.filter(person=company.officer, text__startswith="A new audit key").exists()


def test_keys_of_the_environment_are_changed_there(company, settings):
    settings.AUDIT_KEYS = ["one"]
    Known.ring = None
    write(company)
    with pytest.raises(CommandError, match="AUDIT_KEYS_BEFORE"):
        call_command("rotate_audit_key")
    settings.AUDIT_KEYS = ["one", "two"]
    Known.ring = None
    write(company)
    assert lines() == ["look"] * 3 + ["key.begin"] + ["look"] * 3
    assert read(with_rows=False).is_whole


def test_lines_from_before_keys_had_names_still_hold(company):
    write(company)
    previous = "0" * 64
    for row in AuditEntry.objects.order_by("seq"):
        row.key, row.previous = "", previous
        row.mac = previous = mac_of(row, keys.ring().keys[0])
        row.save()
    AuditHead.objects.update(mac=previous, key="")
    assert read(with_rows=False).is_whole
    write(company)
    assert read(with_rows=False).is_whole
