"""Facts about the house that seldom change, remembered by each process for half a minute, or through one request."""

import time
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")
SECONDS = 30


class Remembered(Generic[T]):
    """What `load` answers, asked again after SECONDS. For pages; what is frozen or decided asks afresh.

    With `is_short` it is forgotten besides as a request begins: what was signed holds on the very next page.
    """

    everything: list["Remembered"] = []

    def __init__(self, load: Callable[[], T], *, is_short: bool = False):
        self.load, self.value, self.asked, self.is_short = load, None, None, is_short
        self.everything.append(self)

    def __call__(self) -> T:
        if self.asked is None or time.monotonic() - self.asked > SECONDS:
            self.value, self.asked = self.load(), time.monotonic()
        return self.value

    def forget(self) -> None:
        """After a change in this process, and between tests."""
        self.asked = None

    @classmethod
    def begin(cls) -> None:
        """A request begins, or a job."""
        for remembered in cls.everything:
            if remembered.is_short:
                remembered.forget()

    @classmethod
    def forget_all(cls) -> None:
        for remembered in cls.everything:
            remembered.forget()
