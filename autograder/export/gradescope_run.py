"""Grades one submission inside Gradescope's container; `run_autograder` starts it.

Containers there may not allow the sandbox. Then the submission runs without one, and the results
tell the instructors so: such scores are a first look, since students' code ran as who graded it.
"""

from __future__ import annotations

import json
import secrets
import sys
from pathlib import Path

import nbformat

from starter.manifest import Assignment, assignments

from ..autograded import Autograded, cells_of
from ..configuration import TEXT_STUB
from ..files import write_bytes
from ..jobs import Done, Job, run_job
from ..results import Result
from ..sandbox.bubblewrap import SandboxMissing, require_sandbox
from ..source_cells import SourceCell
from .gradescope import results_json
from .gradescope_zip import CELLS


def main(root: Path) -> None:
    """Grade what lies in `root/submission` and write `root/results/results.json`."""
    try:
        data = grade_submission(root)
    except Unreadable as error:
        data = json.dumps({"score": 0, "output": str(error), "tests": []}).encode()
    write_bytes(data, root / "results" / "results.json")


class Unreadable(Exception):
    """The submission cannot be graded; the message tells the student why."""


def grade_submission(root: Path) -> bytes:
    """Return the results of the one notebook in `root/submission`; raise Unreadable."""
    known = json.loads((root / "source" / CELLS).read_text(encoding="utf-8"))
    path = _only_notebook(root / "submission")
    try:
        text = path.read_text(encoding="utf-8")
        notebook = nbformat.reads(text, as_version=4)
    except Exception as error:  # nbformat raises of many kinds for a notebook that is damaged
        raise Unreadable(f"{path.name} is not a notebook; hand in the .ipynb file") from error
    name = _assignment_of(path, notebook, known)
    isolated, note = _isolation()
    cells = tuple(SourceCell(**cell) for cell in known[name])
    done = run_job(Job(path.stem, name, text, cells, secrets.randbits(32), isolated))
    if done.problem:
        raise Unreadable(f"{path.name} {done.problem}")
    return _results(assignments()[name], done, note)


def _results(assignment: Assignment, done: Done, note: str) -> bytes:
    notebook = json.loads(done.notebook)
    found = Autograded(
        done.student, **cells_of(notebook, assignment), codes=done.codes, incidents=done.incidents
    )
    scores = {c.grade_id: c.points for c in assignment.checks if found.passed.get(c.id)}
    answers = _answers(notebook)
    ungraded = [q for q in assignment.questions if answers.get(q, "") not in ("", TEXT_STUB)]
    result = Result(done.student, scores=scores, ungraded=ungraded)
    return results_json(assignment, result, found, note)


def _answers(notebook: dict) -> dict[str, str]:
    cells = [cell for cell in notebook["cells"] if "nbgrader" in cell["metadata"]]
    sources = {cell["metadata"]["nbgrader"]["grade_id"]: cell["source"] for cell in cells}
    return {key: "".join(source).strip() for key, source in sources.items()}


def _only_notebook(folder: Path) -> Path:
    found = sorted(p for p in folder.rglob("*.ipynb") if ".ipynb_checkpoints" not in p.parts)
    if len(found) != 1:
        raise Unreadable(f"{len(found)} notebooks were handed in; hand in the one that you wrote")
    return found[0]


def _assignment_of(path: Path, notebook, known: dict[str, list[dict]]) -> str:
    """Return the assignment with which a notebook has most cells in common."""
    entries = [cell.metadata.get("nbgrader") for cell in notebook.cells]
    ids = {entry.get("grade_id") for entry in entries if isinstance(entry, dict)}
    common = {name: sum(c["grade_id"] in ids for c in cells) for name, cells in known.items()}
    best = max(common, key=common.get)
    if common[best]:
        return best
    if path.stem in known:
        return path.stem
    raise Unreadable(f"{path.name} is none of the assignments' notebooks ({', '.join(known)})")


def _isolation() -> tuple[bool, str]:
    try:
        require_sandbox()
    except SandboxMissing as error:
        return False, f"Graded WITHOUT a sandbox: {error}"
    return True, ""


if __name__ == "__main__":
    main(Path(sys.argv[1]))
