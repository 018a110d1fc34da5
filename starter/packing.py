"""Packs the running notebook into the one file that a student hands in."""

from __future__ import annotations

import importlib
import json
import os
import re
import sys
import time
from pathlib import Path

from . import manifest
from .examination import Report, examine
from .integrity import flaws, handed_out, unanswered
from .own_notebook import (
    NotebookError,
    OwnNotebook,
    namespace,
    read_own_notebook,
    source_of,
    sources_run,
)
from .runtime import grading

_PLACEHOLDERS = {"name", "yourname", "id", "studentid", "yourid", "yourstudentid", "todo", "none"}
_NAME = re.compile(r"[^\W\d_][\w .,'’·-]*")
_STUDENT_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_LONGEST = 64


class PackingError(Exception):
    """Why nothing was packed; the message says what to do."""


def pack(
    assignment: str, name: str, student_id: str | int, notebook: str | Path | None = None
) -> None:
    """Write the submission `ASSIGNMENT_STUDENTID.ipynb` and print how far the student is.

    The notebook is Colab's own copy or the saved file; `notebook` names the file where it cannot be
    found. Prints one line, and writes nothing, where something must be done first. Does nothing
    while the notebook is graded.
    """
    if grading():
        return
    try:
        print(_pack(assignment, name, student_id, notebook))
    except (PackingError, NotebookError) as error:
        print(f"Not packed yet: {error}.")


def _pack(assignment: str, name: str, student_id: str | int, notebook: str | Path | None) -> str:
    if assignment not in manifest.assignments():
        names = ", ".join(manifest.assignments())
        raise PackingError(f"there is no assignment {assignment!r}; there are {names}")
    name, student_id = checked_name(name), checked_id(student_id)
    own = read_own_notebook(assignment, notebook)
    target = (own.path or Path(assignment)).with_name(f"{assignment}_{student_id}.ipynb")
    if own.path is not None and target.resolve() == own.path.resolve():
        raise PackingError(
            f"you are working in {target.name}, which is the file to hand in. Save a copy under "
            f"another name, such as {assignment}.ipynb, and pack that"
        )
    who = {"assignment": assignment, "name": name, "student_id": student_id}
    metadata = {**own.content.get("metadata", {}), "submission": who}
    _write({**own.content, "metadata": metadata}, target)
    lines = [f"✓ Packed {target.name} for {name}, {student_id}, from {_origin(own)}."]
    lines += _state(own, assignment) + _progress(own, assignment)
    return "\n".join([*lines, _hand_in(target)])


def checked_name(name: object) -> str:
    """Return a student's name without blanks around it; raise PackingError where it is none."""
    text = name.strip() if isinstance(name, str) else ""
    if not text or _bare(text) in _PLACEHOLDERS:
        raise PackingError('write your name between the quotes of name = "", and run again')
    if not _NAME.fullmatch(text) or len(text) > _LONGEST:
        raise PackingError(
            f"name = {text!r} does not look like a name: use letters, blanks, hyphens and "
            f"apostrophes, {_LONGEST} at most"
        )
    return text


def checked_id(student_id: object) -> str:
    """Return a student id as text; raise PackingError where it cannot be part of a file's name."""
    text = str(student_id).strip() if isinstance(student_id, (str, int)) else ""
    if not text or _bare(text) in _PLACEHOLDERS or len(set(_bare(text))) < 2:
        raise PackingError(
            'write your student id between the quotes of student_id = "", and run again'
        )
    if not _STUDENT_ID.fullmatch(text) or len(text) > _LONGEST:
        raise PackingError(
            f"student_id = {text!r} does not look like one: use letters, digits, dots and "
            f"hyphens without blanks, {_LONGEST} at most"
        )
    return text


def _bare(text: str) -> str:
    return re.sub(r"[\W_]", "", text).lower()


def _origin(own: OwnNotebook) -> str:
    if own.path is None:
        return "the notebook as Colab has it"
    return f"{own.path.name} as saved {_age(time.time() - own.path.stat().st_mtime)} ago"


def _age(seconds: float) -> str:
    for size, unit in ((86400, "day"), (3600, "hour"), (60, "minute"), (1, "second")):
        if seconds >= size or size == 1:
            count = max(0, int(seconds // size))
            return f"{count} {unit}" + ("" if count == 1 else "s")
    raise AssertionError


def _state(own: OwnNotebook, assignment: str) -> list[str]:
    """Return whether the graded cells are as handed out, and what of them was not run."""
    found = flaws(own.cells, assignment)
    if not found:
        lines = [f"✓ All {len(handed_out(assignment))} graded cells are there, once and unedited."]
    else:
        lines = ["✗ Some graded cells are not as they were handed out:"]
        lines += [f"    • {line}" for line in found]
    return lines


def _progress(own: OwnNotebook, assignment: str) -> list[str]:
    """Return a line for each exercise: what its checks say of the class in this session."""
    variables, ran = namespace(), {source.strip() for source in sources_run()}
    saved = {
        cell.get("metadata", {}).get("nbgrader", {}).get("grade_id"): source_of(cell)
        for cell in own.cells
    }
    lines = ["How far you are:"]
    for exercise in manifest.assignments()[assignment].exercises:
        cls = variables.get(exercise.class_name)
        line = _standing(examine(exercise.id, cls)) if cls is not None else "○ {}: not run yet"
        if cls is not None and saved.get(exercise.id) not in ran:
            line += " (but its cell has changed since it was run: run it and pack again)"
        lines.append("    " + line.format(exercise.title))
    questions = manifest.assignments()[assignment].questions
    open_ones = unanswered(own.cells, assignment)
    sign = "✓" if not open_ones else "○"
    lines.append(
        f"    {sign} Questions: {len(questions) - len(open_ones)} of {len(questions)} answered"
    )
    return lines


def _standing(report: Report) -> str:
    wrong = [name for name, result in report.checks.items() if result.status == "not yet right"]
    if report.passed:
        return "✓ {}: all checks pass"
    return f"✗ {{}}: not yet right in {', '.join(wrong)}" if wrong else "○ {}: not attempted"


def _hand_in(target: Path) -> str:
    if "google.colab" in sys.modules:
        importlib.import_module("google.colab.files").download(str(target))
        return f"Hand in {target.name}: your browser is downloading it."
    return f"Hand in this file: {target.resolve()}"


def _write(notebook: dict, target: Path) -> None:
    """Write a notebook whole or not at all."""
    temporary = target.with_name(f".{target.name}.tmp")
    try:
        temporary.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", "utf-8")
        os.replace(temporary, target)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise PackingError(f"{target} cannot be written: {error.strerror}") from error
