"""The worker's application is loaded by celery itself, before Django has its apps: nothing there may need them."""

import subprocess
import sys

import pytest

from tests.house.code import ROOT


@pytest.mark.once
def test_it_is_loaded_before_the_apps():
    told = [sys.executable, "-m", "celery", "-A", "bizdept", "report"]
    report = subprocess.run(told, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert report.returncode == 0, report.stderr[-2000:]
    assert "celery" in report.stdout
