"""Plain folders: `STUDENT/...`, nbgrader's `STUDENT/ASSIGNMENT/...`, or files named by student."""

from __future__ import annotations

import re
from datetime import datetime

from starter.manifest import assignments

from .archive import Entry
from .handin import NOTEBOOKS, File, HandIn, Uploads, parse_time


def read(entries: list[Entry]) -> list[HandIn]:
    """Return what each person handed in."""
    uploads = Uploads()
    for entry in entries:
        first, *rest = entry.path.parts
        if rest:
            if len(rest) > 1 and rest[0] in assignments():
                rest = rest[1:] if rest[1:] != ["timestamp.txt"] else rest
            uploads.add(first, "", File("/".join(rest), entry))
        elif first.lower().endswith(NOTEBOOKS):
            uploads.add(_owner(first), "", File(first, entry))
    return uploads.all()


def _owner(name: str) -> str:
    """Return whose file it is by its name: `ada_rnn.ipynb`, `rnn-ada.ipynb` or `ada.ipynb`."""
    stem = name.partition(".")[0]
    for assignment in assignments():
        for pattern in (rf"[ _-]{assignment}$", rf"^{assignment}[ _-]"):
            if shorter := re.sub(pattern, "", stem, flags=re.IGNORECASE):
                stem = shorter
    return stem


def stamped(handin: HandIn, assignment: str) -> datetime | None:
    """Return the time in nbgrader's `timestamp.txt`, if the upload has one.

    What came through an LMS is a student's own file, which says nothing.
    """
    file = _stamp(handin, assignment)
    return parse_time(file.entry.read().decode("utf-8", errors="replace")) if file else None


def stamped_badly(handin: HandIn, assignment: str) -> bool:
    """Say whether the upload has a `timestamp.txt` that names no time."""
    return _stamp(handin, assignment) is not None and stamped(handin, assignment) is None


def _stamp(handin: HandIn, assignment: str) -> File | None:
    if handin.lms_id:
        return None
    names = (f"{assignment}/timestamp.txt", "timestamp.txt")
    found = (file for name in names for file in handin.files if file.name == name)
    return next(found, None)
