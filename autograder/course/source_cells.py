"""The cells of an assignment as its release has them, which submissions are held against."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook
from nbgrader.nbgraderformat import SCHEMA_VERSION

_HIDDEN = re.compile(r"\n?### BEGIN HIDDEN TESTS.*?### END HIDDEN TESTS", re.DOTALL)


@dataclass(frozen=True)
class SourceCell:
    """A cell of the release: as the gradebook has it, or plain, with no grade id."""

    grade_id: str
    cell_type: str
    source: str
    checksum: str = ""
    locked: bool = False
    grade: bool = False
    solution: bool = False
    points: float = 0.0

    @property
    def released(self) -> str:
        """The source that students were given, without hidden tests."""
        return _HIDDEN.sub("", self.source).strip()

    def metadata(self) -> dict:
        """Return the cell's metadata in nbgrader's format."""
        data = asdict(self)
        del data["source"]
        if not self.grade:
            del data["points"]
        return data | {"task": False, "schema_version": SCHEMA_VERSION}


def read_source_cells(
    database: str, assignment: str, notebook: str, source: Path | None = None
) -> list[SourceCell]:
    """Return the cells of a notebook in the order of the release, from the gradebook at a URL.

    The gradebook knows only the cells that nbgrader keeps track of; the plain ones between them,
    text and given code, come from the assignment's `source` notebook where there is one.
    """
    tracked = {cell.grade_id: cell for cell in _tracked(database, assignment, notebook)}
    if source is None or not source.exists():
        return list(tracked.values())
    cells = []
    for cell in nbformat.read(source, as_version=4).cells:
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
        if grade_id is None:
            cells.append(SourceCell("", cell.cell_type, cell.source))
        elif grade_id in tracked:
            cells.append(tracked.pop(grade_id))
    return [*cells, *tracked.values()]


def _tracked(database: str, assignment: str, notebook: str) -> list[SourceCell]:
    with Gradebook(database) as gradebook:
        found = gradebook.find_notebook(notebook, assignment)
        points = {cell.name: cell.max_score for cell in found.grade_cells}
        solutions = {cell.name for cell in found.solution_cells}
        return [
            SourceCell(
                cell.name,
                cell.cell_type,
                cell.source,
                cell.checksum,
                cell.locked,
                cell.name in points,
                cell.name in solutions,
                points.get(cell.name, 0.0),
            )
            for cell in found.source_cells
        ]
