"""The trusted side's handle on a submission: a reply that is late, odd or missing ends it."""

import socket
from dataclasses import replace

import pytest

from autograder.sandbox.inside import frames
from autograder.sandbox.limits import read_limits
from autograder.sandbox.warmth import Ended, Submission
from starter.questions import Question

RAN = {"outputs": [], "count": 1}
ANSWER = {"facts": {}, "problem": None}
STREAM = {"output_type": "stream", "name": "stdout", "text": "x"}
ERROR = {"output_type": "error", "ename": "E", "evalue": "", "traceback": []}
SHOWN = {"output_type": "display_data", "data": {"text/plain": "x"}, "metadata": {}}


class Warm:
    """Stands for the warm process; submissions end as it says."""

    limits = replace(read_limits(), question_seconds=0.0)

    def __init__(self, ended="done"):
        self.report = {"ended": ended, "signal": 0, "status": 0, "seconds": 0.0}

    def end(self):
        return self.report


@pytest.fixture
def replied():
    """Makes a submission whose process has said all that it will say."""
    lines = []

    def make(*replies, ended="done"):
        ours, theirs = socket.socketpair()
        lines.extend([ours, theirs])
        theirs.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 2**20)  # nobody reads yet
        for reply in replies:
            frames.send(theirs, reply)
        theirs.shutdown(socket.SHUT_WR)
        return Submission(Warm(ended), ours)

    yield make
    for line in lines:
        line.close()


def reason(ended, *arguments):
    with pytest.raises(Ended) as error:
        ended(*arguments)
    return error.value.reason


def test_a_reply_to_each_order_is_taken(replied):
    submission = replied({**RAN, "number": 1}, {**RAN, "number": 2, "outputs": [STREAM]})
    assert submission.run("1") == ([], 1)
    assert submission.run("print('x')") == ([STREAM], 1)


@pytest.mark.parametrize(
    "reply",
    [
        {**RAN, "number": 2},
        RAN,
        {"number": 1, "refused": "too large"},
        {**RAN, "number": 1, "more": 1},
        {"number": 1, "outputs": []},
        {**RAN, "number": 1, "count": -1},
        {**RAN, "number": 1, "count": 1_000_001},
        {**RAN, "number": 1, "outputs": [STREAM] * 3001},
        {**RAN, "number": 1, "outputs": [{**STREAM, "name": "stdin"}]},
        {**RAN, "number": 1, "outputs": [{**STREAM, "more": 1}]},
        {**RAN, "number": 1, "outputs": [{**ERROR, "traceback": [""] * 301}]},
        {**RAN, "number": 1, "outputs": [{**SHOWN, "output_type": "update_display_data"}]},
        {**RAN, "number": 1, "outputs": [{**SHOWN, "data": {f"a/{n}": "" for n in range(13)}}]},
    ],
    ids=lambda reply: str(reply)[:60],
)
def test_any_other_reply_ends_it(replied, reply):
    assert reason(replied(reply).run, "1") == "malformed"


@pytest.mark.parametrize(
    "reply",
    [
        {"count": None},
        {"count": 1_000_000},
        {"outputs": [STREAM] * 3000},
        {"outputs": [{**ERROR, "traceback": [""] * 300}]},
        {"outputs": [{**SHOWN, "data": {f"a/{n}": "" for n in range(12)}}]},
    ],
    ids=lambda reply: str(reply)[:60],
)
def test_as_much_as_that_is_fine(replied, reply):
    given = {**RAN, "number": 1, **reply}
    assert replied(given).run("1") == (given["outputs"], given["count"])


@pytest.mark.parametrize(
    ("ended", "wanted"), [("done", "crashed"), ("memory", "memory"), ("time", "time")]
)
def test_one_that_is_gone_ended_as_its_keeper_says(replied, ended, wanted):
    assert reason(replied(ended=ended).run, "1") == wanted


def test_an_answer_that_does_not_come_in_time_is_late(replied):
    submission = replied({"number": 1, "answers": [ANSWER]})
    assert reason(submission.ask, "GRUCell", [Question("cell")]) == "late"


def test_it_is_ended_once(replied):
    submission = replied(ended="memory")
    assert submission.close() is submission.close()
