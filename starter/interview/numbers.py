"""Numbers of a file as a long tensor that repeats them, without memory for the repetitions."""

from __future__ import annotations

import ctypes
import mmap
import os
from functools import lru_cache

import torch

_FIXED = 0x10  # MAP_FIXED, which `mmap` does not name; the same on Linux and macOS
_libc = ctypes.CDLL(None, use_errno=True) if os.name == "posix" else None


@lru_cache(maxsize=1)
def repeated(file: str, length: int) -> torch.Tensor:
    """Return so many float32 numbers: those of a file, again and again.

    The file is as large as some pages of memory; they are all that is read, so that most of it
    stays in the processor's cache. What is written into the tensor does not reach the file. Raises
    OSError where the file cannot be read or has a size of another kind.
    """
    with open(file, "rb") as opened:
        period = os.fstat(opened.fileno()).st_size
        if not period or period % mmap.PAGESIZE:
            raise OSError(f"{file} has {period} bytes, not whole pages of memory")
        whole = mmap.mmap(-1, -(-length * 4 // period) * period)
        start = ctypes.addressof(ctypes.c_char.from_buffer(whole))
        for place in range(start, start + len(whole), period):
            _map(place, period, opened.fileno())
    return torch.frombuffer(whole, dtype=torch.float32)[:length]


def _map(place: int, size: int, descriptor: int) -> None:
    """Show a file's bytes at a place in memory, as a copy that is made where it is written into."""
    _libc.mmap.restype = ctypes.c_void_p
    _libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, *[ctypes.c_int] * 3, ctypes.c_long]
    rights, kind = mmap.PROT_READ | mmap.PROT_WRITE, mmap.MAP_PRIVATE | _FIXED
    if _libc.mmap(place, size, rights, kind, descriptor, 0) != place:
        raise OSError(ctypes.get_errno(), "a file cannot be mapped")
