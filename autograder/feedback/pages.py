"""Writes nbgrader's feedback pages, several students at a time."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context
from pathlib import Path

import nbgrader.server_extensions.formgrader as formgrader
from nbgrader.api import Gradebook, InvalidEntry
from nbgrader.apps import NbGraderAPI
from nbgrader.converters import GenerateFeedback
from nbgrader.utils import capture_log, temp_attrs
from traitlets.config import Config

from ..course.bounds import Exceeded, read_bounds, within
from ..course.configuration import configure, database
from ..grading.executors import Place, count_cores
from ..grading.jobs import Done
from ..grading.pool import run_all
from ..making.release import nbgrader_api, reason
from .html import FeedbackExporter


def graded(root: Path, assignment: str) -> list[str]:
    """Return the students whose notebook of an assignment was graded, in order."""
    folder = root / "course" / "autograded"
    return sorted(path.parent.parent.name for path in folder.glob(f"*/{assignment}/*.ipynb"))


def page_of(assignment: str, student: str) -> Path:
    """Return where a student's page is, in the folder of the course."""
    return Path("course", "feedback", student, assignment, f"{assignment}.html")


def write_pages(
    root: Path,
    assignment: str,
    students: list[str],
    progress: Callable[[str], None] = lambda student: None,
) -> dict[str, list[str]]:
    """Write the pages of these students; return why some could not be, with the students."""
    if not students:
        return {}
    failures: dict[str, list[str]] = {}
    # Makes the course that nbgrader's steps ask for; two workers at once would clash. Where nothing
    # can be written, each page says so.
    with contextlib.suppress(InvalidEntry), Gradebook(database(root)):
        pass
    jobs = [_Page(student, assignment, root) for student in students]
    for page, done in run_all(jobs, _workers, run=_write_in_worker, told=str):
        if done.problem:
            failures.setdefault(done.problem, []).append(page.student)
        progress(page.student)
    return failures


@dataclass(frozen=True)
class _Page:
    """A page to write, as a job."""

    student: str
    assignment: str
    root: Path
    folder: str = ""


@contextmanager
def _workers() -> Iterator[Place]:
    with ProcessPoolExecutor(count_cores(), get_context("forkserver")) as pool:
        yield Place(pool, 2 * count_cores())


def _write_in_worker(page: _Page) -> Done:
    """Write one page in a process that may end where that cannot be stopped."""
    bounds = read_bounds()
    try:
        with within(bounds.seconds, bounds.memory, bounds.grace_seconds):
            problem = _write_page(page.root, page.assignment, page.student)
    except Exceeded as error:
        problem = str(error)
    return Done(page.student, page.assignment, problem=problem)


def _write_page(root: Path, assignment: str, student: str) -> str:
    """Write one page; return why not, or nothing."""
    # As NbGraderAPI.generate_feedback does it, which takes no template but nbgrader's own.
    course = _course(root)
    with temp_attrs(course.coursedir, assignment_id=assignment, student_id=student):
        app = GenerateFeedback(coursedir=course.coursedir, parent=course)
        app.force = True
        result = capture_log(app)
    return "" if result["success"] else reason(result)


@cache
def _course(root: Path) -> NbGraderAPI:
    config = configure(Config(), root)
    folders = (Path(__file__).parent, Path(formgrader.__file__).parent / "templates")
    config.GenerateFeedback.exporter_class = FeedbackExporter
    config.HTMLExporter.extra_template_basedirs = [str(folder) for folder in folders]
    config.HTMLExporter.template_name = "page"
    config.HTMLExporter.template_file = "page.html.j2"
    return nbgrader_api(config)
