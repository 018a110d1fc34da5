"""Tells, as JSON, what the course in the current folder is: run there with its own packages."""

import json
import tempfile
from pathlib import Path

import nbformat

from autograder.catalogue import fair, wrong
from autograder.catalogue.evidence import judge
from autograder.judging.examiner import Examiner
from autograder.making import build_check
from autograder.making import building as build
from autograder.making.text import read_assignment
from starter.interview import ask
from starter.manifest import assignments, exercise

ROOT = Path.cwd()


def built(assignment):
    """What the build makes of an assignment, its notebook not run, and what is wrong with it."""
    name = assignment.id
    text = read_assignment(ROOT / "solutions" / f"{name}.py", assignment)
    build.write_notebook(text, ROOT / "solutions" / name / f"{name}.ipynb")
    build.build_oracles(ROOT, assignment)
    released = nbformat.read(build.release(ROOT, assignment), as_version=4)
    graded = [cell for cell in text.cells if "nbgrader" in cell.metadata]
    return {
        "cells": {cell.id: cell.source for cell in text.cells},
        "points": {cell.id: cell.metadata.nbgrader.get("points") for cell in graded},
        "released": [cell.id for cell in released.cells],
        "problems": [
            *build_check.leaks(ROOT, assignment, text),
            *build_check.verdicts(ROOT, assignment, text),
        ],
        "questions": assignment.questions,
        "ungraded": assignment.ungraded,
    }


def judged(name):
    """The codes that checks find in the catalogue's submissions of an exercise, by their names."""
    chosen = [
        s for s in (*fair(name), *wrong(name)) if name == "mgu_cell" or "convention" in s.name
    ]
    return {s.name: judge(s).found for s in chosen}


def graded(examiner, name, source):
    """The codes that checks of grading find in the class that a source defines."""
    one = exercise(name)
    cell = nbformat.v4.new_code_cell(source, id=name)
    cls = build_check.load_class(nbformat.v4.new_notebook(cells=[cell]), name, one.class_name)
    answer = lambda _, questions: [ask(cls, question) for question in questions]  # noqa: E731
    results = [examiner.judge(check.id, answer, [source], str) for check in one.checks]
    return {r.check.name: [finding.code for finding in r.findings] for r in results}


def main():
    """Print all of it in one line."""
    course = {name: built(assignment) for name, assignment in assignments().items()}
    course["judged"] = {name: judged(name) for name in ("gru_cell", "mgu_cell")}
    mgu, shallow = course["rnn"]["cells"]["mgu_cell"], course["cnn"]["cells"]["shallow"]
    flipped = mgu.replace("(1 - f) * h + f * candidate", "f * h + (1 - f) * candidate")
    bare = shallow.replace("F.relu(self.convolution(x))", "self.convolution(x)")
    with tempfile.TemporaryDirectory() as place:
        examiner = Examiner(7, Path(place), Path(place), place)
        course["graded"] = {
            "mgu_cell": graded(examiner, "mgu_cell", mgu),
            "mgu_cell flipped": graded(examiner, "mgu_cell", flipped),
            "shallow": graded(examiner, "shallow", shallow),
            "shallow without ReLU": graded(examiner, "shallow", bare),
        }
    print(json.dumps(course))


if __name__ == "__main__":
    main()
