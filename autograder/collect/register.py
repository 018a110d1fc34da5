"""Remembers what was collected, so that the same files keep their time and no attempt comes back.

`course/collected.json` holds a record for each submission.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from ..course.files import write_bytes
from .choosing import Submission


@dataclass(frozen=True)
class Record:
    """What was known of a submission: Canvas's number and mark, and the time written for it."""

    attempt: int = 0
    late: bool = False
    time: str = ""


class Register:
    """The records of a course by student and assignment; a file that is damaged holds none."""

    def __init__(self, path: Path):
        self.path = path
        try:
            found = json.loads(path.read_text("utf-8"))
            self.records = {key: Record(**told) for key, told in found.items()}
        except (OSError, ValueError, TypeError, AttributeError):
            self.records = {}

    def outdated(self, submission: Submission) -> bool:
        """Say whether a later attempt was collected before."""
        known = self.records.get(submission.key)
        return bool(known) and submission.notebook.attempt < known.attempt

    def note(self, submission: Submission) -> None:
        """Remember a submission that was written."""
        told = Record(submission.notebook.attempt, submission.late, submission.stamp)
        self.records[submission.key] = told

    def note_same(self, submission: Submission, there: str) -> str:
        """Remember a submission whose files were there, with the time `there`; return what stays.

        That is the first time, and a person's before ours; what follows from a mark follows it.
        """
        known = self.records.get(submission.key)
        if known is None:
            time = there or submission.stamp
            told = Record(submission.notebook.attempt, submission.late and not there, time)
        else:
            time = _lasting(known, submission, there)
            attempt = max(known.attempt, submission.notebook.attempt)
            # Where a person has written another time, ours stays known, and theirs stays theirs.
            told = replace(known, attempt=attempt, time=known.time if time == there else time)
        self.records[submission.key] = told
        return time

    def write(self) -> None:
        """Write the records, whole or not at all."""
        told = {key: asdict(record) for key, record in sorted(self.records.items())}
        write_bytes((json.dumps(told, indent=1) + "\n").encode(), self.path)


def _lasting(known: Record, submission: Submission, there: str) -> str:
    if there != known.time:
        return there
    if known.late and (submission.stamp or not submission.late):
        return submission.stamp
    # Marked only now, it is the same once more; what is there came in time.
    return there if submission.late else there or submission.stamp
