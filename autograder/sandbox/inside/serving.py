"""Serves one submission in its own process: runs its cells and answers questions about it."""

from __future__ import annotations

import contextlib
import signal
import socket
import time

from starter.interview import ask
from starter.questions import Answer, Question

from . import frames
from .pristine import Pristine
from .shell import Shell, run_cell

ENOUGH_SECONDS = 1.0  # far less than the time between an interrupt and the end of a question


class OutOfTime(BaseException):
    """Raised in a cell whose time is up; no `except Exception` catches it."""


def serve(channel: socket.socket, shell: Shell, pristine: Pristine, limits: dict) -> None:
    """Answer orders until the other side hangs up.

    `run` wants a cell's source, `ask` the name of a class and questions; each names its order by a
    number, which the reply repeats.
    """
    while True:
        try:
            order, arrays = frames.receive(channel)
        except EOFError:
            return
        if order["do"] == "run":
            reply, arrays = _run(shell, order["source"], limits), {}
        else:
            asked = zip(order["questions"], frames.parted(arrays, len(order["questions"])))
            questions = [Question(one["kind"], one["options"], own) for one, own in asked]
            reply, arrays = _asked(shell, order["name"], questions, pristine, limits)
        try:
            frames.send(channel, reply | {"number": order["number"]}, arrays)
        except frames.FrameError:
            frames.send(channel, {"number": order["number"]})  # no answer: it ends the submission


def _run(shell: Shell, source: str, limits: dict) -> dict:
    with _alarm(limits["cell_seconds"]):
        outputs = run_cell(shell, source, limits["output_characters"])
    return {"outputs": list(outputs), "count": shell.execution_count - 1}


def _asked(
    shell: Shell, name: str, questions: list[Question], pristine: Pristine, limits: dict
) -> tuple[dict, dict]:
    """Answer questions in turn, until it has taken so long that the other side may wonder."""
    if name not in shell.user_ns:
        return {"missing": True}, {}
    answers: list[Answer] = []
    start = time.monotonic()
    for question in questions:
        pristine.restore()
        answers.append(ask(shell.user_ns[name], question, limits["answer_seconds"]))
        if time.monotonic() - start > ENOUGH_SECONDS:
            break
    headers = [answer.header() for answer in answers]
    return {"answers": headers}, frames.joined([answer.arrays for answer in answers])


@contextlib.contextmanager
def _alarm(seconds: float):
    """Interrupt what runs inside after so many seconds, and again every second from then on."""

    def ring(*_):
        raise OutOfTime(f"this cell ran for more than {seconds:g} seconds and was stopped")

    signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds, 1)
    try:
        yield
    except OutOfTime:
        pass  # it rang between the cell's end and here
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
