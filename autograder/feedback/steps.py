"""The steps of a feedback page: hidden code is taken out, what was found gathered at the top."""

from __future__ import annotations

from dataclasses import dataclass

from nbformat import NotebookNode
from nbgrader.preprocessors import ClearHiddenTests, GetGrades, NbGraderPreprocessor
from nbgrader.utils import is_grade, is_locked

from starter.manifest import Assignment, assignments

from ..results.autograded import cells_of


class GetScores(GetGrades):
    """nbgrader's reading of scores and comments, which notes as well what waits for a person."""

    def _get_score(self, cell: NotebookNode, resources: dict) -> None:
        super()._get_score(cell, resources)
        told = cell.metadata.nbgrader
        place = (self.notebook_id, self.assignment_id, self.student_id)
        told["needs_manual_grade"] = self.gradebook.find_grade(
            told["grade_id"], *place
        ).needs_manual_grade


class HideHiddenTests(ClearHiddenTests):
    """Takes the code of hidden tests out of graded notebooks; what they found stays.

    Only the kit's own cells are touched: the marks may occur in what a student wrote.
    """

    def preprocess_cell(
        self, cell: NotebookNode, resources: dict, cell_index: int
    ) -> tuple[NotebookNode, dict]:
        """Clean one cell."""
        if is_grade(cell) and is_locked(cell):
            self._remove_hidden_test_region(cell)
        return cell, resources


@dataclass(frozen=True)
class Part:
    """One line of the summary: a check or a question, its points, what there is to say."""

    anchor: str
    title: str
    score: float
    worth: float
    texts: list[str]
    waits: bool = False

    @property
    def less(self) -> bool:
        """Whether points are missing that a person has not still to give."""
        return self.score < self.worth and not self.waits

    @property
    def sign(self) -> str:
        """A sign for those who skim: passed, not, or not graded yet."""
        return "…" if self.waits else "✗" if self.less else "✓"

    @property
    def points(self) -> str:
        """The points in words."""
        return f"{self.score:g} of {self.worth:g}"


class SummariseFindings(NbGraderPreprocessor):
    """Leaves `title` and `parts` in `resources["summary"]`; needs what GetScores has read.

    The error that makes nbgrader score a check is left out: it repeats what the check shows.
    """

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        """Summarise a notebook."""
        assignment = assignments().get(resources["nbgrader"]["assignment"])
        if assignment is None:
            return nb, resources
        messages = cells_of(nb, assignment)["messages"]
        cells = {
            cell.metadata.nbgrader.grade_id: cell
            for cell in nb.cells
            if "nbgrader" in cell.metadata
        }
        parts = [*_checks(assignment, cells, messages), *_questions(assignment, cells)]
        resources["summary"] = {"title": assignment.title, "parts": parts}
        for check in assignment.checks:
            cell = cells.get(check.grade_id)
            if cell and any(o.output_type == "display_data" for o in cell.outputs):
                cell.outputs = [o for o in cell.outputs if o.output_type != "error"]
        return nb, resources


def _checks(assignment: Assignment, cells: dict, messages: dict[str, list[str]]) -> list[Part]:
    parts = []
    for exercise in assignment.exercises:
        said: set[str] = set()
        for check in exercise.checks:
            if check.grade_id in cells:
                bonus = " (bonus)" if exercise.bonus else ""
                score = cells[check.grade_id].metadata.nbgrader.get("score") or 0.0
                title = f"{exercise.title}: {check.name}{bonus}"
                found = messages.get(check.id, [])
                texts = [text for text in found if text not in said]
                said.update(found)
                if found and not texts:
                    texts = ["As above."]
                parts.append(Part(check.grade_id, title, score, check.points, texts))
    return parts


def _questions(assignment: Assignment, cells: dict) -> list[Part]:
    parts = []
    for question, worth in assignment.questions.items():
        if question in cells:
            told = cells[question].metadata.nbgrader
            waits = bool(told.get("needs_manual_grade"))
            comment = "A person will grade this." if waits else told.get("comment")
            title = f"question: {question.replace('_', ' ')}"
            texts = [comment] if comment else []
            parts.append(Part(question, title, told.get("score") or 0.0, worth, texts, waits))
    return parts
