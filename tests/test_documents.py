"""The commands in the documents are run, in order, in a course with a small class."""

import csv
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import typer
from nbgrader.api import Gradebook

from autograder.cli import app
from autograder.course.configuration import COURSE, database
from autograder.sample import write_class
from starter.manifest import assignments, tomllib
from tests.conftest import name_repository
from tests.support import ROOT
from tests.support.sandboxed import needs_sandbox

DOCS = sorted(path.name for path in ROOT.glob("docs/*.md"))
PAGES = ("README.md", "CONTRIBUTING.md", *(f"docs/{name}" for name in DOCS))
NOT_RUN = tomllib.loads((ROOT / "tests" / "documents.toml").read_text(encoding="utf-8"))
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
SHELL = ("console", "sh", "bash", "shell")
STUDENTS = ("ada", "gauss", "boole")


def commands(page):
    """The commands of a page's shell blocks, without comments."""
    text = (ROOT / page).read_text(encoding="utf-8")
    blocks = [block for language, block in BLOCK.findall(text) if language in SHELL]
    lines = [re.sub(r"(^|\s+)#.*", "", line).strip() for b in blocks for line in b.splitlines()]
    return [line for line in lines if line]


def to_run(page):
    return [command for command in commands(page) if command not in NOT_RUN]


@pytest.mark.parametrize("page", PAGES)
def test_every_command_can_be_run_or_says_why_not(page):
    unknown = [c for c in to_run(page) if c.split()[0] not in ("kit", "mv")]
    assert unknown == [], "no test runs this: list it in tests/documents.toml, with the reason"


def test_what_is_not_run_is_still_in_a_page():
    there = {command for page in PAGES for command in commands(page)}
    assert set(NOT_RUN) - there == set()


@pytest.mark.parametrize("page", PAGES)
def test_options_of_kit_and_targets_of_make_exist(page):
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    kit = typer.main.get_command(app).commands
    for program, *arguments in map(str.split, commands(page)):
        if program == "make":
            assert arguments[0] in targets
        elif program == "kit":
            known = {option for p in kit[arguments[0]].params for option in p.opts}
            assert {a for a in arguments if a.startswith("-")} <= known


@pytest.mark.parametrize("page", PAGES)
def test_no_command_hides_in_a_block_of_another_kind(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    others = [block for language, block in BLOCK.findall(text) if language not in SHELL]
    assert (
        re.findall(r"^(?:kit|make|pip|git|sudo) [\w-]+(?: .*)?$", "\n".join(others), re.MULTILINE)
        == []
    )


@pytest.fixture
def course(project):
    """A course as cloned, with what an LMS gives out: submissions, people, sheets to fill in."""
    for folder in ("docs", "autograder"):
        shutil.copytree(ROOT / folder, project / folder)
    for name in ("README.md", "LICENSE", "constraints.txt"):
        shutil.copy(ROOT / name, project)
    name_repository(project)
    root = project.rename(project.parent / "clone")
    write_class(root, ["rnn"])
    with zipfile.ZipFile(root / "submissions.zip", "w") as archive:
        for number, student in enumerate(STUDENTS, 1):
            path = root / "course" / "submitted" / student / "rnn" / "rnn.ipynb"
            archive.write(path, f"{student}_{number}_{number}_rnn.ipynb")
    shutil.rmtree(root / "course")
    sheets = {
        "people.csv": ("student,name,lms_id", "{0},{0},{1}"),
        "grades.csv": ("Student,ID,Section,rnn (7)", "{0},{1},A,"),
        "sheet.csv": (
            "Identifier,Full name,Grade,Maximum grade,Feedback comments",
            "Participant {1},{0},,30.00,",
        ),
    }
    for name, (header, row) in sheets.items():
        rows = [row.format(student, number) for number, student in enumerate(STUDENTS, 1)]
        (root / name).write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    return root


def grade_by_hand(root):
    """Give every answer a point, as the section on written questions says."""
    with Gradebook(database(root), COURSE) as gradebook:
        for submission in gradebook.assignment_submissions("rnn"):
            for grade in submission.notebooks[0].grades:
                if grade.name in assignments()["rnn"].questions:
                    grade.manual_score, grade.needs_manual_grade = 1, False
        gradebook.db.commit()


@pytest.mark.slow
@needs_sandbox
@pytest.mark.parametrize("page", [page for page in PAGES if to_run(page)])
def test_the_commands_work_in_their_order(page, course):
    programs = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    environment = os.environ | {"PATH": programs, "PYTHONPATH": str(course)}
    for command in commands(page):
        if command == "make lab":
            grade_by_hand(course)
        if command in NOT_RUN:
            continue
        done = subprocess.run(
            ["bash", "-c", command], cwd=course, env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
    end = course.parent / "course-2026"
    with (end / "export" / "canvas-rnn.csv").open(encoding="utf-8-sig", newline="") as file:
        grades = {row["Student"]: row["rnn (7)"] for row in csv.DictReader(file)}
    # 24 by the checks; gauss fails two; three questions by hand.
    assert grades == {"ada": "27", "gauss": "21", "boole": "27"}
