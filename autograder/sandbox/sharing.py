"""What the workers of a machine share: a folder in memory, and one warm process."""

from __future__ import annotations

import os
import socket
from pathlib import Path

from .warmth import WarmProcess


def memory_folder() -> str | None:
    """Return a folder in memory where there is one: submissions map what lies in it."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


def warm_process(folder: Path, isolated: bool) -> WarmProcess:
    """Return a warm process that sees the part of a shared folder that submissions may see.

    In a worker of a pool, that is the one that all workers share.
    """
    weights = folder / "weights"
    weights.mkdir(exist_ok=True)
    return WarmProcess(weights, isolated, _workers)


def use_warm_process(workers: socket.socket | None) -> None:
    """Have this process run submissions in a warm process that another has started."""
    global _workers
    _workers = workers


_workers: socket.socket | None = None
