"""Runs student code so that the kernel is afterwards as it was before."""

from __future__ import annotations

import contextlib
import io
import random
import signal
import sys
import threading
import warnings

import numpy as np
import torch


class TooSlow(BaseException):
    """Raised in student code when its time is up; no `except Exception` catches it."""


class CappedText(io.TextIOBase):
    """A text stream that keeps the first `limit` characters and drops the rest."""

    def __init__(self, limit: int = 4000):
        self.limit = limit
        self.kept = io.StringIO()

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        room = self.limit - self.kept.tell()
        if room > 0:
            self.kept.write(text[:room])
        return len(text)


@contextlib.contextmanager
def guarded(seconds: float = 20.0):
    """Context for student code: output swallowed, warnings silenced, torch's settings restored.

    Raises TooSlow in the code inside after `seconds`, where the platform and thread allow it.
    """
    with contextlib.ExitStack() as stack:
        stack.enter_context(warnings.catch_warnings())
        warnings.simplefilter("ignore")
        stack.enter_context(contextlib.redirect_stdout(CappedText()))
        stack.enter_context(contextlib.redirect_stderr(CappedText()))
        stack.enter_context(_settings_restored())
        stack.enter_context(_time_limit(seconds))
        yield


@contextlib.contextmanager
def _settings_restored():
    python, numpy, rng = random.getstate(), np.random.get_state(), torch.get_rng_state()
    dtype, grad, threads = (
        torch.get_default_dtype(),
        torch.is_grad_enabled(),
        torch.get_num_threads(),
    )
    deterministic = torch.are_deterministic_algorithms_enabled()
    anomaly, recursion = torch.is_anomaly_enabled(), sys.getrecursionlimit()
    try:
        torch.set_grad_enabled(True)
        torch.set_default_dtype(torch.float32)
        yield
    finally:
        random.setstate(python)
        np.random.set_state(numpy)
        torch.set_rng_state(rng)
        torch.set_default_dtype(dtype)
        torch.set_grad_enabled(grad)
        torch.autograd.set_detect_anomaly(anomaly)
        sys.setrecursionlimit(recursion)
        if torch.get_num_threads() != threads:
            torch.set_num_threads(threads)
        if torch.are_deterministic_algorithms_enabled() != deterministic:
            torch.use_deterministic_algorithms(deterministic)


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
