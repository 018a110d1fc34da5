"""Keeps what each submission's run gave, so that nothing is run twice and nothing done is lost."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict
from functools import cache
from pathlib import Path

import autograder
import starter

from ..course.files import write_bytes
from ..course.source_cells import SourceCell
from .jobs import Done, Job

_CODE = ("*.py", "*.toml", "*.json", "*.npz")


class Runs:
    """The runs of one assignment: `STUDENT.json` in `course/runs/ASSIGNMENT/`.

    Beside it, `STUDENT.recorded` holds the key of the run that the gradebook has, and below it a
    digest of the notebook alone. `kit` is the version of the kit, this one's by default.
    """

    def __init__(self, root: Path, assignment: str, kit: str = ""):
        self.folder = root / "course" / "runs" / assignment
        self.kit = kit or kit_version()

    def find(self, job: Job) -> Done | None:
        """Return what the same job gave before, or None where anything has changed since."""
        try:
            kept = json.loads((self.folder / f"{job.student}.json").read_text("utf-8"))
            return Done(**kept["done"]) if kept["key"] == key_of(job, self.kit) else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def keep(self, job: Job, done: Done) -> None:
        """Write down what a job gave, before it is recorded; one that failed is to run again."""
        if done.problem:
            return
        told = {"key": key_of(job, self.kit), "seed": job.seed, "isolated": job.isolated}
        kept = {**told, "done": asdict(done)}
        write_bytes(json.dumps(kept).encode(), self.folder / f"{job.student}.json")

    def recorded(self, job: Job) -> bool:
        """Say whether what is kept of a job has been recorded."""
        return self._recorded(job)[:1] == [key_of(job, self.kit)]

    def unchanged(self, job: Job) -> bool:
        """Say whether what was recorded before came of the same notebook, whatever the kit."""
        return self._recorded(job)[1:] == [_digest_of(job.notebook)]

    def _recorded(self, job: Job) -> list[str]:
        path = self.folder / f"{job.student}.recorded"
        return path.read_text("utf-8").splitlines() if path.exists() else []

    def forget(self, students: Iterable[str]) -> None:
        """Note that the gradebook no longer has what is kept of these students."""
        for student in students:
            (self.folder / f"{student}.recorded").unlink(missing_ok=True)

    def mark_recorded(self, jobs: Iterable[Job]) -> None:
        """Note that the gradebook has what is kept of these jobs."""
        for job in jobs:
            told = f"{key_of(job, self.kit)}\n{_digest_of(job.notebook)}\n"
            write_bytes(told.encode(), self.folder / f"{job.student}.recorded")


def key_of(job: Job, kit: str) -> str:
    """Return a digest of all that the result of a job depends on, its seed aside."""
    release = _digest(job.source_cells)
    parts = (kit, job.assignment, str(job.isolated), release, job.notebook)
    return _digest_of("\0".join(parts))


def _digest_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def _digest(cells: tuple[SourceCell, ...]) -> str:
    """Return a digest of a release's cells, which all jobs of an assignment share."""
    return _digest_of(json.dumps([asdict(cell) for cell in cells]))


@cache
def kit_version() -> str:
    """Return a digest of the kit's own files, settings and oracles included."""
    return digest_of_code([Path(package.__file__).parent for package in (autograder, starter)])


def digest_of_code(folders: Iterable[Path]) -> str:
    """Return a digest of the names and contents of code, settings and arrays in folders."""
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted(path for pattern in _CODE for path in folder.rglob(pattern)):
            digest.update(path.relative_to(folder.parent).as_posix().encode() + b"\0")
            digest.update(path.read_bytes())
    return digest.hexdigest()
