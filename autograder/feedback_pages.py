"""Writes nbgrader's feedback pages, several students at a time."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, as_completed
from functools import cache
from multiprocessing import get_context
from pathlib import Path

import nbgrader.server_extensions.formgrader as formgrader
from nbgrader.apps import NbGraderAPI
from nbgrader.converters import GenerateFeedback
from nbgrader.utils import capture_log, temp_attrs
from traitlets.config import Config

from .configuration import configure
from .executors import count_cores
from .feedback_html import FeedbackExporter
from .release import nbgrader_api, reason


def graded(root: Path, assignment: str) -> list[str]:
    """Return the students whose notebook of an assignment was graded, in order."""
    folder = root / "course" / "autograded"
    return sorted(path.parent.parent.name for path in folder.glob(f"*/{assignment}/*.ipynb"))


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
    workers = min(count_cores(), len(students))
    with ProcessPoolExecutor(workers, get_context("forkserver")) as pool:
        pages = {pool.submit(_write_page, root, assignment, s): s for s in students}
        for page in as_completed(pages):
            if problem := page.result():
                failures.setdefault(problem, []).append(pages[page])
            progress(pages[page])
    return failures


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
    config.HTMLExporter.template_name = "feedback_page"
    config.HTMLExporter.template_file = "page.html.j2"
    return nbgrader_api(config)
