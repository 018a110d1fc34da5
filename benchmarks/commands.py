"""How long the instructor's commands take for a large class, from a zip to the LMS's file."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from dataclasses import replace
from itertools import cycle
from pathlib import Path

from rich.table import Table

from autograder.course.configuration import database
from autograder.course.files import write_bytes
from autograder.grading.jobs import Done
from autograder.grading.recording import Recorder
from autograder.sample import students, write_class
from starter.manifest import assignments

ROOT = Path(__file__).parents[1]
NAME = "rnn"
SIZE = 2000
# Every tenth notebook has lost its cells' ids and metadata.
DAMAGED = 10
COMMANDS = (
    ("collect", "class.zip"),
    ("heal", NAME),
    ("feedback", NAME),
    ("report", NAME),
    ("export", "canvas", NAME),
    ("export", "moodle", NAME),
    ("export", "gradescope", NAME),
    ("export", "csv", NAME),
)


def table(size: int = SIZE) -> Table:
    """Return the seconds that each command takes for a class of so many, and the report's size."""
    title = f"{size} submissions of {NAME}, students of the sample class again and again"
    found = Table("command", "seconds", "a submission, ms", title=title)
    with tempfile.TemporaryDirectory() as scratch:
        sample, root = Path(scratch, "sample"), Path(scratch, "course")
        grade_sample(sample)
        write_course(root)
        write_zip(sample, root / "class.zip", size)
        for command in COMMANDS:
            if command[0] == "feedback":
                record_class(sample, root, size)
            seconds = _run(root, *command)
            shown = " ".join(("kit", *command))
            found.add_row(shown, f"{seconds:.1f}", f"{1000 * seconds / size:.1f}")
        page = root / "course" / "report" / f"{NAME}.html"
        found.caption = f"report page {page.stat().st_size / 1e6:.2f} MB"
    return found


def write_course(root: Path) -> None:
    """Write a course into which nothing was handed in."""
    for folder in ("solutions", "notebooks"):
        shutil.copytree(ROOT / folder, root / folder)
    shutil.copy(ROOT / "nbgrader_config.py", root)


def grade_sample(root: Path) -> None:
    """Grade the students of the sample class whose notebooks run to their end."""
    write_course(root)
    write_class(root, [NAME])
    for student in students():
        choices = student.handed_in(NAME).values()
        if student.whole or any(choice.startswith("snippet/") for choice in choices):
            shutil.rmtree(root / "course" / "submitted" / student.id)
    _run(root, "grade", NAME)


def write_zip(sample: Path, path: Path, size: int) -> None:
    """Zip the sample's notebooks again and again for a class of so many, as Canvas would."""
    submitted = sorted((sample / "course" / "submitted").glob(f"*/{NAME}/{NAME}.ipynb"))
    texts = cycle([notebook.read_text("utf-8") for notebook in submitted])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, text in zip(range(size), texts):
            text = text if number % DAMAGED else _damaged(text)
            archive.writestr(f"student{number:04d}_{number + 1}_{number + 1}_{NAME}.ipynb", text)


def record_class(sample: Path, root: Path, size: int) -> None:
    """Record for each of so many what grading gave for one of the sample."""
    runs = sorted((sample / "course" / "runs" / NAME).glob("*.json"))
    told = cycle([json.loads(path.read_text("utf-8")) for path in runs])
    with Recorder(root, database(root)) as recorder:
        for number, run in zip(range(size), told):
            done = replace(Done(**run["done"]), student=f"student{number:04d}")
            recorder.record(assignments()[NAME], done)
            kept = json.dumps({**run, "done": vars(done)}).encode()
            write_bytes(kept, root / "course" / "runs" / NAME / f"{done.student}.json")
        recorder.finish()


def _damaged(text: str) -> str:
    notebook = json.loads(text)
    for number, cell in enumerate(notebook["cells"]):
        cell |= {"metadata": {}, "id": f"cell{number}"}
    return json.dumps(notebook)


def _run(root: Path, *arguments: str) -> float:
    """Run a command of `kit` and return its seconds; findings are no failure."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    start = time.perf_counter()
    kit = Path(sys.executable).with_name("kit")
    done = subprocess.run([kit, *arguments], cwd=root, env=environment, capture_output=True)
    if done.returncode not in (0, 1):
        raise RuntimeError(f"kit {' '.join(arguments)}: {done.stderr.decode()}")
    return time.perf_counter() - start
