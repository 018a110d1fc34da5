"""The data that flows between interview and verdict: questions, answers, problems.

They hold JSON values and arrays and nothing else, so that a verdict can be reached in another
process than the one in which the student's code runs.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field

import numpy as np


@dataclass(frozen=True)
class Question:
    """Something to ask a student's class: a kind, options as JSON values, and arrays."""

    kind: str
    options: dict = field(default_factory=dict)
    arrays: dict[str, np.ndarray] = field(default_factory=dict)


@dataclass(frozen=True)
class Problem:
    """Why a question could not be answered.

    `code` is one of `not_a_class`, `not_a_module`, `not_attempted`, `builtin_recurrent`, `raised`,
    `too_slow`, and in grading `no_class`; `stage` is `construct` or `forward`; `where` quotes the
    student's line.
    """

    code: str
    stage: str = ""
    error: str = ""
    message: str = ""
    where: str = ""


@dataclass(frozen=True)
class Answer:
    """What came of a question: facts as JSON values, arrays, and the problem if there was one."""

    facts: dict = field(default_factory=dict)
    arrays: dict[str, np.ndarray] = field(default_factory=dict)
    problem: Problem | None = None

    def header(self) -> dict:
        """Return all but the arrays as JSON values."""
        return {"facts": self.facts, "problem": self.problem and asdict(self.problem)}
