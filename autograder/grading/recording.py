"""Records what jobs gave in nbgrader's gradebook, many submissions in one transaction."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

from nbgrader.api import Assignment as AssignmentRow
from nbgrader.api import (
    Grade,
    Gradebook,
    GradeCell,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)

from starter.manifest import Assignment

from ..course.configuration import COURSE, quiet_nbgrader, quiet_sqlalchemy
from ..course.files import from_text, write_bytes
from ..course.timestamps import read_timestamp
from .jobs import Done
from .lateness import LatenessError, read_penalties, record_lateness
from .scores import SaveAutoGrades, bonus_checks, give_credit


class Recorder(Gradebook):
    """nbgrader's gradebook, whose commits wait for the end of a batch.

    nbgrader's own code writes one submission in some thirty transactions; here it finds its rows
    among those already read, and `finish` commits them all.
    """

    def __init__(self, root: Path, database: str):
        quiet_sqlalchemy()
        quiet_nbgrader()
        super().__init__(database, COURSE)
        self.root, self.database = root, database
        self._commit, self.db.commit = self.db.commit, lambda: None
        self.grades: dict[str, Grade] = {}
        self.comments: dict[str, object] = {}
        self.timed: dict[str, set[str]] = {}

    def record(self, assignment: Assignment, done: Done, unchanged: bool = False) -> None:
        """Enter one submission's scores and write its autograded notebook.

        Where it is `unchanged` since it was last recorded, what a person gave needs no second look.
        One that could not be graded leaves an earlier grade as it was.
        """
        row = self._open(assignment, done.student)
        self.look_at_time(assignment, done.student)
        if done.problem:
            if all(grade.auto_score is None for grade in row.grades):
                self._score_nothing(row)
            return
        notebook = from_text(done.notebook)
        told = {
            "student": done.student,
            "assignment": assignment.id,
            "notebook": assignment.id,
            "db_url": self.database,
            "unchanged": unchanged,
        }
        SaveAutoGrades().preprocess(notebook, {"nbgrader": {**told, "gradebook": self}})
        self._write(assignment, done)

    def look_at_time(self, assignment: Assignment, student: str) -> None:
        """Have `finish` enter how late a submission is, whether or not it is recorded anew."""
        self.timed.setdefault(assignment.id, set()).add(student)

    def record_unreadable(self, assignment: Assignment, student: str) -> None:
        """Enter that there is nothing in a submission that could be run."""
        self._score_nothing(self._open(assignment, student))
        self.look_at_time(assignment, student)
        shutil.rmtree(self._autograded(assignment, student), ignore_errors=True)

    def _open(self, assignment: Assignment, student: str) -> SubmittedNotebook:
        """Return the row of a submission, made where there is none, its grades at hand."""
        folder = self.root / "course" / "submitted" / student / assignment.id
        stamp = read_timestamp(folder)
        self.update_or_create_student(student)
        given = {"timestamp": stamp} if stamp else {}
        submission = self.update_or_create_submission(assignment.id, student, **given)
        self.db.flush()  # now the rows of its grades have their keys
        row = next(n for n in submission.notebooks if n.name == assignment.id)
        self.grades = {grade.name: grade for grade in row.grades}
        self.comments = {comment.name: comment for comment in row.comments}
        return row

    def find_grade(self, grade_cell: str, notebook: str, assignment: str, student: str) -> Grade:
        """Return a grade of the submission that is being recorded."""
        return self.grades[grade_cell]

    def find_comment(self, solution_cell: str, notebook: str, assignment: str, student: str):
        """Return a comment of the submission that is being recorded."""
        return self.comments[solution_cell]

    def _score_nothing(self, row: SubmittedNotebook) -> None:
        """Enter that nothing could be run; what a person gave stays, to be looked at once."""
        for grade in row.grades:
            if grade.auto_score != 0.0:
                grade.needs_manual_grade = grade.manual_score is not None
            grade.auto_score = 0.0
            if grade.name in bonus_checks():
                give_credit(self, grade, 0.0)

    def _autograded(self, assignment: Assignment, student: str) -> Path:
        return self.root / "course" / "autograded" / student / assignment.id

    def _write(self, assignment: Assignment, done: Done) -> None:
        """Write the autograded notebook, and beside it the other files that were handed in."""
        source = self.root / "course" / "submitted" / done.student / assignment.id
        target = self._autograded(assignment, done.student)
        shutil.rmtree(target, ignore_errors=True)
        write_bytes((done.notebook + "\n").encode(), target / f"{assignment.id}.ipynb")
        for path in source.rglob("*"):
            if path.is_file() and not path.is_symlink() and path.suffix != ".ipynb":
                copy = target / path.relative_to(source)
                if copy.is_relative_to(target / f"{assignment.id}.ipynb"):
                    continue  # in a folder of the notebook's name
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, copy)

    def finish(self) -> None:
        """Commit all that was recorded, and how late it was; raise LatenessError."""
        timed, self.timed = self.timed, {}
        try:
            for name, students in timed.items():
                submitted = self.root / "course" / "submitted"
                stamps = {
                    student: read_timestamp(submitted / student / name) for student in students
                }
                record_lateness(self.db, self.root, name, stamps)
        except LatenessError:
            self._commit()
            raise
        self._commit()


def record_nothing(
    root: Path,
    database: str,
    assignment: Assignment,
    students: list[str],
    spared: Iterable[str] = (),
) -> None:
    """Enter submissions without points, so that the gradebook shows them.

    Those `spared` keep an earlier grade where they have one.
    """
    with Recorder(root, database) as recorder:
        for student in students:
            recorder.record_unreadable(assignment, student)
        for student in spared:
            recorder.record(assignment, Done(student, assignment.id, problem="not run"))
        recorder.finish()


def read_all_penalties(database: str, assignment: Assignment) -> dict[str, float]:
    """Return the late penalties in the gradebook by student."""
    with Gradebook(database, COURSE) as gradebook:
        return read_penalties(gradebook.db, assignment.id)


def read_all_points(database: str, assignment: Assignment) -> dict[str, dict[str, float]]:
    """Return the points in the gradebook for each check, by student and grade cell."""
    checks = {check.grade_id for check in assignment.checks}
    with Gradebook(database, COURSE) as gradebook:
        columns = (Student.id, GradeCell.name, Grade.auto_score, Grade.extra_credit)
        rows = gradebook.db.query(*columns).select_from(Grade).join(GradeCell, Grade.cell)
        rows = rows.join(SubmittedNotebook, Grade.notebook).join(SubmittedAssignment)
        rows = rows.join(Student).join(AssignmentRow).filter(AssignmentRow.name == assignment.id)
        found: dict[str, dict[str, float]] = {}
        for student, cell, score, credit in rows.all():
            if cell in checks:
                found.setdefault(student, {})[cell] = (score or 0.0) + (credit or 0.0)
        return found
