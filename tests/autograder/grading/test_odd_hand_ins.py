"""One odd hand-in costs its own student a line at most; the rest of the class is graded."""

import json

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

from autograder.feedback.pages import write_pages
from autograder.grading.grade_class import Settings, find_submissions, grade
from autograder.healing.course import heal_class
from starter.manifest import assignments
from tests.support.hand_ins import KNOWN, handed_in
from tests.support.odd_times import ODD_TIMES
from tests.support.sandboxed import needs_sandbox

FULL = sum(check.points for check in assignments()["rnn"].checks)


def with_cell(cell):
    notebook = handed_in("boole")
    notebook.cells.insert(3, cell)
    return json.dumps(notebook).encode()


def _deep_metadata():
    deep = json.loads('{"a":' * 900 + "1" + "}" * 900)
    notebook = json.loads(with_cell(new_code_cell("x = 1")))
    notebook["metadata"]["language_info"] = deep
    notebook["cells"][0]["metadata"] = deep
    return json.dumps(notebook).encode()


def _no_attachments():
    notebook = json.loads(with_cell(new_markdown_cell("![](x)")))
    notebook["cells"][3]["attachments"] = {"x": 5, "y": {"image/png": 5}}
    return json.dumps(notebook).encode()


# What loses nothing: the class in it is right.
HARMLESS = {
    "blank-lines": lambda: with_cell(new_code_cell("\n" * 60_000)),
    "more-blank-lines": lambda: with_cell(new_code_cell("\n" * 1_000_000 + "x = 1")),
    "blank-text": lambda: with_cell(new_markdown_cell("\n" * 1_000_000)),
    "nested-tags": lambda: with_cell(new_markdown_cell("<div>" * 100_000)),
    "nested-quotes": lambda: with_cell(new_markdown_cell(">" * 100_000)),
    "nested-brackets": lambda: with_cell(new_markdown_cell("[" * 100_000)),
    "open-formulas": lambda: with_cell(new_markdown_cell("\\begin{a}" * 50_000)),
    "deep-metadata": _deep_metadata,
    "half-letters": lambda: with_cell(new_code_cell("x = '\ud800'")),
    "attachments-of-no-kind": _no_attachments,
    "half-letters-printed": lambda: with_cell(new_code_cell("print('\\ud800')")),
}


def hand_in(root, student, data, name="rnn.ipynb"):
    folder = root / "course" / "submitted" / student / "rnn"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)
    return folder


@pytest.fixture
def one(project):
    """A course in which boole has handed in what is right."""
    hand_in(project, "boole", json.dumps(handed_in("boole")).encode())
    return project


@pytest.mark.drawn(check=4)
@pytest.mark.parametrize("odd", list(HARMLESS))
def test_healing_takes_no_odd_notebook_amiss(one, odd):
    hand_in(one, odd, HARMLESS[odd]())
    found = {h.student: h for h in heal_class(one, "rnn", [odd, "boole"], KNOWN["rnn"])}
    assert [found[s].problem for s in (odd, "boole")] == ["", ""]


@pytest.mark.slow
@needs_sandbox
def test_a_class_with_odd_hand_ins_is_graded_in_full(one):
    for name, make in HARMLESS.items():
        hand_in(one, name, make())
    for name, make in ODD_TIMES.items():
        make(
            hand_in(one, f"time-{name}", json.dumps(handed_in("boole")).encode()) / "timestamp.txt"
        )
    folder = hand_in(one, "folder", json.dumps(handed_in("boole")).encode(), "my rnn.ipynb")
    (folder / "rnn.ipynb").mkdir()
    (folder / "rnn.ipynb" / "data.txt").write_text("beside")
    with open(hand_in(one, "huge", b"") / "rnn.ipynb", "wb") as file:
        file.truncate(300_000_000)
    outcomes = {
        o.student: o for o in grade(one, "rnn", find_submissions(one, "rnn"), Settings(workers=2))
    }
    huge = outcomes.pop("huge")
    assert "huge/rnn/rnn.ipynb has 300 MB" in huge.problem
    assert huge.total == 0
    assert {s: (o.problem, o.total) for s, o in outcomes.items()} == dict.fromkeys(
        outcomes, ("", FULL)
    )
    for name in ODD_TIMES:
        (line,) = outcomes[f"time-{name}"].incidents
        assert "timestamp.txt names no time" in line
    assert write_pages(one, "rnn", list(outcomes)) == {}
