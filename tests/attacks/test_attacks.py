"""Each hostile submission gains no point, harms nothing, and leaves nothing behind."""

import hashlib
import json
import re
import socket
import time
from dataclasses import replace

import nbformat
import psutil
import pytest

from autograder.grading.execute import workbench
from autograder.grading.grade_class import released_cells
from autograder.grading.jobs import Job, run_job
from tests.support.sandboxed import needs_sandbox

from .pages import formgrade_page, scripts_in
from .reading import ROOT, attacks, make_course, points_of, release
from .tampering import TAMPERINGS

pytestmark = [pytest.mark.slow, needs_sandbox]
SEED = 5
SECRET = "what another student wrote"
LIMITS = {"cell_seconds": 3, "answer_seconds": 3, "question_seconds": 5, "wall_seconds": 40}
# A cell that ends its process costs the checks that were asked then; no more.
MOST_SECONDS = 120


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course with a gradebook, solutions, and the submission of somebody else."""
    root = tmp_path_factory.mktemp("course")
    make_course(root)
    other = root / "course" / "submitted" / "other" / "rnn" / "rnn.ipynb"
    other.parent.mkdir(parents=True)
    other.write_text(json.dumps({"cells": [], "note": SECRET}))
    return root


@pytest.fixture(scope="module")
def bench():
    """The workbench that the jobs of these tests use, with less patience."""
    bench = workbench(True, SEED, "")
    bench.warm.limits = replace(bench.warm.limits, **LIMITS)
    return bench


@pytest.fixture(scope="module")
def listener():
    """Someone who listens on this machine."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        yield server


@pytest.fixture(scope="module")
def grade(course, bench):
    """Grades a notebook and returns its points by grade cell, and what the job gave."""
    cells = tuple(released_cells(course, "rnn"))

    def run(notebook):
        done = run_job(Job("mallory", "rnn", nbformat.writes(notebook), cells, SEED))
        assert done.problem == ""
        return points_of(done.notebook), done

    return run


@pytest.fixture(scope="module")
def honest(grade):
    """What the class that returns zeros earns by itself."""
    return grade(release())[0]


def fingerprint(folder):
    """A digest of every file below a folder."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        digest.update(str(path).encode() + (path.read_bytes() if path.is_file() else b""))
    return digest.hexdigest()


def test_the_honest_class_earns_nothing_that_takes_work(honest):
    assert {cell for cell, points in honest.items() if points} <= {
        "gru_cell-shapes",
        "gru_cell-robustness",
    }


@pytest.mark.parametrize("attack", attacks(), ids=lambda attack: attack.name)
def test_an_attack_gains_nothing_and_harms_nothing(
    attack, course, bench, grade, honest, listener, tmp_path_factory
):
    witness = tmp_path_factory.getbasetemp() / "witness"
    kit, before = fingerprint(ROOT / "starter"), fingerprint(course)
    bench.warm.open().close()
    own = len(psutil.Process(bench.warm.process.pid).children(recursive=True))
    points, done = grade(attack.notebook(course, witness, listener.getsockname()[1]))
    # A class of its own may well have as many parameters as it should.
    allowed = honest | ({f"{attack.exercise}-parameters": 1} if attack.exercise else {})
    assert set(points) == set(honest)
    assert all(points[cell] <= allowed[cell] for cell in honest)
    assert not witness.exists()
    assert (fingerprint(ROOT / "starter"), fingerprint(course)) == (kit, before)
    assert SECRET not in done.notebook
    assert len(done.notebook) < 10_000_000
    outputs = json.dumps([c.get("outputs") for c in nbformat.reads(done.notebook, 4).cells])
    assert not re.search("<script|application/javascript", outputs)
    assert scripts_in(formgrade_page(nbformat.reads(done.notebook, 4))) == []
    assert done.wall_seconds < MOST_SECONDS
    with pytest.raises(TimeoutError):
        listener.accept()
    deadline = time.monotonic() + 10
    while len(left := psutil.Process(bench.warm.process.pid).children(recursive=True)) > own:
        assert time.monotonic() < deadline, left
        time.sleep(0.1)
    assert not [p for p in psutil.process_iter(["cmdline"]) if "98765" in (p.info["cmdline"] or ())]


@pytest.mark.parametrize("tamper", TAMPERINGS, ids=lambda tamper: tamper.__name__)
def test_tampering_with_the_notebook_gains_nothing(tamper, grade, honest):
    notebook = release()
    tamper(notebook)
    points, done = grade(notebook)
    assert points == honest
    assert scripts_in(formgrade_page(nbformat.reads(done.notebook, 4))) == []


def test_an_honest_submission_is_graded_in_full_after_all_that(grade):
    reference = nbformat.read(ROOT / "solutions" / "rnn" / "rnn.ipynb", as_version=4)
    notebook = release()
    sources = {cell.id: cell.source for cell in reference.cells}
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("solution") and cell.cell_type == "code":
            cell.source = sources[cell.id]
    points, done = grade(notebook)
    assert sum(points.values()) == 24
    assert done.incidents == ()


def test_there_are_enough_of_them():
    assert len(attacks()) >= 30
    assert len({attack.name for attack in attacks()}) == len(attacks())
