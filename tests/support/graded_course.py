"""Makes a graded course without running anything: gradebook, autograded notebooks, runs."""

import atexit
import json
import shutil
import tempfile
from dataclasses import asdict
from datetime import datetime
from functools import cache
from pathlib import Path
from uuid import uuid4

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from nbgrader.api import (
    Assignment,
    Base,
    Comment,
    Course,
    Grade,
    GradeCell,
    Notebook,
    SolutionCell,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from autograder.course.configuration import COURSE
from autograder.grading.jobs import Done
from starter.manifest import assignments

MESSAGE = "Your candidate goes through <σ>; it should go through tanh."
HIDDEN = "# asked later\n### BEGIN HIDDEN TESTS\ncheck(secret)\n### END HIDDEN TESTS"


def make_course(root, students, name="rnn", failing=("gru_cell.equations",), late=()):
    """Grade these students: the first fails the checks named, the others pass everything.

    The first student's first written question waits for a person; those in `late` lost 2 points.
    """
    made = _made(tuple(students), name, tuple(failing), tuple(late))
    shutil.copytree(made, root, dirs_exist_ok=True)


@cache
def _made(students, name, failing, late):
    """Return the folder of such a course, to be copied: that is fifty times as fast."""
    root = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, root)
    assignment = assignments()[name]
    (root / "course").mkdir()
    # Without nbgrader's Gradebook, which starts a program to make an empty database.
    engine = create_engine(f"sqlite:///{root / 'course' / 'gradebook.db'}")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        release = _release(session, assignment)
        for number, student in enumerate(students):
            failed = set(failing) if number == 0 else set()
            penalty = 2.0 if student in late else None
            session.add_all(_rows(release, assignment, student, failed, number == 0, penalty))
            _write_files(root, assignment, student, failed)
        session.commit()
    engine.dispose()
    return root


def score(name="rnn", failing=(), waits=False):
    """What a student of such a class has by checks and questions, lateness not counted."""
    assignment = assignments()[name]
    checks = sum(check.points for check in assignment.checks if check.id not in failing)
    return checks + len(assignment.questions) - waits


def worth(name="rnn"):
    """What an assignment is worth; bonus exercises come on top."""
    assignment = assignments()[name]
    graded = [check for check in assignment.checks if not assignments_bonus(assignment, check)]
    return sum(check.points for check in graded) + sum(assignment.questions.values())


def _rows(release, assignment, student, failed, waits, penalty):
    """All rows of one submission, by ids: relations would be looked up one by one."""
    place, key = uuid4().hex, uuid4().hex
    stamp = datetime(2026, 11, 3, 12)
    yield Student(id=student)
    yield SubmittedAssignment(
        id=place, assignment_id=release["assignment"], student_id=student, timestamp=stamp
    )
    yield SubmittedNotebook(
        id=key,
        notebook_id=release["notebook"],
        assignment_id=place,
        late_submission_penalty=penalty,
    )
    for check in assignment.checks:
        points = 0.0 if check.id in failed else check.points
        scored = {"auto_score": points}
        if assignments_bonus(assignment, check):
            scored = {"auto_score": 0.0, "extra_credit": points}
        cell = release["cells"][check.grade_id]
        yield Grade(notebook_id=key, cell_id=cell, needs_manual_grade=False, **scored)
    for place, question in enumerate(assignment.questions):
        waiting = waits and place == 0
        cell, score = release["cells"][question], None if waiting else 1.0
        yield Grade(notebook_id=key, cell_id=cell, manual_score=score, needs_manual_grade=waiting)
    for cell in release["solutions"].values():
        yield Comment(notebook_id=key, cell_id=cell)


def assignments_bonus(assignment, check):
    return any(e.bonus for e in assignment.exercises if e.id == check.exercise)


def _release(session, assignment):
    """Make the assignment's rows and return their ids."""
    session.merge(Course(id=COURSE))
    found = Assignment(id=uuid4().hex, name=assignment.id, course_id=COURSE)
    notebook = Notebook(id=uuid4().hex, name=assignment.id, assignment=found)
    session.add_all([found, notebook])
    cells, solutions = {}, {}
    for check in assignment.checks:
        worth = 0 if assignments_bonus(assignment, check) else check.points
        cell = GradeCell(name=check.grade_id, max_score=worth, cell_type="code")
        cells[check.grade_id] = cell
    for question, worth in assignment.questions.items():
        cells[question] = GradeCell(name=question, max_score=worth, cell_type="markdown")
    for name in (*(exercise.id for exercise in assignment.exercises), *assignment.questions):
        solutions[name] = SolutionCell(name=name)
    for cell in (*cells.values(), *solutions.values()):
        cell.notebook_id = notebook.id
        session.add(cell)
    session.flush()
    return {
        "assignment": found.id,
        "notebook": notebook.id,
        "cells": {name: cell.id for name, cell in cells.items()},
        "solutions": {name: cell.id for name, cell in solutions.items()},
    }


def _write_files(root, assignment, student, failed):
    cells = []
    for exercise in assignment.exercises:
        source = f"class {exercise.class_name}:\n    '<script>alert(1)</script>'"
        cells.append(_cell(exercise.id, new_code_cell(source), solution=True))
        for check in exercise.checks:
            shown = f"✓ {check.id}: passed"
            if check.id in failed:
                shown = f"✗ {check.id}: not yet right\n  • {MESSAGE}\n  For a hint: …"
            outputs = [new_output("display_data", {"text/plain": shown})]
            if check.id in failed:
                outputs.append(new_output("error", ename="CheckFailed", evalue=MESSAGE))
            code = new_code_cell(HIDDEN if check.hidden else "check()", outputs=outputs)
            code.execution_count = 1
            cells.append(_cell(check.grade_id, code, grade=True, locked=True))
    for question in assignment.questions:
        answer = new_markdown_cell("An answer.")
        cells.append(_cell(question, answer, grade=True, solution=True))
    text = nbformat.writes(new_notebook(cells=cells))
    codes = {check: ["candidate_sigmoid"] for check in failed}
    done = Done(student, assignment.id, text, codes, ("cell 3: slow",) if failed else (), 0.5, 1.0)
    _write(
        root / "course" / "autograded" / student / assignment.id / f"{assignment.id}.ipynb", text
    )
    run = json.dumps({"key": "", "seed": 1, "isolated": True, "done": asdict(done)})
    _write(root / "course" / "runs" / assignment.id / f"{student}.json", run)


def _cell(grade_id, cell, **role):
    roles = {"grade": False, "solution": False, "locked": False, "task": False}
    cell.metadata["nbgrader"] = {**roles, **role, "grade_id": grade_id, "schema_version": 3}
    return cell


def _write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
