"""Grades a class: runs nbgrader's autograder over every submission and reads the gradebook."""

from __future__ import annotations

import json
import logging
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.apps import NbGraderAPI
from traitlets.config import Config

from starter.manifest import Assignment, assignments

from .build import generate, reason
from .configuration import configure


class GradingError(Exception):
    """Grading cannot start; the message says what to do."""


@dataclass(frozen=True)
class Outcome:
    """What became of one submission: its points by grade cell, or why it could not be graded."""

    student: str
    points: dict[str, float]
    problem: str = ""

    @property
    def total(self) -> float:
        """Points of all checks, extra credit included."""
        return sum(self.points.values())


def find_submissions(root: Path, assignment: str) -> list[str]:
    """Return the students who handed something in, in order; raise GradingError if none did."""
    if assignment not in assignments():
        raise GradingError(f"no assignment {assignment!r}; there are {', '.join(assignments())}")
    folder = root / "course" / "submitted"
    found = sorted(path.parent.name for path in folder.glob(f"*/{assignment}") if path.is_dir())
    if not found:
        raise GradingError(
            f"no submissions of {assignment} in {folder.relative_to(root)}/STUDENT/{assignment}/; "
            f"put them there, or run `kit sample` for a class to try"
        )
    return found


def grade(
    root: Path,
    name: str,
    students: list[str],
    progress: Callable[[str], None] = lambda student: None,
) -> list[Outcome]:
    """Grade the submissions of an assignment, record them, write feedback; return the outcomes.

    A submission that cannot be read or run has a problem in its outcome and does not stop the
    others. `progress` is called with each student who is done.
    """
    assignment = assignments()[name]
    api = open_course(root, name)
    outcomes = []
    for student in students:
        problem = _grade_one(api, root, assignment, student)
        outcomes.append(Outcome(student, read_points(root, assignment, student), problem))
        progress(student)
    return outcomes


def open_course(root: Path, name: str) -> NbGraderAPI:
    """Return nbgrader's interface to the course, its gradebook knowing the assignment's cells."""
    config = configure(Config(), root)
    with tempfile.TemporaryDirectory() as scratch, readable_errors(root):
        generate(root, name, Path(scratch), root / "course" / "gradebook.db")
    api = NbGraderAPI(config=config)
    api.log.setLevel(logging.CRITICAL)
    return api


@contextmanager
def readable_errors(root: Path) -> Iterator[None]:
    """Turn what a damaged or locked gradebook raises into a GradingError."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        path = (root / "course" / "gradebook.db").relative_to(root)
        raise GradingError(f"{path} cannot be used ({error}); close what has it open") from error


def _grade_one(api: NbGraderAPI, root: Path, assignment: Assignment, student: str) -> str:
    """Grade one submission and write its feedback; return what went wrong, or nothing."""
    path = root / "course" / "submitted" / student / assignment.id / f"{assignment.id}.ipynb"
    problem = unreadable(path, root)
    if problem:
        _record_nothing(root, assignment, student)
        return problem
    result = api.autograde(assignment.id, student)
    if not result["success"]:
        return reason(result)
    feedback = api.generate_feedback(assignment.id, student)
    return "" if feedback["success"] else reason(feedback)


def unreadable(path: Path, root: Path) -> str:
    """Return why a file is no notebook, in one line that names it, or nothing."""
    where = path.relative_to(root)
    if not path.exists():
        return f"{where} is missing; ask for it again"
    try:
        nbformat.read(path, as_version=4)
    except (nbformat.reader.NotJSONError, UnicodeDecodeError):
        return f"{where} is not a notebook (no JSON in it); ask for it again"
    except Exception as error:  # nbformat raises of many kinds for a notebook that is damaged
        return f"{where} is a damaged notebook ({type(error).__name__}); ask for it again"
    return ""


def _record_nothing(root: Path, assignment: Assignment, student: str) -> None:
    """Enter a submission without points, so that the gradebook shows it."""
    with open_gradebook(root) as gradebook:
        gradebook.update_or_create_student(student)
        gradebook.update_or_create_submission(assignment.id, student)
        notebook = gradebook.find_submission_notebook(assignment.id, assignment.id, student)
        for grade_row in notebook.grades:
            grade_row.auto_score = 0.0
            grade_row.needs_manual_grade = False
        gradebook.db.commit()


def read_points(root: Path, assignment: Assignment, student: str) -> dict[str, float]:
    """Return the points in the gradebook for each check of a student, by grade cell."""
    checks = {check.grade_id for check in assignment.checks}
    with open_gradebook(root) as gradebook:
        try:
            notebook = gradebook.find_submission_notebook(assignment.id, assignment.id, student)
        except MissingEntry:
            return {}
        return {
            row.name: (row.auto_score or 0.0) + (row.extra_credit or 0.0)
            for row in notebook.grades
            if row.name in checks
        }


def open_gradebook(root: Path) -> Gradebook:
    """Return the course's gradebook, to be used as a context."""
    return Gradebook(f"sqlite:///{root / 'course' / 'gradebook.db'}", "cnn-rnn-exploration")


def compare(outcomes: list[Outcome], expected: dict[str, dict[str, float]]) -> list[str]:
    """Return a line for every score that differs from the expected one."""
    lines = []
    for outcome in outcomes:
        for cell, wanted in expected.get(outcome.student, {}).items():
            found = outcome.points.get(cell)
            if found != wanted:
                lines.append(f"{outcome.student}: {cell} has {found} points, expected {wanted:g}")
    return lines


def read_expected(path: Path, assignment: str) -> dict[str, dict[str, float]]:
    """Return the scores that a file expects; raise GradingError for a file that is none."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))[assignment]
    except (OSError, ValueError, KeyError) as error:
        raise GradingError(f"{path} holds no expected scores of {assignment} ({error})") from error
