"""Runs student code so that the kernel is afterwards as it was before."""

from __future__ import annotations

import contextlib
import io
import operator
import random
import signal
import sys
import threading
import warnings

import numpy as np
import torch
from torch import nn

MOST_OUTPUT = 1_000_000
_SETTINGS = {
    "the default dtype": (torch.get_default_dtype, torch.set_default_dtype),
    "the gradient mode": (torch.is_grad_enabled, torch.set_grad_enabled),
    "the number of threads": (torch.get_num_threads, torch.set_num_threads),
    "anomaly detection": (torch.is_anomaly_enabled, torch.autograd.set_detect_anomaly),
    "deterministic algorithms": (
        torch.are_deterministic_algorithms_enabled,
        torch.use_deterministic_algorithms,
    ),
    "the recursion limit": (sys.getrecursionlimit, sys.setrecursionlimit),
}
_PLACES = (torch, torch.Tensor, nn, nn.functional, nn.Module, nn.Linear, nn.Conv2d, nn.Parameter)


class TooSlow(BaseException):
    """Raised in student code when its time is up; no `except Exception` catches it."""


class CappedText(io.TextIOBase):
    """A text stream that keeps the first `limit` characters and drops the rest."""

    def __init__(self, limit: int = 4000):
        self.limit = limit
        self.written = 0
        self.kept = io.StringIO()

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self.written += len(text)
        room = self.limit - self.kept.tell()
        if room > 0:
            self.kept.write(text[:room])
        return len(text)


@contextlib.contextmanager
def guarded(seconds: float = 20.0, default_dtype: torch.dtype = torch.float32):
    """Context for student code: output swallowed, warnings silenced, torch left as it was.

    Yields a list that on leaving holds the side effects that had to be undone, in words. Raises
    TooSlow in the code inside after `seconds`, where the platform and thread allow it.
    """
    effects: list[str] = []
    text = CappedText()
    with contextlib.ExitStack() as stack:
        stack.enter_context(warnings.catch_warnings())
        warnings.simplefilter("ignore")
        stack.enter_context(contextlib.redirect_stdout(text))
        stack.enter_context(contextlib.redirect_stderr(text))
        stack.enter_context(_settings_restored(default_dtype, effects))
        stack.enter_context(_functions_restored(effects))
        stack.enter_context(_time_limit(seconds))
        yield effects
    if text.written > MOST_OUTPUT:
        effects.append(f"{text.written:,} characters of output")


@contextlib.contextmanager
def _settings_restored(default_dtype: torch.dtype, effects: list[str]):
    random_states = random.getstate(), np.random.get_state(), torch.get_rng_state()
    before = {name: read() for name, (read, _) in _SETTINGS.items()}
    torch.set_grad_enabled(True)
    torch.set_default_dtype(default_dtype)
    inside = {name: read() for name, (read, _) in _SETTINGS.items()}
    try:
        yield
    finally:
        effects += [name for name, (read, _) in _SETTINGS.items() if read() != inside[name]]
        for name, (read, write) in _SETTINGS.items():
            if read() != before[name]:
                write(before[name])
        random.setstate(random_states[0])
        np.random.set_state(random_states[1])
        torch.set_rng_state(random_states[2])


@contextlib.contextmanager
def _functions_restored(effects: list[str]):
    """Put back what student code replaced in torch's own modules and classes."""
    before = [(place, vars(place).copy()) for place in _PLACES]
    try:
        yield
    finally:
        for place, members in before:
            now = vars(place)
            # Thousands of names, nearly always all as they were: that is seen without a loop.
            if len(now) == len(members) and all(map(operator.is_, now.values(), members.values())):
                continue
            for name, member in members.items():
                if now.get(name) is not member and not _by_torch(name, now.get(name, place)):
                    setattr(place, name, member)
                    effects.append(f"{place.__name__}.{name}")


def _by_torch(name: str, new: object) -> bool:
    """Say whether torch itself put something new under its own name, as it does on first use."""
    own = str(getattr(new, "__module__", "")).startswith("torch")
    return not callable(new) or name == "Storage" or (own and getattr(new, "__name__", "") == name)


@contextlib.contextmanager
def _time_limit(seconds: float):
    # Signals reach the main thread only, and Windows has no timer of this kind.
    possible = (
        hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()
    )
    if not possible:
        yield
        return

    def expire(signum, frame):
        raise TooSlow

    before = signal.signal(signal.SIGALRM, expire)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
