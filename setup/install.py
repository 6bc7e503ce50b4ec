"""Make .venv and install the locked packages into it, unless that is done: `python3 setup/install.py [--dev]`."""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import system

PYTHON = Path(".venv/bin/python")


def main() -> None:
    os.chdir(Path(__file__).resolve().parent.parent)
    dev = "--dev" in sys.argv
    system.get([*system.RUN, *(system.TEST if dev else [])])
    if not works(PYTHON):
        make_venv()
    if not is_current("dev" if dev else "run"):
        install("requirements-dev.lock" if dev else "requirements.lock")
        for kind in ["run", "dev"] if dev else ["run"]:
            stamp(kind).write_text(fingerprint(kind))


def works(python: Path) -> bool:
    """A copied or half made environment has a python that does not start, or whose home is elsewhere."""
    if not python.exists():
        return False
    asked = [python, "-c", "import sys; print(sys.prefix)"]
    answer = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()
    return answer == str(Path(".venv").resolve())


def make_venv() -> None:
    print("Making .venv …", flush=True)
    shutil.rmtree(".venv", ignore_errors=True)
    uv = shutil.which("uv")
    if not has_venv() and not uv:
        name = f"python3.{sys.version_info.minor}-venv"
        system.get([system.Need("venv (holds the Python packages)", (name,), has_venv)])
    if has_venv():
        subprocess.run([sys.executable, "-m", "venv", ".venv"], check=True)
    else:
        subprocess.run([uv, "venv", "-q", ".venv", "--python", sys.executable], check=True)


def has_venv() -> bool:
    """Debian splits it off: the module is there, what it needs is not."""
    asked = [sys.executable, "-c", "import ensurepip, venv"]
    return not subprocess.run(asked, capture_output=True, check=False).returncode


def install(lock: str) -> None:
    """Only what the lock's hashes vouch for; uv where there is one, for its speed."""
    print(f"Installing {lock} …", flush=True)
    began = time.monotonic()
    if uv := shutil.which("uv"):
        words = [uv, "pip", "install", "-q", "--python", str(PYTHON)]
    else:
        subprocess.run([PYTHON, "-m", "ensurepip"], capture_output=True, check=False)
        words = [str(PYTHON), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    if subprocess.run([*words, "--require-hashes", "-r", lock], check=False).returncode:
        sys.exit(f"The packages of {lock} could not be installed: see above.")
    print(f"Installed in {time.monotonic() - began:.0f} s.", flush=True)


def stamp(kind: str) -> Path:
    return Path(".venv") / f"installed-{kind}"


def is_current(kind: str) -> bool:
    return stamp(kind).exists() and stamp(kind).read_text() == fingerprint(kind)


def fingerprint(kind: str) -> str:
    lock = Path("requirements-dev.lock" if kind == "dev" else "requirements.lock")
    return hashlib.sha256(lock.read_bytes()).hexdigest()


if __name__ == "__main__":
    main()
