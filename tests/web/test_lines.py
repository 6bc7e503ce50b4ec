"""Lines of the log: nobody forges one."""

import logging
from datetime import datetime

import pytest
from django.conf import settings

from bizdept.web.lines import OneLine

FORGED = "/x\r\n2026-01-01T00:00:00+0000 ERROR bizdept: all is lost\x1b[2J\u2028y\x85z"


@pytest.fixture
def lines(monkeypatch, tmp_path):
    """What the house's own handler writes of an error whose sentence and trace somebody else chose."""
    facts = settings.LOGGING["formatters"]["line"]
    assert facts["()"] == "bizdept.web.lines.OneLine" and set(settings.LOGGING["handlers"]) == {"console"}
    handler = logging.FileHandler(tmp_path / "log")
    handler.setFormatter(OneLine(facts["format"], style=facts["style"]))
    logger = logging.Logger("bizdept.tried")
    logger.addHandler(handler)
    try:
        raise ValueError(FORGED)
    except ValueError:
        logger.exception("Not found: %s", FORGED)
    return (tmp_path / "log").read_text().splitlines()


def test_what_was_typed_begins_no_line(lines):
    assert len([line for line in lines if not line.startswith("  ")]) == 1
    assert "\\x0d\\x0a2026" in lines[0] and "\x1b" not in "".join(lines)


def test_a_line_says_when_by_its_distance_from_utc(lines):
    at = datetime.strptime(lines[0].split()[0], "%Y-%m-%dT%H:%M:%S%z")
    assert at.utcoffset() is not None and lines[0].split()[1:3] == ["ERROR", "bizdept.tried:"]
