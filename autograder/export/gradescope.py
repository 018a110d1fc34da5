"""Gradescope: `results.json` for each submission.

Source: Gradescope's autograder documentation, "Output format".
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from starter.manifest import Assignment, Check

from ..results.autograded import Autograded
from ..results.gradebook import Result
from .graded_class import Exported, GradedClass, waiting_notes


def export(graded: GradedClass, template: Path | None = None) -> Exported:
    """Return `gradescope-ASSIGNMENT/STUDENT/results.json` for each submission."""
    files = {}
    for result in graded.results.found:
        written = results_json(graded.results.assignment, result, graded.found_in(result.student))
        files[f"gradescope-{graded.name}/{result.student}/results.json"] = written
    return Exported(files, waiting_notes(graded))


def results_json(
    assignment: Assignment, result: Result, found: Autograded, notes: Sequence[str] = ()
) -> bytes:
    """Return one submission's results as Gradescope reads them.

    Students see all but what is marked hidden: `notes` and incidents are for instructors.
    """
    tests = []
    for place, exercise in enumerate(assignment.exercises, 1):
        for part, check in enumerate(exercise.checks, 1):
            title = f"{exercise.title}: {check.name}" + (" (bonus)" if exercise.bonus else "")
            tests.append(_test(check, title, f"{place}.{part}", result, found))
    first = len(assignment.exercises) + 1
    for place, (question, worth) in enumerate(assignment.questions.items(), first):
        waits = "A person grades this question." if question in result.ungraded else ""
        tests.append(
            {
                "name": question.replace("_", " "),
                "number": f"{place}",
                "score": result.scores.get(question, 0.0),
                "max_score": worth,
                "output": result.comments.get(question, waits),
                "output_format": "text",
                "visibility": "visible",
            }
        )
    private = [*notes, *found.incidents]
    if private:
        tests.append(
            {
                "name": "for instructors",
                "output": "\n".join(private),
                "output_format": "text",
                "visibility": "hidden",
            }
        )
    told = {
        "score": result.score,
        "output": f"Late: {-result.penalty:g} points" if result.penalty else "",
        "output_format": "text",
        "visibility": "visible",
        "tests": tests,
    }
    return (json.dumps(told, indent=1, ensure_ascii=False) + "\n").encode()


def _test(check: Check, title: str, number: str, result: Result, found: Autograded) -> dict:
    score = result.scores.get(check.grade_id, 0.0)
    return {
        "name": title,
        "number": number,
        "score": score,
        "max_score": check.points,
        "status": "passed" if score >= check.points else "failed",
        "output": "\n".join(found.messages.get(check.id, ())),
        "output_format": "text",
        "visibility": "visible",
    }
