"""Proves that what is built is what the text says, and that checks, stubs and solutions agree."""

from __future__ import annotations

import json
import re
from pathlib import Path

import nbformat
import numpy as np
from nbformat import NotebookNode

from starter import examine
from starter.handin.integrity import graded_cells
from starter.manifest import Assignment, assignments
from starter.verdict.cells.challenges import pack

from ..course.errors import TextError
from ..oracles import make_challenge
from .building import ORACLE_SEED
from .release import release_notebook
from .text import read_assignment

REPAIR = "run `kit build` and commit what it writes"
# Sums run in another order on another machine.
TOLERANCE = 1e-12
_REGION = re.compile(r"### BEGIN SOLUTION\n(.*?)### END SOLUTION", re.DOTALL)
_HIDDEN = re.compile(r"### BEGIN HIDDEN TESTS\n(.*?)### END HIDDEN TESTS", re.DOTALL)


def problems(root: Path, names: list[str]) -> list[str]:
    """Return a line for everything that is stale, leaked or disagrees; none when all is well."""
    found = []
    for name in names:
        assignment = assignments()[name]
        try:
            text = read_assignment(root / "solutions" / f"{name}.py", assignment)
        except TextError as error:
            found.append(str(error))
            continue
        found += stale(root, assignment, text)
        found += leaks(root, assignment, text)
        found += verdicts(root, assignment, text)
    return found


def stale(root: Path, assignment: Assignment, text: NotebookNode) -> list[str]:
    """Compare all that is built for an assignment with what it is built from."""
    return [
        *stale_oracles(root, assignment),
        *stale_solution(root, assignment, text),
        *stale_release(root, assignment),
        *stale_grade_cells(root, assignment),
    ]


def stale_oracles(root: Path, assignment: Assignment) -> list[str]:
    """Compare the arrays that the notebook checks with against those of the oracles."""
    return [
        f"starter/oracles/{exercise.id}.npz is not what the oracles give: {REPAIR}"
        for exercise in assignment.exercises
        if exercise.kind == "cell"
        and not _same_arrays(root / "starter" / "oracles" / f"{exercise.id}.npz", exercise.id)
    ]


def _same_arrays(path: Path, exercise: str) -> bool:
    if not path.exists():
        return False
    wanted = pack(make_challenge(exercise, ORACLE_SEED))
    with np.load(path, allow_pickle=False) as found:
        return set(found) == set(wanted) and all(
            found[key].shape == wanted[key].shape
            and np.allclose(found[key], wanted[key], rtol=0, atol=TOLERANCE, equal_nan=True)
            for key in wanted
        )


def stale_solution(root: Path, assignment: Assignment, text: NotebookNode) -> list[str]:
    """Compare the executed solution notebook with the text, cell by cell, and its outputs."""
    path = root / "solutions" / assignment.id / f"{assignment.id}.ipynb"
    if not path.exists():
        return [f"{path.relative_to(root)} is missing: {REPAIR}"]
    built = nbformat.read(path, as_version=4)
    found = _differences(built, text, path.relative_to(root))
    for cell in built.cells:
        if cell.cell_type == "code" and cell.execution_count is None:
            found.append(f"{path.relative_to(root)}, cell {cell.id}, was not run: {REPAIR}")
        if any(o.output_type == "error" for o in cell.get("outputs", ())):
            found.append(
                f"{path.relative_to(root)}, cell {cell.id}, ends in an error: mend the text"
            )
    return found


def stale_release(root: Path, assignment: Assignment) -> list[str]:
    """Compare the release with the one that nbgrader makes now."""
    path = root / "notebooks" / assignment.id / f"{assignment.id}.ipynb"
    source = root / "solutions" / assignment.id / f"{assignment.id}.ipynb"
    if not path.exists():
        return [f"{path.relative_to(root)} is missing: {REPAIR}"]
    if not source.exists():
        return []
    fresh = release_notebook(root, assignment)
    return _differences(nbformat.read(path, as_version=4), fresh, path.relative_to(root))


def stale_grade_cells(root: Path, assignment: Assignment) -> list[str]:
    """Compare what packing cells compare with against the release."""
    release = root / "notebooks" / assignment.id / f"{assignment.id}.ipynb"
    path = root / "starter" / "grade_cells" / f"{assignment.id}.json"
    if not release.exists():
        return []
    wanted = graded_cells(nbformat.read(release, as_version=4).cells)
    if path.exists() and json.loads(path.read_text(encoding="utf-8")) == wanted:
        return []
    return [f"{path.relative_to(root)} is not what the release holds: {REPAIR}"]


def _differences(built: NotebookNode, wanted: NotebookNode, where: Path) -> list[str]:
    ours, theirs = ([_content(cell) for cell in nb.cells] for nb in (built, wanted))
    for found, want in zip(ours, theirs):
        if found != want:
            return [f"{where}, cell {want[0]}, is not what the text says: {REPAIR}"]
    return [] if len(ours) == len(theirs) else [f"{where} has other cells than the text: {REPAIR}"]


def _content(cell: NotebookNode) -> tuple:
    return cell.id, cell.cell_type, cell.source, dict(cell.metadata)


def leaks(root: Path, assignment: Assignment, text: NotebookNode) -> list[str]:
    """Look for lines of solutions and hidden tests in what students get."""
    secrets = secret_lines(text)
    release = root / "notebooks" / assignment.id / f"{assignment.id}.ipynb"
    shipped = [(path, path.read_text(encoding="utf-8")) for path in _starter_files(root)]
    if release.exists():
        cells = nbformat.read(release, as_version=4).cells
        shipped.append((release, "\n".join(cell.source for cell in cells)))
    return [
        f"{path.relative_to(root)} holds a line of a solution, `{line}`: take it out"
        for path, content in shipped
        for line in sorted(secrets & {part.strip() for part in content.splitlines()})
    ]


def solution_lines(text: NotebookNode) -> set[str]:
    """Return the lines that stand in solutions and nowhere else in the text."""
    hidden, open_text = set(), set()
    for cell in text.cells:
        for region in _REGION.findall(cell.source):
            hidden |= {line.strip() for line in region.splitlines()}
        open_text |= {line.strip() for line in _REGION.sub("", cell.source).splitlines()}
    # Closing brackets and the like are nobody's secret.
    return {line for line in hidden - open_text if len(line) > 12}


def secret_lines(text: NotebookNode) -> set[str]:
    """Return the lines that students must not get: those of solutions and of hidden tests."""
    hidden = "\n".join(part for cell in text.cells for part in _HIDDEN.findall(cell.source))
    return solution_lines(text) | {line.strip() for line in hidden.splitlines() if line.strip()}


def _starter_files(root: Path) -> list[Path]:
    folder = root / "starter"
    return sorted(p for p in folder.rglob("*") if p.suffix in (".py", ".toml", ".md"))


def verdicts(root: Path, assignment: Assignment, text: NotebookNode) -> list[str]:
    """Let every check judge the reference, which must pass, and the stub, which must not."""
    release = root / "notebooks" / assignment.id / f"{assignment.id}.ipynb"
    stubs = nbformat.read(release, as_version=4) if release.exists() else None
    found = []
    for exercise in assignment.exercises:
        reference = examine(exercise.id, load_class(text, exercise.id, exercise.class_name))
        found += [
            f"the reference of {exercise.id} fails {r.check.id}: {r.findings[0].message}"
            for r in reference.checks.values()
            if not r.passed
        ]
        if stubs is not None:
            report = examine(exercise.id, load_class(stubs, exercise.id, exercise.class_name))
            found += [
                f"the stub of {exercise.id} is {r.status} at {r.check.id}; it must be not attempted"
                for r in report.checks.values()
                if r.status != "not attempted"
            ]
    return found


def load_class(notebook: NotebookNode, cell_id: str, class_name: str) -> type:
    """Run the imports and one solution cell of a notebook and return the class."""
    import linecache

    source = next(cell.source for cell in notebook.cells if cell.id == cell_id)
    space: dict = {"__name__": "solution"}
    exec(IMPORTS, space)
    filename = f"<{cell_id}>"
    linecache.cache[filename] = (len(source), None, source.splitlines(True), filename)
    exec(compile(source, filename, "exec"), space)
    return space[class_name]


IMPORTS = "import math\nimport torch\nfrom torch import nn\nimport torch.nn.functional as F"
