"""A graded class in numbers: scores, pass rates, misconceptions, the run, who needs a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median

from starter.manifest import Assignment, Exercise

from ..results.autograded import Autograded, read_autograded
from ..results.gradebook import Result, Results, read_results

# What says nothing of what a student understood.
NO_MISCONCEPTIONS = ("not_attempted", "not_run", "ended_", "unreadable_answer")
EXCERPTS = 2
EXCERPT_LINES = 40


@dataclass(frozen=True)
class Row:
    """One student: result, points by exercise, what the files say (None: it was not graded)."""

    result: Result
    points: dict[str, float]
    found: Autograded | None

    @property
    def student(self) -> str:
        """Name of the student's folder."""
        return self.result.student


@dataclass(frozen=True)
class CheckRate:
    """How many students passed a check, and how many did not attempt it."""

    exercise: Exercise
    name: str
    passed: int
    not_attempted: int
    of: int

    @property
    def share(self) -> float:
        """Share of all students who passed, between 0 and 1."""
        return self.passed / self.of


@dataclass(frozen=True)
class Misconception:
    """A mistake in an exercise: its code, what one student read, who made it, some of the code."""

    exercise: Exercise
    code: str
    message: str
    students: list[str]
    excerpts: list[tuple[str, str]]


@dataclass(frozen=True)
class Remarks:
    """What there is to say of one student's submission, in lines."""

    student: str
    lines: list[str]


@dataclass(frozen=True)
class Run:
    """How the grading went: seconds for each student, of the processor and on the clock."""

    graded: int
    failed: int
    unknown: int
    open: int
    seconds: float
    median_seconds: float
    slowest: list[tuple[str, float]]


@dataclass(frozen=True)
class Overview:
    """All that a report shows of one assignment."""

    results: Results
    rows: list[Row]
    checks: list[CheckRate]
    misconceptions: list[Misconception]
    hand_checks: list[Remarks]
    healed: list[Remarks]
    run: Run

    @property
    def assignment(self) -> Assignment:
        """The assignment that was graded."""
        return self.results.assignment

    @property
    def scores(self) -> list[float]:
        """Final scores, in the order of the rows."""
        return [row.result.score for row in self.rows]

    @property
    def best_first(self) -> list[Row]:
        """The rows by final score, those with the same one by name."""
        return sorted(self.rows, key=lambda row: (-row.result.score, row.student))

    @property
    def mean(self) -> float:
        """Mean of the final scores."""
        return mean(self.scores)

    @property
    def median(self) -> float:
        """Median of the final scores."""
        return median(self.scores)


def read_overview(root: Path, name: str) -> Overview:
    """Read an assignment's results and files; raise ResultsError where there are none."""
    results = read_results(root, name)
    rows = [_row(root, results.assignment, result) for result in results.found]
    return Overview(
        results,
        rows,
        list(_rates(results.assignment, rows)),
        _misconceptions(results.assignment, rows),
        [Remarks(row.student, why) for row in rows if (why := _reasons(row))],
        [
            Remarks(row.student, [*row.found.healed])
            for row in rows
            if row.found and row.found.healed
        ],
        _run(rows),
    )


def _row(root: Path, assignment: Assignment, result: Result) -> Row:
    points = {
        exercise.id: sum(result.scores.get(check.grade_id, 0.0) for check in exercise.checks)
        for exercise in assignment.exercises
    }
    return Row(result, points, read_autograded(root, assignment, result.student))


def _rates(assignment: Assignment, rows: list[Row]) -> Iterator[CheckRate]:
    for exercise in assignment.exercises:
        for check in exercise.checks:
            passed = sum(row.result.scores.get(check.grade_id, 0.0) >= check.points for row in rows)
            attempts = [row.found.codes.get(check.id, []) if row.found else [] for row in rows]
            missed = sum("not_attempted" in codes for codes in attempts)
            yield CheckRate(exercise, check.name, passed, missed, len(rows))


def _misconceptions(assignment: Assignment, rows: list[Row]) -> list[Misconception]:
    """Return the mistakes of all students, those of most students first."""
    made: dict[tuple[str, str], dict[str, str]] = {}
    sources: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for row in rows:
        for exercise, code, message in _mistakes(assignment, row):
            students = made.setdefault((exercise.id, code), {})
            if row.student in students:
                continue
            students[row.student] = message
            excerpts = sources.setdefault((exercise.id, code), [])
            source = row.found.sources.get(exercise.id)
            if source and len(excerpts) < EXCERPTS:
                excerpts.append((row.student, _shortened(source)))
    exercises = {exercise.id: exercise for exercise in assignment.exercises}
    ranked = sorted(made, key=lambda key: (-len(made[key]), *key))
    return [
        Misconception(
            exercises[key[0]], key[1], next(iter(made[key].values())), list(made[key]), sources[key]
        )
        for key in ranked
    ]


def _mistakes(assignment: Assignment, row: Row) -> Iterator[tuple[Exercise, str, str]]:
    for exercise in assignment.exercises if row.found else ():
        for check in exercise.checks:
            codes = row.found.codes.get(check.id, [])
            messages = row.found.messages.get(check.id, [])
            for place, code in enumerate(codes):
                if not code.startswith(NO_MISCONCEPTIONS):
                    message = messages[place] if place < len(messages) else ""
                    yield exercise, code, message


def _reasons(row: Row) -> list[str]:
    """Return why a person has to look at a submission, or nothing."""
    if row.found is None:
        return ["could not be graded: the notebook is missing or damaged"]
    reasons = list(row.found.incidents)
    if row.result.ungraded:
        reasons.append(f"to grade by hand: {_names(row.result.ungraded)}")
    if row.result.outdated:
        reasons.append(f"changed since a person graded it: {_names(row.result.outdated)}")
    return reasons


def _names(cells: list[str]) -> str:
    return ", ".join(cell.replace("_", " ") for cell in cells)


def _run(rows: list[Row]) -> Run:
    ran = [row for row in rows if row.found and row.found.ran]
    seconds = {row.student: row.found.wall_seconds for row in ran}
    return Run(
        graded=sum(row.found is not None for row in rows),
        failed=sum(row.found is None for row in rows),
        unknown=sum(row.found is not None and not row.found.ran for row in rows),
        open=sum(not row.found.isolated for row in ran),
        seconds=sum(row.found.seconds for row in ran),
        median_seconds=median(seconds.values()) if seconds else 0.0,
        slowest=Counter(seconds).most_common(5),
    )


def _shortened(source: str) -> str:
    lines = source.strip().splitlines()
    cut = [line[:200] for line in lines[:EXCERPT_LINES]]
    return "\n".join([*cut, "…"] if len(lines) > EXCERPT_LINES else cut)
