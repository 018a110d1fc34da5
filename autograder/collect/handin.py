"""One upload by one person or group, as the readers of all layouts give it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timezone

from ..course.timestamps import parse_timestamp
from .archive import Entry

NOTEBOOKS = (".ipynb", ".ipynb.txt", ".ipynb.json", ".json", ".py")


@dataclass(frozen=True)
class File:
    """A file of an upload under its own name, with the number of the attempt where there is one."""

    name: str
    entry: Entry
    attempt: int = 0

    @property
    def is_notebook(self) -> bool:
        """Whether its name says that it may be a notebook."""
        return self.name.lower().endswith(NOTEBOOKS)


@dataclass(frozen=True)
class HandIn:
    """What one person handed in: `name` as the LMS writes it, `lms_id` where it gives one.

    `late` says that the LMS marks it so, `time` when it was handed in where that is known; `dated`
    that the dates of the files say it, which those of a copy and those in a student's zip do not.
    """

    name: str
    lms_id: str
    files: tuple[File, ...]
    late: bool = False
    time: datetime | None = None
    dated: bool = True


@dataclass
class Uploads:
    """Gathers the files of each person."""

    found: dict[tuple[str, str], HandIn] = field(default_factory=dict)

    def add(self, name: str, lms_id: str, file: File, late: bool = False) -> None:
        """Add a file to what a person handed in."""
        key = (lms_id, "" if lms_id else name)
        before = self.found.get(key, HandIn(name, lms_id, ()))
        files = (*before.files, file)
        self.found[key] = replace(before, files=files, late=before.late or late)

    def all(self) -> list[HandIn]:
        """Return what each person handed in."""
        return list(self.found.values())


def parse_time(text: str) -> datetime | None:
    """Return a date as nbgrader, Moodle or ISO has it, in UTC where it names no zone."""
    found = parse_timestamp(text)
    return found and found.replace(tzinfo=timezone.utc)
