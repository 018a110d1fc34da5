"""Compares a notebook's graded cells with those that were handed out, `grade_cells/*.json`."""

from __future__ import annotations

import hashlib
import json
from importlib.resources import files

from .. import manifest
from .own_notebook import source_of

_MOVE = "take a fresh copy of the notebook and move your work there"


def handed_out(assignment: str) -> dict[str, dict]:
    """Return nbgrader's metadata and the source's digest of each graded cell, by its grade id."""
    path = files("starter") / "grade_cells" / f"{assignment}.json"
    return json.loads(path.read_text(encoding="utf-8"))


def graded_cells(cells: list[dict]) -> dict[str, dict]:
    """Return the data of `grade_cells/*.json` for the cells of a release."""
    return {
        _grade_id(cell): {"nbgrader": dict(cell["metadata"]["nbgrader"]), "source": digest(cell)}
        for cell in cells
        if _grade_id(cell)
    }


def by_grade_id(cells: list[dict]) -> dict[str, list[dict]]:
    """Return the cells by their grade id; those without one stand under the empty text."""
    found: dict[str, list[dict]] = {}
    for cell in cells:
        found.setdefault(_grade_id(cell), []).append(cell)
    return found


def digest(cell: dict) -> str:
    """Return the SHA-256 of a cell's source, blanks around it aside."""
    return hashlib.sha256(source_of(cell).encode()).hexdigest()


def flaws(cells: list[dict], assignment: str) -> list[str]:
    """Return a line, saying what to do, for each graded cell that is not as it was handed out."""
    found = by_grade_id(cells)
    unmarked = {digest(cell) for cell in found.get("", ())}
    lines = []
    for grade_id, wanted in handed_out(assignment).items():
        line = _flaw(found.get(grade_id, []), wanted, unmarked)
        lines += [f"{label(grade_id)} {line}"] if line else []
    return lines


def _flaw(found: list[dict], wanted: dict, unmarked: set[str]) -> str | None:
    if not found and wanted["source"] in unmarked:
        return f"has lost the mark by which grading finds it (copying a cell does that): {_MOVE}."
    if not found:
        return f"is missing: undo its deletion (menu Edit), or {_MOVE}."
    if len(found) > 1:
        return f"is there {len(found)} times: delete the copies that are not meant."
    (cell,) = found
    if cell["metadata"]["nbgrader"] != wanted["nbgrader"]:
        return f"has marks for grading that were changed: {_MOVE}."
    if wanted["nbgrader"]["locked"] and digest(cell) != wanted["source"]:
        return (
            "was edited. Grading puts the original back, so move what you wrote to a cell of your "
            "own."
        )
    return None


def unanswered(cells: list[dict], assignment: str) -> list[str]:
    """Return the written questions that have no answer yet, by their ids."""
    wanted = handed_out(assignment)
    answered = {
        _grade_id(cell)
        for cell in cells
        if source_of(cell) and digest(cell) != wanted.get(_grade_id(cell), {}).get("source")
    }
    return [
        question
        for question in manifest.assignments()[assignment].questions
        if question not in answered
    ]


def label(grade_id: str) -> str:
    """Return what students call a graded cell."""
    exercise, _, check = grade_id.partition("-")
    if check:
        return f'The cell of the check "{exercise}.{check}"'
    if any(grade_id in entry.questions for entry in manifest.assignments().values()):
        return f"The answer to the question {grade_id}"
    try:
        return f"The cell of {manifest.exercise(grade_id).class_name}"
    except KeyError:
        return f"The cell {grade_id}"


def _grade_id(cell: dict) -> str:
    mark = cell.get("metadata", {}).get("nbgrader")
    return mark.get("grade_id", "") if isinstance(mark, dict) else ""
