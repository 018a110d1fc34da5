"""What the gradebook says is read as nbgrader computes it, and reading changes nothing."""

import shutil
import sqlite3

import pytest
from nbgrader.api import Gradebook

from autograder.course.configuration import COURSE
from autograder.results import gradebook as results
from autograder.results.gradebook import ResultsError, read_results
from tests.support.graded_course import make_course, score


@pytest.mark.parametrize("name", ["rnn", "cnn"])
def test_scores_are_those_of_nbgrader(tmp_path, name):
    make_course(tmp_path, ["ada", "max"], name, failing=(), late=["max"])
    read = read_results(tmp_path, name)
    with Gradebook(f"sqlite:///{tmp_path / 'course' / 'gradebook.db'}", COURSE) as gradebook:
        for result in read.found:
            row = gradebook.find_submission(name, result.student)
            assert result.score == row.score - (row.late_submission_penalty or 0.0)
            assert read.max_score == row.max_score > 0
    assert [result.penalty for result in read.found] == [0.0, 2.0]
    assert read.found[0].ungraded == [f"{name}_{'gates' if name == 'rnn' else 'parameters'}"]


def test_a_persons_score_and_comment_count(tmp_path):
    make_course(tmp_path, ["ada"])
    with Gradebook(f"sqlite:///{tmp_path / 'course' / 'gradebook.db'}", COURSE) as gradebook:
        grade = gradebook.find_grade("gru_cell-equations", "rnn", "rnn", "ada")
        grade.manual_score = 2.5
        gradebook.find_comment("rnn_gates", "rnn", "rnn", "ada").manual_comment = "Well put."
        gradebook.db.commit()
    (result,) = read_results(tmp_path, "rnn").found
    assert result.scores["gru_cell-equations"] == 2.5
    assert result.comments == {"rnn_gates": "Well put."}


def test_a_score_is_never_negative(tmp_path):
    make_course(tmp_path, ["ada"], late=["ada"])
    (result,) = read_results(tmp_path, "rnn").found
    result.scores = {"rnn_gates": 1.0}
    assert result.score == 0.0


def test_no_gradebook_and_nothing_graded(tmp_path):
    with pytest.raises(ResultsError, match=r"no course/gradebook\.db yet; run `kit grade`"):
        read_results(tmp_path, "rnn")
    assert not (tmp_path / "course").exists()
    make_course(tmp_path, ["ada"])
    with pytest.raises(ResultsError, match="nothing of cnn is graded yet; run `kit grade cnn`"):
        read_results(tmp_path, "cnn")


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\0 and then nothing", b"no database"])
def test_a_half_written_gradebook_is_named_and_left_alone(tmp_path, content):
    path = tmp_path / "course" / "gradebook.db"
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(ResultsError, match=r"course/gradebook\.db cannot be read .*backup"):
        read_results(tmp_path, "rnn")
    assert path.read_bytes() == content


def test_a_locked_gradebook_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(results, "LOCK_SECONDS", 0.1)
    make_course(tmp_path, ["ada"])
    other = sqlite3.connect(tmp_path / "course" / "gradebook.db")
    try:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(ResultsError, match="locked; close what has it open"):
            read_results(tmp_path, "rnn")
    finally:
        other.close()


@pytest.mark.slow
def test_a_gradebook_whose_last_change_was_cut_off(tmp_path):
    make_course(tmp_path / "whole", [f"student{number}" for number in range(30)])
    whole = tmp_path / "whole" / "course" / "gradebook.db"
    copy = tmp_path / "copy" / "course" / "gradebook.db"
    copy.parent.mkdir(parents=True)
    writer = sqlite3.connect(whole)
    try:
        writer.execute("PRAGMA cache_size = 1")
        writer.execute("UPDATE grade SET auto_score = 0")
        for name in ("gradebook.db", "gradebook.db-journal"):
            shutil.copy(whole.with_name(name), copy.with_name(name))
    finally:
        writer.close()
    with pytest.raises(ResultsError, match="the last change to it was cut off; run `kit grade`"):
        read_results(tmp_path / "copy", "rnn")
    sqlite3.connect(copy).execute("SELECT count(*) FROM grade").connection.close()
    assert read_results(tmp_path / "copy", "rnn").found[1].score == score()
