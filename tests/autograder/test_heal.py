"""A damaged notebook is healed: every check finds what it would have found undamaged."""

import ast
import json
import re
from copy import deepcopy
from itertools import permutations

import nbformat
import pytest

from autograder.healing import heal, read_notebook, read_submission
from autograder.sample.writing import ANSWER, _fill, students
from autograder.source import bound_names, read_names
from autograder.source_cells import SourceCell
from starter.manifest import assignments
from tests.autograder.damages import CELLS, FILES, NotThere
from tests.conftest import ROOT

RNN = assignments()["rnn"]
# Right, in another style, in part, with a cell that is no Python, with code below the class.
SAMPLED = ("ada", "boole", "kovalevskaya", "lovelace", "noether")


def _read(folder, name):
    return nbformat.read(ROOT / folder / name / f"{name}.ipynb", as_version=4)


def source_cells(name):
    """Return an assignment's source cells as the gradebook and the source notebook have them."""
    cells = []
    for solution, released in zip(_read("solutions", name).cells, _read("notebooks", name).cells):
        entry = solution.metadata.get("nbgrader")
        if entry is None:
            cells.append(SourceCell("", solution.cell_type, solution.source))
            continue
        source = solution.source if entry["locked"] else released.source
        told = {key: entry[key] for key in ("grade_id", "locked", "grade", "solution")}
        told |= {"cell_type": solution.cell_type, "points": float(entry.get("points", 0))}
        cells.append(SourceCell(source=source, checksum="0", **told))
    return tuple(cells)


KNOWN = {name: source_cells(name) for name in assignments()}


def handed_in(student, name="rnn"):
    """Return a submission of the sample class, with answers of several paragraphs."""
    (found,) = (s for s in students() if s.id == student)
    notebook = _fill(_read("notebooks", name), _read("solutions", name), found, assignments()[name])
    for cell in notebook.cells:
        if cell.id in assignments()[name].questions:
            cell.source = f"{ANSWER}\n\nThis is my answer to {cell.id}, and I stand by it."
    return notebook


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
        try:
            statements = ast.parse(source).body
        except SyntaxError:
            found = ["no Python"] if name in bound_names(source) else found
            continue
        for statement in statements:
            if isinstance(statement, ast.ClassDef) and statement.name == name:
                found = []
            if re.search(rf"\b{name}\b", ast.unparse(statement)):
                found.append(ast.dump(statement))
    return found


def _unbound(above):
    """Return the names that the starter gives and that code reads before anything binds them."""
    given = {"torch", "nn", "F", "math", "check", "grading"}
    bound, found = set(), set()
    for source in above:
        bound |= bound_names(source)
        found |= (read_names(source) & given) - bound
    return found


@pytest.fixture(scope="module")
def undamaged():
    """What stands in each sampled student's notebook, and the notebook."""
    notebooks = {student: handed_in(student) for student in SAMPLED}
    whole = {student: deepcopy(notebook) for student, notebook in notebooks.items()}
    for notebook in whole.values():
        assert heal(notebook, KNOWN["rnn"]) == []
    return {student: (notebooks[student], standing(whole[student])) for student in SAMPLED}


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
    assert bool(notes) == (damage not in ("cell ids dropped", "cell ids doubled", "prose deleted"))
    nbformat.validate(notebook)
    assert len({cell.id for cell in notebook.cells}) == len(notebook.cells)
    again = deepcopy(notebook)
    heal(again, KNOWN["rnn"])
    assert standing(again) == expected


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


QUIET = ("nbformat 4.0", "megabytes of output", "with a byte order mark", "UTF-16")


def _pairs():
    return [(a, b) for a, b in permutations(CELLS, 2)]


@pytest.mark.parametrize("first", list(CELLS))
def test_pairs_of_damages(undamaged, first):
    notebook, expected = undamaged["noether"]
    failed = []
    for second in CELLS:
        damaged = deepcopy(notebook)
        try:
            CELLS[first](damaged)
            CELLS[second](damaged)
        except NotThere:
            continue
        damaged, _ = read_notebook(json.dumps(damaged).encode())
        heal(damaged, KNOWN["rnn"])
        if standing(damaged) != expected:
            failed.append(second)
    assert failed == []
