"""A graded class as every format sees it: results, people, and remarks on each submission."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from starter.manifest import Exercise

from ..collect.roster import Roster, read_roster
from ..course.sheets import number
from ..results.autograded import Autograded, read_autograded
from ..results.gradebook import Result, Results, read_results
from .people import ExportError, Person, person_of


@dataclass(frozen=True)
class Exported:
    """Files to write, by their paths in `course/export`, and what the instructor should know."""

    files: dict[str, bytes]
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class GradedClass:
    """The results of one assignment with all that formats need to write them down."""

    root: Path
    results: Results
    roster: Roster

    @property
    def name(self) -> str:
        """Id of the assignment."""
        return self.results.assignment.id

    @property
    def people(self) -> list[Person]:
        """Who handed something in, in the order of the results."""
        return [person_of(self.roster, result.student) for result in self.results.found]

    @cached_property
    def by_student(self) -> dict[str, Result]:
        """Results by student."""
        return {result.student: result for result in self.results.found}

    def found_in(self, student: str) -> Autograded:
        """Return what checks found in a submission; nothing where it could not be graded."""
        found = read_autograded(self.root, self.results.assignment, student)
        return found or Autograded(student)


def read_class(root: Path, name: str) -> GradedClass:
    """Read the results of an assignment and the roster; raise ResultsError or SheetError."""
    return GradedClass(root, read_results(root, name), read_roster(root / "course" / "roster.csv"))


def remarks(graded: GradedClass, student: str) -> list[str]:
    """Return what there is to say about a submission, in lines: points, findings, comments."""
    result, found = graded.by_student[student], graded.found_in(student)
    lines = []
    for exercise in graded.results.assignment.exercises:
        lines.append(f"{exercise.title}: {points(result, exercise)}")
        lines += [f"- {text}" for text in _findings(found, exercise)]
    for question, worth in graded.results.assignment.questions.items():
        scored = result.scores.get(question, 0.0)
        waits = "not graded yet" if question in result.ungraded else _of(scored, worth)
        lines.append(f"{question.replace('_', ' ')}: {waits}")
    lines += [f"{cell.replace('_', ' ')}: {text}" for cell, text in result.comments.items()]
    if result.penalty:
        lines.append(f"Late: {number(-result.penalty)} points")
    return lines


def points(result: Result, exercise: Exercise) -> str:
    """Return the points of an exercise in words."""
    scored = sum(result.scores.get(check.grade_id, 0.0) for check in exercise.checks)
    return _of(scored, exercise.points) + (" (bonus)" if exercise.bonus else "")


def waiting_notes(graded: GradedClass) -> list[str]:
    """Return what a person has still to grade, which counts nothing yet, or to look at again."""
    ungraded = [r.student for r in graded.results.found if r.ungraded]
    outdated = [r.student for r in graded.results.found if r.outdated]
    notes = []
    if ungraded:
        notes.append(
            f"{graded.name}: written questions of {some(ungraded)} are not graded yet and count 0; "
            "grade them in Formgrader and export again"
        )
    if outdated:
        notes.append(
            f"{graded.name}: submissions of {some(outdated)} have changed since a person graded "
            "them; those points count as they are, look at them again in Formgrader"
        )
    return notes


def some(names: list[str], most: int = 5) -> str:
    """Return names as a list that stays short."""
    rest = len(names) - most
    return ", ".join(names[:most]) + (f" and {rest} more" if rest > 0 else "")


def require_column(found: str | None, where: Path, wanted: str) -> str:
    """Return a column's name; raise ExportError where a template lacks it."""
    if found is None:
        raise ExportError(f"{where} has no column {wanted}; export it anew from the LMS")
    return found


def _findings(found: Autograded, exercise: Exercise) -> Iterator[str]:
    """Yield each text once, though several checks found it."""
    texts = (text for check in exercise.checks for text in found.messages.get(check.id, ()))
    yield from dict.fromkeys(texts)


def _of(scored: float, worth: float) -> str:
    return f"{number(scored)} of {number(worth)} points"
