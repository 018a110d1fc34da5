"""Packs the running notebook into the one file that a student hands in."""

from __future__ import annotations

import importlib
import json
import os
import re
import sys
import time
from pathlib import Path
from unicodedata import category

from .. import manifest
from ..runtime import grading
from .integrity import flaws, handed_out
from .own_notebook import NotebookError, OwnNotebook, read_own_notebook
from .progress import progress

_PLACEHOLDERS = {"name", "yourname", "id", "studentid", "yourid", "yourstudentid", "todo", "none"}
# Letters, the marks on them and numbers, by Unicode's categories: names are of every script.
_NAME_CATEGORIES, _NAME_SIGNS = "LMN", " .,'’·-"
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
    lines += _state(own, assignment)
    lines += ["How far you are:", *(f"    {line}" for line in progress(own, assignment))]
    return "\n".join([*lines, _hand_in(target)])


def checked_name(name: object) -> str:
    """Return a student's name without blanks around it; raise PackingError where it is none."""
    text = name.strip() if isinstance(name, str) else ""
    if not text or _bare(text) in _PLACEHOLDERS:
        raise PackingError('write your name between the quotes of name = "", and run again')
    plain = all(category(sign)[0] in _NAME_CATEGORIES or sign in _NAME_SIGNS for sign in text)
    if not plain or not text[0].isalpha() or len(text) > _LONGEST:
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
    return f"{own.path.name} as saved {_age(time.time() - own.path.stat().st_mtime)}"


def _age(seconds: float) -> str:
    for size, unit in ((86400, "day"), (3600, "hour"), (60, "minute")):
        count = int(seconds // size)
        if count > 0:
            return f"{count} {unit}{'' if count == 1 else 's'} ago"
    return "less than a minute ago"


def _state(own: OwnNotebook, assignment: str) -> list[str]:
    """Return whether the graded cells are as they were handed out."""
    found = flaws(own.cells, assignment)
    if not found:
        return [f"✓ All {len(handed_out(assignment))} graded cells are there, once and unedited."]
    return ["✗ Not all graded cells are as they were handed out:", *(f"    • {f}" for f in found)]


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
