"""Grades a class: runs every submission in parallel, records the scores, reads the gradebook."""

from __future__ import annotations

import hashlib
import json
import secrets
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry
from sqlalchemy.exc import DatabaseError, SQLAlchemyError

from starter.manifest import Assignment, assignments

from ..course.bounds import Bounds, read_bounds
from ..course.configuration import database, gradebook_name
from ..course.errors import TextError
from ..course.files import write_bytes
from ..course.source_cells import SourceCell, read_source_cells
from ..course.timestamps import timestamp_problem
from ..healing import TooLarge, Unreadable, read_submission
from ..making.release import generate
from ..sandbox.bubblewrap import SandboxMissing
from .executors import ClusterMissing, OpenPlace, count_cores, places
from .interrupts import Interrupts
from .jobs import Done, Job
from .lateness import LatenessError
from .pool import run_all
from .recording import Recorder, read_all_penalties, read_all_points, record_nothing
from .runs import Runs, kit_version

COMMIT_SECONDS = 2.0


class GradingError(Exception):
    """Grading cannot start; the message says what to do."""


@dataclass(frozen=True)
class Settings:
    """How to grade: in how many workers, where, shut off or not, with which challenges.

    `cluster` is empty for this machine, else what `executors.places` takes; `seed` is drawn at
    random by default; `again` runs what is unchanged too; `bounds` are what one submission may take
    beside what its own code may use.
    """

    workers: int = field(default_factory=count_cores)
    cluster: str = ""
    sandbox: bool = True
    seed: int = field(default_factory=lambda: secrets.randbits(32))
    again: bool = False
    bounds: Bounds = field(default_factory=read_bounds)


@dataclass(frozen=True)
class Outcome:
    """What became of one submission: its points by grade cell, or why it could not be graded.

    `incidents` are what an instructor should know about the run; `kept` says that it was not run,
    since nothing had changed; `healed` is what was repaired in its file and its cells. `penalty` is
    what lateness costs now, `penalty_before` what it cost before this run.
    """

    student: str
    points: dict[str, float]
    problem: str = ""
    incidents: tuple[str, ...] = ()
    kept: bool = False
    healed: tuple[str, ...] = ()
    penalty: float = 0.0
    penalty_before: float = 0.0

    @property
    def total(self) -> float:
        """Points of all checks, extra credit included."""
        return sum(self.points.values())


def find_submissions(root: Path, assignment: str) -> list[str]:
    """Return the students who handed something in, in order; raise GradingError if none did."""
    if assignment not in assignments():
        raise GradingError(f"no assignment {assignment!r}; there are {', '.join(assignments())}")
    folder = root / "course" / "submitted"
    places = [path / assignment for path in (folder.iterdir() if folder.is_dir() else ())]
    # Links are to be said, where they lead nowhere too.
    found = sorted(path.parent.name for path in places if path.is_dir() or path.is_symlink())
    if not found:
        raise GradingError(
            f"no submissions of {assignment} in {folder.relative_to(root)}/STUDENT/{assignment}/; "
            f"put them there, or run `kit sample` for a class to try"
        )
    return found


def grade(
    root: Path,
    name: str,
    students: list[str],
    settings: Settings | None = None,
    progress: Callable[[str], None] = lambda student: None,
    open_place: OpenPlace | None = None,
) -> list[Outcome]:
    """Grade the submissions of an assignment, record them, and return the outcomes in order.

    A submission that cannot be read or run has a problem in its outcome and does not stop the
    others. `progress` is called with each student who is done. `open_place` is what
    `executors.places` gives for these settings, where it is there already. Raises GradingError.
    """
    settings = settings or Settings()
    assignment = assignments()[name]
    with Interrupts() as interrupts, _places(settings, open_place) as open_place:
        prepare_gradebook(root, name)
        with readable_errors(root):
            before = read_all_penalties(database(root), assignment)
            jobs, problems, spared, repaired = _jobs(root, assignment, students, settings)
            Runs(root, name).forget(problems)
            record_nothing(root, database(root), assignment, list(problems), list(spared))
            problems |= spared
            for student in problems:
                progress(student)
            run = partial(_run, settings.workers, open_place, interrupts.waiting)
            kept = {} if settings.again else _kept(root, name, jobs)
            done = _grade_jobs(root, assignment, jobs, repaired, kept, progress, run)
            points = read_all_points(database(root), assignment)
            penalties = read_all_penalties(database(root), assignment)
    spared |= {student: result.problem for student, result in done.items() if result.problem}
    problems |= {s: _with_earlier(line, points.get(s, {})) for s, line in spared.items()}
    return [
        Outcome(
            student,
            points.get(student, {}),
            problems.get(student, ""),
            _incidents(root, name, student, done),
            student in kept,
            tuple(done[student].healed) if student in done else (),
            penalties.get(student, 0.0),
            before.get(student, 0.0),
        )
        for student in students
    ]


def _with_earlier(problem: str, points: dict[str, float]) -> str:
    """Return why a submission was not graded, and what its student has from an earlier one."""
    earlier = sum(points.values())
    return f"{problem}; the {earlier:g} points of an earlier run stand" if earlier else problem


def _incidents(root: Path, name: str, student: str, done: dict[str, Done]) -> tuple[str, ...]:
    """Return what there is to know about a submission's run and about its time."""
    line = timestamp_problem(root / "course" / "submitted" / student / name)
    return (*((line,) if line else ()), *(done[student].incidents if student in done else ()))


def _kept(root: Path, name: str, jobs: list[Job]) -> dict[str, Done]:
    """Return by student what an earlier run of the same job gave."""
    runs = Runs(root, name)
    return {job.student: done for job in jobs if (done := runs.find(job))}


def _grade_jobs(
    root: Path,
    assignment: Assignment,
    jobs: list[Job],
    repaired: dict[str, tuple[str, ...]],
    kept: dict[str, Done],
    progress: Callable[[str], None],
    run: Callable[[list[Job]], Iterator[tuple[Job, Done]]],
) -> dict[str, Done]:
    """Record what is kept of jobs, run and record the others; return what all gave by student."""
    runs, done = Runs(root, assignment.id), dict(kept)
    with _recorder(root, assignment, runs) as record:
        known = record.students()
        for job in jobs:
            if job.student in kept:
                if job.student not in known or not runs.recorded(job):
                    record(job, kept[job.student])
                record.look_at_time(job)
                progress(job.student)
        for job, result in run([job for job in jobs if job.student not in kept]):
            result = replace(result, healed=(*repaired[job.student], *result.healed))
            runs.keep(job, result)
            record(job, result)
            done[job.student] = result
            progress(job.student)
    return done


def _run(
    workers: int,
    open_place: OpenPlace,
    waiting: Callable[[], AbstractContextManager[None]],
    jobs: list[Job],
) -> Iterator[tuple[Job, Done]]:
    if not jobs:
        return
    try:
        yield from run_all(jobs, lambda: open_place(min(workers, len(jobs))), waiting)
    except ClusterMissing as error:
        raise GradingError(str(error)) from error


@contextmanager
def _places(settings: Settings, open_place: OpenPlace | None) -> Iterator[OpenPlace]:
    own = None if open_place else places(settings.sandbox, settings.cluster)
    try:
        with own or nullcontext(open_place) as found:
            yield found
    except SandboxMissing as error:
        raise GradingError(str(error)) from error


def _jobs(
    root: Path, assignment: Assignment, students: list[str], settings: Settings
) -> tuple[list[Job], dict[str, str], dict[str, str], dict[str, tuple[str, ...]]]:
    """Return a job for each submission that can be read, why others cannot, what was repaired.

    Those that take too much to be read come apart: an earlier grade of theirs stands.
    """
    cells = tuple(released_cells(root, assignment.id))
    jobs, problems, spared, repaired = [], {}, {}, {}
    for student in students:
        folder = root / "course" / "submitted" / student / assignment.id
        try:
            handed = read_submission(folder, assignment.id)
        except Unreadable as error:
            kind = spared if isinstance(error, TooLarge) else problems
            kind[student] = f"{folder.relative_to(root)}/{error}"
            continue
        repaired[student] = handed.notes
        text = json.dumps(handed.notebook, sort_keys=True)
        jobs.append(
            Job(
                student,
                assignment.id,
                text,
                cells,
                settings.seed,
                settings.sandbox,
                bounds=settings.bounds,
            )
        )
    return jobs, problems, spared, repaired


def released_cells(root: Path, name: str) -> list[SourceCell]:
    """Return the cells of an assignment's release, in order; the gradebook must know them."""
    source = root / "solutions" / name / f"{name}.ipynb"
    return read_source_cells(database(root), name, name, source)


class _Recording:
    """Records jobs one by one and commits every few seconds."""

    def __init__(self, recorder: Recorder, assignment: Assignment, runs: Runs):
        self.recorder, self.assignment, self.runs = recorder, assignment, runs
        self.waiting: list[Job] = []
        self.last = time.monotonic()

    def __call__(self, job: Job, done: Done) -> None:
        self.recorder.record(self.assignment, done, self.runs.unchanged(job))
        if not done.problem:
            self.waiting.append(job)
        if time.monotonic() - self.last > COMMIT_SECONDS:
            self.commit()

    def look_at_time(self, job: Job) -> None:
        """Have lateness entered anew: due dates, extensions and policies change by themselves."""
        self.recorder.look_at_time(self.assignment, job.student)

    def commit(self) -> None:
        self.recorder.finish()
        self.runs.mark_recorded(self.waiting)
        self.waiting, self.last = [], time.monotonic()

    def students(self) -> set[str]:
        """Return who has a submission in the gradebook."""
        return set(read_all_points(self.recorder.database, self.assignment))


@contextmanager
def _recorder(root: Path, assignment: Assignment, runs: Runs) -> Iterator[_Recording]:
    """Yield what records; whatever happens, what was recorded is committed if it can be."""
    with Recorder(root, database(root)) as recorder:
        recording = _Recording(recorder, assignment, runs)
        try:
            yield recording
        except BaseException:
            # Interrupted in the midst of a statement; then the next run records what is kept.
            with suppress(SQLAlchemyError):
                recording.commit()
            raise
        recording.commit()


def prepare_gradebook(root: Path, name: str) -> None:
    """Have the gradebook know the assignment's cells and points as they are now."""
    source = root / "solutions" / name / f"{name}.ipynb"
    text = source.read_bytes() if source.exists() else b""
    release = hashlib.sha256(kit_version().encode() + text).hexdigest()
    mark = root / "course" / "runs" / f"{name}.release"
    if mark.exists() and mark.read_text("utf-8") == release and _knows(root, name):
        return
    with tempfile.TemporaryDirectory() as scratch, readable_errors(root):
        try:
            generate(root, name, Path(scratch), database(root))
        except TextError as error:
            raise GradingError(f"{gradebook_name(root)}: {error}") from error
    write_bytes(release.encode(), mark)


def _knows(root: Path, name: str) -> bool:
    """Say whether the gradebook that there is knows an assignment."""
    if database(root).startswith("sqlite") and not (root / "course" / "gradebook.db").exists():
        return False
    with readable_errors(root), suppress(MissingEntry), Gradebook(database(root)) as gradebook:
        gradebook.find_notebook(name, name)
        return True
    return False


@contextmanager
def readable_errors(root: Path) -> Iterator[None]:
    """Turn what a damaged or locked gradebook or a late policy raises into a GradingError."""
    try:
        yield
    except LatenessError as error:
        raise GradingError(str(error)) from error
    except (sqlite3.DatabaseError, DatabaseError) as error:
        reason = " ".join(str(getattr(error, "orig", error)).split())
        where = gradebook_name(root)
        raise GradingError(f"{where} cannot be used ({reason}); close what has it open") from error


def compare(outcomes: Iterable[Outcome], expected: dict[str, dict[str, float]]) -> list[str]:
    """Return a line for every score that differs from the expected one."""
    lines = []
    for outcome in outcomes:
        for cell, wanted in expected.get(outcome.student, {}).items():
            found = outcome.points.get(cell)
            if found != wanted:
                lines.append(f"{outcome.student}: {cell} has {found} points, expected {wanted:g}")
    return lines


def read_expected(path: Path, assignment: str) -> dict[str, dict[str, float]]:
    """Return the scores that a file expects; raise GradingError for a file that is none."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))[assignment]
    except (OSError, ValueError, KeyError) as error:
        raise GradingError(f"{path} holds no expected scores of {assignment} ({error})") from error
