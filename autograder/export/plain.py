"""Plain CSV: a row for each submission, a column for each check and question."""

from __future__ import annotations

from pathlib import Path

from ..course.sheets import Sheet, number, write_sheet
from .graded_class import Exported, GradedClass, waiting_notes
from .people import person_of


def export(graded: GradedClass, template: Path | None = None) -> Exported:
    """Return `ASSIGNMENT.csv` with all there is to know of the scores."""
    assignment = graded.results.assignment
    cells = [check.grade_id for check in assignment.checks] + list(assignment.questions)
    rows = []
    for result in graded.results.found:
        person = person_of(graded.roster, result.student)
        scores = {cell: number(result.scores.get(cell, 0.0)) for cell in cells}
        rows.append(
            {
                "student": result.student,
                "name": person.name,
                "email": person.email,
                "section": person.section,
                "group": person.group,
                "submitted": result.submitted.isoformat() + "Z" if result.submitted else "",
                **scores,
                "late penalty": number(result.penalty),
                "score": number(result.score),
                "max score": number(graded.results.max_score),
                "ungraded questions": " ".join(result.ungraded),
                "to look at again": " ".join(result.outdated),
            }
        )
    sheet = Sheet(list(rows[0]), rows)
    return Exported({f"{graded.name}.csv": write_sheet(sheet)}, waiting_notes(graded))
