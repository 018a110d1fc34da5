"""Keeps one submission's process: starts it shut off, watches its use, ends all that it started."""

from __future__ import annotations

import contextlib
import os
import resource
import select
import signal
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass

from . import isolation

_PAUSE = 0.05
# However busy a submission is, whoever is to end it comes first.
_NICENESS = 5


def keep(serve: Callable[[], None], limits: dict, isolated: bool) -> dict:
    """Run `serve` in a process of its own and return how it ended once nothing of it is left.

    Returns `ended`, one of `done`, `killed`, `memory`, `processes`, `time` or `crashed`, the
    `signal` or exit `status` that it ended with, and its CPU `seconds`. SIGTERM ends it early.
    """
    stop = _Signals()
    base = isolation.address_space()
    if isolated:
        isolation.enter_namespaces()
    watch = _Watch(limits) if isolated else None
    process = os.fork()
    if process == 0:
        _become_submission(serve, limits, base, isolated, stop)
    reason = _wait(process, limits, watch, stop)
    if reason:
        _kill(process, isolated)
    _, status = os.waitpid(process, 0)
    if not isolated:
        _kill(process, isolated)
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    code = os.waitstatus_to_exitcode(status)
    return {
        "ended": reason or ("done" if code == 0 else "crashed"),
        "signal": -code if code < 0 else 0,
        "status": max(code, 0),
        "seconds": usage.ru_utime + usage.ru_stime,
    }


def _become_submission(serve, limits: dict, base: int, isolated: bool, stop: _Signals) -> None:
    """Never returns: everything that the keeper had open is closed before `serve` is called."""
    status = 70
    try:
        stop.forget()
        os.setsid()
        os.nice(_NICENESS)
        if isolated:
            isolation.die_with_parent()
            isolation.empty_file_system(limits["scratch"])
            os.chdir("/tmp")
        isolation.limit(limits, base)
        if isolated:
            isolation.limit_tasks(limits["tasks"])
            isolation.drop_capabilities()
        serve()
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(status)


def _wait(process: int, limits: dict, watch: _Watch | None, stop: _Signals) -> str:
    """Return why the process must end, or nothing once it has ended by itself."""
    deadline = time.monotonic() + limits["wall_seconds"]
    while True:
        if os.waitid(os.P_PID, process, os.WEXITED | os.WNOHANG | os.WNOWAIT):
            return ""
        if stop.asked:
            return "killed"
        if time.monotonic() > deadline:
            return "time"
        excess = watch.excess() if watch else ""
        if excess:
            return excess
        stop.wait(_PAUSE)


def _kill(process: int, isolated: bool) -> None:
    # In a pid namespace the first process takes all others with it.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        (os.kill if isolated else os.killpg)(process, signal.SIGKILL)


class _Signals:
    """Wakes the keeper when its child ends or when it is asked to stop."""

    def __init__(self):
        self.asked = False
        self.reader, self.writer = os.pipe()
        os.set_blocking(self.writer, False)
        signal.set_wakeup_fd(self.writer, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGTERM, self._ask)

    def _ask(self, *_):
        self.asked = True

    def wait(self, seconds: float) -> None:
        """Wait for a signal, at most so many seconds."""
        if select.select([self.reader], [], [], seconds)[0]:
            os.read(self.reader, 4096)

    def forget(self) -> None:
        """Undo all of it in a child."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)


@dataclass
class _Watch:
    """Counts the processes of a submission and the memory that they use together."""

    limits: dict

    def __post_init__(self):
        # The child mounts over /proc, which the keeper sees too; an open folder stays what it was.
        self.folder = os.open("/proc", os.O_RDONLY | os.O_DIRECTORY)
        self.before = set(os.listdir(self.folder))
        self.own = os.getpid()
        self.page = resource.getpagesize()
        self.inherited = self._private(str(self.own))

    def excess(self) -> str:
        """Return `processes` or `memory` where a limit is passed, else nothing."""
        found = [
            name
            for name in os.listdir(self.folder)
            if name not in self.before and name.isdigit() and int(name) != self.own
        ]
        if len(found) > self.limits["processes"]:
            return "processes"
        used = sum(max(0, self._private(name) - self.inherited) for name in found)
        return "memory" if used > self.limits["memory_in_all"] else ""

    def _private(self, process: str) -> int:
        """Return the bytes of a process in memory that belong to no file."""
        try:
            number = os.open(f"{process}/statm", os.O_RDONLY, dir_fd=self.folder)
        except OSError:
            return 0  # it has ended
        try:
            fields = os.read(number, 200).split()
            return (int(fields[1]) - int(fields[2])) * self.page
        except (OSError, IndexError):
            return 0
        finally:
            os.close(number)
