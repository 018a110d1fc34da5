"""Turns the text of an assignment into a notebook with nbgrader's metadata.

The text is in percent format. A cell's header says what it is: `solution="gru_cell"`,
`check="gru_cell.shapes"` or `question="rnn_gates"`; `exercise="gru_cell"` ties any other cell to
an exercise. What belongs to an exercise that the assignment does not list is left out. `tags` are
kept, such as `nbval-ignore-output` where an output may differ from run to run. Marks in prose,
`<<table alexnet>>`, `<<points alexnet>>` and `<<conventions gru_cell>>`, and marks of the course,
`<<badge rnn>>` and `<<repository archive>>`, are replaced by what the data files say.
"""

from __future__ import annotations

import re
from pathlib import Path

import jupytext
from nbformat import NotebookNode

from starter import manifest
from starter.manifest import Assignment
from starter.networks.summary import Summary
from starter.networks.tables import expected_rows

from ..course.errors import TextError
from .colab import badge, repository
from .completeness import convention_texts, lacks

# The key in the header of a cell that goes with an exercise and is not graded itself.
TIE = "exercise"
_MARK = re.compile(r"<<(\w+) (\w+)>>")
_KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def read_assignment(path: Path, assignment: Assignment) -> NotebookNode:
    """Return the notebook that the text at `path` describes, not yet run.

    Raises TextError where cells, manifest and checks do not match one to one, and where an exercise
    lacks its table, equations or texts.
    """
    if lacking := lacks(assignment):
        raise TextError(lacking[0])
    notebook = jupytext.read(path, fmt="py:percent")
    notebook.metadata = NotebookNode(kernelspec=_KERNEL, language_info={"name": "python"})
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    numbered = [
        (number, cell)
        for number, cell in enumerate(notebook.cells, 1)
        if _listed(cell, number, assignment, path)
    ]
    notebook.cells = [cell for _, cell in numbered]
    for number, cell in numbered:
        _prepare(cell, number, assignment, path)
    _compare_with_manifest(notebook, assignment, path)
    return notebook


def _listed(cell: NotebookNode, number: int, assignment: Assignment, path: Path) -> bool:
    """Say whether the assignment lists the exercise that a cell belongs to, if there is one."""
    marks = {key: str(cell.metadata[key]) for key in (*_ROLES, TIE) if key in cell.metadata}
    names = {value.partition(".")[0] if key == "check" else value for key, value in marks.items()}
    if TIE in marks:
        try:
            manifest.exercise(marks[TIE])
        except KeyError as error:
            raise TextError(f"{path.name}, cell {number}: {error.args[0]}") from error
    owners = [e for e in manifest.exercises() if names & {e.id, *e.questions, *e.ungraded}]
    return all(owner in assignment.exercises for owner in owners)


def _prepare(cell: NotebookNode, number: int, assignment: Assignment, path: Path) -> None:
    marks = {key: cell.metadata[key] for key in _ROLES if key in cell.metadata}
    tags = cell.metadata.get("tags", [])
    cell.metadata = NotebookNode(tags=tags) if tags else NotebookNode()
    cell.id = f"{assignment.id}-{number:02d}"
    cell.source = expand(cell.source, f"{path.name}, cell {number}")
    for key, value in marks.items():
        try:
            grade_id, metadata = _ROLES[key](value, assignment)
        except KeyError as error:
            raise TextError(f"{path.name}, cell {number}: {error.args[0]}") from error
        cell.id = grade_id
        base = {"schema_version": 3, "grade_id": grade_id, "task": False}
        cell.metadata["nbgrader"] = {**base, **metadata}
        if key == "check":
            # "Run all" goes on after a check that fails.
            cell.metadata["tags"] = [*tags, "raises-exception"]


def _solution(name: str, assignment: Assignment):
    if name not in assignment.ungraded:
        manifest.exercise(name)
    return name, {"grade": False, "solution": True, "locked": False}


def _check(check_id: str, assignment: Assignment):
    exercise, check = manifest.find_check(check_id)
    # nbgrader has no extra credit of its own for a cell: SaveAutoGrades adds a bonus exercise's.
    points = 0.0 if exercise.bonus else check.points
    return check.grade_id, {"grade": True, "solution": False, "locked": True, "points": points}


def _question(name: str, assignment: Assignment):
    if name not in assignment.questions:
        raise KeyError(f"the manifest has no question {name!r} in {assignment.id}")
    points = float(assignment.questions[name])
    return name, {"grade": True, "solution": True, "locked": False, "points": points}


_ROLES = {"solution": _solution, "check": _check, "question": _question}


def expand(text: str, where: str) -> str:
    """Return a text with its marks replaced; raise TextError, with the place, at a wrong one."""
    return _MARK.sub(lambda mark: _expand(mark, where), text)


def _expand(mark: re.Match, where: str) -> str:
    kind, name = mark.groups()
    if kind not in _MARKS:
        raise TextError(f"{where}: there is no mark {kind!r}; there are {', '.join(_MARKS)}")
    try:
        return _MARKS[kind](name)
    except KeyError as error:
        raise TextError(f"{where}: {error.args[0]}") from error


def _table(name: str) -> str:
    return Summary(expected_rows(name)).markdown()


def _points(name: str) -> str:
    questions = {key: n for a in manifest.assignments().values() for key, n in a.questions.items()}
    points = questions[name] if name in questions else manifest.exercise(name).points
    return f"{points:g} point" + ("" if points == 1 else "s")


def _conventions(name: str) -> str:
    texts = convention_texts()
    accepted = manifest.exercise(name).conventions
    return " ".join(texts[key]["accepted" if ok else "refused"] for key, ok in accepted.items())


_MARKS = {
    "table": _table,
    "points": _points,
    "conventions": _conventions,
    "badge": badge,
    "repository": repository,
}


def _compare_with_manifest(notebook: NotebookNode, assignment: Assignment, path: Path) -> None:
    found = [cell.id for cell in notebook.cells if "nbgrader" in cell.metadata]
    wanted = [exercise.id for exercise in assignment.exercises]
    wanted += [check.grade_id for check in assignment.checks] + list(assignment.questions)
    wanted += assignment.ungraded
    double = sorted({name for name in found if found.count(name) > 1})
    problems = {
        "is there twice": double,
        "is in the manifest and has no cell": sorted(set(wanted) - set(found)),
        "has a cell and is not in the manifest": sorted(set(found) - set(wanted)),
    }
    for problem, names in problems.items():
        if names:
            raise TextError(f"{path.name}: {', '.join(names)} {problem}")
