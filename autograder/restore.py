"""Makes a submission's cells what the release says they are, before anything is run or scored."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell
from nbgrader.api import Gradebook
from nbgrader.nbgraderformat import SCHEMA_VERSION
from nbgrader.preprocessors import NbGraderPreprocessor

_KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


@dataclass(frozen=True)
class SourceCell:
    """A cell of the release that nbgrader keeps track of, as the gradebook has it."""

    grade_id: str
    cell_type: str
    source: str
    checksum: str
    locked: bool
    grade: bool
    solution: bool
    points: float

    def metadata(self) -> dict:
        """Return the cell's metadata in nbgrader's format."""
        data = asdict(self)
        del data["source"]
        if not self.grade:
            del data["points"]
        return data | {"task": False, "schema_version": SCHEMA_VERSION}


def read_source_cells(database: str, assignment: str, notebook: str) -> list[SourceCell]:
    """Return the cells of a notebook in the order of the release, from the gradebook at a URL."""
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


class RestoreCells(NbGraderPreprocessor):
    """Restores metadata, points and locked sources, drops copies, and adds checks that are missing.

    Takes the place of nbgrader's DeduplicateIds, OverwriteKernelspec and OverwriteCells. Source
    cells are taken from the resources where a caller has read them already.
    """

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        """Restore all cells of a notebook."""
        told = resources["nbgrader"]
        known = told.get("source_cells") or read_source_cells(
            told["db_url"], told["assignment"], told["notebook"]
        )
        restore(nb, known)
        return nb, resources


def restore(notebook: NotebookNode, known: list[SourceCell]) -> None:
    """Restore a notebook in place; a cell that occurs twice counts where it occurs last."""
    by_id, seen = {cell.grade_id: cell for cell in known}, set()
    for place in reversed(range(len(notebook.cells))):
        cell = notebook.cells[place]
        entry = cell.metadata.pop("nbgrader", None)
        grade_id = entry.get("grade_id") if isinstance(entry, dict) else None
        if isinstance(grade_id, str) and grade_id in by_id and grade_id not in seen:
            seen.add(grade_id)
            notebook.cells[place] = _restored(cell, by_id[grade_id])
    _add_missing(notebook, [cell for cell in known if cell.grade_id not in seen], known)
    notebook.metadata.kernelspec = NotebookNode(_KERNEL)


def _restored(cell: NotebookNode, known: SourceCell) -> NotebookNode:
    if cell.cell_type != known.cell_type:
        cell = _new(known, cell.source)
    cell.metadata["nbgrader"] = NotebookNode(known.metadata())
    if known.locked:
        cell.source = known.source
    return cell


def _add_missing(
    notebook: NotebookNode, missing: list[SourceCell], known: list[SourceCell]
) -> None:
    """Add what is graded and lost, each after the cell that it follows in the release."""
    order = [cell.grade_id for cell in known]
    for lost in missing:
        if not lost.grade:
            continue  # a stub put back would take the place of a class written elsewhere
        before = set(order[: order.index(lost.grade_id)])
        places = [i for i, cell in enumerate(notebook.cells) if _id(cell) in before]
        # A check asks for what its cells above define; at the end it finds a class wherever it is.
        place = len(notebook.cells) if lost.cell_type == "code" else max(places, default=-1) + 1
        cell = _new(lost, lost.source)
        cell.metadata["nbgrader"] = NotebookNode(lost.metadata())
        notebook.cells.insert(place, cell)


def _new(known: SourceCell, source: str) -> NotebookNode:
    make = new_code_cell if known.cell_type == "code" else new_markdown_cell
    return make(source)


def _id(cell: NotebookNode) -> str:
    return cell.metadata.get("nbgrader", {}).get("grade_id", "")
