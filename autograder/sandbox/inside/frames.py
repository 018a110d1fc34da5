"""Frames that both sides exchange: a length, a JSON header, raw arrays. Nothing is ever pickled."""

from __future__ import annotations

import json
import socket
import struct
import time
from collections.abc import Mapping, Sequence
from math import prod

import numpy as np

MOST_JSON = 16 * 2**20
MOST_ARRAY_BYTES = 64 * 2**20
MOST_ARRAYS = 1000
MOST_AXES = 4
DTYPES = frozenset({"float64", "float32", "int64", "bool"})
_LENGTH = struct.Struct(">I")


class FrameError(ValueError):
    """What came is no frame of this protocol, or larger than it allows."""


def send(
    channel: socket.socket,
    message: dict,
    arrays: Mapping[str, np.ndarray] | None = None,
    deadline: float | None = None,
) -> None:
    """Send JSON values and arrays as one frame.

    Raises FrameError for what cannot be sent, TimeoutError where nobody reads until `deadline`, in
    seconds of `time.monotonic`.
    """
    arrays = {name: np.ascontiguousarray(a) for name, a in (arrays or {}).items()}
    specs = [[name, a.dtype.name, list(a.shape)] for name, a in arrays.items()]
    _check(specs)
    try:
        header = json.dumps({"message": message, "arrays": specs}, allow_nan=False).encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise FrameError(f"no JSON values ({error})") from error
    if len(header) > MOST_JSON:
        raise FrameError(f"a message of {len(header):,} bytes")
    channel.settimeout(_left(deadline))
    parts = (array.tobytes() for array in arrays.values())
    channel.sendall(b"".join([_LENGTH.pack(len(header)), header, *parts]))


def receive(
    channel: socket.socket, deadline: float | None = None
) -> tuple[dict, dict[str, np.ndarray]]:
    """Return the next frame's message and arrays.

    Raises FrameError for a malformed or oversized one, TimeoutError after `deadline`, in seconds of
    `time.monotonic`, and EOFError where the other side is gone.
    """
    (length,) = _LENGTH.unpack(_read(channel, _LENGTH.size, deadline))
    if length > MOST_JSON:
        raise FrameError(f"a message of {length:,} bytes")
    try:
        header = json.loads(_read(channel, length, deadline), parse_constant=_refuse)
        message, specs = header["message"], header["arrays"]
        _check(specs)
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise FrameError(f"a malformed message ({type(error).__name__})") from error
    if not isinstance(message, dict):
        raise FrameError("a message that is no table")
    arrays = {}
    for name, dtype, shape in specs:
        data = _read(channel, np.dtype(dtype).itemsize * prod(shape), deadline)
        arrays[name] = np.frombuffer(data, dtype).reshape(shape)
    return message, arrays


def joined(parts: Sequence[Mapping[str, np.ndarray]]) -> dict[str, np.ndarray]:
    """Return the arrays of several messages as those of one: `x` of the second is `1/x`."""
    return {f"{i}/{name}": array for i, part in enumerate(parts) for name, array in part.items()}


def parted(arrays: Mapping[str, np.ndarray], count: int) -> list[dict[str, np.ndarray]]:
    """Return the arrays of so many messages; raise FrameError where one belongs to none of them."""
    parts: list[dict[str, np.ndarray]] = [{} for _ in range(count)]
    numbers = {str(i): part for i, part in enumerate(parts)}
    for name, array in arrays.items():
        number, _, own = name.partition("/")
        if number not in numbers:
            raise FrameError("an array that belongs to no message")
        numbers[number][own] = array
    return parts


def _check(specs: object) -> None:
    """Raise FrameError for a list of arrays that the protocol does not allow."""
    if not isinstance(specs, list) or len(specs) > MOST_ARRAYS:
        raise FrameError("too many arrays")
    total = 0
    for name, dtype, shape in specs:
        sizes = isinstance(shape, list) and all(type(n) is int and n >= 0 for n in shape)
        if not isinstance(name, str) or dtype not in DTYPES or not sizes or len(shape) > MOST_AXES:
            raise FrameError(f"an array that is not allowed: {dtype}, {shape}"[:200])
        total += np.dtype(dtype).itemsize * prod(shape)
    if total > MOST_ARRAY_BYTES:
        raise FrameError(f"arrays of {total:,} bytes")


def _read(channel: socket.socket, length: int, deadline: float | None) -> bytes:
    parts, missing = [], length
    while missing:
        channel.settimeout(_left(deadline))
        part = channel.recv(min(missing, 2**20))
        if not part:
            raise EOFError
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)


def _left(deadline: float | None) -> float | None:
    if deadline is None:
        return None
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _refuse(constant: str):
    raise ValueError(constant)
