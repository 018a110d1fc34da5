"""Heals the submissions of a class; healed copies are written beside the originals, not over."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ..course.bounds import Exceeded, read_bounds, within
from ..course.files import write_notebook
from ..course.source_cells import SourceCell
from .heal_notebook import heal
from .reading import Unreadable, read_submission


@dataclass(frozen=True)
class Healed:
    """What was done to one submission, where the healed copy is, or why it cannot be read."""

    student: str
    notes: tuple[str, ...] = ()
    copy: Path | None = None
    problem: str = ""


def heal_class(
    root: Path,
    name: str,
    students: list[str],
    known: list[SourceCell],
    progress: Callable[[str], None] = lambda student: None,
) -> Iterator[Healed]:
    """Yield what was done to each submission; originals stay as they are.

    The healed copy is `course/healed/STUDENT/ASSIGNMENT/ASSIGNMENT.ipynb`, for those that had
    anything to heal. `kit grade` heals by itself and needs none of them.
    """
    for student in students:
        yield _heal_one(root, name, student, known)
        progress(student)


def _heal_one(root: Path, name: str, student: str, known: list[SourceCell]) -> Healed:
    folder = root / "course" / "submitted" / student / name
    copy = root / "course" / "healed" / student / name / f"{name}.ipynb"
    bounds = read_bounds()
    try:
        handed = read_submission(folder, name)
        with within(bounds.seconds, bounds.memory):
            notes = (*handed.notes, *heal(handed.notebook, known))
    except Unreadable as error:
        return Healed(student, problem=f"{folder.relative_to(root)}/{error}")
    except (Exceeded, RecursionError) as error:
        return Healed(student, problem=f"could not be healed: {error}; look at it by hand")
    if notes:
        write_notebook(handed.notebook, copy)
    else:
        shutil.rmtree(copy.parent, ignore_errors=True)
    return Healed(student, notes, copy.relative_to(root) if notes else None)
