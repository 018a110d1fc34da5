"""Graded cells that are lost, copied, edited or unmarked are named, with what to do."""

import json

import pytest

from starter.handin.integrity import flaws, graded_cells, handed_out, label, unanswered
from starter.manifest import assignments
from tests.support import ROOT


@pytest.fixture
def cells():
    path = ROOT / "notebooks" / "rnn" / "rnn.ipynb"
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def find(cells, grade_id):
    return next(cell for cell in cells if cell.get("id") == grade_id)


@pytest.mark.parametrize("name", list(assignments()))
def test_the_release_is_well_and_every_graded_cell_is_known(name):
    path = ROOT / "notebooks" / name / f"{name}.ipynb"
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    assert flaws(cells, name) == []
    assert graded_cells(cells) == handed_out(name)
    entry = assignments()[name]
    wanted = {e.id for e in entry.exercises} | {c.grade_id for c in entry.checks}
    assert wanted | set(entry.questions) <= set(handed_out(name))


def test_work_in_cells_that_are_the_students_is_no_flaw(cells):
    find(cells, "gru_cell")["source"] = "class GRUCell: ..."
    find(cells, "rnn_gates")["source"] = "They are shares."
    cells.insert(3, {"cell_type": "code", "metadata": {}, "source": "1 + 1"})
    cells.append({"cell_type": "markdown", "source": ["no metadata at all"]})
    find(cells, "gru_cell-shapes")["source"] += "\n"
    assert flaws(cells, "rnn") == []


@pytest.mark.parametrize(
    ("grade_id", "who"),
    [
        ("gru_cell", "The cell of GRUCell"),
        ("gru_cell-shapes", 'The cell of the check "gru_cell.shapes"'),
        ("rnn_gates", "The answer to the question rnn_gates"),
    ],
)
def test_what_is_missing_or_there_twice(cells, grade_id, who):
    cell = find(cells, grade_id)
    cells.append(cell)
    (line,) = flaws(cells, "rnn")
    assert line == f"{who} is there 2 times: delete the copies that are not meant."
    cells[:] = [one for one in cells if one is not cell]
    (line,) = flaws(cells, "rnn")
    assert line.startswith(f"{who} is missing: undo its deletion")


def test_a_cell_that_lost_its_mark(cells):
    del find(cells, "gru_cell-shapes")["metadata"]["nbgrader"]
    (line,) = flaws(cells, "rnn")
    assert "has lost the mark by which grading finds it" in line
    assert "take a fresh copy" in line


def test_a_check_that_was_edited_and_points_that_were_changed(cells):
    find(cells, "gru_cell-shapes")["source"] = "pass"
    find(cells, "lstm_cell-shapes")["metadata"]["nbgrader"]["points"] = 100
    first, second = flaws(cells, "rnn")
    assert first.startswith('The cell of the check "gru_cell.shapes" was edited. Grading puts')
    assert second.startswith('The cell of the check "lstm_cell.shapes" has marks for grading that')


def test_questions_are_open_until_something_is_written(cells):
    written, blank, *others = assignments()["rnn"].questions
    assert unanswered(cells, "rnn") == [written, blank, *others]
    find(cells, written)["source"] = ["They are ", "shares."]
    find(cells, blank)["source"] = "  \n"
    assert unanswered(cells, "rnn") == [blank, *others]


def test_every_graded_cell_has_a_name_that_students_know():
    labels = [label(grade_id) for name in assignments() for grade_id in handed_out(name)]
    assert len(set(labels)) == len(labels)
