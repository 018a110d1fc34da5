"""One warm process for all tests of the sandbox, the one that `Execute` uses in its own tests."""

from dataclasses import replace

import pytest

from autograder.grading.execute import workbench
from autograder.sandbox.limits import read_limits


@pytest.fixture(scope="session")
def warm():
    """A warm process in the sandbox."""
    return workbench(True, 1).warm


@pytest.fixture
def submission(warm):
    """Opens a submission with limits of its own; all are closed in the end."""
    opened = []

    def open_one(**limits):
        warm.limits = replace(read_limits(), **limits)
        opened.append(warm.open())
        return opened[-1]

    yield open_one
    warm.limits = read_limits()
    for one in opened:
        one.close()
