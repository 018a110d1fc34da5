"""Makes the student release of an assignment, by nbgrader's own steps."""

from __future__ import annotations

import logging
import os
import re
import tempfile
from itertools import takewhile
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.apps import NbGraderAPI
from nbgrader.converters import GenerateAssignment
from nbgrader.preprocessors import SaveCells
from traitlets.config import Config

from starter.manifest import Assignment

from ..course.configuration import configure, quiet_nbgrader, set_stubs
from ..course.errors import TextError
from ..course.source_cells import SourceCell


def release_notebook(root: Path, assignment: Assignment) -> NotebookNode:
    """Return the student release of an assignment, made by nbgrader's own steps."""
    with tempfile.TemporaryDirectory() as scratch:
        made = generate(root, assignment.id, Path(scratch))
        return nbformat.read(made, as_version=4)


def release_cells(root: Path, name: str) -> list[SourceCell]:
    """Return the cells of an assignment's release as a gradebook gets them; none is needed.

    They are what nbgrader's own steps make of the built notebook before one saves them. Raises
    TextError where there is none.
    """
    source = root / "solutions" / name / f"{name}.ipynb"
    try:
        notebook = nbformat.read(source, as_version=4)
    except (OSError, ValueError) as error:
        place = source.relative_to(root)
        raise TextError(f"{place} is missing or damaged; run `kit build {name}`") from error
    config = set_stubs(Config())
    for step in takewhile(lambda step: step is not SaveCells, GenerateAssignment().preprocessors):
        notebook, _ = step(config=config).preprocess(notebook, {})
    return [_source_cell(cell) for cell in notebook.cells]


def _source_cell(cell: NotebookNode) -> SourceCell:
    told = cell.metadata.get("nbgrader")
    if told is None:
        return SourceCell("", cell.cell_type, cell.source)
    roles = {key: told[key] for key in ("checksum", "locked", "grade", "solution")}
    points = float(told["points"]) if told["grade"] else 0.0
    return SourceCell(told["grade_id"], cell.cell_type, cell.source, **roles, points=points)


def generate(root: Path, assignment: str, scratch: Path, database: str = "") -> Path:
    """Run nbgrader's generate_assignment into a scratch folder and return the notebook's path.

    The gradebook at the URL `database`, if there is one, learns the assignment's cells and points.
    Raises TextError with nbgrader's words where it refuses.
    """
    config = configure(Config(), root)
    if database:
        config.CourseDirectory.db_url = database
    else:  # an empty one is made by a program that takes seconds
        config.GenerateAssignment.no_database = True
        config.SaveCells.enabled = False
    config.CourseDirectory.release_directory = os.path.relpath(scratch / "release", root)
    result = nbgrader_api(config).generate_assignment(assignment, force=True, create=True)
    path = scratch / "release" / assignment / f"{assignment}.ipynb"
    if not result["success"] or not path.exists():
        raise TextError(f"nbgrader could not release {assignment}: {reason(result)}")
    return path


def nbgrader_api(config: Config) -> NbGraderAPI:
    """Return nbgrader's API, whose log is captured by each call and not shown."""
    quiet_nbgrader()
    api = NbGraderAPI(config=config)
    api.log = logging.getLogger("autograder.nbgrader")
    api.log.propagate = False
    api.log.setLevel(logging.ERROR)
    return api


def reason(result: dict) -> str:
    """Return the line of nbgrader's log that says what went wrong."""
    lines = [line.strip() for line in (result.get("log") or "").splitlines() if line.strip()]
    errors = [line for line in lines if re.match(r"[\w.]+(Error|Exception|Interrupt)\b", line)]
    said = (errors or lines or ["nbgrader gave no reason"])[-1]
    return re.sub(r"^sqlalchemy[\w.]+: \([\w.]+\) ", "", said)
