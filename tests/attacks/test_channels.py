"""Two submissions, one that lends its answer and one that takes it: the taker gains nothing."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell

from autograder.grading.execute import workbench
from autograder.grading.grade_class import released_cells
from autograder.grading.jobs import Job, run_job
from autograder.sandbox.warmth import WarmProcess
from tests.support.right_gru import RIGHT_GRU
from tests.support.sandboxed import needs_sandbox

from .channels import CHANNELS
from .reading import make_course, points_of, release

pytestmark = [pytest.mark.slow, needs_sandbox]
SEED = 5
IMPORTS = "import torch\nfrom torch import nn"


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course with a gradebook and nothing handed in."""
    root = tmp_path_factory.mktemp("course")
    make_course(root)
    return root


@pytest.fixture(scope="module")
def grade(course):
    """Grades a notebook whose GRUCell returns zeros, with a cell after it; returns its points."""
    cells = tuple(released_cells(course, "rnn"))

    def run(source):
        notebook = release()
        place = next(i for i, cell in enumerate(notebook.cells) if cell.id == "gru_cell")
        notebook.cells.insert(place + 1, new_code_cell(source, id="taker"))
        done = run_job(Job("taker", "rnn", nbformat.writes(notebook), cells, SEED))
        assert done.problem == ""
        return points_of(done.notebook)

    return run


@pytest.fixture(scope="module")
def alone(grade):
    """What the taker earns where there is nothing to take."""
    return grade("pass")


@pytest.fixture
def lender():
    """Another worker's submission, in the same sandbox as those of `grade`."""
    bench = workbench(True, SEED, "")
    bench.warm.open().close()
    worker = WarmProcess(bench.warm.weights, workers=bench.warm.workers.dup())
    submission = worker.open()
    submission.run(IMPORTS)
    yield submission
    submission.close()
    worker.close()


def gru_points(points):
    return sum(number for cell, number in points.items() if cell.startswith("gru_cell-"))


def test_what_is_lent_is_worth_having(grade, alone):
    assert gru_points(grade(f"exec({RIGHT_GRU!r})")) == 6 > gru_points(alone)


@pytest.mark.parametrize("channel", CHANNELS.values(), ids=CHANNELS)
def test_nothing_is_taken_from_a_submission_beside(channel, grade, alone, lender):
    lender.run(channel.lend)
    assert grade(channel.take) == alone


@pytest.mark.parametrize("channel", CHANNELS.values(), ids=CHANNELS)
def test_nothing_is_taken_from_a_submission_before(channel, grade, alone, lender):
    lender.run(channel.lend)
    lender.close()
    assert grade(channel.take) == alone
