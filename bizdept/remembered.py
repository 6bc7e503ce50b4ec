"""Facts about the house that seldom change, remembered by each process for half a minute."""

import time
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")
SECONDS = 30


class Remembered(Generic[T]):
    """What `load` answers, asked again after SECONDS. For pages; what is frozen or decided asks afresh."""

    everything: list["Remembered"] = []

    def __init__(self, load: Callable[[], T]):
        self.load, self.value, self.asked = load, None, None
        self.everything.append(self)

    def __call__(self) -> T:
        if self.asked is None or time.monotonic() - self.asked > SECONDS:
            self.value, self.asked = self.load(), time.monotonic()
        return self.value

    def forget(self) -> None:
        """After a change in this process, and between tests."""
        self.asked = None

    @classmethod
    def forget_all(cls) -> None:
        for remembered in cls.everything:
            remembered.forget()
