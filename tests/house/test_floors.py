"""Imports go down only: the contract in pyproject.toml holds, names every package, and finds what is planted."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.house import code

pytestmark = pytest.mark.once
LINT = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"
FLOORS = """urls celery settings wsgi > manage home public > performance > projects research training confidentiality >
contracts > customers > web > workflow > duties > questions > notices > files > access > search > audit > people >
regulation > calendar > remembered > prepared > refusal"""  # architecture.md


def lint_imports(folder: Path) -> subprocess.CompletedProcess:
    words = [sys.executable, "-c", LINT, "--no-cache", "--config", "pyproject.toml"]
    environment = os.environ | {"PYTHONPATH": str(folder)}
    return subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_imports_go_down_only():
    result = lint_imports(code.ROOT)
    assert result.returncode == 0, result.stdout


@pytest.fixture(scope="module")
def house(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("house")
    for package in code.PACKAGES:
        shutil.copytree(code.ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(code.ROOT / "pyproject.toml", folder)
    return folder


@pytest.mark.parametrize(
    "path, lie",
    [
        ("customers/rules.py", "def f():\n    from contracts.models import Contract\n"),
        ("bizdept/people/models.py", "from bizdept.access import doors\n"),
        ("bizdept/workflow/moves.py", "import customers.models\n"),
        ("bizdept/refusal.py", "from bizdept.people.models import User\n"),
        ("bizdept/web/lists/rows.py", "from bizdept.home import desk\n"),
        ("bizdept/home/desk.py", "from bizdept.manage import rules\n"),
        ("contracts/rules.py", "from projects import rules\n"),
        ("research/__init__.py", "import training\n"),
    ],
)
def test_an_import_upwards_or_sideways_is_found(house, path, lie):
    file = house / path
    before = file.read_text()
    try:
        file.write_text(f"{before}\n{lie}")
        result = lint_imports(house)
    finally:
        file.write_text(before)
    assert result.returncode == 1
    assert "BROKEN" in result.stdout


def test_every_package_stands_on_its_floor():
    layers = tomllib.loads((code.ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"][0][
        "layers"
    ]
    named = [{name.strip(" ()").removeprefix("bizdept.") for name in layer.split("|")} for layer in layers]
    assert named == [set(floor.split()) for floor in FLOORS.split(">")]
    there = {
        path.stem
        for path in (code.ROOT / "bizdept").iterdir()
        if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    assert there - {"__init__"} <= set().union(*named)
    assert set(code.PACKAGES) - {"bizdept"} <= set().union(*named)
