"""What can go wrong before and after grading is told in one line that names the file."""

import json
import os
import re
import sqlite3
import subprocess
import sys

import nbformat
import pytest
from traitlets.config import Config

from autograder.course.configuration import configure
from autograder.grading.grade_class import (
    GradingError,
    Outcome,
    compare,
    find_submissions,
    read_expected,
    readable_errors,
)
from autograder.grading.restore import RestoreCells
from autograder.healing import Unreadable, read_submission


@pytest.fixture
def submitted(tmp_path):
    """Makes a submission's file with some content and returns its path."""

    def make(student, content=None, name="rnn"):
        folder = tmp_path / "course" / "submitted" / student / name
        folder.mkdir(parents=True)
        path = folder / f"{name}.ipynb"
        if content is not None:
            path.write_bytes(content)
        return path

    return make


def test_students_are_found_in_order(tmp_path, submitted):
    for student in ("zoe", "ada", "max"):
        submitted(student)
    submitted("cnn-only", name="cnn")
    assert find_submissions(tmp_path, "rnn") == ["ada", "max", "zoe"]
    assert find_submissions(tmp_path, "cnn") == ["cnn-only"]


def test_no_submissions_and_no_such_assignment(tmp_path):
    with pytest.raises(GradingError, match="course/submitted/STUDENT/rnn/; put them there"):
        find_submissions(tmp_path, "rnn")
    with pytest.raises(GradingError, match="no assignment 'mlp'; there are cnn, rnn"):
        find_submissions(tmp_path, "mlp")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "is missing"),
        (b"", "is not a notebook"),
        (b"<!DOCTYPE html>", "is not a notebook"),
        (b"\xff\xfe\x00", "is not a notebook"),
        (b"[]", "damaged notebook"),
        (b'{"cells": 3, "nbformat": 4, "nbformat_minor": 5, "metadata": {}}', "damaged notebook"),
        (b'{"nbformat": 99, "nbformat_minor": 0, "metadata": {}, "cells": []}', "damaged notebook"),
    ],
)
def test_what_is_no_notebook_is_named(tmp_path, submitted, content, words):
    with pytest.raises(Unreadable) as error:
        read_submission(submitted("ada", content).parent, "rnn")
    line = str(error.value)
    assert line.startswith("rnn.ipynb ")
    assert words in line
    assert line.endswith("; ask for it again")


def test_a_notebook_is_readable(tmp_path, submitted):
    text = nbformat.writes(nbformat.v4.new_notebook())
    assert read_submission(submitted("ada", text.encode()).parent, "rnn").notebook.cells == []


NOTEBOOK = nbformat.writes(nbformat.v4.new_notebook()).encode()


def link_notebook(folder, target):
    """The notebook alone is a link."""
    folder.mkdir(parents=True)
    (folder / "rnn.ipynb").symlink_to(target / "rnn.ipynb")


def link_assignment(folder, target):
    """The folder of the assignment is a link."""
    folder.parent.mkdir(parents=True)
    folder.symlink_to(target)


def link_student(folder, target):
    """The folder of the student is a link."""
    folder.parent.parent.mkdir(parents=True, exist_ok=True)
    folder.parent.symlink_to(target.parent)


LINKS = [
    (link_notebook, "rnn.ipynb is a link"),
    (link_assignment, "rnn.ipynb is behind a link (rnn)"),
    (link_student, "rnn.ipynb is behind a link (eve)"),
]


@pytest.mark.parametrize(("link", "words"), LINKS)
def test_a_link_is_no_submission(tmp_path, submitted, link, words):
    other = submitted("ada", NOTEBOOK).parent
    folder = tmp_path / "course" / "submitted" / "eve" / "rnn"
    link(folder, other)
    assert find_submissions(tmp_path, "rnn") == ["ada", "eve"]
    with pytest.raises(Unreadable) as error:
        read_submission(folder, "rnn")
    assert str(error.value) == f"{words}; put the file itself there, or ask for it again"
    assert read_submission(other, "rnn").notebook.cells == []


def test_links_that_lead_nowhere_are_said(tmp_path, submitted):
    submitted("ada", NOTEBOOK)
    link_assignment(tmp_path / "course" / "submitted" / "eve" / "rnn", tmp_path / "gone")
    assert find_submissions(tmp_path, "rnn") == ["ada", "eve"]


def test_a_course_may_lie_behind_a_link(tmp_path, submitted):
    submitted("ada", NOTEBOOK)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "course").symlink_to(tmp_path / "course")
    folder = tmp_path / "mine" / "course" / "submitted" / "ada" / "rnn"
    assert read_submission(folder, "rnn").notebook.cells == []


def test_a_pipe_is_no_notebook(submitted):
    path = submitted("ada")
    os.mkfifo(path)
    with pytest.raises(Unreadable, match=r"rnn\.ipynb is no regular file; ask for it again"):
        read_submission(path.parent, "rnn")


@pytest.mark.parametrize(("link", "words"), LINKS)
def test_plain_nbgrader_refuses_links_too(tmp_path, submitted, link, words):
    link(tmp_path / "course" / "submitted" / "eve" / "rnn", submitted("ada", NOTEBOOK).parent)
    step = RestoreCells(config=configure(Config(), tmp_path))
    told = {"student": "eve", "assignment": "rnn", "notebook": "rnn", "db_url": ""}
    with pytest.raises(Unreadable, match=re.escape(words)):
        step.preprocess(nbformat.v4.new_notebook(), {"nbgrader": told})


def test_scores_that_differ_are_lines():
    outcomes = [Outcome("ada", {"a-b": 3.0, "a-c": 0.5}), Outcome("max", {})]
    assert outcomes[0].total == 3.5
    assert compare(outcomes, {"ada": {"a-b": 3.0, "a-c": 0.5}}) == []
    lines = compare(outcomes, {"ada": {"a-b": 2.0}, "max": {"a-b": 0.0}, "zoe": {"a-b": 1.0}})
    assert lines == [
        "ada: a-b has 3.0 points, expected 2",
        "max: a-b has None points, expected 0",
    ]


@pytest.mark.parametrize("content", [None, "no json", json.dumps({"cnn": {}})])
def test_a_file_without_expected_scores(tmp_path, content):
    path = tmp_path / "expected.json"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(GradingError, match="holds no expected scores of rnn"):
        read_expected(path, "rnn")


def test_a_gradebook_that_is_none_is_named(tmp_path):
    @readable_errors(tmp_path)
    def damaged():
        raise sqlite3.DatabaseError("file is not a database")

    with pytest.raises(GradingError, match=r"course/gradebook\.db cannot be used .*database"):
        damaged()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("module", "slow"),
    [
        ("grade_class", ("torch", "lark")),
        ("executors", ("torch", "nbgrader", "sqlalchemy", "nbformat")),
    ],
)
def test_grading_starts_its_workers_before_anything_slow_is_imported(module, slow):
    code = (
        f"import sys, autograder.grading.{module}; print([m for m in {slow} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
