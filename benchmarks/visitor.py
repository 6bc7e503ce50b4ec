"""Somebody who signs in and asks for pages, over one connection, as a browser does."""

import gzip
import http.client
import re
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urlencode

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    body: bytes
    queries: int = 0
    sql: float = 0.0  # milliseconds that the queries took, where it was asked for

    @property
    def zipped(self) -> int:
        return len(gzip.compress(self.body, 6))


class Visitor:
    """One signed-in person."""

    def __init__(self, port: int):
        self.port, self.cookies = port, SimpleCookie()
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def ask(self, address: str, *, data: dict | None = None, counted: bool = False, partial: bool = False) -> Answer:
        """One request. `counted` has the site count its queries, `partial` asks as htmx does."""
        headers = {"Cookie": "; ".join(f"{name}={cookie.value}" for name, cookie in self.cookies.items())}
        headers |= {"X-Count-Queries": "1"} if counted else {}
        headers |= {"HX-Request": "true"} if partial else {}
        body = None
        if data is not None:
            body = urlencode(data)
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "Referer": f"http://127.0.0.1:{self.port}/",
            }
        for attempt in (1, 2):  # the server closes a connection that was quiet for two seconds
            try:
                self.connection.request("POST" if body else "GET", address, body, headers)
                response = self.connection.getresponse()
                break
            except (http.client.RemoteDisconnected, ConnectionError, BrokenPipeError):
                self.connection.close()
                if attempt == 2:
                    raise
        content = response.read()
        for cookie in response.headers.get_all("Set-Cookie") or []:
            self.cookies.load(cookie)
        told = response.headers
        return Answer(
            response.status, content, int(told.get("X-Queries", 0)), float(told.get("X-Query-Milliseconds", 0))
        )

    def sign_in(self, name: str, word: str, field: str = "login") -> "Visitor":
        page = self.ask("/accounts/login/").body.decode()
        data = {"csrfmiddlewaretoken": TOKEN.search(page)[1], field: name, "password": word}
        answer = self.ask("/accounts/login/", data=data)
        if answer.status != 302:
            raise RuntimeError(f"{name} could not sign in: {answer.status}.")
        return self
