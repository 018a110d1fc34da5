"""Ctrl-C, and what else ends a long run: heeded where nothing is in the midst of being written."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


def end_as_by_ctrl_c() -> None:
    """Have SIGTERM and SIGHUP end this process as Ctrl-C does, so that it leaves nothing behind.

    What was told to ignore them, as by `nohup`, goes on ignoring them.
    """
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _as_ctrl_c)


def _as_ctrl_c(number: int, frame: FrameType | None) -> None:
    heed = signal.getsignal(signal.SIGINT)
    # A shell has what it runs in the background ignore Ctrl-C alone.
    (heed if callable(heed) else signal.default_int_handler)(number, frame)


class Interrupts:
    """A context in which Ctrl-C raises KeyboardInterrupt at the next `waiting`, or at the end.

    Raised just anywhere, it may end up in code that swallows it. A second one is raised at once.
    """

    def __init__(self):
        self.asked = self.may_raise = False

    def __enter__(self) -> Interrupts:
        # Signals reach the main thread only.
        self.possible = threading.current_thread() is threading.main_thread()
        if self.possible:
            self.before = signal.signal(signal.SIGINT, self._ask)
        return self

    def __exit__(self, error: object, *_: object) -> None:
        if self.possible:
            signal.signal(signal.SIGINT, self.before)
        if self.asked and error is None:
            raise KeyboardInterrupt

    def _ask(self, *_: object) -> None:
        if self.asked or self.may_raise:
            raise KeyboardInterrupt
        self.asked = True

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Context in which an interrupt is raised, the one that was asked for before as well."""
        self.may_raise = True
        try:
            if self.asked:
                raise KeyboardInterrupt
            yield
        finally:
            self.may_raise = False
