"""How far a student is: what the checks say of each class now, and which questions are open."""

from __future__ import annotations

from .. import manifest
from ..checks.examination import Report, examine
from ..manifest import Exercise
from .integrity import by_grade_id, unanswered
from .own_notebook import OwnNotebook, namespace, source_of, sources_run


def progress(own: OwnNotebook, assignment: str) -> list[str]:
    """Return a line for each exercise of an assignment, and one for its written questions."""
    entry = manifest.assignments()[assignment]
    total, still_open = len(entry.questions), len(unanswered(own.cells, assignment))
    sign = "○" if still_open else "✓"
    return [
        *(_exercise(exercise, own) for exercise in entry.exercises),
        f"{sign} Written questions: {total - still_open} of {total} answered",
    ]


def _exercise(exercise: Exercise, own: OwnNotebook) -> str:
    title = f"{exercise.title} (bonus)" if exercise.bonus else exercise.title
    cls = namespace().get(exercise.class_name)
    if cls is None:
        return f"○ {title}: its cell was not run in this session"
    sign, standing = _standing(examine(exercise.id, cls))
    ran = {source.strip() for source in sources_run()}
    if any(source_of(cell) not in ran for cell in by_grade_id(own.cells).get(exercise.id, ())):
        standing += ", but its cell was changed and not run since: run it, then pack again"
    return f"{sign} {title}: {standing}"


def _standing(report: Report) -> tuple[str, str]:
    wrong = [name for name, result in report.checks.items() if result.status == "not yet right"]
    if report.passed:
        return "✓", "all checks pass"
    return ("✗", f"not yet right in {', '.join(wrong)}") if wrong else ("○", "not attempted")
