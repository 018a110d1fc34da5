"""Damaged submissions get the scores that they would have had undamaged."""

import json
import shutil
from copy import deepcopy
from itertools import cycle

import pytest
from traitlets.config import Config

from autograder.course.configuration import configure
from autograder.grading.grade_class import database, prepare_gradebook, released_cells
from autograder.grading.jobs import Job, run_job
from autograder.grading.restore import RestoreCells
from autograder.healing import read_notebook
from autograder.making import release_cells
from autograder.sample import expected_failures, students
from starter.manifest import assignments
from tests.support import ROOT
from tests.support.damages import CELLS, FILES
from tests.support.hand_ins import handed_in
from tests.support.sandboxed import needs_sandbox

pytestmark = [pytest.mark.slow, needs_sandbox]
RNN = assignments()["rnn"]
BY_ID = {student.id: student for student in students()}
# Scores of all kinds: full, a check lost, equations lost, robustness lost, code below the class.
SCORED = cycle(["boole", "fermat", "gauss", "ibnsina", "noether"])


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A project whose gradebook knows the assignment."""
    root = tmp_path_factory.mktemp("course")
    shutil.copytree(ROOT / "solutions", root / "solutions")
    shutil.copy(ROOT / "nbgrader_config.py", root)
    prepare_gradebook(root, "rnn")
    return root


@pytest.fixture(scope="module")
def cells(course):
    """The release's cells as `kit grade` reads them."""
    return tuple(released_cells(course, "rnn"))


def test_a_release_without_a_gradebook_has_the_same_cells(course, cells):
    assert tuple(release_cells(course, "rnn")) == cells


def failed(student, data, name, cells):
    """Return the checks that fail when a submission is healed, run and judged."""
    notebook, _ = read_notebook(data, name)
    done = run_job(Job(student, "rnn", json.dumps(notebook), cells, seed=7))
    assert done.problem == ""
    return set(done.codes)


@pytest.mark.drawn(test=8)
@pytest.mark.parametrize(("damage", "student"), list(zip(CELLS, SCORED)))
def test_damaged_cells_keep_their_score(cells, damage, student):
    notebook = handed_in(student)
    CELLS[damage](notebook)
    found = failed(student, json.dumps(notebook).encode(), "rnn.ipynb", cells)
    assert found == expected_failures(BY_ID[student], RNN)


@pytest.mark.drawn(test=4)
@pytest.mark.parametrize(("damage", "student"), list(zip(FILES, SCORED)))
def test_damaged_files_keep_their_score(cells, damage, student):
    write, name = FILES[damage]
    found = failed(student, write(handed_in(student)), name, cells)
    assert found == expected_failures(BY_ID[student], RNN)


@pytest.mark.parametrize("damage", ["metadata stripped", "imports merged", "answer merged"])
def test_plain_nbgrader_heals_cells_too(course, damage):
    notebook = handed_in("noether")
    whole = deepcopy(notebook)
    CELLS[damage](notebook)
    notebook, _ = read_notebook(json.dumps(notebook).encode())
    step = RestoreCells(config=configure(Config(), course))
    told = {"student": "noether", "assignment": "rnn", "notebook": "rnn"}
    for one in (notebook, whole):
        step.preprocess(one, {"nbgrader": {**told, "db_url": database(course)}})
    ids = [cell.id for cell in whole.cells if "nbgrader" in cell.metadata]
    assert [cell.id for cell in notebook.cells if "nbgrader" in cell.metadata] == ids


def test_the_source_cells_of_the_gradebook_are_those_of_the_other_tests(cells):
    from tests.support.hand_ins import KNOWN

    without = [(c.grade_id, c.source.strip(), c.points, c.locked) for c in cells]
    assert without == [(c.grade_id, c.source.strip(), c.points, c.locked) for c in KNOWN["rnn"]]
