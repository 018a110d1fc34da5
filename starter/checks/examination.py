"""The checks as students and programs call them: `check` in a notebook, `examine` in code."""

from __future__ import annotations

import secrets

from .. import manifest
from ..interview import ask
from ..manifest import Check, Exercise
from ..oneline import OneLineError
from ..runtime import grading
from ..verdict import dialogue, hold
from ..verdict.cells.challenges import Challenge
from . import feedback
from .feedback import CheckResult, Report

_EXAMPLE = '"gru_cell.shapes", GRUCell'


class WrongUse(OneLineError):
    """A check was asked for in a way that there is none; the message says which there are."""


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
    `challenge` replaces the one that came with the package. Raises WrongUse for an exercise that
    does not exist.
    """
    try:
        found = manifest.exercise(exercise)
    except (KeyError, TypeError) as error:
        if isinstance(cls, str):
            raise WrongUse(
                f'the name of the exercise comes first: examine("{cls}", {_called(exercise)})'
            ) from error
        known = ", ".join(f'"{one.id}"' for one in manifest.exercises())
        raise WrongUse(f"there is no exercise {exercise!r}; there are {known}") from error
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
    WrongUse for a check that does not exist.
    """
    exercise, one = _find(check_id, cls)
    result = judge(exercise, one, cls)
    _show(result, hint)
    if not result.passed:
        raise CheckFailed(result)


def _find(check_id: object, cls: object) -> tuple[Exercise, Check]:
    if isinstance(cls, str) and not isinstance(check_id, str):
        raise WrongUse(f'the name of the check comes first: check("{cls}", {_called(check_id)})')
    try:
        return manifest.find_check(check_id)
    except KeyError as error:
        known = [f'"{c.id}"' for e in manifest.exercises() for c in e.checks if not c.hidden]
        own = [name for name in known if name.startswith(f'"{str(check_id).partition(".")[0]}.')]
        raise WrongUse(
            f"there is no check {check_id!r}; there are {', '.join(own or known)}"
        ) from error
    except AttributeError as error:
        raise WrongUse(
            f"a check is asked for by its name, as in check({_EXAMPLE}), not by {check_id!r}"
        ) from error


def _called(thing: object) -> str:
    return getattr(thing, "__name__", None) or f"your {type(thing).__name__}"


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
