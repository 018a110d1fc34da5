"""Collects a class: reads what the LMS gave out, decides what counts, writes it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

from starter.manifest import assignments

from ..course.sheets import SheetError, parse_sheet, read_sheet
from ..results.gradebook import ResultsError, read_due_dates
from . import canvas, moodle, plain
from .archive import CollectError, Damaged, Entry, open_inner, open_source
from .choosing import Submission, choose
from .handin import NOTEBOOKS, File, HandIn
from .placing import Placed, place
from .register import Register
from .roster import Roster, read_roster, rows_of, write_roster

# Files whose dates are no further apart were written by one download or copy, not handed in so.
ONE_COPY = timedelta(minutes=5)
_DATELESS = "all files have the date of a copy or a download: who has no other time is not late"
_MOST_LINES = 5


@dataclass(frozen=True)
class Collected:
    """What was collected: from which layout, what became of each submission, what to look at.

    `refused` are files that were not read, `unplaced` uploads that are of no assignment.
    """

    layout: str
    placed: list[Placed]
    notes: list[str]
    refused: list[str]
    unplaced: list[str]


def collect(
    root: Path,
    source: Path,
    assignment: str | None = None,
    roster: Path | None = None,
    due: datetime | None = None,
    dry_run: bool = False,
) -> Collected:
    """Bring a zip or folder of submissions into `course/submitted/` and `course/roster.csv`.

    A dry run writes nothing and says what would happen. Raises CollectError and SheetError.
    """
    entries, refused = open_source(source)
    people = read_roster(root / "course" / "roster.csv")
    if roster is not None:
        people.merge(rows_of(read_sheet(roster), str(roster)))
    entries = _join_lists(_unwrapped(entries), people)
    dateless = _written_at_once(entries)
    layout, handins = _read(entries)
    handins = [replace(handin, dated=not dateless) for handin in handins]
    if not handins:
        raise CollectError(f"{source} holds no submissions: {_first_names(entries)}")
    handins, more = _unzipped(handins)
    choice = choose(handins, people, assignment, _due_dates(root, handins, due))
    register = Register(root / "course" / "collected.json")
    placed, notes = [], []
    try:
        for submission in choice.submissions:
            try:
                placed.append(place(root, submission, register, dry_run))
                notes += _notes(submission, placed[-1])
            except Damaged as error:
                more.append(str(error))
        if not dry_run:
            register.write()
            write_roster(people, root / "course" / "roster.csv")
    except OSError as error:
        where = error.filename or root / "course"
        raise CollectError(
            f"{where} cannot be written ({error.strerror}); mend that and collect again"
        ) from error
    written = [one for one in placed if one.state in ("new", "replaced")]
    if dateless and layout != "Canvas" and any(not one.time for one in written):
        notes.append(_DATELESS)
    return Collected(layout, placed, notes, refused + more, choice.unplaced)


def _written_at_once(entries: list[Entry]) -> bool:
    """Say whether the files' dates are those of a copy of all, and so say nothing of each."""
    kinds = (*NOTEBOOKS, ".zip")
    files = [entry for entry in entries if entry.path.name.lower().endswith(kinds)]
    times = [entry.time for entry in files if entry.time]
    return bool(times) and max(times) - min(times) <= ONE_COPY


def _due_dates(root: Path, handins: list[HandIn], due: datetime | None) -> dict[str, datetime]:
    """Return when each assignment is due, if anyone is marked late: the later of what is known."""
    if not any(handin.late for handin in handins):
        return {}
    try:
        known = read_due_dates(root)
    except ResultsError as error:
        raise CollectError(str(error)) from error
    known = {name: time.replace(tzinfo=timezone.utc) for name, time in known.items()}
    if due:
        known = {name: max(due, known.get(name, due)) for name in assignments()}
    return known


def _notes(submission: Submission, placed: Placed) -> list[str]:
    """Return what there is to say about who is late and who is in a group, where it is news."""
    lines, who = [], submission.student
    written = placed.state in ("new", "replaced")
    if written and submission.via:
        lines.append(f"{who}: has what {submission.via} handed in for the group")
    if written and submission.late and placed.time:
        lines.append(f"{who}: marked late; counts as handed in at {placed.time}")
    if submission.late and not submission.time and not placed.time:
        todo = "collect again with --due to have it count"
        lines.append(f"{who}: marked late, but no due date is known; {todo}")
    return lines


def _read(entries: list[Entry]) -> tuple[str, list[HandIn]]:
    for name, layout in (("Canvas", canvas), ("Moodle", moodle)):
        handins = layout.read(entries)
        if handins is not None:
            return name, handins
    return "plain folders", plain.read(entries)


def _unwrapped(entries: list[Entry]) -> list[Entry]:
    """Return the entries without a folder that is only around all of them."""
    while entries and len({entry.path.parts[0] for entry in entries}) == 1:
        depths = {len(entry.path.parts) for entry in entries}
        inner = [entry.inside(1) for entry in entries] if min(depths) > 1 else []
        around_students = min(depths) > 2 and not _is_student(inner)
        if not (inner and (around_students or canvas.read(inner) or moodle.read(inner))):
            break
        if moodle.read(entries):
            break
        entries = inner
    return entries


def _is_student(inner: list[Entry]) -> bool:
    return {entry.path.parts[0] for entry in inner} <= set(assignments())


def _join_lists(entries: list[Entry], people: Roster) -> list[Entry]:
    """Return the entries without an LMS's lists of people among them, which the roster takes in."""
    left = []
    for entry in entries:
        if len(entry.path.parts) > 1 or entry.path.suffix.lower() != ".csv":
            left.append(entry)
            continue
        try:
            where = str(entry.path)
            people.merge(rows_of(parse_sheet(entry.read(), where), where))
        except (SheetError, Damaged):
            left.append(entry)  # data that a student handed in
    return left


def _unzipped(handins: list[HandIn]) -> tuple[list[HandIn], list[str]]:
    """Return the uploads, with what is in the zips of those who handed in nothing else."""
    done, refused = [], []
    for handin in handins:
        zips = [file for file in handin.files if file.name.lower().endswith(".zip")]
        if zips and not any(file.is_notebook for file in handin.files):
            last = max(zips, key=lambda file: file.attempt)
            entries, more = open_inner(last.entry)
            refused += [f"{handin.name}: {line}" for line in _first(more)]
            inner = [File(e.path.name, e, last.attempt) for e in entries]
            kept = [file for file in handin.files if file not in zips]
            time = handin.time or (last.entry.time if handin.dated else None)
            handin = replace(handin, files=(*kept, *inner), time=time, dated=False)
        done.append(handin)
    return done, refused


def _first(lines: list[str]) -> list[str]:
    """Return the first lines on one upload, and how many more there are."""
    more = len(lines) - _MOST_LINES
    return [*lines[:_MOST_LINES], f"and {more} more"] if more > 0 else lines


def _first_names(entries: list[Entry]) -> str:
    names = ", ".join(str(entry.path) for entry in entries[:3])
    return f"it begins with {names}" if names else f"it has no file ending in {NOTEBOOKS[0]}"
