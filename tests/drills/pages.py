"""The pages as they are served, by gunicorn on a house of a drill's own, and a browser that is signed in."""

import http.client
import os
import signal
import subprocess
import sys
import time
import uuid
from contextlib import suppress
from urllib.parse import urlencode

from tests.drills.house import ROOT, House
from tests.drills.servers import free_port

SESSION = """
from django.conf import settings
from django.test import Client
from bizdept.people.models import User
for name in {names!r}.split():
    client = Client()
    client.force_login(User.objects.get(username=name))
    print(client.cookies[settings.SESSION_COOKIE_NAME].value)
"""
TOKEN = "a" * 32


class Pages:
    """gunicorn as `serve` starts it: `start`, `kill` by signal 9 with all its workers, `stop`."""

    def __init__(self, house: House, workers: int = 1):
        self.house, self.workers, self.port, self.process = house, workers, free_port(), None

    def start(self) -> None:
        words = ["-m", "gunicorn", "bizdept.wsgi:application", "--bind", f"127.0.0.1:{self.port}", "--threads", "8"]
        more = ["--worker-class", "gthread", "--workers", str(self.workers), "--log-level", "critical"]
        (self.house.folder / "static").mkdir(exist_ok=True)
        log = (self.house.folder / "gunicorn.log").open("a")
        command = [sys.executable, *words, *more, "--no-control-socket"]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=self.house.environment, stdout=log, stderr=log, start_new_session=True
        )
        end = time.monotonic() + 60
        while time.monotonic() < end:
            with suppress(OSError, http.client.HTTPException):
                if Browser(self.port).ask("GET", "/healthz")[0] == 200:
                    return
            time.sleep(0.1)
        raise AssertionError((self.house.folder / "gunicorn.log").read_text())

    def kill(self) -> None:
        if self.process:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def sign_in(self, *names: str) -> "list[Browser]":
        """A browser for each, signed in without the page for it."""
        keys = self.house.ask(SESSION.format(names=" ".join(names))).split()
        return [Browser(self.port, key) for key in keys]


class Browser:
    """One person's browser: it keeps the session, and sends the token that belongs to its cookie."""

    def __init__(self, port: int, session: str = "", timeout: float = 60):
        self.port, self.timeout = port, timeout
        self.cookie = f"csrftoken={TOKEN}; django_language=en" + (f"; sessionid={session}" if session else "")

    def ask(self, method: str, address: str, body: bytes = b"", kind: str = "") -> tuple[int, str, str]:
        """Status, where it leads, and the page. Raises OSError or HTTPException where nobody answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.timeout)
        try:
            headers = {"Cookie": self.cookie, "Connection": "close"} | ({"Content-Type": kind} if kind else {})
            connection.request(method, address, body or None, headers)
            answer = connection.getresponse()
            return answer.status, answer.headers.get("Location", ""), answer.read().decode(errors="replace")
        finally:
            connection.close()

    def get(self, address: str) -> tuple[int, str, str]:
        return self.ask("GET", address)

    def post(self, address: str, data: dict) -> tuple[int, str, str]:
        body = urlencode(data | {"csrfmiddlewaretoken": TOKEN}).encode()
        return self.ask("POST", address, body, "application/x-www-form-urlencoded")

    def send_file(self, address: str, data: dict, name: str, content: bytes) -> tuple[int, str, str]:
        mark = uuid.uuid4().hex
        parts = [
            f'--{mark}\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'.encode()
            for field, value in (data | {"csrfmiddlewaretoken": TOKEN}).items()
        ]
        head = f'--{mark}\r\nContent-Disposition: form-data; name="{name}"; filename="scan.pdf"\r\n'
        parts.append(f"{head}Content-Type: application/pdf\r\n\r\n".encode() + content + b"\r\n")
        body = b"".join(parts) + f"--{mark}--\r\n".encode()
        return self.ask("POST", address, body, f"multipart/form-data; boundary={mark}")
