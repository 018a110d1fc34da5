"""Built-in recurrent modules are seen where they are held, run or named."""

import pytest

from autograder.catalogue import Submission, fair, wrong
from starter import examine

RIGHT = next(s for s in fair("gru_cell") if s.name == "linear_per_gate")


def codes(source):
    """The codes that the equations check finds in a GRU cell of that source."""
    cls = Submission("gru_cell", "fair", "trial", "", source, RIGHT.imports).load()
    return [
        finding.code for finding in examine("gru_cell", cls, seed=0).checks["equations"].findings
    ]


@pytest.mark.parametrize("name", ["nn.GRU", "nn.GRUCell", "torch.gru_cell", "torch._VF.gru_cell"])
def test_a_name_in_a_branch_that_never_runs_is_seen(name):
    line = "        super().__init__()\n"
    assert line in RIGHT.source
    branch = f"{line}        if input_size < 0:\n            self.built_in = {name}(1, 1)\n"
    assert codes(RIGHT.source.replace(line, branch, 1)) == ["builtin_recurrent"]


def test_the_class_may_have_the_name_of_a_built_in_one():
    assert codes(RIGHT.source) == []


@pytest.mark.parametrize("exercise", ["gru_cell", "lstm_cell"])
def test_what_runs_is_seen(exercise):
    for submission in wrong(exercise):
        if submission.code == "builtin_recurrent":
            report = examine(exercise, submission.load(), seed=0)
            assert report.checks["equations"].findings[0].code == "builtin_recurrent"
