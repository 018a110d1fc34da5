"""A notebook in trial: what a process that ends costs, how often it starts again, who is slow."""

from dataclasses import replace

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from autograder.judging.trial import Trial
from autograder.sandbox.limits import read_limits
from autograder.sandbox.warmth import Ended
from starter.checks.feedback import CheckResult
from starter.manifest import find_check
from starter.questions import Answer, Question
from starter.verdict.findings import finding

CHECK = "gru_cell.shapes"


class Warm:
    """Stands for the warm process: remembers what is run, and ends at the cell `die`.

    The cell `frail` ends it, too, but for the first time.
    """

    def __init__(self, **limits):
        self.limits = replace(read_limits(), **limits)
        self.ran, self.asked = [], []

    def open(self):
        self.ran.append([])
        return self

    def run(self, source):
        if source == "die" or (source == "frail" and len(self.ran) > 1):
            raise Ended("crashed")
        self.ran[-1].append(source)
        return [], len(self.ran[-1])

    def ask(self, name, questions):
        self.asked.append(name)
        return [Answer({"asked": True})] * len(questions)

    def close(self):
        return {"seconds": 0.5}


class Examiner:
    """Asks each check's class two questions and keeps the answers."""

    def __init__(self):
        self.answers = []

    def judge(self, check_id, ask, cells, why_missing):
        self.answers.append(ask("GRUCell", [Question("a"), Question("b")]))
        return self._result(check_id)

    def not_run(self, check_id):
        return self._result(check_id, finding("not_run"))

    def ended(self, check_id, reason):
        return self._result(check_id, finding(f"ended_{reason}", name="GRUCell"))

    def _result(self, check_id, *findings):
        return CheckResult(find_check(check_id)[1], "GRUCell", findings)


CELL = "class GRUCell:\n    pass"


def tried(warm, *sources):
    """The trial of a notebook of these cells; `check` is a check."""
    cells = [new_code_cell(source) for source in sources]
    for cell in cells:
        if cell.source == "check":
            cell.metadata["nbgrader"] = {"grade_id": "g"}
    trial = Trial(warm, Examiner(), {"g": CHECK})
    trial.run(new_notebook(cells=cells))
    return trial


def codes(trial):
    return [found.code for found in trial.results[CHECK].findings]


def test_what_ends_its_process_is_left_out_and_all_else_is_run_again():
    warm = Warm()
    trial = tried(warm, CELL, "die", "b", "check")
    assert warm.ran == [[CELL], [CELL, "b"]]
    assert trial.incidents == ["cell 2: its process came to an end"]
    assert trial.notebook.cells[1].outputs[0].ename == "Stopped"
    assert (codes(trial), trial.seconds) == ([], 1.0)


def test_what_ends_it_when_it_is_run_again_is_left_out_too():
    warm = Warm()
    assert codes(tried(warm, "a", "frail", "b", "die", "c", "check")) == []
    assert warm.ran == [["a", "frail", "b"], ["a"], ["a", "b", "c"]]


@pytest.mark.parametrize(("more", "found"), [(0, []), (1, ["not_run"])])
def test_a_process_starts_again_so_often(more, found):
    warm = Warm(restarts=2)
    trial = tried(warm, "a", *["die"] * (2 + more), "check")
    assert codes(trial) == found
    assert len(warm.ran) == 3


@pytest.mark.parametrize(("seconds", "found"), [(60.0, []), (-1.0, ["not_run"])])
def test_a_process_starts_within_the_time_of_the_submission(seconds, found):
    warm = Warm(wall_seconds=seconds)
    assert codes(tried(warm, "a", "check")) == found
    assert len(warm.ran) == (0 if found else 1)


@pytest.mark.parametrize(("seconds", "asked"), [(60.0, 1), (0.0, 2)])
def test_a_class_that_was_slow_is_asked_again_when_it_may_have_changed(seconds, asked):
    warm = Warm(answer_seconds=seconds)
    trial = tried(warm, "a", "check", "b", "check", "class GRUCell: pass", "check")
    answers = trial.examiner.answers
    assert len(warm.asked) == (3 if seconds else 2)
    assert answers[0][0].facts == answers[2][0].facts == {"asked": True}
    if not seconds:
        assert [one.problem.code for one in answers[1]] == ["too_slow", "too_slow"]
