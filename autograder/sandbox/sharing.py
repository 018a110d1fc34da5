"""What the workers of a machine share: a folder in memory, and one warm process."""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from .warmth import WarmProcess

# In memory where there is such a place: submissions map what lies in it.
_PLACE = Path("/dev/shm") if os.access("/dev/shm", os.W_OK) else Path(tempfile.gettempdir())
_NAME = "kit-grading-"


@contextmanager
def shared_folder(place: Path = _PLACE) -> Iterator[Path]:
    """Yield a new folder for the workers of this machine; it is gone afterwards.

    So is what a run left that was killed: a folder is locked as long as its process lives.
    """
    _remove_left(place)
    new = Path(tempfile.mkdtemp(prefix=f".{_NAME}", dir=place))
    number = os.open(new, os.O_RDONLY)
    fcntl.flock(number, fcntl.LOCK_EX)
    folder = new.rename(place / new.name.removeprefix("."))  # seen by others once it is locked
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(number)


def _remove_left(place: Path) -> None:
    for folder in place.glob(f"{_NAME}*"):
        with suppress(OSError):  # in use, or somebody else's
            number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
            try:
                fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder)
            finally:
                os.close(number)


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
