"""Exploration runs to its end with right classes, and is idle under a grader and with stubs."""

import re
from functools import cache

import nbformat
import pytest
from nbclient import NotebookClient

from autograder.course.configuration import KERNEL_ARGUMENTS
from autograder.making.text import read_assignment
from starter.manifest import assignments
from tests.support import ROOT

# What a training leaves behind: the line of its result, or its curves.
TRAINED = ("steps in", "image/png")


@cache
def run(folder, name, grader=""):
    """Run a notebook, checks that fail included, and return its cells from the exploration on."""
    notebook = nbformat.read(ROOT / folder / name / f"{name}.ipynb", as_version=4)
    client = NotebookClient(notebook, extra_arguments=KERNEL_ARGUMENTS, timeout=600)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NBGRADER_EXECUTION", grader)
        client.execute()  # raises where a cell fails that is not a check
    last = max(i for i, c in enumerate(notebook.cells) if "raises-exception" in str(c.metadata))
    return [cell for cell in notebook.cells[last + 1 :] if cell.cell_type == "code"]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["rnn"])
@pytest.mark.parametrize(
    ("folder", "grader"),
    [("notebooks", ""), ("notebooks", "autograde"), ("solutions", "autograde")],
)
def test_nothing_is_trained(folder, grader, name):
    cells = run(folder, name, grader)
    assert len(cells) > 10
    outputs = [str(output) for cell in cells for output in cell.outputs]
    assert not [output for output in outputs if any(sign in output for sign in TRAINED)]


@pytest.mark.slow
def test_stubs_are_named_as_left_out():
    outputs = str([cell.outputs for cell in run("notebooks", "rnn", "")])
    for name in ("GRUCell", "LSTMCell", "PeepholeLSTMCell", "CoupledLSTMCell"):
        assert f"{name} is left out: not attempted yet" in outputs


# Numbers of trainings, small enough for a test.
PRESET = "def preset(small, large): return min(small, 16)"
NAMES = {
    "input_size": "n_in",
    "hidden_size": "n_hid",
    "bias=True": "*, bias=True",
    "forward(self, x, state=None)": "forward(self, input, hx=None)",
    "state": "hx",
    "x": "input",
}


def in_another_style(source, lazy):
    """A right class with other names of all arguments, and lazy layers."""
    source = re.sub(r'""".*?"""', "", source, flags=re.DOTALL)
    for ours, theirs in NAMES.items():
        source = re.sub(rf"(?<!\\w){re.escape(ours)}(?!\\w)", theirs, source)
    return re.sub(r"nn\.Linear\([^,]+, ", "nn.LazyLinear(", source) if lazy else source


@pytest.mark.slow
def test_right_classes_with_other_names_and_lazy_layers_run_to_the_end(tmp_path, monkeypatch):
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    written = read_assignment(ROOT / "solutions" / "rnn.py", assignments()["rnn"]).cells
    solutions = {
        c.id: c.source for c in written if "class " in c.source and "nn.Linear" in c.source
    }
    notebook = nbformat.read(ROOT / "notebooks" / "rnn" / "rnn.ipynb", as_version=4)
    for cell in notebook.cells:
        if cell.id in solutions:
            lazy = "class FusedLSTM" not in cell.source and "class GRUCell" not in cell.source
            cell.source = in_another_style(solutions[cell.id], lazy)
        cell.source = cell.source.replace('name = ""', 'name = "Ada"')
        cell.source = cell.source.replace('student_id = ""', 'student_id = "s1815"')
    imports = next(
        i
        for i, c in enumerate(notebook.cells)
        if "import preset" in c.source or " preset," in c.source
    )
    notebook.cells.insert(imports + 1, nbformat.v4.new_code_cell(PRESET))
    nbformat.write(notebook, tmp_path / "rnn.ipynb")
    resources = {"metadata": {"path": tmp_path}}
    client = NotebookClient(
        notebook, extra_arguments=KERNEL_ARGUMENTS, timeout=600, resources=resources
    )
    client.execute()
    said = str([cell.get("outputs") for cell in notebook.cells])
    assert "Traceback" not in said
    assert "not yet right" not in said
    assert "is left out" not in said
    assert "LSTMCell, unrolled" in said
    assert "Packed rnn_s1815.ipynb for Ada" in said
    assert (tmp_path / "rnn_s1815.ipynb").exists()
