"""The trusted side's handle on the warm process, and on the submissions that it runs."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from starter.questions import Answer, Problem, Question

from .answers import BadAnswer, checked_answers, checked_outputs
from .bubblewrap import ENVIRONMENT, sandboxed
from .ending import kill_tree
from .inside import frames
from .limits import Limits, read_limits

START_SECONDS = 120
END_SECONDS = 5
_MODULE = "autograder.sandbox.inside.warm"


class Ended(Exception):
    """A submission's process is gone; `reason` is a code with words in `hints/grading.toml`."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


class WarmProcess:
    """A process that has everything imported and forks for each submission, in the sandbox.

    `weights` is the folder that submissions see as `/weights`. With `isolated=False` there is no
    sandbox. Starts when it is first needed, and again after it
    died; `workers` is the socket of one that another process has started, to be forked from that.
    """

    def __init__(
        self,
        weights: Path,
        isolated: bool = True,
        workers: socket.socket | None = None,
    ):
        self.weights, self.isolated, self.shared = weights, isolated, workers is not None
        self.limits: Limits = read_limits()
        self.process: subprocess.Popen | None = None
        self.workers = workers  # to be forked for a worker
        self.control: socket.socket | None = None  # that worker's own
        self.log = None  # what the process writes to stderr

    def start(self) -> None:
        """Start the process, without waiting until it is warm."""
        self.close()
        self.log = tempfile.TemporaryFile()  # noqa: SIM115 - open as long as the process
        self.workers, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        arguments = ["-m", _MODULE, str(theirs.fileno())]
        arguments += [] if self.isolated else ["--open"]
        plain = [sys.executable, *arguments]
        self.process = subprocess.Popen(
            sandboxed(arguments, self.weights) if self.isolated else plain,
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self.log,
            env=None if self.isolated else self._open_environment(),
            start_new_session=True,
        )
        theirs.close()

    def alive(self) -> bool:
        """Say whether the process that this one started is still there."""
        return self.process is not None and self.process.poll() is None

    def _open_environment(self) -> dict[str, str]:
        root = Path(__file__).parents[2]
        own = {name: value for name, value in ENVIRONMENT.items() if name not in ("HOME", "LANG")}
        found = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        scratch = tempfile.gettempdir()
        return found | own | {"PYTHONPATH": str(root), "MPLCONFIGDIR": scratch}

    def open(self) -> Submission:
        """Fork a process for one submission; raise RuntimeError where none can be started."""
        # A fork that died is made again; if that fails too, what it was forked from is gone.
        for recover in (self._disconnect, self.close, self.close):
            if self.workers is None or (self.process and self.process.poll() is not None):
                self.start()
            ours, theirs = socket.socketpair()
            with theirs, contextlib.suppress(OSError):
                self._connect()
                order = json.dumps(self.limits.as_json()).encode()
                socket.send_fds(self.control, [order], [theirs.fileno()])
                return Submission(self, ours)
            ours.close()
            words = self._last_words()
            recover()
        raise RuntimeError(f"the sandbox does not start: {words}")

    def _connect(self) -> None:
        """Have a fork of the warm process for this worker alone; raise OSError without one."""
        if self.control is None:
            self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            with theirs:
                socket.send_fds(self.workers, [b"worker"], [theirs.fileno()])
            self.control.settimeout(START_SECONDS)
            if self.control.recv(100) != b"ready":
                raise OSError("the warm process ended while it started")

    def end(self) -> dict:
        """End the submission that runs and return the keeper's report; start anew if stuck."""
        try:
            self.control.settimeout(END_SECONDS)
            self.control.send(b"end")
            return json.loads(self.control.recv(10_000))
        except (OSError, ValueError):
            self._disconnect()
            return {"ended": "crashed", "signal": 0, "status": 0, "seconds": 0.0}

    def _last_words(self) -> str:
        if self.log is None:
            return "it says nothing"
        self.log.seek(0)
        lines = self.log.read().decode(errors="replace").strip().splitlines()
        return lines[-1] if lines else "it says nothing"

    def _disconnect(self) -> None:
        if self.control is not None:
            self.control.close()
        self.control = None

    def close(self) -> None:
        """End what this process started of it, with all submissions in it."""
        self._disconnect()
        if self.workers is not None:
            self.workers.close()
        if self.process is not None:
            kill_tree(self.process)
        if self.log is not None:
            self.log.close()
        self.process = self.workers = self.log = None


class Submission:
    """One submission's process, seen from outside: it runs cells and answers questions."""

    def __init__(self, warm: WarmProcess, channel: socket.socket):
        self.warm, self.channel, self.limits = warm, channel, warm.limits
        self.number = 0
        self.report: dict | None = None

    def run(self, source: str) -> tuple[list[dict], int | None]:
        """Run a cell and return its outputs and its execution count; raise Ended."""
        reply, _ = self._order({"do": "run", "source": source}, {}, self.limits.cell_seconds + 5)
        try:
            return checked_outputs(reply)
        except BadAnswer as error:
            raise self._ended("malformed") from error

    def ask(self, name: str, questions: list[Question]) -> list[Answer]:
        """Return the answers of a class to the first of these questions or more; raise Ended.

        They are fewer than the questions where answering takes its time.
        """
        asked = [{"kind": question.kind, "options": question.options} for question in questions]
        order = {"do": "ask", "name": name, "questions": asked}
        arrays = frames.joined([question.arrays for question in questions])
        reply, arrays = self._order(order, arrays, self.limits.question_seconds)
        if reply.get("missing") is True:
            return [Answer(problem=Problem("no_class", message=name))] * len(questions)
        try:
            return checked_answers(reply, arrays, len(questions))
        except BadAnswer as error:
            raise self._ended("malformed") from error

    def _order(self, order: dict, arrays: dict, seconds: float) -> tuple[dict, dict]:
        self.number += 1
        deadline = time.monotonic() + seconds
        try:
            frames.send(self.channel, order | {"number": self.number}, arrays, deadline)
            reply, arrays = frames.receive(self.channel, deadline)
        except TimeoutError as error:
            raise self._ended("late") from error
        except frames.FrameError as error:
            raise self._ended("malformed") from error
        except (EOFError, OSError) as error:
            raise self._ended("") from error
        if reply.get("number") != self.number:
            raise self._ended("malformed")
        return reply, arrays

    def _ended(self, reason: str) -> Ended:
        """Close this submission and return why it ended: what is known here, else the keeper's."""
        report = self.close()
        return Ended(reason or (report["ended"] if report["ended"] != "done" else "crashed"))

    def close(self) -> dict:
        """End the process with all that it started, and return the keeper's report."""
        if self.report is None:
            self.channel.close()
            self.report = self.warm.end()
        return self.report
