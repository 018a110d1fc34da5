"""Records scores in nbgrader's gradebook, extra credit for bonus exercises included."""

from __future__ import annotations

from functools import cache

from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.preprocessors import SaveAutoGrades as NbGraderSaveAutoGrades

from starter.manifest import Check, assignments


class SaveAutoGrades(NbGraderSaveAutoGrades):
    """nbgrader's recording, where a bonus check that passed adds extra credit."""

    def preprocess(self, nb, resources):
        """Record a notebook's scores, in the gradebook among the resources where there is one."""
        told = resources["nbgrader"]
        if "gradebook" not in told:
            return super().preprocess(nb, resources)
        self.gradebook = told["gradebook"]
        self.notebook_id, self.assignment_id = told["notebook"], told["assignment"]
        self.student_id = told["student"]
        return NbGraderPreprocessor.preprocess(self, nb, resources)

    def _add_score(self, cell, resources):
        super()._add_score(cell, resources)
        check = bonus_checks().get(cell.metadata.nbgrader["grade_id"])
        if check is None:
            return
        failed = any(output.output_type == "error" for output in cell.outputs)
        grade = self.gradebook.find_grade(
            check.grade_id, self.notebook_id, self.assignment_id, self.student_id
        )
        # A cell that never ran earned nothing.
        ran = cell.execution_count is not None
        grade.extra_credit = check.points if ran and not failed else 0.0
        self.gradebook.db.commit()


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
