"""The set-up: what is missing is named, assets are laid out whole, catalogues are compiled when they are old."""

import gettext
import os
import subprocess
import sys

import pytest

from setup import assets, messages, system
from tests.setup.test_serve import ROOT

pytestmark = pytest.mark.once


def needs(*, vital: bool):
    return [
        system.Need("one thing", ("package-one",), lambda: False, vital),
        system.Need("another", ("package-two",), lambda: False, vital),
        system.Need("what is there", ("package-three",), lambda: True, vital),
    ]


def test_what_is_missing_is_named_in_one_line_to_type_and_stops(monkeypatch, capsys):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(SystemExit) as end:
        system.get(needs(vital=True))
    assert end.value.code == 1
    assert "    sudo apt-get install -y package-one package-two\n" in capsys.readouterr().out


def test_without_what_only_betters_it_goes_on_and_says_so(monkeypatch, capsys):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    system.get(needs(vital=False))
    said = capsys.readouterr().out
    assert "package-one package-two" in said and "Going on without" in said


def test_root_on_debian_has_it_installed(monkeypatch, capsys):
    asked = []
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(system.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(system, "apt_get", asked.extend)
    with pytest.raises(SystemExit):
        system.get(needs(vital=True))
    assert asked == ["package-one", "package-two"]


def test_nothing_missing_nothing_said(capsys):
    system.get([needs(vital=True)[-1]])
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("comment", ["/*# sourceMappingURL=a.css.map */", "//# sourceMappingURL=a.js.map"])
def test_the_pointer_to_a_source_map_is_left_out(tmp_path, comment):
    (tmp_path / "in").write_text(f"a{{}}\n{comment}")
    assets.lay(tmp_path / "in", tmp_path / "out")
    assert (tmp_path / "out").read_text() == "a{}"


def test_every_icon_of_the_list_is_in_the_sprite(monkeypatch):
    monkeypatch.chdir(ROOT)
    names = (ROOT / "static/icons.txt").read_text().split()
    drawn = assets.sprite(names)
    assert drawn.count("<symbol ") == len(set(names))
    assert drawn == (ROOT / "static/vendor/icons.svg").read_text()


def test_an_unknown_icon_stops_the_set_up(monkeypatch):
    monkeypatch.chdir(ROOT)
    with pytest.raises(SystemExit, match="no-such-icon"):
        assets.sprite(["x", "no-such-icon"])


def test_every_font_is_whole():
    sizes = [file.stat().st_size for file in sorted((ROOT / "static/vendor/fonts").glob("*.ttf"))]
    assert len(sizes) == 4 and min(sizes) > 10_000_000


def test_a_catalogue_is_compiled_when_it_is_old(tmp_path):
    folder = tmp_path / "zh_Hans/LC_MESSAGES"
    folder.mkdir(parents=True)
    source = folder / "django.po"
    source.write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "yes"\nmsgstr "是"\n')
    assert messages.compile_catalogues(tmp_path) == [folder / "django.mo"]
    assert gettext.translation("django", tmp_path, ["zh_Hans"]).gettext("yes") == "是"
    assert messages.compile_catalogues(tmp_path) == []
    os.utime(source, (source.stat().st_mtime + 5,) * 2)
    assert messages.compile_catalogues(tmp_path) == [folder / "django.mo"]


@pytest.mark.parametrize("target", ["run", "test", "lint", "messages", "lock"])
def test_make_knows_its_targets(target):
    asked = ["make", "--dry-run", f"PYTHON={sys.executable}", target]
    assert subprocess.run(asked, cwd=ROOT, capture_output=True).returncode == 0
