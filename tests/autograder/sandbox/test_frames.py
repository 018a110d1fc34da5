"""Frames of the protocol pass; what is larger or other than it allows is refused on both sides."""

import json
import socket
import struct

import numpy as np
import pytest

from autograder.sandbox.inside import frames
from autograder.sandbox.inside.frames import FrameError

PAST = 0.0  # a deadline that is over


@pytest.fixture
def line():
    """Both ends of a channel."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


def header(arrays=(), message=None):
    """The bytes of a frame that announces arrays and brings none."""
    data = json.dumps({"message": message or {}, "arrays": list(arrays)}).encode()
    return struct.pack(">I", len(data)) + data


def received(line, data):
    """What is made of these bytes where nothing comes after them."""
    ours, theirs = line
    theirs.sendall(data)
    theirs.close()
    return frames.receive(ours)


def test_a_message_and_its_arrays_arrive_as_they_were_sent(line):
    ours, theirs = line
    sent = {
        dtype: np.arange(6).reshape(1, 2, 3, 1).astype(dtype) for dtype in sorted(frames.DTYPES)
    }
    sent["empty"] = np.zeros((0, 3))
    frames.send(ours, {"number": 1, "text": "é"}, sent)
    message, arrays = frames.receive(theirs)
    assert message == {"number": 1, "text": "é"}
    assert list(arrays) == list(sent)
    for name, array in sent.items():
        assert (arrays[name].dtype, arrays[name].shape) == (array.dtype, array.shape)
        assert np.array_equal(arrays[name], array)


@pytest.mark.parametrize(("more", "error"), [(0, EOFError), (1, FrameError)])
def test_a_message_may_be_so_long_and_no_longer(line, more, error):
    with pytest.raises(error):
        received(line, struct.pack(">I", frames.MOST_JSON + more))


@pytest.mark.parametrize(("more", "error"), [(0, TimeoutError), (1, FrameError)])
def test_a_longer_message_is_not_sent(line, more, error):
    around = len(json.dumps({"message": {"text": ""}, "arrays": []}))
    text = "a" * (frames.MOST_JSON - around + more)
    with pytest.raises(error):
        frames.send(line[0], {"text": text}, deadline=PAST)


@pytest.mark.parametrize(("more", "error"), [(0, EOFError), (1, FrameError)])
@pytest.mark.parametrize("count", [1, 2])
def test_arrays_may_be_so_large_together_and_no_larger(line, count, more, error):
    sizes = [frames.MOST_ARRAY_BYTES // count] * (count - 1)
    sizes.append(frames.MOST_ARRAY_BYTES - sum(sizes) + more)
    with pytest.raises(error):
        received(line, header([f"{n}", "bool", [size]] for n, size in enumerate(sizes)))


@pytest.mark.parametrize(("more", "error"), [(0, TimeoutError), (1, FrameError)])
def test_larger_arrays_are_not_sent(line, more, error):
    array = np.zeros(frames.MOST_ARRAY_BYTES + more, bool)
    with pytest.raises(error):
        frames.send(line[0], {}, {"x": array}, deadline=PAST)


def test_there_may_be_so_many_arrays(line):
    _, arrays = received(line, header([f"{n}", "bool", [0]] for n in range(frames.MOST_ARRAYS)))
    assert len(arrays) == frames.MOST_ARRAYS


@pytest.mark.parametrize(
    "arrays",
    [
        [[f"{n}", "bool", [0]] for n in range(frames.MOST_ARRAYS + 1)],
        [["x", "bool", [1] * (frames.MOST_AXES + 1)]],
        [["x", "bool", [-1]]],
        [["x", "bool", [True]]],
        [["x", "bool", [0.0]]],
        [["x", "bool", 0]],
        [["x", "complex128", [0]]],
        [["x", "O", [0]]],
        [["x", ["bool"], [0]]],
        [[7, "bool", [0]]],
        [["x", "bool"]],
        "xyz",
        {"x": 0},
    ],
    ids=lambda arrays: str(arrays)[:40],
)
def test_other_arrays_are_refused(line, arrays):
    data = json.dumps({"message": {}, "arrays": arrays}).encode()
    with pytest.raises(FrameError):
        received(line, struct.pack(">I", len(data)) + data)


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"[]", b'{"message": {}}', b'{"message": [], "arrays": []}', b"[" * 100_000]
    + [b'{"message": {"x": %s}, "arrays": []}' % word for word in (b"NaN", b"-Infinity")],
    ids=lambda data: data[:40].decode(),
)
def test_other_messages_are_refused(line, data):
    with pytest.raises(FrameError):
        received(line, struct.pack(">I", len(data)) + data)


@pytest.mark.parametrize("message", [{"x": float("nan")}, {"x": object()}, {"x": b""}])
def test_what_is_no_json_is_not_sent(line, message):
    with pytest.raises(FrameError):
        frames.send(line[0], message)


def test_nobody_waits_beyond_the_deadline(line):
    with pytest.raises(TimeoutError):
        frames.receive(line[0], PAST)
