"""Every command, where the course is in a bad way: one clear line, a status, and nothing lost."""

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys

import pytest

from tests.conftest import name_repository
from tests.support import ROOT
from tests.support.graded_course import make_course
from tests.support.sandboxed import needs_sandbox

pytestmark = pytest.mark.slow
BAR = re.compile(r"\d+/\d+ .*:\d\d|-:--:--")


@pytest.fixture
def course(project, tmp_path_factory):
    """Runs all commands in a course of two graded students and returns what became of each."""
    for folder in ("docs", "autograder"):
        shutil.copytree(ROOT / folder, project / folder)
    for name in ("README.md", "LICENSE", "constraints.txt"):
        shutil.copy(ROOT / name, project)
    name_repository(project)
    make_course(project, ["ivy", "sun"])
    release = (ROOT / "notebooks" / "rnn" / "rnn.ipynb").read_text("utf-8")
    for student in ("ivy", "sun"):
        folder = project / "course" / "submitted" / student / "rnn"
        folder.mkdir(parents=True)
        (folder / "rnn.ipynb").write_text(release.replace("check(", "chek(", 1), "utf-8")
    hand_in = tmp_path_factory.mktemp("hand_in")
    (hand_in / "zoe.ipynb").write_text(release, "utf-8")

    def run(*wrapper, out=project / "course", hand_in=hand_in):
        command = [*wrapper, sys.executable, str(ROOT / "tests" / "support" / "every_command.py")]
        done = subprocess.run(
            [*command, str(hand_in), str(out)],
            cwd=project,
            env=os.environ | {"PYTHONPATH": str(project)},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    run.root = project
    return run


def check(told, statuses, **words):
    """Commands ended with these statuses, said these words in one line, and lost nothing."""
    assert {name: one["status"] for name, one in told.items() if one["status"]} == statuses
    assert {name: one["lost"] for name, one in told.items() if one["lost"]} == {}
    for name, wanted in words.items():
        lines = [line for line in told[name]["errors"].splitlines() if not BAR.search(line)]
        assert len(lines) == 1, told[name]["errors"]
        assert wanted in lines[0]


def test_an_empty_course(course, tmp_path_factory):
    shutil.rmtree(course.root / "course")
    told = course(hand_in=tmp_path_factory.mktemp("nothing"))
    ungraded = "there is no course/gradebook.db yet; run `kit grade` first"
    check(
        told,
        dict.fromkeys(("collect", "heal", "grade", "feedback", "report", "export"), 2),
        collect="holds no submissions",
        heal="no submissions of rnn in course/submitted/STUDENT/rnn/",
        grade="no submissions of rnn in course/submitted/STUDENT/rnn/",
        feedback=ungraded,
        report=ungraded,
        export=ungraded,
    )


READING = ("heal", "grade", "feedback", "report", "export")


def test_a_half_written_gradebook(course):
    path = course.root / "course" / "gradebook.db"
    path.write_bytes(path.read_bytes()[:5000])
    words = dict.fromkeys(READING, "course/gradebook.db")
    check(course(), dict.fromkeys(READING, 2) | {"doctor": 1}, **words)


def test_a_locked_gradebook(course):
    with sqlite3.connect(course.root / "course" / "gradebook.db") as connection:
        connection.execute("BEGIN EXCLUSIVE")
        told = course()
        connection.rollback()
    words = dict.fromkeys(READING, "database is locked")
    check(told, dict.fromkeys(READING, 2) | {"doctor": 1}, **words)


NOT_WRITTEN = {
    **dict.fromkeys(("collect", "heal", "grade", "report", "export", "sample"), 2),
    "export to Gradescope": 2,
    "feedback": 1,
    "publish": 1,
    "doctor": 1,
}


@needs_sandbox
def test_a_folder_that_can_only_be_read(course):
    told = course("bwrap", "--dev-bind", "/", "/", "--ro-bind", str(course.root), str(course.root))
    words = dict.fromkeys(NOT_WRITTEN.keys() - {"doctor", "heal", "grade", "feedback"}, "Read-only")
    database = "attempt to write a readonly database"
    check(told, NOT_WRITTEN, **words, heal=database, grade=database, feedback=database)


@needs_sandbox
def test_a_full_disk(course):
    disk, saved = course.root / "course", course.root / "saved"
    shutil.copytree(disk, saved)
    fill = f"cp -r {saved}/. {disk}; dd if=/dev/zero of={disk}/fill bs=1k 2> /dev/null; exec $0 $@"
    small = ("--size", "2000000", "--tmpfs", str(disk))
    told = course("bwrap", "--dev-bind", "/", "/", *small, "bash", "-c", fill)
    words = dict.fromkeys(NOT_WRITTEN.keys() - {"doctor", "heal", "grade", "feedback"}, "No space")
    database = "database or disk is full"
    check(told, NOT_WRITTEN, **words, heal=database, grade=database, feedback=database)
