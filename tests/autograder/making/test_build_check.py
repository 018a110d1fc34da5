"""Each way in which what is built can be wrong is a line that says what to do."""

import shutil
from dataclasses import replace
from functools import cache

import nbformat
import numpy as np
import pytest

from autograder.course.files import write_notebook
from autograder.making import build_check
from autograder.making.build_check import (
    leaks,
    problems,
    secret_lines,
    solution_lines,
    stale,
    stale_grade_cells,
    stale_oracles,
    stale_release,
    stale_solution,
    verdicts,
)
from autograder.making.text import read_assignment
from autograder.oracles import make_challenge
from starter.manifest import assignments

RNN = assignments()["rnn"]
made = cache(make_challenge)


def text_of(project):
    return read_assignment(project / "solutions" / "rnn.py", RNN)


def edit(path, change):
    """Change a notebook in place."""
    notebook = nbformat.read(path, as_version=4)
    change({cell.id: cell for cell in notebook.cells}, notebook)
    write_notebook(notebook, path)


@pytest.fixture
def solution(project):
    """The solution notebook as the text has it, as if it had been run."""
    notebook = text_of(project)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.execution_count = 1
    path = project / "solutions" / "rnn" / "rnn.ipynb"
    write_notebook(notebook, path)
    assert stale_solution(project, RNN, notebook) == []
    return path


@pytest.fixture
def release(project):
    return project / "notebooks" / "rnn" / "rnn.ipynb"


@pytest.mark.slow
def test_what_is_committed_is_well(project):
    text = text_of(project)
    assert stale_oracles(project, RNN) == []
    assert stale_solution(project, RNN, text) == []
    assert stale_grade_cells(project, RNN) == []
    assert leaks(project, RNN, text) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", list(assignments()))
def test_nothing_at_all_is_wrong(project, name):
    assert problems(project, [name]) == []


@pytest.mark.drawn(check=1)
@pytest.mark.parametrize("part", ["source", "metadata", "cell_type"])
def test_a_cell_that_is_not_what_the_text_says(project, solution, part):
    def change(cells, notebook):
        cell = cells["gru_cell-shapes"]
        if part == "source":
            cell.source += "\n"
        elif part == "metadata":
            cell.metadata.nbgrader["points"] = 50
        else:
            notebook.cells[0].cell_type = "raw"

    edit(solution, change)
    (line,) = stale_solution(project, RNN, text_of(project))
    assert ("rnn-01" if part == "cell_type" else "gru_cell-shapes") in line
    assert "solutions/rnn/rnn.ipynb" in line
    assert "run `kit build`" in line


def test_a_cell_too_many(project, solution):
    edit(solution, lambda cells, nb: nb.cells.append(nbformat.v4.new_markdown_cell("more")))
    (line,) = stale_solution(project, RNN, text_of(project))
    assert "other cells than the text: run `kit build`" in line


def test_cells_that_were_not_run_or_ended_in_an_error(project, solution):
    def change(cells, notebook):
        cells["gru_cell"].execution_count = None
        error = nbformat.v4.new_output("error", ename="E", evalue="", traceback=[])
        cells["gru_cell-shapes"].outputs = [error]

    edit(solution, change)
    first, second = stale_solution(project, RNN, text_of(project))
    assert "cell gru_cell, was not run: run `kit build`" in first
    assert "cell gru_cell-shapes, ends in an error: mend the text" in second


def test_missing_notebooks(project, solution, release):
    solution.unlink()
    release.unlink()
    for line in stale_solution(project, RNN, text_of(project)) + stale_release(project, RNN):
        assert "rnn.ipynb is missing: run `kit build`" in line


@pytest.mark.slow
def test_a_release_that_was_edited(project, release):
    assert stale_release(project, RNN) == []

    def change(cells, notebook):
        cells["lstm_cell"].source += "\n# a hint"

    edit(release, change)
    (line,) = stale_release(project, RNN)
    assert "notebooks/rnn/rnn.ipynb, cell lstm_cell, is not what the text says" in line


@pytest.mark.parametrize("place", ["notebook", "starter", "hints"])
def test_a_line_of_a_solution_in_what_students_get(project, release, place):
    text = text_of(project)
    secret = max(solution_lines(text), key=len)
    if place == "notebook":
        edit(release, lambda cells, nb: cells["rnn-05"].update(source=f"So:\n\n    {secret}\n"))
        path = release
    else:
        folder = project / "starter"
        path = (
            folder / "networks" / "summary.py"
            if place == "starter"
            else next(folder.rglob("*.toml"))
        )
        path.write_text(path.read_text(encoding="utf-8") + f"\n    {secret}\n", encoding="utf-8")
    (line,) = leaks(project, RNN, text)
    where = path.relative_to(project)
    assert line == f"{where} holds a line of a solution, `{secret}`: take it out"


def test_hidden_tests_are_secret_as_solutions_are(project, release):
    text = text_of(project)
    hidden = 'check("gru_cell.robustness", GRUCell)'
    assert secret_lines(text) - solution_lines(text) == {
        f'check("{check.id}", {exercise.class_name})'
        for exercise in RNN.exercises
        for check in exercise.checks
        if check.hidden
    }
    edit(release, lambda cells, nb: cells["gru_cell-robustness"].update(source=hidden))
    (line,) = leaks(project, RNN, text)
    assert f"`{hidden}`: take it out" in line


@pytest.mark.parametrize("damage", ["missing", "edited", "release"])
def test_what_packing_compares_with_is_the_release(project, release, damage):
    path = project / "starter" / "grade_cells" / "rnn.json"
    if damage == "missing":
        path.unlink()
    elif damage == "edited":
        path.write_text(path.read_text(encoding="utf-8").replace("1.0", "2.0"), encoding="utf-8")
    else:
        edit(release, lambda cells, nb: cells["gru_cell"].update(source="another stub"))
    (line,) = stale_grade_cells(project, RNN)
    assert line.startswith("starter/grade_cells/rnn.json is not what the release holds: run `kit")


@pytest.mark.slow
@pytest.mark.parametrize("damage", ["missing", "other numbers", "one array less"])
def test_oracles_that_are_stale(project, monkeypatch, damage):
    monkeypatch.setattr(build_check, "make_challenge", made)
    path = project / "starter" / "oracles" / "lstm_cell.npz"
    with np.load(path) as arrays:
        content = dict(arrays)
    path.unlink()
    if damage == "other numbers":
        content["right/weights"] = content["right/weights"] + 1e-9
    elif damage == "one array less":
        del content["right/weights"]
    if damage != "missing":
        np.savez(path, **content)
    lstm = replace(RNN, exercises=[e for e in RNN.exercises if e.id == "lstm_cell"])
    (line,) = stale_oracles(project, lstm)
    assert line.startswith("starter/oracles/lstm_cell.npz")
    assert "run `kit build`" in line


def test_everything_that_is_built_is_looked_at(project, release):
    """Whatever of it is missing or stale."""
    shutil.rmtree(project / "starter" / "oracles")
    (project / "solutions" / "rnn" / "rnn.ipynb").unlink()
    (project / "starter" / "grade_cells" / "rnn.json").unlink()
    oracles = [f"starter/oracles/{e.id}.npz" for e in RNN.exercises]
    built = [*oracles, "solutions/rnn/rnn.ipynb", "starter/grade_cells/rnn.json"]
    assert [line.split()[0] for line in stale(project, RNN, text_of(project))] == built
    release.unlink()
    built[-1] = "notebooks/rnn/rnn.ipynb"
    assert [line.split()[0] for line in stale(project, RNN, text_of(project))] == built


@pytest.mark.slow
@pytest.mark.parametrize(("change", "well"), [(0.9e-12, True), (1.1e-12, False)])
def test_oracles_may_differ_by_the_order_of_sums(project, monkeypatch, change, well):
    monkeypatch.setattr(build_check, "make_challenge", made)
    path = project / "starter" / "oracles" / "gru_cell.npz"
    with np.load(path) as arrays:
        content = dict(arrays)
    content["right/weights"] = content["right/weights"] + change
    np.savez(path, **content)
    found = [line for line in stale_oracles(project, RNN) if "gru_cell" in line]
    assert (found == []) == well


@pytest.mark.slow
def test_a_reference_that_fails_and_a_stub_that_is_attempted(project, release):
    text = text_of(project)
    for cell in text.cells:
        if cell.id == "lstm_cell":
            cell.source = cell.source.replace("torch.tanh", "torch.sigmoid")
    cells = {c.id: c for c in text.cells}
    edit(release, lambda ours, nb: ours["gru_cell"].update(source=cells["gru_cell"].source))
    found = verdicts(project, RNN, text)
    assert [
        line for line in found if "the reference of lstm_cell fails lstm_cell.equations" in line
    ]
    stubs = [line for line in found if line.startswith("the stub of")]
    assert len(stubs) == 4
    assert all("the stub of gru_cell is passed at gru_cell." in line for line in stubs)


def test_a_text_that_is_wrong_is_one_line(project):
    path = project / "solutions" / "rnn.py"
    path.write_text(path.read_text(encoding="utf-8").replace("<<points", "<<point"), "utf-8")
    (line,) = problems(project, ["rnn"])
    assert line.startswith("rnn.py, cell ")
    assert "no mark 'point'" in line
