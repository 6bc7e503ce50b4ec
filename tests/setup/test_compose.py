"""The company past one machine: docker-compose.yml and the Dockerfile say what they should."""

import re

import pytest
import yaml

from tests.setup.test_serve import ROOT

pytestmark = pytest.mark.once

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text()


def test_the_services_are_these():
    assert set(SERVICES) == {"tables", "web", "worker", "beat", "postgres", "redis"}


@pytest.mark.parametrize(
    "service, beginning",
    [
        ("tables", "python manage.py migrate"),
        ("web", "python -m gunicorn bizdept.wsgi:application --bind 0.0.0.0:8000 --worker-class gthread"),
        ("worker", "python -m celery -A bizdept worker"),
        ("beat", "python -m celery -A bizdept beat"),
        ("redis", "redis-server --appendonly yes --maxmemory-policy noeviction"),
    ],
)
def test_each_command(service, beginning):
    assert " ".join(SERVICES[service]["command"]).startswith(beginning)


def test_there_is_one_beat_and_it_is_not_in_the_worker():
    assert not {"-B", "--beat"} & set(SERVICES["worker"]["command"])


def test_our_services_are_one_image_with_the_same_environment():
    ours = [SERVICES[name] for name in ("tables", "web", "worker", "beat")]
    assert {service["image"] for service in ours} == {"bizdept"}
    assert all(service["environment"] == ours[0]["environment"] for service in ours)
    assert ours[0]["environment"]["DEMO"] == "0"
    assert all("data:/data" in service["volumes"] for service in ours)


def test_no_secret_stands_in_the_file():
    """What is secret comes from .env, and compose stops where it is empty."""
    for service in SERVICES.values():
        for name, value in service.get("environment", {}).items():
            if re.search("PASSWORD|KEY|DATABASE_URL", name):
                assert re.search(r"\$\{\w+:\?", value), name


def test_only_the_pages_are_published_and_on_this_machine_alone_unless_said():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["web"]
    assert SERVICES["web"]["ports"] == ["${PUBLISH:-127.0.0.1:8000}:8000"]


def test_what_may_be_waited_for_says_how_it_is():
    awaited = {name for service in SERVICES.values() for name in service.get("depends_on", {})}
    assert {name for name in awaited if "healthcheck" not in SERVICES[name]} == {"tables"}
    assert {"web", "worker", "postgres", "redis"} <= {n for n, service in SERVICES.items() if "healthcheck" in service}


def test_every_volume_is_declared_and_used():
    mounted = {volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])}
    assert mounted == set(COMPOSE["volumes"])


def test_postgresql_is_new_enough():
    assert int(SERVICES["postgres"]["image"].partition(":")[2]) >= 16


def test_the_example_names_what_compose_asks_for():
    asked = set(re.findall(r"\$\{(\w+):\?", (ROOT / "docker-compose.yml").read_text()))
    given = set(re.findall(r"^(\w+)=", (ROOT / "setup/example.env").read_text(), re.M))
    assert asked <= given


def test_the_image_runs_as_nobody_special_from_hashed_packages():
    last = DOCKERFILE.rpartition("FROM ")[2]
    assert re.search(r"^USER bizdept$", last, re.M)
    assert "--require-hashes -r requirements.lock" in DOCKERFILE
    assert "collectstatic" in DOCKERFILE and "MANIFEST_STATIC=1" in last


def test_the_image_takes_no_secret_and_nothing_of_the_host():
    ignored = (ROOT / ".dockerignore").read_text().split()
    assert {".env", ".venv", "var", ".git", "node_modules"} <= set(ignored)
