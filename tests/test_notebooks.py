"""Exploration costs nothing where it has nothing to explore: under a grader, and with stubs."""

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from autograder.configuration import KERNEL_ARGUMENTS

ROOT = Path(__file__).parents[1]
# What a training leaves behind: the line of its result, or its curves.
TRAINED = ("steps in", "image/png")


def run(folder, name, monkeypatch, grader=""):
    """Run a notebook, checks that fail included, and return its cells from the exploration on."""
    monkeypatch.setenv("NBGRADER_EXECUTION", grader)
    notebook = nbformat.read(ROOT / folder / name / f"{name}.ipynb", as_version=4)
    client = NotebookClient(notebook, extra_arguments=KERNEL_ARGUMENTS, timeout=600)
    client.execute()  # raises where a cell fails that is not a check
    last = max(i for i, c in enumerate(notebook.cells) if "raises-exception" in str(c.metadata))
    return [cell for cell in notebook.cells[last + 1 :] if cell.cell_type == "code"]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["rnn"])
@pytest.mark.parametrize(
    ("folder", "grader"),
    [("notebooks", ""), ("notebooks", "autograde"), ("solutions", "autograde")],
)
def test_nothing_is_trained(folder, grader, name, monkeypatch):
    cells = run(folder, name, monkeypatch, grader)
    assert len(cells) > 10
    outputs = [str(output) for cell in cells for output in cell.outputs]
    assert not [output for output in outputs if any(sign in output for sign in TRAINED)]


@pytest.mark.slow
def test_stubs_are_named_as_left_out(monkeypatch):
    outputs = str([cell.outputs for cell in run("notebooks", "rnn", monkeypatch)])
    for name in ("GRUCell", "LSTMCell", "PeepholeLSTMCell", "CoupledLSTMCell"):
        assert f"{name} is left out: not attempted yet" in outputs
