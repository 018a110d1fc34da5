"""Enters who is late and what it costs: bookkeeping, done for a whole class in a few queries."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

from nbgrader.api import Assignment, Grade, Notebook, SubmittedAssignment, SubmittedNotebook
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy import Row, Select, func, select, update
from sqlalchemy.orm import Session

from ..course.configuration import course_config


class LatenessError(Exception):
    """The course's late penalties cannot be worked out; the message says what to mend."""


def record_lateness(
    session: Session, root: Path, name: str, stamps: dict[str, datetime | None]
) -> None:
    """Enter times and late penalties of an assignment as they are now, without a commit.

    `stamps` holds by student when they handed in, in UTC without a zone, None where that is not
    known. What a submission costs, nbgrader's own step says, set up by the course's
    nbgrader_config.py. Writes what has changed only. Raises LatenessError.
    """
    rows = [row for row in session.execute(_submissions(name)) if row.student in stamps]
    moved = [row for row in rows if row.timestamp != stamps[row.student]]
    _enter(session, SubmittedAssignment, "timestamp", {r.place: stamps[r.student] for r in moved})
    late = {row.key: seconds for row in rows if (seconds := _lateness(row, stamps[row.student]))}
    costs = _costs(session, root, name, [row for row in rows if row.key in late], late)
    changed = {row.key: cost for row in rows if (cost := costs.get(row.key)) != row.penalty}
    _enter(session, SubmittedNotebook, "late_submission_penalty", changed)


def read_penalties(session: Session, name: str) -> dict[str, float]:
    """Return the late penalties in the gradebook by student."""
    return {row.student: row.penalty or 0.0 for row in session.execute(_submissions(name))}


def _submissions(name: str) -> Select:
    columns = (
        SubmittedNotebook.id.label("key"),
        SubmittedNotebook.late_submission_penalty.label("penalty"),
        SubmittedAssignment.id.label("place"),
        SubmittedAssignment.student_id.label("student"),
        SubmittedAssignment.timestamp,
        SubmittedAssignment.extension,
        Assignment.duedate,
    )
    return _of(select(*columns).select_from(SubmittedNotebook), name)


def _of(query: Select, name: str) -> Select:
    """Limit a query with submitted notebooks in it to those of one assignment."""
    query = query.join(Notebook, SubmittedNotebook.notebook_id == Notebook.id)
    query = query.join(
        SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id
    )
    query = query.join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
    return query.where(Assignment.name == name, Notebook.name == name)


def _lateness(row: Row, stamp: datetime | None) -> float:
    """Return the seconds between the due date, extension included, and the time, or 0."""
    if stamp is None or row.duedate is None:
        return 0.0
    due = row.duedate + row.extension if row.extension else row.duedate
    return max(0.0, (stamp - due).total_seconds())


def _enter(session: Session, table: type, column: str, values: dict[str, object]) -> None:
    if values:
        rows = [{"id": key, column: value} for key, value in values.items()]
        session.execute(update(table), rows)


def _costs(
    session: Session, root: Path, name: str, rows: list[Row], late: dict[str, float]
) -> dict[str, float | None]:
    """Return the penalties of those who are late by the keys of their notebooks."""
    if not rows:
        return {}
    columns = select(Grade.notebook_id, func.sum(Grade.score)).select_from(Grade)
    query = _of(columns.join(SubmittedNotebook, Grade.notebook_id == SubmittedNotebook.id), name)
    scores = dict(session.execute(query.group_by(Grade.notebook_id)).all())
    try:
        cost = _policy(root)
        return {
            row.key: cost(row.student, scores.get(row.key) or 0.0, late[row.key]) for row in rows
        }
    except Exception as error:
        said = " ".join(f"{type(error).__name__}: {error}".split())[:300]
        raise LatenessError(
            f"the late penalties of {name} cannot be worked out ({said}); "
            f"mend the policy in nbgrader_config.py"
        ) from error


def _policy(root: Path) -> Callable[[str, float, float], float | None]:
    """Return what nbgrader takes off for a student, a score and the seconds, None for nothing."""
    step = AssignLatePenalties(config=course_config(root))
    step.init_plugin()

    def cost(student: str, score: float, seconds: float) -> float | None:
        given = step.plugin_inst.late_submission_penalty(student, score, seconds)
        if given is not None and not math.isfinite(given):
            raise ValueError(f"a penalty of {given} for {student}")
        return (
            given
            if given is None
            else step._check_late_penalty(SimpleNamespace(score=score), given)
        )

    return cost
