"""Records scores in nbgrader's gradebook, extra credit for bonus exercises included."""

from __future__ import annotations

from functools import cache

from nbgrader.api import Base, Grade, Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.preprocessors import SaveAutoGrades as NbGraderSaveAutoGrades
from sqlalchemy import Column, Float, String

from starter.manifest import Check, assignments


class GivenCredit(Base):
    """The extra credit that a check gave; what the gradebook has instead, a person gave."""

    __tablename__ = "given_credit"

    grade_id = Column(String(32), primary_key=True)
    points = Column(Float(), nullable=False)


class SaveAutoGrades(NbGraderSaveAutoGrades):
    """nbgrader's recording, where a bonus check that passed adds extra credit.

    A person's scores stay. As in nbgrader they are to be looked at again, unless the resources say
    that the submission is `unchanged`.
    """

    def preprocess(self, nb, resources):
        """Record a notebook's scores, in the gradebook among the resources where there is one."""
        told = resources["nbgrader"]
        self.unchanged = told.get("unchanged", False)
        if "gradebook" not in told:
            return super().preprocess(nb, resources)
        self.gradebook = told["gradebook"]
        self.notebook_id, self.assignment_id = told["notebook"], told["assignment"]
        self.student_id = told["student"]
        return NbGraderPreprocessor.preprocess(self, nb, resources)

    def _add_score(self, cell, resources):
        name = cell.metadata.nbgrader["grade_id"]
        grade = self.gradebook.find_grade(
            name, self.notebook_id, self.assignment_id, self.student_id
        )
        waited = grade.needs_manual_grade
        super()._add_score(cell, resources)
        if self.unchanged and grade.manual_score is not None:
            grade.needs_manual_grade = waited
        if check := bonus_checks().get(name):
            failed = any(output.output_type == "error" for output in cell.outputs)
            # A cell that never ran earned nothing.
            ran = cell.execution_count is not None
            give_credit(self.gradebook, grade, check.points if ran and not failed else 0.0)
        self.gradebook.db.commit()


def give_credit(gradebook: Gradebook, grade: Grade, points: float) -> None:
    """Enter a check's extra credit, unless a person has changed what it gave before."""
    given = gradebook.db.get(GivenCredit, grade.id)
    if given is None:
        given = GivenCredit(grade_id=grade.id)
        gradebook.db.add(given)
    elif (grade.extra_credit or 0.0) != given.points:
        return
    given.points = grade.extra_credit = points


@cache
def bonus_checks() -> dict[str, Check]:
    """Return the checks of all bonus exercises by their grade ids."""
    return {
        check.grade_id: check
        for assignment in assignments().values()
        for exercise in assignment.exercises
        if exercise.bonus
        for check in exercise.checks
    }
