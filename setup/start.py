"""Bring the data up to date and serve: tables, static files, the demo company into an empty database."""

import hashlib
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
os.chdir(ROOT)
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bizdept.settings")
os.environ.setdefault("DEMO", "1")
os.environ["MANIFEST_STATIC"] = "1"  # named by their content and compressed, so that browsers may keep them

import django  # noqa: E402  the environment comes first
from django.conf import settings  # noqa: E402
from django.contrib.auth import get_user_model  # noqa: E402
from django.core.management import call_command  # noqa: E402


def main() -> None:
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    django.setup()
    print("Preparing the data …", flush=True)
    call_command("migrate", verbosity=0, interactive=False)
    collect_static()
    if settings.DEMO and not get_user_model().objects.exists():
        print("Loading the demo company …", flush=True)
        call_command("load_demo")
    os.execv(sys.executable, [sys.executable, "manage.py", "serve"])


def collect_static() -> None:
    """Collect when a file of ours or a package changed; without the fonts, which only PDFs want."""
    stamp = settings.STATIC_ROOT / ".stamp"
    seen = hashlib.sha256(Path("requirements.lock").read_bytes())
    for file in sorted(path for path in Path("static").rglob("*") if path.is_file()):
        seen.update(f"{file}:{file.stat().st_size}:{file.stat().st_mtime_ns};".encode())
    if stamp.exists() and stamp.read_text() == seen.hexdigest():
        return
    print("Collecting static files …", flush=True)
    call_command("collectstatic", verbosity=0, interactive=False, clear=True, ignore_patterns=["fonts"])
    stamp.write_text(seen.hexdigest())


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
