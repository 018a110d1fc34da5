"""A damaged notebook is healed: every check finds what it would have found undamaged."""

import ast
import json
import re
from copy import deepcopy
from functools import cache

import nbformat
import pytest

from autograder.healing import Unreadable, heal, read_notebook, read_submission
from autograder.judging.source import bound_names, read_names
from autograder.sample.writing import students
from starter.manifest import assignments
from tests.support.damages import CELLS, FILES, NotThere, reverse
from tests.support.hand_ins import KNOWN, handed_in

RNN = assignments()["rnn"]
# Most damages leave most cells as they are.
bound, read = cache(bound_names), cache(read_names)
# Right, in another style, in part, with a cell that is no Python, with code below the class.
SAMPLED = ("ada", "boole", "kovalevskaya", "lovelace", "noether")


def standing(notebook):
    """Return all that scores depend on: what each check finds above it, and the answers."""
    found = {}
    known = {cell.grade_id: cell for cell in KNOWN["rnn"]}
    above: list[str] = []
    for cell in notebook.cells:
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
        if grade_id in RNN.questions:
            found[grade_id] = "".join(re.findall(r"\w", cell.source))
        elif grade_id and cell.metadata.nbgrader.grade:
            assert grade_id not in found
            name = next(e.class_name for e in RNN.exercises if grade_id.startswith(e.id))
            found[grade_id] = _defined(above, name), _unbound(above)
        elif cell.cell_type == "code":
            above.append(cell.source)
        if grade_id:
            assert cell.metadata.nbgrader == known[grade_id].metadata()
            assert not known[grade_id].locked or cell.source == known[grade_id].source
    return found


def _defined(above, name):
    """Return the last class of that name with all that is said about it from there on."""
    found = []
    for source in above:
        statements = _statements(source)
        if statements is None:
            found = ["no Python"] if name in bound(source) else found
            continue
        for defines, words, tree in statements:
            if defines == name:
                found = []
            if name in words:
                found.append(tree)
    return found


@cache
def _statements(source):
    """Return the class that each statement defines, its words and its tree; None is no Python."""
    try:
        statements = ast.parse(source).body
    except SyntaxError:
        return None
    return [
        (
            node.name if isinstance(node, ast.ClassDef) else None,
            set(re.findall(r"\w+", ast.unparse(node))),
            ast.dump(node),
        )
        for node in statements
    ]


def _unbound(above):
    """Return the names that the starter gives and that code reads before anything binds them."""
    given = {"torch", "nn", "F", "math", "check", "grading"}
    known, found = set(), set()
    for source in above:
        known |= bound(source)
        found |= (read(source) & given) - known
    return found


@pytest.fixture(scope="module")
def undamaged():
    """What stands in each sampled student's notebook, and the notebook."""
    notebooks = {student: handed_in(student) for student in SAMPLED}
    whole = {student: deepcopy(notebook) for student, notebook in notebooks.items()}
    for notebook in whole.values():
        assert heal(notebook, KNOWN["rnn"]) == []
    return {student: (notebooks[student], standing(whole[student])) for student in SAMPLED}


@pytest.mark.drawn(check=12)
@pytest.mark.parametrize("name", list(assignments()))
@pytest.mark.parametrize("student", [s.id for s in students() if not s.whole])
def test_what_is_whole_is_left_alone(student, name):
    notebook = handed_in(student, name)
    sources = [cell.source for cell in notebook.cells if cell.id not in _checks(name)]
    assert heal(notebook, KNOWN[name]) == []
    assert [cell.source for cell in notebook.cells if cell.id not in _checks(name)] == sources
    nbformat.validate(notebook)


def _checks(name):
    return {check.grade_id for check in assignments()[name].checks}


# Nothing that is graded is touched by these.
UNTOLD = ("cell ids dropped", "cell ids doubled", "prose deleted")


@pytest.mark.drawn(check=12)
@pytest.mark.parametrize("student", SAMPLED)
@pytest.mark.parametrize("damage", list(CELLS))
def test_damaged_cells(undamaged, student, damage):
    notebook, expected = undamaged[student]
    notebook = deepcopy(notebook)
    CELLS[damage](notebook)
    # What comes out of nbformat and nbgrader has ids.
    notebook, _ = read_notebook(json.dumps(notebook).encode())
    notes = heal(notebook, KNOWN["rnn"])
    assert standing(notebook) == expected
    if student != "lovelace":  # a class that is no Python has no halves to join
        assert bool(notes) == (damage not in UNTOLD)
    nbformat.validate(notebook)
    assert len({cell.id for cell in notebook.cells}) == len(notebook.cells)
    again = deepcopy(notebook)
    heal(again, KNOWN["rnn"])
    assert standing(again) == expected


@pytest.mark.drawn(check=12)
@pytest.mark.parametrize("student", SAMPLED)
@pytest.mark.parametrize("damage", list(FILES))
def test_damaged_files(undamaged, tmp_path, student, damage):
    notebook, expected = undamaged[student]
    write, name = FILES[damage]
    data = write(deepcopy(notebook))
    (tmp_path / name).write_bytes(data)
    (tmp_path / "timestamp.txt").write_text("2026-03-01 10:00:00 UTC")
    handed = read_submission(tmp_path, "rnn")
    heal(handed.notebook, KNOWN["rnn"])
    assert standing(handed.notebook) == expected
    nbformat.validate(handed.notebook)
    assert (tmp_path / name).read_bytes() == data
    assert bool(handed.notes) == (damage not in QUIET)
    assert len(nbformat.writes(handed.notebook)) < 100_000


@pytest.mark.parametrize("damage", list(FILES))
def test_a_file_reads_the_same_every_time(damage):
    write, name = FILES[damage]
    data = write(handed_in("boole"))
    assert read_notebook(data, name) == read_notebook(data, name)


QUIET = ("nbformat 4.0", "megabytes of output", "with a byte order mark", "UTF-16")


def twice_damaged(notebook, first, second):
    """The notebook with both damages, or None where the first leaves the second nothing to do."""
    damaged = deepcopy(notebook)
    try:
        CELLS[first](damaged)
        CELLS[second](damaged)
    except NotThere:
        return None
    return damaged


@pytest.mark.drawn(check=12, test=60)
@pytest.mark.parametrize("second", list(CELLS))
@pytest.mark.parametrize("first", list(CELLS))
def test_pairs_of_damages(undamaged, first, second):
    notebook, expected = undamaged["noether"]
    damaged = twice_damaged(notebook, first, second)
    if damaged is None:
        pytest.skip("the first leaves the second nothing to do")
    damaged, _ = read_notebook(json.dumps(damaged).encode())
    heal(damaged, KNOWN["rnn"])
    assert standing(damaged) == expected


@pytest.mark.drawn(check=1, test=5)
@pytest.mark.parametrize("first", list(CELLS))
def test_most_damages_go_with_any_other(undamaged, first):
    notebook, _ = undamaged["noether"]
    damaged = [twice_damaged(notebook, first, second) for second in CELLS]
    assert sum(one is not None for one in damaged) > len(CELLS) / 2


@pytest.mark.drawn(check=12, test=60)
@pytest.mark.parametrize("file", list(FILES))
@pytest.mark.parametrize("damage", list(CELLS))
def test_pairs_of_a_cell_and_a_file(undamaged, damage, file):
    notebook, expected = undamaged["boole"]
    write, name = FILES[file]
    damaged = deepcopy(notebook)
    CELLS[damage](damaged)
    handed, _ = read_notebook(write(damaged), name)
    heal(handed, KNOWN["rnn"])
    assert standing(handed) == expected


def test_a_notebook_upside_down(undamaged):
    notebook, expected = undamaged["noether"]
    turned = deepcopy(notebook)
    reverse(turned)
    heal(turned, KNOWN["rnn"])
    assert standing(turned) == expected


def test_the_later_of_two_tries_counts():
    notebook = handed_in("ada")
    place = next(n for n, cell in enumerate(notebook.cells) if cell.id == "gru_cell")
    better = deepcopy(notebook.cells[place])
    better.source += "\n\nGRUCell.second = True"
    better.id = "second"
    notebook.cells.insert(place + 1, better)
    notes = heal(notebook, KNOWN["rnn"])
    counts = f"gru_cell is there more than once: cell {place + 2} counts"
    assert any(counts in note for note in notes)
    assert notebook.cells[place + 1].metadata.nbgrader.grade_id == "gru_cell"
    assert "second" in notebook.cells[place + 1].source
    assert "nbgrader" not in notebook.cells[place].metadata


def test_an_order_that_runs_is_kept():
    notebook = handed_in("ada")
    ids = [cell.id for cell in notebook.cells]
    lstm, end = ids.index("lstm_cell"), ids.index("lstm_cell-robustness") + 1
    moved = notebook.cells[lstm:end]
    del notebook.cells[lstm:end]
    notebook.cells[ids.index("gru_cell") : ids.index("gru_cell")] = moved
    before = [cell.id for cell in notebook.cells]
    assert heal(notebook, KNOWN["rnn"]) == []
    assert [cell.id for cell in notebook.cells] == before


def test_a_check_above_its_class_in_an_order_of_ones_own():
    notebook = handed_in("ada")
    cells = {cell.id: cell for cell in notebook.cells}
    gru, lstm, check = cells["gru_cell"], cells["lstm_cell"], cells["gru_cell-shapes"]
    gru.source += "\n\nbase = LSTMCell"
    for cell in (gru, check):
        notebook.cells.remove(cell)
    place = notebook.cells.index(lstm)
    notebook.cells[place : place + 1] = [check, lstm, gru]
    heal(notebook, KNOWN["rnn"])
    ids = [cell.id for cell in notebook.cells]
    assert ids.index("lstm_cell") < ids.index("gru_cell") < ids.index("gru_cell-shapes")


def test_a_copied_check_is_left_out_and_counts_once():
    notebook = handed_in("ada")
    place = next(n for n, cell in enumerate(notebook.cells) if cell.id == "gru_cell-shapes")
    notebook.cells += [deepcopy(notebook.cells[place]) for _ in range(2)]
    notes = heal(notebook, KNOWN["rnn"])
    ids = [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in notebook.cells]
    assert ids.count("gru_cell-shapes") == 1
    assert [note for note in notes if "copy of gru_cell-shapes was left out" in note] == notes
    assert sum('check("gru_cell.shapes"' in cell.source for cell in notebook.cells) == 1


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is not a notebook"),
        (b"<!DOCTYPE html><title>Sign in</title>", "is not a notebook"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "is not a notebook"),
        (b'{"cells": [', "is not a notebook"),
        (b'{"cells": 3, "nbformat": 4}', "is a damaged notebook"),
        (b'{"worksheets": 3, "nbformat": 3, "nbformat_minor": 0}', "is a damaged notebook"),
    ],
)
def test_what_nothing_can_be_made_of(tmp_path, data, words):
    (tmp_path / "rnn.ipynb").write_bytes(data)
    with pytest.raises(Unreadable, match=rf"^rnn\.ipynb {words}"):
        read_submission(tmp_path, "rnn")


def test_odd_cells_are_made_whole():
    cells = [
        {"cell_type": "code", "source": ["a = 1\n", "b = 2"], "metadata": None, "id": "sp ace"},
        {"cell_type": "heading", "source": "x"},
        "text",
        {"cell_type": "markdown", "source": 3},
        {"cell_type": "markdown", "source": "hello", "metadata": {"nbgrader": "none"}},
    ]
    notebook, notes = read_notebook(json.dumps({"cells": cells}).encode())
    assert [cell.source for cell in notebook.cells] == ["a = 1\nb = 2", "hello"]
    assert notes == ["3 cells were no cells: left out"]
    heal(notebook, KNOWN["rnn"])
    nbformat.validate(notebook)


def test_the_old_format_isread_from():
    old = nbformat.convert(deepcopy(handed_in("ada")), 3)
    data = json.dumps(old).encode()
    notebook, notes = read_notebook(data)
    assert read_notebook(data)[0] == notebook
    heal(notebook, KNOWN["rnn"])
    assert notes == ["it was of the old notebook format 3: converted"]
    assert "gru_cell-shapes" in [cell.id for cell in notebook.cells]
