"""Brings grades out of the gradebook into what an LMS takes: one module a format.

May import collect, course, grading, healing, making, results, sandbox.
"""

from __future__ import annotations

from pathlib import Path

from ..course.files import write_bytes
from . import canvas, gradescope, moodle, plain
from .graded_class import read_class, some
from .gradescope_zip import write_autograder
from .people import ExportError

FORMATS = {
    "canvas": canvas.export,
    "moodle": moodle.export,
    "gradescope": gradescope.export,
    "csv": plain.export,
}

__all__ = ["FORMATS", "ExportError", "export", "some", "write_autograder"]


def export(
    root: Path, to: str, name: str, template: Path | None = None
) -> tuple[list[Path], list[str]]:
    """Write an assignment's grades into `course/export`; return paths and what is to be known.

    Nothing is written where something is wrong. Raises ResultsError and SheetError.
    """
    made = FORMATS[to](read_class(root, name), template)
    folder = root / "course" / "export"
    try:
        for path, data in made.files.items():
            write_bytes(data, folder / path)
    except OSError as error:
        where = folder.relative_to(root)
        raise ExportError(f"{where} cannot be written ({error.strerror or error})") from error
    return [folder / path for path in made.files], made.notes
