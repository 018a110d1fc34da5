"""Reads the hostile cells and puts them into a notebook of the release."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell
from nbgrader.utils import determine_grade, is_grade

from autograder.grading.grade_class import prepare_gradebook
from tests.support import ROOT

ZEROS = """class GRUCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size

    def forward(self, x, state=None):
        return x.new_zeros(len(x), self.hidden_size)
"""
_CELL = re.compile(r"^# %% (?P<name>\w+): (?P<about>[^@\n]*?)(?P<alone> @alone)?$", re.MULTILINE)


@dataclass(frozen=True)
class Attack:
    """A hostile cell; one that is `alone` would take a machine down where nothing holds it."""

    name: str
    about: str
    source: str
    alone: bool = False

    @property
    def exercise(self) -> str:
        """The exercise whose class it defines itself; nothing where it defines none."""
        for exercise, name in (("gru_cell", "GRUCell"), ("lstm_cell", "LSTMCell")):
            if re.search(rf"^(class {name}\b|{name} = )", self.source, re.MULTILINE):
                return exercise
        return ""

    def notebook(self, root: Path, witness: Path, port: int) -> NotebookNode:
        """Return the release of `rnn` with the hostile cell in it, and GRUCell attempted."""
        places = {"ROOT": str(root), "WITNESS": str(witness), "PORT": str(port)}
        source = re.sub(r"\b(ROOT|WITNESS|PORT)\b", lambda found: places[found[0]], self.source)
        notebook = release()
        wanted = self.exercise or "gru_cell"
        place = next(i for i, cell in enumerate(notebook.cells) if cell.id == wanted)
        if self.exercise:
            notebook.cells[place].source = source
        else:
            notebook.cells.insert(place + 1, new_code_cell(source, id="hostile"))
        return notebook


def release() -> NotebookNode:
    """Return the release of `rnn` with an attempt at nothing but GRUCell."""
    notebook = nbformat.read(ROOT / "notebooks" / "rnn" / "rnn.ipynb", as_version=4)
    next(cell for cell in notebook.cells if cell.id == "gru_cell").source = ZEROS
    return notebook


def make_course(root: Path) -> None:
    """Fill a folder with a course of `rnn` that has a gradebook and nothing handed in."""
    for name in ("solutions", "notebooks"):
        shutil.copytree(ROOT / name, root / name)
    shutil.copy(ROOT / "nbgrader_config.py", root)
    prepare_gradebook(root, "rnn")


def points_of(graded: str) -> dict[str, float]:
    """Return the points of every check in the text of a graded notebook, by grade cell."""
    return {
        cell.metadata.nbgrader.grade_id: determine_grade(cell)[0]
        for cell in nbformat.reads(graded, as_version=4).cells
        if is_grade(cell) and cell.cell_type == "code"
    }


@cache
def attacks() -> tuple[Attack, ...]:
    """Return all hostile cells in the order of the file."""
    text = (Path(__file__).parent / "hostile.py").read_text(encoding="utf-8")
    heads = list(_CELL.finditer(text))
    ends = [head.start() for head in heads[1:]] + [len(text)]
    return tuple(
        Attack(head["name"], head["about"], text[head.end() : end].strip(), bool(head["alone"]))
        for head, end in zip(heads, ends)
    )
