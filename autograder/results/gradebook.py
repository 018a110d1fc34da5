"""What the gradebook says of a class: scores, penalties, comments, what a person has to grade."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from nbgrader.api import Assignment as AssignmentRow
from nbgrader.api import (
    BaseCell,
    Comment,
    Grade,
    GradeCell,
    Notebook,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import Engine, create_engine, make_url, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from starter.manifest import Assignment, assignments

from ..course.configuration import database, gradebook_name

LOCK_SECONDS = 5


class ResultsError(Exception):
    """The gradebook has no results to give; the message says what to do."""


class NothingGraded(ResultsError):
    """There are no results of an assignment yet."""


@dataclass
class Result:
    """One submission as the gradebook has it.

    `scores` holds points by grade cell, a person's before the checks', extra credit added;
    `ungraded` the cells that wait for a person, `outdated` those whose submission has changed since
    a person scored them; `comments` a person's remarks by cell.
    """

    student: str
    submitted: datetime | None = None
    penalty: float = 0.0
    scores: dict[str, float] = field(default_factory=dict)
    ungraded: list[str] = field(default_factory=list)
    outdated: list[str] = field(default_factory=list)
    comments: dict[str, str] = field(default_factory=dict)

    @property
    def score(self) -> float:
        """Final score as nbgrader reports it: never below 0, the penalty for lateness taken off."""
        return max(0.0, sum(self.scores.values()) - self.penalty)


@dataclass(frozen=True)
class Results:
    """The results of one assignment in order of the students; `worth` is points by grade cell."""

    assignment: Assignment
    worth: dict[str, float]
    found: list[Result]

    @property
    def max_score(self) -> float:
        """Points of the assignment without extra credit."""
        return sum(self.worth.values())


def read_results(root: Path, name: str) -> Results:
    """Read all results of an assignment, changing nothing; raise ResultsError."""
    with _reading(root) as session:
        worth = _worth(session, name)
        found = {
            row.id: Result(row.student_id, row.timestamp) for row in _submissions(session, name)
        }
        for row in _notebooks(session, name):
            found[row.assignment_id].penalty += row.late_submission_penalty or 0.0
        for key, cell, score, waits, given in _grades(session, name):
            found[key].scores[cell] = score or 0.0
            if waits:
                (found[key].ungraded if given is None else found[key].outdated).append(cell)
        for key, cell, comment in _comments(session, name):
            if comment:
                found[key].comments[cell] = comment
    if not found:
        raise NothingGraded(f"nothing of {name} is graded yet; run `kit grade {name}` first")
    ordered = sorted(found.values(), key=lambda result: result.student)
    return Results(assignments()[name], worth, ordered)


def read_due_dates(root: Path) -> dict[str, datetime]:
    """Return when assignments are due, in UTC without a zone, as far as the gradebook knows.

    Raises ResultsError where there is one that cannot be read.
    """
    url = make_url(database(root))
    if url.get_backend_name() == "sqlite" and not Path(url.database).is_file():
        return {}
    with _reading(root) as session:
        query = select(AssignmentRow.name, AssignmentRow.duedate)
        return dict(session.execute(query.where(AssignmentRow.duedate.is_not(None))).all())


def _worth(session: Session, name: str) -> dict[str, float]:
    query = select(GradeCell.name, GradeCell.max_score).join(Notebook).join(AssignmentRow)
    return dict(session.execute(query.where(AssignmentRow.name == name)).all())


def _submissions(session: Session, name: str):
    columns = (
        SubmittedAssignment.id,
        SubmittedAssignment.student_id,
        SubmittedAssignment.timestamp,
    )
    return session.execute(select(*columns).join(AssignmentRow).where(AssignmentRow.name == name))


def _notebooks(session: Session, name: str):
    columns = (SubmittedNotebook.assignment_id, SubmittedNotebook.late_submission_penalty)
    return session.execute(_of(select(*columns), name))


def _grades(session: Session, name: str):
    columns = (
        SubmittedNotebook.assignment_id,
        BaseCell.name,
        Grade.score,
        Grade.needs_manual_grade,
        Grade.manual_score,
    )
    query = select(*columns).select_from(Grade).join(BaseCell, Grade.cell_id == BaseCell.id)
    return session.execute(_of(query.join(SubmittedNotebook), name))


def _comments(session: Session, name: str):
    # What nbgrader remarks by itself ("No response.") is no remark of a person.
    columns = (SubmittedNotebook.assignment_id, BaseCell.name, Comment.manual_comment)
    query = select(*columns).select_from(Comment).join(BaseCell, Comment.cell_id == BaseCell.id)
    return session.execute(_of(query.join(SubmittedNotebook), name))


def _of(query, name: str):
    """Limit a query with submitted notebooks in it to one assignment."""
    query = query.join(
        SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id
    )
    return query.join(AssignmentRow).where(AssignmentRow.name == name)


@contextmanager
def _reading(root: Path) -> Iterator[Session]:
    """Yield a session that can only read; raise ResultsError where the file is missing or bad."""
    engine = _engine(root)
    try:
        with Session(engine) as session:
            yield session
    except (SQLAlchemyError, sqlite3.Error) as error:
        raise ResultsError(f"{gradebook_name(root)} cannot be read ({_cause(error)})") from error
    finally:
        engine.dispose()


def _engine(root: Path) -> Engine:
    """Return what reads the gradebook; raise ResultsError where there is no file."""
    url = make_url(database(root))
    if url.get_backend_name() != "sqlite":
        return create_engine(url)
    path = Path(url.database)
    if not path.is_file():
        raise ResultsError(f"there is no {gradebook_name(root)} yet; run `kit grade` first")

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=LOCK_SECONDS)

    return create_engine("sqlite://", creator=connect)


def _cause(error: Exception) -> str:
    """Return what is wrong with a gradebook in words, and what to do about it."""
    said = str(getattr(error, "orig", None) or error)
    if "locked" in said:
        return f"{said}; close what has it open, or wait until `kit grade` is done"
    if "readonly" in said:
        return f"{said}: the last change to it was cut off; run `kit grade` again, which undoes it"
    if "unable to open" in said:
        return f"{said}; look at its permissions"
    return f"{said}; restore it from a backup, or move it away and run `kit grade` again"
