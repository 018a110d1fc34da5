"""Decides what counts: which notebook is of which assignment, and which attempt is the latest."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import PurePosixPath

from starter.manifest import assignments

from .archive import Damaged
from .handin import File, HandIn, parse_time
from .plain import stamped, stamped_badly
from .roster import Person, Roster, folder_name

_LONGEST_NAME = 255  # bytes, on all common file systems
_AS_NOTEBOOK = (".ipynb", ".ipynb.txt", ".ipynb.json", ".json")


@dataclass(frozen=True)
class Submission:
    """What a student is to have in `submitted/`: the chosen notebook and the files beside it.

    `time` is when it was handed in where that is known, `late` that the LMS marked it so, `via` who
    handed it in for a group.
    """

    student: str
    assignment: str
    notebook: File
    beside: tuple[File, ...]
    time: datetime | None
    late: bool = False
    via: str = ""

    def contents(self) -> dict[str, bytes]:
        """Return the files of the submission's folder by name."""
        beside = [file for file in self.beside if file.name.partition("/")[0] != self.name]
        found = {file.name: file.entry.read() for file in beside}
        found[self.name] = self.notebook.entry.read()
        if self.time:
            found["timestamp.txt"] = f"{self.stamp}\n".encode()
        return found

    @property
    def key(self) -> str:
        """Its place in `submitted/`."""
        return f"{self.student}/{self.assignment}"

    @property
    def stamp(self) -> str:
        """The time as nbgrader's `timestamp.txt` has it, or nothing."""
        return f"{self.time:%Y-%m-%d %H:%M:%S} UTC" if self.time else ""

    @property
    def name(self) -> str:
        """The notebook's name in the folder; what was handed in as a script stays one."""
        low = self.notebook.name.lower()
        return f"{self.assignment}.{'ipynb' if low.endswith(_AS_NOTEBOOK) else 'py'}"


@dataclass(frozen=True)
class Choice:
    """The submissions, and a line for each upload that is of no assignment."""

    submissions: list[Submission]
    unplaced: list[str]


def choose(
    handins: list[HandIn], roster: Roster, assignment: str | None, due: dict[str, datetime]
) -> Choice:
    """Return for each student the latest attempt at each assignment.

    `assignment` is the one that all of them are of; by default each notebook says so itself. `due`
    holds when assignments are due, where that is known.
    """
    found: dict[tuple[str, str], Submission] = {}
    unplaced, groups = [], roster.groups()
    for handin in handins:
        group = folder_name(handin.name).casefold()
        people = roster.members(group) if group in groups else [roster.find(*_who(handin))]
        try:
            submissions, more = _of_one(handin, assignment)
        except Damaged as error:
            submissions, more = [], [str(error)]
        unplaced += more
        for submission in submissions:
            for person in people:
                via = handin.name if len(people) > 1 else ""
                theirs = replace(_timed(submission, person, roster, due), via=via)
                before = found.get((person.student, submission.assignment))
                if before is None or _order(theirs) >= _order(before):
                    found[person.student, submission.assignment] = theirs
    _share_in_groups(found, roster)
    return Choice([found[key] for key in sorted(found)], unplaced)


def _who(handin: HandIn) -> tuple[str, str]:
    return handin.name, handin.lms_id


def _of_one(handin: HandIn, assignment: str | None) -> tuple[list[Submission], list[str]]:
    """Return what one upload holds for each assignment, and a line on what has no place."""
    notebooks = [file for file in handin.files if file.is_notebook]
    beside, lines = _storable(
        [f for f in handin.files if not f.is_notebook and _is_beside(f)], handin.name
    )
    by_assignment: dict[str, list[File]] = {}
    for file in notebooks:
        name = assignment or assignment_of(file.name, file.entry.read())
        if name:
            by_assignment.setdefault(name, []).append(file)
    if not by_assignment:
        what = "no notebook" if not notebooks else "no notebook of a known assignment"
        names = ", ".join(file.name for file in handin.files[:4])
        line = f"{handin.name}: {what} ({names}); say which with --assignment"
        return [], [*lines, line]
    found = []
    for name, files in by_assignment.items():
        best = max(files, key=lambda file: _preference(file, name))
        if not handin.time and stamped_badly(handin, name):
            lines.append(f"{handin.name}: its timestamp.txt names no time, the file's date counts")
        dated = best.entry.time if handin.dated else None
        time = stamped(handin, name) or handin.time or dated
        found.append(Submission("", name, best, beside, time, handin.late))
    return found, lines


def _is_beside(file: File) -> bool:
    return file.name.rpartition("/")[2] != "timestamp.txt" and not file.name.endswith(".zip")


def _storable(files: list[File], who: str) -> tuple[tuple[File, ...], list[str]]:
    """Return the files that can lie in one folder, and a line on each of the others."""
    taken = {"timestamp.txt", *(file.name for file in files)}
    stored, lines = [], []
    for file in files:
        parts = PurePosixPath(file.name).parts
        if any("/".join(parts[:count]) in taken for count in range(1, len(parts))):
            lines.append(f"{who}: {file.name}: left out, its folder has the name of a file")
        elif max(len(part.encode("utf-8", "replace")) for part in parts) > _LONGEST_NAME:
            lines.append(f"{who}: {file.name[:60]}…: left out, its name is too long for a file")
        else:
            stored.append(file)
    return tuple(stored), lines


def _preference(file: File, assignment: str):
    """Return what puts the notebook that counts last: kind, attempt, then date and name."""
    low = file.name.lower()
    stamp = file.entry.time.timestamp() if file.entry.time else 0
    return not low.endswith(".py"), file.attempt, assignment in low, stamp, low


def assignment_of(name: str, data: bytes) -> str | None:
    """Return the assignment that a notebook is of, by its checks and classes, else by its name."""
    text = data.decode("utf-8", errors="ignore")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", errors="ignore")
    counts = {key: len(set(pattern.findall(text))) for key, pattern in _patterns().items()}
    best = max(counts, key=counts.__getitem__)
    if counts[best] and list(counts.values()).count(counts[best]) == 1:
        return best
    named = [key for key in assignments() if key in name.lower()]
    return named[0] if len(named) == 1 else None


@cache
def _patterns() -> dict[str, re.Pattern]:
    """Return what is found in a notebook of each assignment: calls of its checks, its classes."""
    return {
        key: re.compile(
            "|".join(
                rf"{exercise.id}\.\w+|class {exercise.class_name}\b"
                for exercise in assignment.exercises
            )
        )
        for key, assignment in assignments().items()
    }


def _timed(
    submission: Submission, person: Person, roster: Roster, due: dict[str, datetime]
) -> Submission:
    """Return a submission with its student and time, late where the LMS says so."""
    time, end = submission.time, due.get(submission.assignment)
    if told := roster.times.get(person.student):
        time = parse_time(told) or time
    if submission.late and end and (time is None or time <= end):
        # How late is not known; this costs the least.
        time = end + timedelta(seconds=1)
    return replace(submission, student=person.student, time=time)


def _order(submission: Submission):
    return submission.notebook.attempt, submission.time.timestamp() if submission.time else 0


def _share_in_groups(found: dict[tuple[str, str], Submission], roster: Roster) -> None:
    """Give those without a submission of their own the latest one of their group."""
    for (student, assignment), theirs in sorted(found.items()):
        group = roster.people[student].group
        for person in roster.members(group) if group and not theirs.via else ():
            key = (person.student, assignment)
            if key not in found or (found[key].via and _order(found[key]) < _order(theirs)):
                found[key] = replace(theirs, student=person.student, via=student)
