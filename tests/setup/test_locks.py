"""What is installed is what the locks vouch for, and the locks fit what pyproject.toml and package.json ask for."""

import json
import re
import tomllib

import pytest
from packaging.requirements import Requirement

from tests.setup.test_serve import ROOT

pytestmark = pytest.mark.once

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
LOCKS = ["requirements.lock", "requirements-dev.lock", "setup/node.lock"]
PACKAGES = json.loads((ROOT / "package-lock.json").read_text())["packages"]


def pins(name: str) -> dict[str, str]:
    return dict(re.findall(r"^([\w.-]+)==([^\s;]+)", (ROOT / name).read_text(), re.M))


@pytest.mark.parametrize(
    "lock, asked",
    [
        ("requirements.lock", PROJECT["project"]["dependencies"]),
        ("requirements-dev.lock", PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["dev"]),
    ],
)
def test_the_lock_fits_what_is_asked_for(lock, asked):
    pinned = pins(lock)
    unfit = [r.name for r in map(Requirement, asked) if pinned.get(r.name, "0") not in r.specifier]
    assert unfit == [], "make lock"


def test_tests_run_with_the_versions_that_run():
    dev = pins("requirements-dev.lock")
    assert {name for name, version in pins("requirements.lock").items() if dev[name] != version} == set()


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_has_hashes(lock):
    entries = re.split(r"\n(?=\S)", (ROOT / lock).read_text().strip())
    assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize("lock", [*LOCKS, "package-lock.json", ".npmrc"])
def test_no_lock_holds_an_address(lock):
    assert re.findall(r"\S*(?:://|index-url|find-links)\S*", (ROOT / lock).read_text()) == []


def test_the_assets_are_pinned_and_vouched_for():
    asked = json.loads((ROOT / "package.json").read_text())
    for name, version in (asked["dependencies"] | asked["devDependencies"]).items():
        assert PACKAGES[f"node_modules/{name}"]["version"] == version
    assert [
        name for name, package in PACKAGES.items() if name and not package["integrity"].startswith("sha512-")
    ] == []
