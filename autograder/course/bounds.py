"""Bounds on what one submission costs outside of the sandbox, from `bounds.toml`."""

from __future__ import annotations

import resource
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from starter.manifest import tomllib

from ..sandbox.inside.isolation import address_space

# Code in between may swallow what is raised; then it is raised again.
_AGAIN_SECONDS = 1


class Exceeded(Exception):
    """A submission takes too much time or memory; the message says of which."""


@dataclass(frozen=True)
class Bounds:
    """What one submission may take: bytes, characters, seconds of the processor."""

    file_bytes: int
    characters: int
    reading_seconds: float
    seconds: float
    grace_seconds: float
    text_seconds: float
    memory: int


@cache
def read_bounds() -> Bounds:
    """Return the bounds that `bounds.toml` sets."""
    return Bounds(**tomllib.loads((files(__package__) / "bounds.toml").read_text("utf-8")))


@contextmanager
def within(seconds: float, memory: int = 0, grace: float = 0) -> Iterator[None]:
    """Raise Exceeded inside after so many seconds of this process's computing.

    The same for so many bytes of `memory` beyond what the process has. With `grace`, the kernel
    ends the process so many seconds later: not all code can be interrupted. Outside of the main
    thread, which signals reach, memory and that end are all.
    """
    end = int(time.process_time() + seconds + grace) + 1
    base = address_space()  # 0 where it is not known
    with (
        _lowered(resource.RLIMIT_AS, base + memory) if memory and base else nullcontext(),
        _lowered(resource.RLIMIT_CORE, 0) if grace else nullcontext(),
        _lowered(resource.RLIMIT_CPU, end) if grace else nullcontext(),
        _alarm(seconds),
    ):
        try:
            yield
        except MemoryError as error:
            raise Exceeded(f"it took more than {memory / 1e9:.1f} GB of memory") from error


@contextmanager
def _lowered(kind: int, most: int) -> Iterator[None]:
    """Have a limit of the kernel's no higher than this for a while."""
    soft, hard = resource.getrlimit(kind)
    if soft != resource.RLIM_INFINITY and soft <= most:
        yield
        return
    resource.setrlimit(kind, (most, hard))
    try:
        yield
    finally:
        resource.setrlimit(kind, (soft, hard))


@contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    outer, pause = signal.getitimer(signal.ITIMER_PROF)
    if threading.current_thread() is not threading.main_thread() or 0 < outer < seconds:
        yield  # signals reach the main thread only; an alarm that is set may come first
        return

    def expire(*_):
        raise Exceeded(f"it took more than {seconds:g} seconds of computing")

    start, handler = time.process_time(), signal.signal(signal.SIGPROF, expire)
    signal.setitimer(signal.ITIMER_PROF, seconds, _AGAIN_SECONDS)
    try:
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
    finally:
        # Twice, since it may go off in just that moment.
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, handler)
        if outer:
            left = outer - (time.process_time() - start)
            signal.setitimer(signal.ITIMER_PROF, max(left, 0.001), pause)
