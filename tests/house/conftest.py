"""The scene that every door is tried in."""

import logging

import pytest
from django.db import connection
from django.http import HttpResponse
from django.template.loader import render_to_string

from bizdept.home import errors
from bizdept.web import pdf
from contracts import papers
from tests.company import MARK
from tests.house.planted import Markers, plant
from tests.house.scene import Scene


@pytest.fixture
def scene(company, time_stands_still, monkeypatch) -> Scene:
    """And what makes four thousand pages quick: no line for each refusal, no printing, error pages drawn once."""
    logging.disable(logging.ERROR)
    monkeypatch.setattr(pdf, "render", lambda template, context, *style: render_to_string(template, context).encode())
    monkeypatch.setattr(errors, "render", Once(errors.render))
    scene = Scene(company)
    papers.pdf_of(
        scene.signed.signing.version, scene.signed, by=scene.by, mark=MARK
    )  # once, when somebody first asks for it
    yield scene
    logging.disable(logging.NOTSET)


@pytest.fixture
def markers(scene) -> Markers:
    """A marker in every text of the scene; on PostgreSQL none: what is shown doesn't hang on the database."""
    return plant(scene) if connection.vendor == "sqlite" else Markers()


class Once:
    """Draws each error page the first time; it is told nothing of the record, so the next would be the same."""

    def __init__(self, render):
        self.render, self.drawn = render, set()

    def __call__(self, request, template, *context, status):
        if template in self.drawn:
            return HttpResponse(status=status)
        self.drawn.add(template)
        return self.render(request, template, *context, status=status)
