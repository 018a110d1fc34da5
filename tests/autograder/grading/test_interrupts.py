"""Ctrl-C and its like are raised where they can do no harm, and nothing is left behind."""

import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from autograder.grading.interrupts import Interrupts, end_as_by_ctrl_c
from autograder.sandbox import shared_folder
from tests.support import ROOT
from tests.support.sandboxed import needs_sandbox

SIGNALS = {"interrupt": signal.SIGINT, "terminate": signal.SIGTERM, "hang up": signal.SIGHUP}
ENDS = tuple(SIGNALS.values())


def run(*steps):
    """Go through steps, `interrupt`, `wait` or `work`; return those that were begun."""
    begun = []
    try:
        with Interrupts() as interrupts:
            for step in steps:
                begun.append(step)
                if step in SIGNALS:
                    os.kill(os.getpid(), SIGNALS[step])
                elif step == "wait":
                    with interrupts.waiting():
                        pass
                elif step == "interrupt while waiting":
                    with interrupts.waiting():
                        os.kill(os.getpid(), signal.SIGINT)
    except KeyboardInterrupt:
        begun.append("interrupted")
    return begun


@pytest.mark.parametrize(
    "steps",
    [
        ("wait", "interrupt", "work", "wait"),
        ("interrupt while waiting",),
        ("interrupt", "work", "interrupt"),
    ],
)
def test_an_interrupt_is_raised_at_the_next_wait_and_a_second_one_at_once(steps):
    assert run(*steps, "work") == [*steps, "interrupted"]


def test_it_is_raised_at_the_end_at_the_latest_and_all_is_as_before():
    before = signal.getsignal(signal.SIGINT)
    assert run("interrupt", "work") == ["interrupt", "work", "interrupted"]
    assert run("wait", "work") == ["wait", "work"]
    assert signal.getsignal(signal.SIGINT) is before


@pytest.fixture
def handlers():
    """Puts back how this process takes signals."""
    before = {number: signal.getsignal(number) for number in ENDS}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("ctrl_c", [signal.default_int_handler, signal.SIG_IGN])
def test_an_order_to_end_is_taken_as_ctrl_c_also_where_that_is_ignored(handlers, number, ctrl_c):
    for each in ENDS:
        signal.signal(each, signal.SIG_DFL)
    signal.signal(signal.SIGINT, ctrl_c)
    end_as_by_ctrl_c()
    with pytest.raises(KeyboardInterrupt):
        os.kill(os.getpid(), number)


def test_an_order_to_end_waits_like_ctrl_c_and_what_is_ignored_stays_so(handlers):
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    end_as_by_ctrl_c()
    assert run("hang up", "wait", "work") == ["hang up", "wait", "work"]
    steps = ("terminate", "work", "wait")
    assert run(*steps, "work") == [*steps, "interrupted"]


# A grader that has started all that it starts, and says so with the number of a worker.
# A shell's job in the background, as these tests may be, ignores Ctrl-C.
GRADER = """
import os, signal, time
signal.signal(signal.SIGINT, signal.default_int_handler)
from autograder.grading import end_as_by_ctrl_c, places
end_as_by_ctrl_c()
with places(True) as open_place:
    print("started", flush=True)
    {then}
    time.sleep(60)
"""
WORKING = (
    "workers = open_place(1); place = workers.__enter__(); "
    "print(place.executor.submit(os.getpid).result(), flush=True)"
)


@contextmanager
def grader(then="pass"):
    """A grader that runs; yields its process, all that it has started, and its folder."""
    command = [sys.executable, "-c", GRADER.format(then=then)]
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL, "text": True, "cwd": ROOT}
    with subprocess.Popen(command, **options) as process:
        try:
            process.stdout.readline()
            if then == WORKING:
                worker = psutil.Process(int(process.stdout.readline()))
            started = psutil.Process(process.pid).children(recursive=True)
            assert then != WORKING or worker in started
            bwrap = next(p for p in started if "/weights" in p.cmdline())
            words = bwrap.cmdline()
            yield process, started, Path(words[words.index("/weights") - 1]).parent
        finally:
            process.kill()


@pytest.mark.slow
@needs_sandbox
@pytest.mark.parametrize("number", ENDS)
def test_a_grader_that_is_told_to_end_leaves_no_process_and_no_folder(number):
    with grader() as (process, started, folder):
        assert folder.is_dir()
        process.send_signal(number)
        process.wait(60)
        assert psutil.wait_procs(started, timeout=30)[1] == []
        assert not folder.exists()


@pytest.mark.slow
@needs_sandbox
def test_a_grader_that_is_killed_leaves_no_process_and_a_folder_for_the_next_to_remove():
    with grader(WORKING) as (process, started, folder):
        process.kill()
        assert psutil.wait_procs(started, timeout=60)[1] == []
        assert folder.is_dir()
    with shared_folder():
        assert not folder.exists()
