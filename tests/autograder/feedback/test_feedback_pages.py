"""A feedback page says what was found, and does not show what hidden tests ask."""

import re

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from autograder.feedback import pages as feedback_pages
from autograder.feedback.pages import graded
from autograder.feedback.steps import HideHiddenTests
from starter.manifest import assignments
from tests.support.graded_course import HIDDEN, make_course, score, worth


@pytest.fixture
def page(tmp_path):
    """Writes the page of a student of a graded class and returns its text."""
    make_course(tmp_path, ["ada", "max"], late=["max"], failing=CHECKS)

    def write(student):
        assert feedback_pages._write_page(tmp_path, "rnn", student) == ""
        path = tmp_path / "course" / "feedback" / student / "rnn" / "rnn.html"
        return path.read_text("utf-8")

    return write


CHECKS = ("gru_cell.equations", "gru_cell.robustness")


def test_the_page_opens_with_what_was_found(page):
    text = page("ada")
    summary = text.partition("</header>")[0]
    assert f"<title>{assignments()['rnn'].title}</title>" in summary
    assert f"{score(failing=CHECKS, waits=True):g} of {worth():g} points" in summary
    assert summary.count("Your candidate goes through &lt;σ&gt;; it should go through tanh.") == 1
    assert summary.count("As above.") == 1
    assert summary.count("A person will grade this.") == 1
    assert "CheckFailed" not in text


def test_a_late_one_is_told_so(page):
    summary = page("max").partition("</header>")[0]
    assert "2 points were taken off because it was handed in late." in summary
    assert f"{score() - 2:g} of {worth():g} points" in summary


def test_links_lead_to_cells(page):
    text = page("max")
    assert 'href="#gru_cell-equations"' in text
    assert 'name="gru_cell-equations"' in text


def test_the_code_of_hidden_tests_is_not_shown(page):
    text = page("ada")
    assert "asked later" in text
    assert "secret" not in text
    assert "HIDDEN TESTS" not in text
    assert "gru_cell.robustness: not yet right" in text


def test_what_a_student_wrote_is_left_as_it_is():
    cell = new_code_cell("### BEGIN HIDDEN TESTS\nmine")
    notebook, _ = HideHiddenTests().preprocess(new_notebook(cells=[cell]), {})
    assert notebook.cells[0].source == "### BEGIN HIDDEN TESTS\nmine"
    assert "secret" in HIDDEN


def test_a_page_that_cannot_be_written_says_why(tmp_path):
    make_course(tmp_path, ["ada"])
    (tmp_path / "course" / "feedback").write_text("mine")
    line = feedback_pages._write_page(tmp_path, "rnn", "ada")
    assert "feedback" in line
    assert "\n" not in line
    assert line != "nbgrader gave no reason"


def test_who_was_graded(tmp_path):
    make_course(tmp_path, ["max", "ada"])
    assert graded(tmp_path, "rnn") == ["ada", "max"]
    assert graded(tmp_path, "cnn") == []
    path = tmp_path / "course" / "autograded" / "ada" / "rnn" / "rnn.ipynb"
    nbformat.validate(nbformat.read(path, as_version=4))


def test_pictures_have_a_text(tmp_path):
    make_course(tmp_path, ["ada"])
    path = tmp_path / "course" / "autograded" / "ada" / "rnn" / "rnn.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[0].outputs = [
        new_output("display_data", {"image/png": "iVBORw0KGgo="}),
        new_output("display_data", {"text/html": '<img alt="mine" src="data:,">'}),
    ]
    nbformat.write(notebook, path)
    assert feedback_pages._write_page(tmp_path, "rnn", "ada") == ""
    text = (tmp_path / "course" / "feedback" / "ada" / "rnn" / "rnn.html").read_text("utf-8")
    texts = re.findall(r'<img [^>]*alt="([^"]*)"', text)
    assert (len(texts), text.count("<img"), "mine" in texts) == (2, 2, True)
