"""Writes submissions into the course, whole or not at all; what they replace is kept aside."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from ..course.files import write_bytes
from ..course.timestamps import NAME, read_text
from .archive import Damaged
from .choosing import Submission
from .handin import parse_time
from .register import Register


@dataclass(frozen=True)
class Placed:
    """What became of one submission: `new`, `unchanged`, `new time`, `replaced` or `older`.

    `time` is when it counts as handed in, empty where that is not known; `aside` is where the one
    that was replaced is kept.
    """

    student: str
    assignment: str
    state: str
    time: str = ""
    aside: Path | None = None

    @property
    def line(self) -> str:
        """What an instructor should know about it, or nothing."""
        where = f"{self.student}/{self.assignment}"
        if self.state == "replaced":
            return f"{where}: an earlier one was there, kept in {self.aside}"
        if self.state == "older":
            return f"{where}: left out, what is there was handed in later"
        if self.state == "new time":
            told = f"counts as handed in at {self.time}" if self.time else "no longer marked late"
            return f"{where}: the same files, {told}"
        return ""


def place(root: Path, submission: Submission, register: Register, dry_run: bool) -> Placed:
    """Write a submission to `course/submitted/STUDENT/ASSIGNMENT/` and say what became of it.

    A link in its place is moved aside. Raises Damaged where the student's folder is one, which may
    lead to another student's.
    """
    course = root / "course"
    target = course / "submitted" / submission.student / submission.assignment
    contents = submission.contents()
    told = submission.student, submission.assignment
    linked = target.is_symlink()
    if target.parent.is_symlink():
        where = target.parent.relative_to(root)
        raise Damaged(f"{'/'.join(told)}: left out, {where} is a link; remove it and collect again")
    if not (target.exists() or linked):
        if not dry_run:
            _write(contents, target)
        register.note(submission)
        return Placed(*told, "new", submission.stamp)
    if not linked:
        there = _stamp_of(target)
        if _files(_contents_of(target)) == _files(contents):
            return _same(target, submission, register, there, dry_run)
        if _is_older(submission, register, there):
            return Placed(*told, "older", there)
    aside = _free(course / "replaced" / submission.student / submission.assignment)
    if not dry_run:
        aside.parent.mkdir(parents=True, exist_ok=True)
        staged = _stage(contents, target)
        target.rename(aside)
        staged.rename(target)
    register.note(submission)
    return Placed(*told, "replaced", submission.stamp, aside.relative_to(root))


def _same(
    target: Path, submission: Submission, register: Register, there: str, dry_run: bool
) -> Placed:
    """Leave files as they are; their time alone may have changed."""
    time = register.note_same(submission, there)
    told = submission.student, submission.assignment
    if time == there:
        return Placed(*told, "unchanged", time)
    if not dry_run and time:
        write_bytes(f"{time}\n".encode(), target / NAME)
    elif not dry_run:
        (target / NAME).unlink()
    return Placed(*told, "new time", time)


def _is_older(submission: Submission, register: Register, there: str) -> bool:
    """Say whether what is there was handed in later, by Canvas's numbers, elsewhere by the time."""
    if submission.notebook.attempt:
        return register.outdated(submission)
    time = parse_time(there) if there else None
    return bool(time and submission.time and submission.time < time)


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
        if path.is_file() and not path.is_symlink()
    }


def _files(contents: dict[str, bytes]) -> dict[str, bytes]:
    """Return what was handed in, without the time."""
    return {name: data for name, data in contents.items() if name != NAME}


def _stamp_of(folder: Path) -> str:
    return (read_text(folder) or "").strip()


def _free(folder: Path) -> Path:
    """Return the first numbered folder that is not there yet."""
    number = 1
    while (folder / str(number)).exists():
        number += 1
    return folder / str(number)
