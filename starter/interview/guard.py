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
from functools import partial

import numpy as np
import torch
from torch import nn, overrides
from torch.utils._device import DeviceContext

MOST_OUTPUT = 1_000_000


def _set_tensor_device(device: str) -> None:
    """Set where tensors go by default, as `set_default_tensor_type` does, and their dtype."""
    torch.set_default_tensor_type(f"torch.{'' if device == 'cpu' else f'{device}.'}FloatTensor")


def _autocast() -> dict[str, tuple]:
    """Return how this version of torch reads and sets autocast."""
    if hasattr(torch, "get_autocast_dtype"):  # since 2.4
        calls = torch.is_autocast_enabled, torch.set_autocast_enabled
        return {f"autocast on {d}": tuple(partial(c, d) for c in calls) for d in ("cpu", "cuda")}
    return {
        "autocast on cpu": (torch.is_autocast_cpu_enabled, torch.set_autocast_cpu_enabled),
        "autocast on cuda": (torch.is_autocast_enabled, torch.set_autocast_enabled),
    }


# How to read and to set each. The dtype comes after the tensor type, which brings one of its own.
_SETTINGS = {
    "the default tensor type": (torch._C._get_default_device, _set_tensor_device),
    "the default dtype": (torch.get_default_dtype, torch.set_default_dtype),
    **_autocast(),
    "the gradient mode": (torch.is_grad_enabled, torch.set_grad_enabled),
    "the number of threads": (torch.get_num_threads, torch.set_num_threads),
    "anomaly detection": (torch.is_anomaly_enabled, torch.autograd.set_detect_anomaly),
    "deterministic algorithms": (
        torch.are_deterministic_algorithms_enabled,
        torch.use_deterministic_algorithms,
    ),
    "the recursion limit": (sys.getrecursionlimit, sys.setrecursionlimit),
}
# What other cells of a notebook have set must not decide what a class answers.
_NEUTRAL = {
    "the default tensor type": "cpu",
    "autocast on cpu": False,
    "autocast on cuda": False,
    "the gradient mode": True,
    "anomaly detection": False,
    "deterministic algorithms": False,
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
        stack.enter_context(_default_device_restored(effects))
        stack.enter_context(torch.inference_mode(False))
        stack.enter_context(_settings_restored(default_dtype, effects))
        stack.enter_context(_functions_restored(effects))
        stack.enter_context(_time_limit(seconds))
        yield effects
    if text.written > MOST_OUTPUT:
        effects.append(f"{text.written:,} characters of output")


@contextlib.contextmanager
def _settings_restored(default_dtype: torch.dtype, effects: list[str]):
    random_states = random.getstate(), np.random.get_state(), torch.get_rng_state()
    before = _settings()
    _set(_NEUTRAL | {"the default dtype": default_dtype})
    inside = _settings()
    try:
        yield
    finally:
        effects += [name for name, setting in _settings().items() if setting != inside[name]]
        _set(before)
        random.setstate(random_states[0])
        np.random.set_state(random_states[1])
        torch.set_rng_state(random_states[2])


def _settings() -> dict[str, object]:
    return {name: read() for name, (read, _) in _SETTINGS.items()}


def _set(settings: dict[str, object]) -> None:
    for name, (read, write) in _SETTINGS.items():
        if name in settings and read() != settings[name]:
            write(settings[name])


@contextlib.contextmanager
def _default_device_restored(effects: list[str]):
    """Have no default device inside, whether it was set or is that of an open context.

    It is one of the modes that see all calls of torch's functions; the others are put aside too.
    """
    before = _default_device()
    torch.set_default_device(None)
    modes = _pop_modes()
    try:
        yield
    finally:
        left = _default_device()
        torch.set_default_device(None)
        if _pop_modes() or left:
            effects.append("the default device")
        for mode in modes:
            overrides._push_mode(mode)
        torch.set_default_device(before)


def _default_device() -> torch.device | None:
    """Return what `torch.set_default_device` has set; `get_default_device` came after torch 2.2."""
    found = torch._GLOBAL_DEVICE_CONTEXT
    found = found if isinstance(found, DeviceContext) else getattr(found, "device_context", None)
    return found and found.device


def _pop_modes() -> list:
    """Take all modes off torch's stack and return them, the outermost first."""
    return [overrides._pop_mode() for _ in range(overrides._len_torch_function_stack())][::-1]


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
                new = now.get(name)
                if new is not member and not _by_torch(name, member, new):
                    setattr(place, name, member)
                    effects.append(f"{place.__name__}.{name}")


def _by_torch(name: str, member: object, new: object) -> bool:
    """Say whether torch itself put something new under its own name, as it does on first use."""
    if not callable(member) or name == "Storage":
        return True
    own = str(getattr(new, "__module__", "")).startswith("torch")
    return own and getattr(new, "__name__", "") == name


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
