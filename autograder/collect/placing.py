"""Writes submissions into the course, whole or not at all; what they replace is kept aside."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from .choosing import Submission
from .handin import parse_time


@dataclass(frozen=True)
class Placed:
    """What became of one submission: `new`, `unchanged`, `replaced` or `older`.

    `aside` is where the one that was replaced is kept.
    """

    student: str
    assignment: str
    state: str
    aside: Path | None = None

    @property
    def line(self) -> str:
        """What an instructor should know about it, or nothing."""
        where = f"{self.student}/{self.assignment}"
        if self.state == "replaced":
            return f"{where}: an earlier one was there, kept in {self.aside}"
        if self.state == "older":
            return f"{where}: left out, what is there was handed in later"
        return ""


def place(root: Path, submission: Submission, dry_run: bool) -> Placed:
    """Write a submission to `course/submitted/STUDENT/ASSIGNMENT/` and say what became of it."""
    course = root / "course"
    target = course / "submitted" / submission.student / submission.assignment
    contents = submission.contents()
    told = submission.student, submission.assignment
    if not target.exists():
        if not dry_run:
            _write(contents, target)
        return Placed(*told, "new")
    if _contents_of(target) == contents:
        return Placed(*told, "unchanged")
    there = _time_of(target)
    if there and submission.time and submission.time < there:
        return Placed(*told, "older")
    aside = _free(course / "replaced" / submission.student / submission.assignment)
    if not dry_run:
        aside.parent.mkdir(parents=True, exist_ok=True)
        staged = _stage(contents, target)
        target.rename(aside)
        staged.rename(target)
    return Placed(*told, "replaced", aside.relative_to(root))


def _write(contents: dict[str, bytes], target: Path) -> None:
    _stage(contents, target).rename(target)


def _stage(contents: dict[str, bytes], target: Path) -> Path:
    """Write the files into a folder beside the target, and return it."""
    staged = target.with_name(f".{target.name}.tmp")
    shutil.rmtree(staged, ignore_errors=True)
    try:
        for name, data in contents.items():
            path = staged / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    except OSError:
        shutil.rmtree(staged, ignore_errors=True)
        raise
    return staged


def _contents_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def _time_of(folder: Path) -> datetime | None:
    path = folder / "timestamp.txt"
    return parse_time(path.read_text("utf-8", errors="replace")) if path.exists() else None


def _free(folder: Path) -> Path:
    """Return the first numbered folder that is not there yet."""
    number = 1
    while (folder / str(number)).exists():
        number += 1
    return folder / str(number)
