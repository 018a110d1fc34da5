"""What can go wrong before and after grading is told in one line that names the file."""

import json
import sqlite3
import subprocess
import sys

import nbformat
import pytest

from autograder.grade import (
    GradingError,
    Outcome,
    compare,
    find_submissions,
    read_expected,
    readable_errors,
)
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


@pytest.mark.parametrize(
    ("module", "slow"),
    [("grade", ("torch", "lark")), ("executors", ("torch", "nbgrader", "sqlalchemy", "nbformat"))],
)
def test_grading_starts_its_workers_before_anything_slow_is_imported(module, slow):
    code = f"import sys, autograder.{module}; print([m for m in {slow} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
