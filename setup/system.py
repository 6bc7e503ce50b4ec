"""What bizdept needs from the operating system: got by apt-get as root on Debian, else named in one line to type."""

import ctypes.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Need:
    """One thing outside Python: what it is for, Debian's packages, how to tell that it is there."""

    what: str
    packages: tuple[str, ...]
    is_there: Callable[[], bool]
    vital: bool = True


def library(*names: str) -> Callable[[], bool]:
    return lambda: all(ctypes.util.find_library(name) for name in names)


def command(*names: str) -> Callable[[], bool]:
    return lambda: any(shutil.which(name) for name in names)


def runs(*words: str) -> Callable[[], bool]:
    """Some commands are only a stub that tells what to install: ask it to run."""
    return lambda: (
        bool(shutil.which(words[0])) and not subprocess.run(words, capture_output=True, check=False).returncode
    )


def draws_chinese() -> bool:
    if not shutil.which("fc-list"):
        return False
    return bool(subprocess.run(["fc-list", ":lang=zh"], capture_output=True, check=False).stdout.strip())


BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PANGO = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")
RUN = [Need("Pango (draws the PDFs)", PANGO, library("pango-1.0", "pangoft2-1.0"), vital=False)]
TEST = [
    Need("Chromium (walks through the pages)", ("chromium",), command(*BROWSERS)),
    Need("a Chinese font (for the browser)", ("fontconfig", "fonts-noto-cjk"), draws_chinese),
    Need("a Java runtime (checks the HTML)", ("default-jre-headless",), runs("java", "-version")),
    Need("Redis (carries the jobs)", ("redis-server",), command("redis-server")),
    Need("pdftotext (reads the PDFs again)", ("poppler-utils",), command("pdftotext")),
]


def get(needs: Sequence[Need]) -> None:
    """Install what is missing, or say what to type; stops when something vital stays missing."""
    missing = [need for need in needs if not need.is_there()]
    if not missing:
        return
    packages = [package for need in missing for package in need.packages]
    print("Missing:", ", ".join(need.what for need in missing), flush=True)
    if shutil.which("apt-get") and os.geteuid() == 0:
        apt_get(packages)
        missing = [need for need in missing if not need.is_there()]
    if missing:
        tell(missing)
    if any(need.vital for need in missing):
        sys.exit(1)


def apt_get(packages: list[str]) -> None:
    """Fetch the list of packages anew first: an old list names files that are gone."""
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    print("Installing", *packages, flush=True)
    for words in (["update"], ["install", "--yes", "--no-install-recommends", *packages]):
        done = subprocess.run(["apt-get", "-qq", *words], env=quiet, stdout=subprocess.DEVNULL, check=False)
        if done.returncode:
            print("apt-get", words[0], "did not succeed.", flush=True)


def tell(missing: list[Need]) -> None:
    packages = [package for need in missing for package in need.packages]
    print("\nPlease install what is missing, on Debian and Ubuntu with this line:")
    print("    sudo apt-get install -y", *packages)
    if sys.platform == "darwin" and any(need.packages == PANGO for need in missing):
        print("    (on macOS: brew install pango)")
    if not any(need.vital for need in missing):
        print("Going on without: pages to print stand in for the PDFs until then.")
    print(flush=True)
