"""Builds what is generated: oracle arrays, executed solution notebooks, student releases."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import nbformat
import numpy as np
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode

from starter.handin.integrity import graded_cells
from starter.manifest import Assignment, assignments
from starter.verdict.cells.challenges import pack

from ..course.configuration import KERNEL_ARGUMENTS
from ..course.errors import TextError
from ..course.files import write_bytes, write_notebook
from ..oracles import make_challenge
from .release import release_notebook
from .text import read_assignment

# Any seed will do; one and the same keeps the build repeatable.
ORACLE_SEED = 20151
SECONDS_A_CELL = 1800  # training takes two minutes, or many on a busy machine
WIDGET = "application/vnd.jupyter.widget-view+json"


def build(root: Path, names: list[str] | None = None) -> list[Path]:
    """Build all files of the assignments named (all of them by default) and return their paths."""
    chosen = [assignments()[name] for name in names or assignments()]
    texts = [read_assignment(root / "solutions" / f"{a.id}.py", a) for a in chosen]
    written = [path for a in chosen for path in build_oracles(root, a)]
    for assignment, notebook in zip(chosen, texts):
        source = root / "solutions" / assignment.id / f"{assignment.id}.ipynb"
        write_notebook(execute(notebook, assignment.id), source)
        written += [source, release(root, assignment)]
        written.append(build_grade_cells(root, assignment))
    return written


def build_oracles(root: Path, assignment: Assignment) -> list[Path]:
    """Write the arrays that the notebook's checks compare with, for each cell of an assignment."""
    folder = root / "starter" / "oracles"
    folder.mkdir(exist_ok=True)
    paths = []
    for exercise in assignment.exercises:
        if exercise.kind == "cell":
            arrays = pack(make_challenge(exercise.id, ORACLE_SEED))
            paths.append(folder / f"{exercise.id}.npz")
            write_bytes(_archive(arrays), paths[-1])
    return paths


def execute(notebook: NotebookNode, name: str) -> NotebookNode:
    """Run a notebook in a fresh kernel and return it with outputs.

    Raises TextError, with the cell, where one fails.
    """
    client = NotebookClient(
        notebook,
        kernel_name="python3",
        extra_arguments=KERNEL_ARGUMENTS,
        timeout=SECONDS_A_CELL,
        coalesce_streams=True,
        record_timing=False,
        store_widget_state=False,
        force_raise_errors=True,
    )
    try:
        client.execute()
    except CellExecutionError as error:
        raise TextError(f"{name}.py does not run: {error}") from error
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        if cell.cell_type == "code":
            # Without their kernel, sliders are dead.
            cell.outputs = [
                output for output in cell.outputs if WIDGET not in output.get("data", {})
            ]
    notebook.metadata["language_info"] = NotebookNode(name="python")
    return notebook


def release(root: Path, assignment: Assignment) -> Path:
    """Write the student release of an assignment to `notebooks/` and return its path."""
    target = root / "notebooks" / assignment.id / f"{assignment.id}.ipynb"
    write_notebook(release_notebook(root, assignment), target)
    return target


def build_grade_cells(root: Path, assignment: Assignment) -> Path:
    """Write what a student's packing cell compares with, from the release; return its path."""
    made = nbformat.read(
        root / "notebooks" / assignment.id / f"{assignment.id}.ipynb", as_version=4
    )
    target = root / "starter" / "grade_cells" / f"{assignment.id}.json"
    write_bytes((json.dumps(graded_cells(made.cells), indent=1) + "\n").encode(), target)
    return target


def _archive(arrays: dict[str, np.ndarray]) -> bytes:
    """Return arrays as the bytes of an .npz file that holds no dates."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, array in arrays.items():
            info = zipfile.ZipInfo(f"{name}.npy")
            info.compress_type = zipfile.ZIP_DEFLATED  # what ZipFile is told does not reach it
            with archive.open(info, "w") as file:
                np.lib.format.write_array(file, np.ascontiguousarray(array), allow_pickle=False)
    return buffer.getvalue()
