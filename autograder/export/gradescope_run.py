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

from ..collect.choosing import assignment_of
from ..course.bounds import read_bounds
from ..course.configuration import TEXT_STUB
from ..course.files import write_bytes
from ..course.source_cells import SourceCell
from ..grading.jobs import Done, Job, run_job
from ..healing import TooLarge, Unreadable, read_file, read_notebook
from ..results.autograded import autograded_of
from ..results.gradebook import Result
from ..sandbox.bubblewrap import SandboxMissing, require_sandbox
from .gradescope import results_json
from .gradescope_zip import CELLS

_LEFT_OUT = {".ipynb_checkpoints", "__MACOSX"}


def main(root: Path) -> None:
    """Grade what lies in `root/submission` and write `root/results/results.json`."""
    try:
        data = grade_submission(root)
    except Unreadable as error:
        data = json.dumps({"score": 0, "output": str(error), "tests": []}).encode()
    write_bytes(data, root / "results" / "results.json")


def grade_submission(root: Path) -> bytes:
    """Return the results of the one notebook in `root/submission`.

    Raises Unreadable; the message is for the student.
    """
    known = json.loads((root / "source" / CELLS).read_text(encoding="utf-8"))
    path = _only_notebook(root / "submission")
    try:
        data = read_file(path)
    except TooLarge as error:
        raise Unreadable(f"{path.name} {error}") from error
    name = assignment_of(path.name, data)
    if name not in known:
        raise Unreadable(f"{path.name} is none of the assignments' notebooks ({', '.join(known)})")
    try:
        notebook, repaired = read_notebook(data, path.name)
    except TooLarge as error:
        raise Unreadable(f"{path.name} {error}") from error
    except Unreadable as error:
        raise Unreadable(f"{path.name} {error}; hand in the .ipynb file") from error
    isolated, note = _isolation()
    cells = tuple(SourceCell(**cell) for cell in known[name])
    text = nbformat.writes(notebook)
    done = run_job(Job(path.stem, name, text, cells, secrets.randbits(32), isolated))
    if done.problem:
        raise Unreadable(f"{path.name} {done.problem}")
    healed = [f"healed: {line}" for line in (*repaired, *done.healed)]
    return _results(assignments()[name], done, [note] * (not isolated) + healed)


def _results(assignment: Assignment, done: Done, notes: list[str]) -> bytes:
    found = autograded_of(done, assignment)
    scores = {c.grade_id: c.points for c in assignment.checks if found.passed.get(c.id)}
    answers = _answers(json.loads(done.notebook))
    ungraded = [q for q in assignment.questions if answers.get(q, "") not in ("", TEXT_STUB)]
    result = Result(done.student, scores=scores, ungraded=ungraded)
    return results_json(assignment, result, found, notes)


def _answers(notebook: dict) -> dict[str, str]:
    cells = [cell for cell in notebook["cells"] if "nbgrader" in cell["metadata"]]
    sources = {cell["metadata"]["nbgrader"]["grade_id"]: cell["source"] for cell in cells}
    return {key: "".join(source).strip() for key, source in sources.items()}


def _only_notebook(folder: Path) -> Path:
    """Return the notebook, or where there is none the one file that may be read as one."""
    files = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    there = sorted(path for path in files if not _LEFT_OUT & {*path.parts})
    found = [path for path in there if path.suffix == ".ipynb"]
    small = (path for path in there if path.stat().st_size <= read_bounds().file_bytes)
    found = found or [path for path in small if assignment_of(path.name, path.read_bytes())]
    if len(found) != 1:
        raise Unreadable(f"{len(found)} notebooks were handed in; hand in the one that you wrote")
    return found[0]


def _isolation() -> tuple[bool, str]:
    try:
        require_sandbox()
    except SandboxMissing as error:
        return False, f"Graded WITHOUT a sandbox: {error}"
    return True, ""


if __name__ == "__main__":
    main(Path(sys.argv[1]))
