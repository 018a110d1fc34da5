"""The students' side of a course: what each hands in, how it is damaged, Canvas's zip."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from copy import deepcopy
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import nbformat

from starter.manifest import assignments
from tests.support.damages import CELLS, FILES

DUE = "2026-03-05T23:59:00"
# Canvas gives every file the date of the download.
DOWNLOAD = (2026, 3, 9, 8, 0, 0)
# What is read as it is, without a word.
SILENT = {
    "",
    ".ipynb.txt",
    "UTF-16",
    "cell ids doubled",
    "megabytes of output",
    "nbformat 4.0",
    "prose deleted",
}
ANSWER = "A share lies between 0 and 1, which is where a gate belongs."


@dataclass(frozen=True)
class Student:
    """Who hands in the notebooks of a student of the sample class, and what becomes of them.

    `rnn` and `cnn` name the damage, one of tests/support/damages.py; `cnn` is None for those who
    do not take part in it. `late` names the assignments that Canvas marks so.
    """

    sample: str
    name: str
    number: int
    rnn: str = ""
    cnn: str | None = None
    late: tuple[str, ...] = ()

    @property
    def slug(self) -> str:
        """The name as Canvas spells it in file names."""
        return "".join(letter for letter in self.name.casefold() if letter.isalnum())

    def damage(self, assignment: str) -> str:
        """Return what happens to a notebook on its way, or nothing."""
        return getattr(self, assignment) or ""

    def hands_in(self, assignment: str) -> bool:
        """Say whether there is a notebook of an assignment at all."""
        return getattr(self, assignment) is not None


# Two of one name, several scripts; every kind of submission but those that take a minute each.
CLASS = (
    Student("ada", "Lovelace, Ada", 101, cnn="Colab script"),
    Student("boole", "Boole, George", 102, "metadata stripped", ".ipynb.txt"),
    Student("curie", "Skłodowska-Curie, Marie", 103, "nbformat 4.0"),
    Student("dirac", "Dirac, Paul", 104, "class split in a method"),
    Student("euler", "Euler, Leonhard", 105, "percent script"),
    Student("fermat", "Fermat, Pierre de", 106, "exercise merged", "cell ids doubled"),
    Student("gauss", "Gauß, Carl Friedrich", 107, "checks edited", "metadata stripped"),
    Student("hopper", "Hopper, Grace", 108, "sections in reverse", late=("rnn",)),
    Student("ibnsina", "ابن سينا", 109, "checks deleted", "nbformat 4.0"),
    Student("jordan", "Jordan, Camille", 110, "megabytes of output"),
    Student("kovalevskaya", "Ковалевская, Софья", 111, "answer in a cell of its own", "UTF-16"),
    Student("lovelace", "Lovelace, Ada", 112, "imports moved to the end", late=("rnn",)),
    Student("maxwell", "Maxwell, James Clerk", 113, "cell ids doubled"),
    Student("noether", "Noether, Emmy", 114, "work written into a check", late=("rnn",)),
    Student("oresme", "Oresme, Nicole", 115, "prose deleted"),
    Student("pascal", "Pascal, Blaise", 116, "stub copied below"),
    Student("quetelet", "Quetelet, Adolphe", 117, cnn=""),
    Student("turing", "Turing, Alan", 118, "kernel changed", "kernel changed"),
)


def notebook(folder: Path, student: Student, assignment: str) -> bytes:
    """Return a submission of the sample class, questions answered where it is a notebook."""
    data = (folder / student.sample / assignment / f"{assignment}.ipynb").read_bytes()
    if not data.startswith(b"{"):
        return data
    found = nbformat.reads(data.decode(), as_version=4)
    for cell in found.cells:
        if cell.id in assignments()[assignment].questions:
            cell.source = f"{ANSWER}\n\nThis is my answer to {cell.id}, and I stand by it."
    return nbformat.writes(found).encode()


def damaged(data: bytes, damage: str, assignment: str) -> tuple[str, bytes]:
    """Return the file's name and bytes as they arrive."""
    name = f"{assignment}.ipynb"
    if not damage:
        return name, data
    found = deepcopy(nbformat.reads(data.decode(), as_version=4))
    if damage in FILES:
        write, name = FILES[damage]
        return name.replace("rnn", assignment).replace("Rnn", assignment), write(found)
    CELLS[damage](found)
    return name, json.dumps(found).encode()


class CanvasZip:
    """The zip that Canvas makes of an assignment's submissions.

    Files are numbered from `first` in the order in which they came in.
    """

    def __init__(self, path: Path, first: int = 5001):
        self.archive = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED)
        self.numbers = count(first)

    def add(self, student: Student, name: str, data: bytes, late: bool = False) -> None:
        """Add a file."""
        mark = "_LATE" if late else ""
        info = zipfile.ZipInfo(
            f"{student.slug}{mark}_{student.number}_{next(self.numbers)}_{name}", DOWNLOAD
        )
        self.archive.writestr(info, data, zipfile.ZIP_DEFLATED)

    def __enter__(self):
        return self

    def __exit__(self, *told):
        self.archive.close()


def canvas_gradebook(names: list[str]) -> str:
    """Return the CSV that Canvas exports, with a column without grades for each assignment."""
    columns = [f"{name} ({70 + place})" for place, name in enumerate(names)]
    header = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *columns]
    rows = [["    Points Possible", "", "", "", "", *("30" for _ in columns)]]
    rows += [
        [
            student.name,
            student.number,
            "",
            f"{student.sample}@example.org",
            "A",
            *("" for _ in names),
        ]
        for student in CLASS
    ]
    return _csv(header, rows)


def moodle_worksheet() -> str:
    """Return Moodle's grading worksheet of the same class."""
    header = ["Identifier", "Full name", "Email address", "Grade", "Maximum grade"]
    header += ["Grade can be changed", "Last modified (grade)", "Feedback comments"]
    rows = [
        [f"Participant {s.number}", s.name, f"{s.sample}@example.org", "", "30.00", "Yes", "-", ""]
        for s in CLASS
    ]
    return _csv(header, rows)


def _csv(header: list[str], rows: list[list]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([header, *rows])
    return text.getvalue()
