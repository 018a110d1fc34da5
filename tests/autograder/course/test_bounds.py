"""What takes too long or too much for one submission costs that one; the others go on."""

import json
import multiprocessing
import resource
import shutil
import signal
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import replace

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.course.bounds import Exceeded, read_bounds, within
from autograder.feedback import html as feedback_html
from autograder.feedback.pages import write_pages
from autograder.grading import harmless, jobs, pool
from autograder.grading.executors import Place
from autograder.grading.grade_class import Settings, grade
from autograder.grading.jobs import Job, run_job
from autograder.healing import TooLarge, Unreadable, read_notebook, read_submission, reading
from autograder.healing import course as healing_course
from autograder.healing.cutting import parses
from autograder.judging.trial import Trial
from tests.support.graded_course import make_course
from tests.support.hand_ins import KNOWN, handed_in
from tests.support.sandboxed import needs_sandbox
from tests.support.unstoppable import cannot_be_interrupted

# No test waits for its end: what is linear takes a small part of it, what is not takes days.
PATIENCE = 60
SHORT = replace(read_bounds(), seconds=0.05, reading_seconds=0.05, text_seconds=0.05)


def burn(*_, **__):
    while True:
        pass


def burn_and_swallow():
    while True:
        try:
            burn()
        except Exception:
            break
    burn()


def test_python_code_is_interrupted():
    with pytest.raises(Exceeded, match=r"more than 0\.05 seconds of computing"), within(0.05):
        burn()


@pytest.mark.slow
def test_what_was_swallowed_once_is_raised_again():
    with pytest.raises(Exceeded), within(0.05):
        burn_and_swallow()


def _bounded_twice():
    with pytest.raises(Exceeded, match=r"than 0\.05 "), within(0.05):
        burn()
    with within(PATIENCE):
        pass
    burn()


def test_a_bound_inside_another_leaves_it_as_it_was():
    with pytest.raises(Exceeded, match=r"than 0\.3 "), within(0.3):
        _bounded_twice()
    assert signal.getitimer(signal.ITIMER_PROF) == (0, 0)


def test_memory_is_bounded_and_free_again_afterwards():
    before = resource.getrlimit(resource.RLIMIT_AS)
    with pytest.raises(Exceeded, match=r"more than 0\.1 GB of memory"), within(PATIENCE, 10**8):
        bytearray(10**9)
    assert resource.getrlimit(resource.RLIMIT_AS) == before


@contextmanager
def _workers():
    with ProcessPoolExecutor(2, multiprocessing.get_context("forkserver")) as executor:
        yield Place(executor, 4)


@pytest.mark.slow
def test_what_cannot_be_interrupted_ends_its_worker_and_nobody_elses_job():
    jobs = [Job(student, "rnn", "{}", (), 1) for student in ("boole", "curie", "dirac")]
    ended = pool.run_all(jobs, _workers, run=cannot_be_interrupted, most_deaths=0)
    found = {job.student: done for job, done in ended}
    assert "ended the worker that ran it" in found["boole"].problem
    assert [found[s].notebook for s in ("curie", "dirac")] == ["graded", "graded"]


def test_a_job_that_takes_too_long_has_a_line(monkeypatch):
    monkeypatch.setattr(jobs, "_steps", lambda *_: [burn])
    done = run_job(Job("ada", "rnn", '{"cells": [], "metadata": {}}', (), 1, bounds=SHORT))
    assert done.problem == (
        "could not be graded (it took more than 0.05 seconds of computing); look at it by hand"
    )


def test_reading_takes_no_longer_than_it_may(monkeypatch, tmp_path):
    monkeypatch.setattr(reading, "read_bounds", lambda: SHORT)
    monkeypatch.setattr(reading, "_parse", burn)
    (tmp_path / "rnn.ipynb").write_text("{}")
    with pytest.raises(TooLarge, match=r"^rnn\.ipynb cannot be read: it took more than 0\.05 "):
        read_submission(tmp_path, "rnn")


def test_a_file_of_300_megabytes_is_not_read(tmp_path):
    with open(tmp_path / "rnn.ipynb", "wb") as file:
        file.truncate(300_000_000)
    with pytest.raises(TooLarge) as error:
        read_submission(tmp_path, "rnn")
    assert str(error.value) == (
        "rnn.ipynb has 300 MB, and no more than 100 MB are read: hand in a copy without outputs"
    )


def test_more_code_than_anybody_writes_is_not_run(tmp_path):
    notebook = new_notebook(cells=[new_code_cell("x" * 6_000_000)])
    (tmp_path / "rnn.ipynb").write_text(nbformat.writes(notebook))
    with pytest.raises(TooLarge, match="holds 6,000,000 characters of text and code"):
        read_submission(tmp_path, "rnn")


def test_a_script_that_jupytext_stumbles_over_is_a_damaged_one():
    text = "# ---\n# jupyter:\n#   jupytext: 5\n# ---\n# %%\nx = 1\n"
    with pytest.raises(Unreadable, match="is a damaged notebook"):
        read_notebook(text.encode(), "rnn.py")


@pytest.mark.slow
def test_healing_a_class_goes_on(monkeypatch, tmp_path):
    heal = healing_course.heal

    def slow_for_some(notebook, known):
        return burn() if "slow" in notebook.cells[0].source else heal(notebook, known)

    monkeypatch.setattr(healing_course, "heal", slow_for_some)
    for student, first in (("ada", "slow"), ("boole", "fine")):
        notebook = handed_in("boole")
        notebook.cells[0].source = first
        path = tmp_path / "course" / "submitted" / student / "rnn" / "rnn.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(notebook))
    monkeypatch.setattr(healing_course, "read_bounds", lambda: replace(SHORT, seconds=1))
    slow, fine = healing_course.heal_class(tmp_path, "rnn", ["ada", "boole"], list(KNOWN["rnn"]))
    assert slow.problem.startswith("could not be healed: it took more than 1 seconds")
    assert fine.problem == ""


@pytest.mark.parametrize("lines", [60_000, 1_000_000])
def test_blank_lines_are_looked_through_once(lines):
    with within(PATIENCE):
        assert parses("\n" * lines)
        trial = Trial(None, None, {})
        trial.notebook = new_notebook(cells=[new_code_cell("\n" * lines)])
        assert "never written" in trial._why_missing("GRUCell")


def test_strings_that_nothing_closes_are_looked_for_once():
    text = "import torch\n" + '"""a\n' * 200_000
    with within(PATIENCE):
        read_notebook(text.encode(), "rnn.py")


def test_texts_of_a_colab_script_end_where_they_did():
    texts = ('"""One\n\ntwo"""', 'x = """not\na text"""', '"""Three"""  ', "y = 2", '"""open')
    text = "\n\n".join(["import torch", *texts, ""])
    notebook, _ = read_notebook(text.encode(), "rnn.py")
    assert [(c.cell_type, c.source) for c in notebook.cells] == [
        ("code", "import torch"),
        ("markdown", "One\n\ntwo"),
        ("code", 'x = """not\na text"""'),
        ("markdown", "Three"),
        ("code", "y = 2"),
        ("code", '"""open'),
    ]


def test_a_text_that_cannot_be_cleaned_in_time_has_no_tags_left(monkeypatch):
    monkeypatch.setattr(harmless, "read_bounds", lambda: SHORT)
    cells = [new_markdown_cell("<div>" * 100_000), new_markdown_cell("<b>fine</b>")]
    notebook, _ = harmless.HarmlessHTML().preprocess(new_notebook(cells=cells), {})
    assert "&lt;div&gt;" * 100_000 in notebook.cells[0].source
    assert "<" not in notebook.cells[0].source
    assert notebook.cells[1].source == "<b>fine</b>"


@pytest.mark.slow
@pytest.mark.parametrize(
    "cell",
    [new_markdown_cell("\\begin{a}" * 100_000), new_code_cell((" " * 30 + "\n") * 20_000 + "end")],
    ids=["formulas", "blanks"],
)
def test_a_page_shows_as_typed_what_cannot_be_laid_out_in_time(monkeypatch, tmp_path, cell):
    monkeypatch.setattr(feedback_html, "read_bounds", lambda: replace(SHORT, text_seconds=0.5))
    with within(PATIENCE):
        page, _ = feedback_html.FeedbackExporter(template_name="classic").from_notebook_node(
            new_notebook(cells=[cell, new_markdown_cell("*fine*")])
        )
    assert f"<pre>{cell.source[:20]}" in page
    assert "<em>fine</em>" in page


@pytest.mark.slow
def test_brackets_are_looked_through_once(tmp_path):
    make_course(tmp_path, ["ada", "max"])
    path = tmp_path / "course" / "autograded" / "ada" / "rnn" / "rnn.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.append(new_markdown_cell("[" * 200_000 + "x"))
    nbformat.write(notebook, path)
    assert write_pages(tmp_path, "rnn", ["ada", "max"]) == {}


@pytest.mark.slow
@needs_sandbox
def test_an_earlier_grade_stands_where_a_later_hand_in_takes_too_much(project):
    folders = {s: project / "course" / "submitted" / s / "rnn" for s in ("ada", "boole", "new")}
    for student in ("ada", "boole"):
        folders[student].mkdir(parents=True)
        (folders[student] / "rnn.ipynb").write_text(json.dumps(handed_in(student)))
    first = grade(project, "rnn", ["ada", "boole"], Settings(workers=2))
    assert [(o.problem, o.total) for o in first] == [("", 24.0)] * 2
    shutil.copytree(folders["boole"], folders["new"])
    path = folders["boole"] / "rnn.ipynb"
    path.write_text(path.read_text().replace("import torch", "import torch  # anew", 1))
    short = replace(read_bounds(), seconds=0.001)
    ada, boole, new = grade(project, "rnn", sorted(folders), Settings(workers=2, bounds=short))
    assert (ada.problem, ada.total, ada.kept) == ("", 24.0, True)
    assert "took more than 0.001 seconds" in boole.problem
    assert boole.problem.endswith("; the 24 points of an earlier run stand")
    assert (boole.total, new.total) == (24.0, 0.0)
    assert new.problem.endswith("look at it by hand")
    assert (project / "course" / "autograded" / "boole" / "rnn" / "rnn.ipynb").exists()
    path.write_text(json.dumps({"cells": [{"cell_type": "code", "source": "x" * 6_000_000}]}))
    (boole,) = grade(project, "rnn", ["boole"], Settings(workers=1))
    assert "holds 6,000,000 characters" in boole.problem
    assert boole.total == 24.0
