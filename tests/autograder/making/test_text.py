"""The text of an assignment becomes a notebook, or the author reads which cell to mend."""

import re
from dataclasses import replace

import pytest

from autograder.course.errors import TextError
from autograder.judging.source import read_names
from autograder.making.build_check import solution_lines
from autograder.making.colab import repository
from autograder.making.text import read_assignment
from starter.manifest import assignments

NAMES = list(assignments())


def read(project, name):
    return read_assignment(project / "solutions" / f"{name}.py", assignments()[name])


def rewrite(project, old, new, name="rnn"):
    path = project / "solutions" / f"{name}.py"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def message(project, name="rnn"):
    with pytest.raises(TextError) as error:
        read(project, name)
    assert "\n" not in str(error.value)
    return str(error.value)


@pytest.mark.parametrize("name", NAMES)
def test_every_exercise_check_and_question_has_one_cell(name, project):
    notebook, assignment = read(project, name), assignments()[name]
    cells = {c.metadata.nbgrader.grade_id: c for c in notebook.cells if "nbgrader" in c.metadata}
    solutions = {key for key, c in cells.items() if not c.metadata.nbgrader["grade"]}
    assert solutions == {e.id for e in assignment.exercises} | set(assignment.ungraded)
    for exercise in assignment.exercises:
        for check in exercise.checks:
            metadata = cells[check.grade_id].metadata
            assert metadata.nbgrader["points"] == (0 if exercise.bonus else check.points)
            assert metadata.nbgrader["locked"]
            assert "raises-exception" in metadata.tags
    for question, points in assignment.questions.items():
        assert cells[question].cell_type == "markdown"
        assert cells[question].metadata.nbgrader["points"] == points
        assert cells[question].metadata.nbgrader["solution"]


@pytest.mark.parametrize("name", NAMES)
def test_cell_ids_are_unique_and_no_mark_is_left(name, project):
    notebook = read(project, name)
    ids = [cell.id for cell in notebook.cells]
    assert len(set(ids)) == len(ids)
    assert not [cell.id for cell in notebook.cells if "<<" in cell.source]
    assert read(project, name) == notebook


def test_tags_of_a_cell_are_kept_and_those_of_a_check_added(project):
    tags = '# %% tags=["nbval-ignore-output"]'
    check = '# %% check="lstm_cell.shapes"'
    rewrite(project, check, f'{tags} check="lstm_cell.shapes"')
    cells = {cell.id: cell for cell in read(project, "rnn").cells}
    assert cells["lstm_cell-shapes"].metadata.tags == ["nbval-ignore-output", "raises-exception"]
    plain = [cell for cell in cells.values() if "nbgrader" not in cell.metadata]
    assert any(cell.metadata == {} for cell in plain)


def test_marks_are_filled_from_the_data(project):
    prose = "\n".join(c.source for c in read(project, "cnn").cells if c.cell_type == "markdown")
    assert "| Conv2d-1 | 11×11 | 0 | 4 | 1 | 96×55×55 | 34,944 |" in prose
    assert "**58,979,716**" in prose
    assert f"*{assignments()['cnn'].exercises[0].points:g} points*" in prose


def test_marks_are_filled_in_code_too(project):
    rewrite(project, "import torch\n", 'import torch\naddress = "<<repository page>>"\n')
    code = "\n".join(c.source for c in read(project, "rnn").cells if c.cell_type == "code")
    assert f'address = "{repository("page")}"' in code


@pytest.mark.drawn(check=4)
@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("<<points gru_cell>>", "<<price gru_cell>>", ["no mark 'price'", "points", "table"]),
        ("<<points gru_cell>>", "<<points gru>>", ["no exercise 'gru'", "gru_cell"]),
        (
            '# %% check="gru_cell.shapes"',
            '# %% check="gru_cell.parameters"',
            ["gru_cell-parameters is there twice"],
        ),
        (
            '# %% check="gru_cell.shapes"',
            "# %%",
            ["gru_cell-shapes is in the manifest and has no cell"],
        ),
        (
            '# %% check="gru_cell.shapes"',
            '# %% check="gru_cell.layers"',
            ["cell 1", "gru_cell has no check 'layers'", "shapes"],
        ),
        (
            '# %% check="gru_cell.shapes"',
            '# %% check="gru.shapes"',
            ["cell 1", "no exercise 'gru'"],
        ),
        ('question="rnn_gates"', 'question="rnn_gate"', ["no question 'rnn_gate' in rnn"]),
        (
            '# %% solution="lstm_cell"',
            '# %% solution="gru_cell"',
            ["gru_cell is there twice"],
        ),
        (
            '# %% solution="lstm_cell"',
            '# %% solution="alexnet"',
            ["lstm_cell is in the manifest and has no cell"],
        ),
    ],
)
def test_what_does_not_match_the_manifest_is_named(project, old, new, words):
    rewrite(project, old, new)
    text = message(project)
    assert text.startswith("rnn.py")
    assert [word for word in words if word in text] == words


@pytest.mark.drawn(check=2)
@pytest.mark.parametrize("left_out", [e for n in NAMES for e in assignments()[n].exercises])
def test_an_exercise_that_is_not_listed_is_left_out_with_all_that_it_has(project, left_out):
    (name,) = [n for n in NAMES if left_out in assignments()[n].exercises]
    whole, assignment = read(project, name), assignments()[name]
    smaller = replace(
        assignment,
        exercises=tuple(e for e in assignment.exercises if e != left_out),
        questions={q: n for q, n in assignment.questions.items() if q not in left_out.questions},
        ungraded=tuple(u for u in assignment.ungraded if u not in left_out.ungraded),
    )
    notebook = read_assignment(project / "solutions" / f"{name}.py", smaller)
    kept = {cell.id: cell.source for cell in notebook.cells}
    gone = {cell.id for cell in whole.cells} - set(kept)
    assert {left_out.id, *left_out.questions, *left_out.ungraded} <= gone
    assert {check.grade_id for check in left_out.checks} <= gone
    assert kept.items() <= {cell.id: cell.source for cell in whole.cells}.items()
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    assert not [source for source in code if left_out.class_name in read_names(source)]
    assert not [source for source in code if re.search(f'"{left_out.id}[".]', source)]


def test_a_cell_of_an_exercise_that_does_not_exist_is_the_authors_to_mend(project):
    rewrite(project, '# %% exercise="gru_cell"', '# %% exercise="gru"')
    assert "no exercise 'gru'; there are alexnet" in message(project)


def test_lines_of_solutions_are_those_that_stand_nowhere_else(project):
    notebook = read(project, "rnn")
    lines = solution_lines(notebook)
    assert "super().__init__()" not in lines
    assert any("torch.sigmoid" in line or "sigmoid(" in line for line in lines)
    rewrite(project, "# ## Gates", f"# {sorted(lines)[0]}\n#\n# ## Gates")
    assert solution_lines(read(project, "rnn")) == lines - {sorted(lines)[0]}
