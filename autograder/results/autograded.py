"""Reads what grading left of a submission: the class's cells, what the checks found, the run."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

from starter.manifest import Assignment

from ..grading.jobs import Done

BULLET = "  • "


@dataclass(frozen=True)
class Autograded:
    """One graded submission as its files tell it.

    `sources` holds the code of each exercise's cell, `passed` whether each check cell succeeded,
    `messages` what each failing check said, one text a finding; `codes` the findings' codes,
    `incidents`, `healed`, `seconds` and `isolated` what `kit grade` noted of the run (`ran` says
    whether it did).
    """

    student: str
    sources: dict[str, str] = field(default_factory=dict)
    passed: dict[str, bool] = field(default_factory=dict)
    messages: dict[str, list[str]] = field(default_factory=dict)
    codes: dict[str, list[str]] = field(default_factory=dict)
    incidents: tuple[str, ...] = ()
    healed: tuple[str, ...] = ()
    seconds: float = 0.0
    wall_seconds: float = 0.0
    isolated: bool = True
    ran: bool = False


def read_autograded(root: Path, assignment: Assignment, student: str) -> Autograded | None:
    """Return what is known of a graded submission, or None where no autograded notebook is."""
    folder = root / "course" / "autograded" / student / assignment.id
    notebook = _json(folder / f"{assignment.id}.ipynb")
    if notebook is None:
        return None
    run = _json(root / "course" / "runs" / assignment.id / f"{student}.json")
    try:
        return Autograded(student, **cells_of(notebook, assignment), **_run(run))
    except (KeyError, TypeError, AttributeError):
        return None


def autograded_of(done: Done, assignment: Assignment) -> Autograded:
    """Return what is known of a submission that has just been run and is in no file."""
    return Autograded(
        done.student,
        **cells_of(json.loads(done.notebook), assignment),
        codes=done.codes,
        incidents=done.incidents,
        healed=done.healed,
        seconds=done.seconds,
        wall_seconds=done.wall_seconds,
    )


def cells_of(notebook: dict, assignment: Assignment) -> dict[str, dict]:
    """Return `sources`, `passed` and `messages` of an autograded notebook."""
    exercises = {exercise.id for exercise in assignment.exercises}
    checks = {check.grade_id: check.id for check in assignment.checks}
    sources, passed, messages = {}, {}, {}
    for cell in notebook["cells"]:
        grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if grade_id in exercises:
            sources[grade_id] = _text(cell["source"])
        elif grade_id in checks:
            outputs = cell.get("outputs", [])
            failed = any(output["output_type"] == "error" for output in outputs)
            passed[checks[grade_id]] = bool(cell.get("execution_count")) and not failed
            if failed:
                messages[checks[grade_id]] = _messages(outputs)
    return {"sources": sources, "passed": passed, "messages": messages}


def _messages(outputs: list[dict]) -> list[str]:
    """Return what a check's findings say, from the text that it printed."""
    shown = [_text(output.get("data", {}).get("text/plain", "")) for output in outputs]
    lines = "\n".join(shown).splitlines()
    return [line.removeprefix(BULLET) for line in lines if line.startswith(BULLET)]


def _run(run: dict | None) -> dict:
    if run is None:
        return {}
    done = run["done"]
    told = {key: done[key] for key in ("codes", "seconds", "wall_seconds")}
    told |= {key: tuple(done[key]) for key in ("incidents", "healed")}
    return {**told, "isolated": run.get("isolated", True), "ran": True}


def _json(path: Path) -> dict | None:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def _text(source: str | list[str]) -> str:
    """Return a notebook's text, which files hold as lines."""
    return source if isinstance(source, str) else "".join(source)
