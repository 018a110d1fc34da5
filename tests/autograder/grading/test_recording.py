"""What a person gave stays in the gradebook, however often grading runs."""

import json
import shutil
from concurrent.futures import Future
from contextlib import nullcontext

import nbformat
import pytest
from nbgrader.api import Gradebook

from autograder.course.configuration import COURSE, database
from autograder.export.graded_class import read_class, waiting_notes
from autograder.grading.executors import Place
from autograder.grading.grade_class import GradingError, grade
from autograder.grading.jobs import Done, Job
from autograder.grading.recording import Recorder, record_nothing
from autograder.grading.runs import Runs
from autograder.results.gradebook import read_results
from starter.manifest import assignments
from tests.support import ROOT
from tests.support.graded_course import make_course

CHECK, BONUS, QUESTION = "alexnet-layers", "alexnet_tiny-layers", "cnn_parameters"
CNN = assignments()["cnn"]


@pytest.fixture
def course(tmp_path):
    """A course in which ada passed every check, recorded as grading does."""
    make_course(tmp_path, ["ada"], "cnn", failing=())
    path = tmp_path / "course" / "autograded" / "ada" / "cnn" / "cnn.ipynb"
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        worth = next((c.points for c in CNN.checks if c.grade_id == cell_id(cell)), 2)
        cell.metadata.nbgrader.points = 0 if "tiny" in cell_id(cell) else worth
    record(tmp_path, notebook, unchanged=True)
    return tmp_path, notebook


def cell_id(cell):
    return cell.metadata.nbgrader.grade_id


def record(root, notebook, unchanged=False):
    with Recorder(root, database(root)) as recorder:
        recorder.record(CNN, Done("ada", "cnn", nbformat.writes(notebook)), unchanged)
        recorder.finish()


def fail(notebook, name):
    """Have a check of the notebook fail."""
    cell = next(cell for cell in notebook.cells if cell_id(cell) == name)
    cell.outputs = [nbformat.v4.new_output("error", ename="CheckFailed", evalue="no")]


def change(root, cell, **values):
    """Enter what a person gives in formgrader, which marks the cell as graded."""
    with Gradebook(database(root), COURSE) as gradebook:
        grade = gradebook.find_grade(cell, "cnn", "cnn", "ada")
        for key, value in values.items():
            setattr(grade, key, value)
        grade.needs_manual_grade = False
        if cell == QUESTION:
            gradebook.find_comment(cell, "cnn", "cnn", "ada").manual_comment = "Well put."
        gradebook.db.commit()


def read(root):
    (result,) = read_results(root, "cnn").found
    return result


@pytest.fixture
def graded(course):
    """The same course after a person has been at work in it."""
    root, notebook = course
    change(root, CHECK, manual_score=2.5)
    change(root, QUESTION, manual_score=1.5)
    change(root, BONUS, extra_credit=0.25)
    return root, notebook


def test_an_unchanged_submission_keeps_all_that_a_person_gave(graded):
    root, notebook = graded
    before = read(root)
    record(root, notebook, unchanged=True)
    assert read(root) == before
    assert (before.scores[CHECK], before.scores[QUESTION], before.scores[BONUS]) == (2.5, 1.5, 0.25)
    assert before.comments == {QUESTION: "Well put."}
    assert before.outdated == []


def test_a_changed_submission_keeps_them_too_to_be_looked_at_again(graded):
    root, notebook = graded
    before = read(root)
    fail(notebook, CHECK)
    fail(notebook, BONUS)
    record(root, notebook)
    after = read(root)
    assert (after.scores, after.comments) == (before.scores, before.comments)
    assert set(after.outdated) == {CHECK, *CNN.questions}
    assert after.ungraded == []
    (note,) = [n for n in waiting_notes(read_class(root, "cnn")) if "have changed since" in n]
    assert note.startswith("cnn: submissions of ada have changed since a person graded them")
    change(root, CHECK)
    record(root, notebook, unchanged=True)
    assert set(read(root).outdated) == set(CNN.questions)


def test_credit_follows_the_check_until_a_person_adds_to_it(course):
    root, notebook = course
    assert read(root).scores[BONUS] == 1.0
    fail(notebook, BONUS)
    record(root, notebook)
    assert read(root).scores[BONUS] == 0.0
    change(root, BONUS, extra_credit=0.5)
    record(root, notebook)
    assert read(root).scores[BONUS] == 0.5


def test_a_bonus_that_never_ran_earns_nothing(course):
    root, notebook = course
    next(cell for cell in notebook.cells if cell_id(cell) == BONUS).execution_count = None
    record(root, notebook)
    assert read(root).scores[BONUS] == 0.0


def test_a_notebook_that_cannot_be_read_takes_only_what_checks_gave(graded):
    root, _ = graded
    record_nothing(root, database(root), CNN, ["ada"])
    after = read(root)
    given = {CHECK: 2.5, QUESTION: 1.5, BONUS: 0.25}
    assert {cell: points for cell, points in after.scores.items() if points} == {
        **given,
        # Graded by hand from the beginning.
        **{question: 1.0 for question in CNN.questions if question not in given},
    }
    assert set(after.outdated) == {CHECK, *CNN.questions}
    assert not (root / "course" / "autograded" / "ada" / "cnn").exists()
    change(root, CHECK)
    record_nothing(root, database(root), CNN, ["ada"])
    assert CHECK not in read(root).outdated


def test_what_was_recorded_is_told_from_what_has_changed(tmp_path):
    runs = Runs(tmp_path, "cnn")
    job = Job("ada", "cnn", json.dumps({"cells": []}), (), seed=1)
    assert (runs.recorded(job), runs.unchanged(job)) == (False, False)
    runs.mark_recorded([job])
    assert (runs.recorded(job), runs.unchanged(job)) == (True, True)
    elsewhere = Job("ada", "cnn", job.notebook, (), seed=1, isolated=False)
    assert (runs.recorded(elsewhere), runs.unchanged(elsewhere)) == (False, True)
    other = Job("ada", "cnn", json.dumps({"cells": [1]}), (), seed=1)
    assert (runs.recorded(other), runs.unchanged(other)) == (False, False)


@pytest.mark.parametrize(("method", "costs"), [("none", False), ("zero", True)])
def test_lateness_costs_what_the_courses_own_configuration_says(course, method, costs):
    root, notebook = course
    own = f'\nc.LateSubmissionPlugin.penalty_method = "{method}"\n'
    (root / "nbgrader_config.py").write_text((ROOT / "nbgrader_config.py").read_text() + own)
    with Gradebook(database(root), COURSE) as gradebook:
        gradebook.update_or_create_assignment("cnn", duedate="2026-01-01 12:00")
    folder = root / "course" / "submitted" / "ada" / "cnn"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "timestamp.txt").write_text("2026-01-01 12:30 UTC")
    record(root, notebook)
    with Gradebook(database(root), COURSE) as gradebook:
        found = gradebook.find_submission_notebook("cnn", "cnn", "ada")
        assert found.late_submission_penalty == (found.score if costs else None)


@pytest.fixture
def handed_in(released, tmp_path):
    """A project in which ada and gauss have handed in."""
    return shutil.copytree(released, tmp_path / "project")


class AtOnce:
    """An executor whose jobs give the notebooks that were handed in, but for one student's."""

    def submit(self, run, job):
        future = Future()
        notebook = "no notebook" if job.student == "gauss" else job.notebook
        future.set_result(Done(job.student, job.assignment, notebook))
        return future


def grade_at_once(root, *students):
    return grade(root, "rnn", students, open_place=lambda workers: nullcontext(Place(AtOnce(), 1)))


def files_of_runs(root):
    return sorted(path.name for path in (root / "course" / "runs" / "rnn").iterdir())


def test_what_was_run_is_kept_before_it_is_recorded(handed_in):
    with pytest.raises(ValueError, match="Expecting value"):
        grade_at_once(handed_in, "ada", "gauss")
    assert files_of_runs(handed_in) == ["ada.json", "ada.recorded", "gauss.json"]


def test_what_was_recorded_is_marked_so_when_it_is_all_in_the_gradebook(handed_in):
    with Gradebook(database(handed_in), COURSE) as gradebook:
        gradebook.update_or_create_assignment("rnn", duedate="2026-01-01 12:00")
    with open(handed_in / "nbgrader_config.py", "a") as file:
        file.write("\nc.AssignLatePenalties.plugin_class = 'nowhere.Nothing'\n")
    with pytest.raises(GradingError, match="late penalties"):
        grade_at_once(handed_in, "ada")
    assert files_of_runs(handed_in) == ["ada.json"]
