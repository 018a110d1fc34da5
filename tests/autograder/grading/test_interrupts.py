"""Ctrl-C is raised where it can do no harm, and a second one at once."""

import os
import signal

import pytest

from autograder.grading.interrupts import Interrupts


def run(*steps):
    """Go through steps, `interrupt`, `wait` or `work`; return those that were begun."""
    begun = []
    try:
        with Interrupts() as interrupts:
            for step in steps:
                begun.append(step)
                if step == "interrupt":
                    os.kill(os.getpid(), signal.SIGINT)
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
