"""The checks as students and programs call them: `check` in a notebook, `examine` in code."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from . import feedback, manifest
from .challenges import Challenge
from .interview import ask
from .manifest import Check, Exercise
from .runtime import grading
from .verdict import dialogue, hold
from .verdict.findings import Finding


@dataclass(frozen=True)
class CheckResult:
    """What came of one check: its findings, and the points they leave."""

    check: Check
    class_name: str
    findings: tuple[Finding, ...]

    @property
    def passed(self) -> bool:
        """Whether nothing was found."""
        return not self.findings

    @property
    def status(self) -> str:
        """`passed`, `not attempted` or `not yet right`."""
        if self.passed:
            return "passed"
        attempted = any(finding.code != "not_attempted" for finding in self.findings)
        return "not yet right" if attempted else "not attempted"

    @property
    def points(self) -> float:
        """Points earned: all or none."""
        return self.max_points if self.passed else 0.0

    @property
    def max_points(self) -> float:
        """Points that the check is worth."""
        return self.check.points

    def __str__(self) -> str:
        return feedback.as_text(self)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return feedback.as_html(self)


@dataclass(frozen=True)
class Report:
    """What came of all checks of an exercise."""

    exercise: Exercise
    checks: Mapping[str, CheckResult]

    @property
    def passed(self) -> bool:
        """Whether every check passed."""
        return all(result.passed for result in self.checks.values())

    @property
    def points(self) -> float:
        """Points earned in all."""
        return sum(result.points for result in self.checks.values())

    @property
    def max_points(self) -> float:
        """Points that the exercise is worth."""
        return self.exercise.points

    def __str__(self) -> str:
        return "\n".join(str(result) for result in self.checks.values())

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return "".join(result._repr_html_() for result in self.checks.values())


class CheckFailed(AssertionError):
    """Raised by a check that found something; shows itself in a line, without a traceback."""

    def __init__(self, result: CheckResult):
        super().__init__(feedback.as_text(result))
        self.result = result

    def _render_traceback_(self) -> list[str]:
        # nbgrader's Validate button shows this line and nothing of what was displayed.
        what = self.result.findings[0].message if grading() else "see above."
        return [f"{self.result.check.id}, {self.result.status}: {what}"]


def examine(
    exercise: str, cls: object, seed: int | None = None, challenge: Challenge | None = None
) -> Report:
    """Ask all questions of an exercise of the student's class and return the report.

    Never raises for a wrong answer. `seed` makes the drawn sizes and inputs repeatable;
    `challenge` replaces the one that came with the package. Raises KeyError for an exercise that
    does not exist.
    """
    found = manifest.exercise(exercise)
    results = {c.name: judge(found, c, cls, seed, challenge) for c in found.checks}
    return Report(found, results)


def judge(
    exercise: Exercise,
    check: Check,
    cls: object,
    seed: int | None = None,
    challenge: Challenge | None = None,
) -> CheckResult:
    """Hold the dialogue of one check with a class and return its result."""
    talk = dialogue(exercise, check, secrets.randbits(32) if seed is None else seed, challenge)
    findings = hold(talk, lambda questions: [ask(cls, question) for question in questions])
    return CheckResult(check, exercise.class_name, tuple(findings))


def check(check_id: str, cls: object, hint: bool = False) -> None:
    """Check a class in a notebook, as in `check("gru_cell.shapes", GRUCell)`; show the result.

    `hint=True` shows one hint more for each finding. Raises CheckFailed if there are findings and
    KeyError for a check that does not exist.
    """
    exercise, one = manifest.find_check(check_id)
    result = judge(exercise, one, cls)
    _show(result, hint)
    if not result.passed:
        raise CheckFailed(result)


def _show(result: CheckResult, hint: bool) -> None:
    try:
        from IPython.core.getipython import get_ipython
        from IPython.display import display
    except ImportError:
        get_ipython = None
    if get_ipython is None or get_ipython() is None:
        print(feedback.as_text(result, hint))
        return
    data = {
        "text/plain": feedback.as_text(result, hint),
        "text/html": feedback.as_html(result, hint),
    }
    display(data, raw=True)
