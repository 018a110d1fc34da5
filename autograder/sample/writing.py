"""Writes the sample class into a course: notebooks made from the release, and expected scores."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from starter import manifest
from starter.manifest import Assignment, assignments, tomllib

from ..catalogue import submissions
from ..course.files import write_bytes, write_notebook

ANSWER = "They squash every number to between 0 and 1, which is what a share must be."


@dataclass(frozen=True)
class Student:
    """A student of the sample class, and what is handed in for each exercise."""

    id: str
    about: str
    cnn: dict[str, str] = field(default_factory=dict)
    rnn: dict[str, str] = field(default_factory=dict)
    whole: str = ""
    lost: tuple[str, ...] = ()

    def handed_in(self, assignment: str) -> dict[str, str]:
        """Return the sources of an assignment's exercises that are not the reference's."""
        return getattr(self, assignment)


@cache
def students() -> tuple[Student, ...]:
    """Return the sample class."""
    return tuple(
        Student(**{**entry, "lost": tuple(entry.get("lost", ()))}) for entry in _data()["students"]
    )


def expected_failures(student: Student, assignment: Assignment) -> set[str]:
    """Return the ids of the checks of an assignment that must fail for a student."""
    return {
        check.id
        for check in assignment.checks
        if check.id in student.lost or check.exercise in student.lost
    }


def write_class(root: Path, names: list[str]) -> list[Path]:
    """Write every student's submission of the assignments named; return the files written.

    Beside them, `course/expected.json` holds the points that each check must get.
    """
    written = []
    for name in names:
        assignment = assignments()[name]
        for student in students():
            path = root / "course" / "submitted" / student.id / name / f"{name}.ipynb"
            _write(root, student, assignment, path)
            written.append(path)
    expected = {name: _expected(assignments()[name]) for name in assignments()}
    target = root / "course" / "expected.json"
    write_bytes((json.dumps(expected, indent=1) + "\n").encode(), target)
    return [*written, target]


def _expected(assignment: Assignment) -> dict[str, dict[str, float]]:
    return {
        student.id: {
            check.grade_id: 0.0
            if check.id in expected_failures(student, assignment)
            else check.points
            for check in assignment.checks
        }
        for student in students()
    }


def _write(root: Path, student: Student, assignment: Assignment, path: Path) -> None:
    if student.whole:
        write_bytes(_data()["snippets"][student.whole].encode(), path)
        return
    release = nbformat.read(root / "notebooks" / assignment.id / f"{assignment.id}.ipynb", 4)
    reference = nbformat.read(root / "solutions" / assignment.id / f"{assignment.id}.ipynb", 4)
    write_notebook(fill_in(release, reference, student, assignment), path)


def fill_in(
    release: NotebookNode, reference: NotebookNode, student: Student, assignment: Assignment
) -> NotebookNode:
    """Return the release with what a student hands in; `reference` is the solved notebook."""
    notebook = deepcopy(release)
    sources = {cell.id: cell.source for cell in reference.cells}
    chosen = student.handed_in(assignment.id)
    for cell in notebook.cells:
        exercises = [e for e in assignment.exercises if e.id == cell.id]
        if exercises:
            choice = chosen.get(cell.id, "reference")
            given = "\n".join(c.source for c in release.cells if c.cell_type == "code")
            cell.source = _source(exercises[0], choice, sources[cell.id], cell.source, given)
        elif cell.id in assignment.questions and student.id == "ada":
            cell.source = ANSWER
    return notebook


def _source(exercise: manifest.Exercise, choice: str, reference: str, stub: str, given: str) -> str:
    """Return the code of a solution cell: the reference, the stub, a catalogue's or a snippet.

    What a catalogue's program imports, and the code that is `given` does not, comes with it.
    """
    if choice == "reference":
        return reference
    if choice == "stub":
        return stub
    kind, _, name = choice.partition("/")
    if kind == "snippet":
        text = _data()["snippets"][name]
        return text.replace("{name}", exercise.class_name).replace("{source}", reference).strip()
    found = {s.name: s for s in submissions(kind, exercise.id)}
    if name not in found:
        raise KeyError(f"class.toml: the catalogue has no {choice} for {exercise.id}")
    source = found[name].source.strip()
    lines = [line for line in found[name].imports.splitlines() if line not in given]
    return "\n".join([*(line for line in lines if f"{line.split()[-1]}." in source), source])


@cache
def _data() -> dict:
    return tomllib.loads((files("autograder.sample") / "class.toml").read_text(encoding="utf-8"))
