"""Processes that belong together: a child that goes with its parent, and one that is started anew when it falls."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

PR_SET_PDEATHSIG = 1
LONGEST_PAUSE = 60  # seconds between two starts of a child that keeps falling
STEADY = 120  # seconds after which a child counts as well again


def die_with_parent(parent: int) -> None:
    """Ask the kernel to end this process when its parent ends, however it ends (Linux; elsewhere it does nothing).

    A parent that ended before it was asked is told by the number of who took its place.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)


@dataclass
class Child:
    """A process of ours: its words, and how often it fell since it last stood for a while."""

    name: str
    words: list[str]
    environment: dict[str, str] | None = None
    falls: int = 0
    started: float = 0.0
    start_again_at: float = 0.0
    process: subprocess.Popen | None = field(default=None, repr=False)

    def start(self) -> None:
        # Python warns of preexec_fn where threads run beside it; here none does
        bind = partial(die_with_parent, os.getpid())
        self.process = subprocess.Popen(self.words, env=self.environment, preexec_fn=bind)  # noqa: S603
        self.started = time.monotonic()

    def has_fallen(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def plan_restart(self) -> float:
        """Note the fall and say in how many seconds to start anew: 1, 2, 4 … a minute."""
        self.falls = 1 if time.monotonic() - self.started > STEADY else self.falls + 1
        pause = min(2 ** (self.falls - 1), LONGEST_PAUSE)
        self.process, self.start_again_at = None, time.monotonic() + pause
        return pause

    def is_due(self) -> bool:
        return self.process is None and time.monotonic() >= self.start_again_at

    def ask_to_stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()

    def stop(self, within: float) -> None:
        """Wait for the end that was asked for, and force it after these seconds."""
        if not self.process:
            return
        try:
            self.process.wait(within)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def until(stands: Callable[[], bool], *, within: float, every: float = 0.2) -> bool:
    """Wait until something stands, at most these seconds; returns whether it does."""
    end = time.monotonic() + within
    while not stands():
        if time.monotonic() > end:
            return False
        time.sleep(every)
    return True
