"""Plays a course from the release to grades in the LMS, by the commands that an instructor types.

    python -m tests.whole_course.play FOLDER

The students' side is in students.py. An AssertionError says what is not as it should be.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import expect

from autograder.results.gradebook import Result, read_results
from autograder.sample import write_class
from tests.browser.formgrader import Formgrader, lab_options
from tests.browser.lab import browse, serve
from tests.conftest import name_repository
from tests.support import ROOT
from tests.whole_course.students import (
    CLASS,
    DUE,
    SILENT,
    CanvasZip,
    canvas_gradebook,
    damaged,
    moodle_worksheet,
    notebook,
)

FOLDERS = ("solutions", "notebooks", "starter", "autograder", "docs")
FILES = ("nbgrader_config.py", "pyproject.toml", "LICENSE")
NAMES = ("cnn", "rnn")
# What a person gives in formgrader: answers, a score other than the check's, less extra credit.
GIVEN = {
    ("rnn", "ada"): {"rnn_gates": 1.5, "rnn_convention": 2.0},
    ("rnn", "gauss"): {"rnn_gates": 1.0, "gru_cell-equations": 1.0},
    ("cnn", "gauss"): {"alexnet-layers": 2.0},
}
CREDIT = {("cnn", "ada"): {"alexnet_tiny-layers": 0.5}}
COMMENTS = {("rnn", "ada"): {"rnn_gates": "Well put; say why as well."}}
# Then gauss hands in what ada did, and the score is set right; the one of the answer stands.
CORRECTED = {"gru_cell-equations": 3.0}


class Course:
    """The instructor's folder, in which commands are typed."""

    def __init__(self, root: Path):
        self.root = root
        for name in FOLDERS:
            ignore = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
            shutil.copytree(ROOT / name, root / name, ignore=ignore)
        for name in FILES:
            shutil.copy(ROOT / name, root)
        name_repository(root)

    def kit(self, *words: object, status: int = 0) -> str:
        """Run a command of the kit and return all that it says; its status must be this one."""
        command = [Path(sys.executable).with_name("kit"), *map(str, words)]
        print("$ kit", *words, flush=True)
        start = time.monotonic()
        environment = {**os.environ, **WIDE, "PYTHONPATH": str(self.root)}
        done = subprocess.run(
            command, cwd=self.root, capture_output=True, text=True, env=environment
        )
        said = done.stdout + done.stderr
        print(f"  {time.monotonic() - start:.1f} s")
        assert done.returncode == status, f"status {done.returncode}: {said}"
        return said

    def read(self, path: str) -> list[dict[str, str]]:
        """Return the rows of a CSV in `course/`."""
        with (self.root / "course" / path).open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    def folders(self) -> dict[str, str]:
        """Return the names that collecting gave to the students' folders, by sample student."""
        named = {row["lms_id"]: row["student"] for row in self.read("roster.csv")}
        return {student.sample: named[str(student.number)] for student in CLASS}


# Lines of tables are not broken where there is no terminal.
WIDE = {"COLUMNS": "200"}


def play(folder: Path) -> None:
    """Play the whole course in an empty folder."""
    course = Course(folder / "course")
    handout = release(course, folder / "handout")
    desk, expected = work(handout, folder / "desk")
    collect(course, desk, folder)
    heal(course)
    grade(course, expected)
    with formgrader(course, folder) as form:
        grade_by_hand(course, form)
        grade_nothing(course)
        hand_in_again(course, desk, folder)
        grade_again(course)
        look_again(course, form)
    give_feedback(course)
    report(course)
    export(course, folder, with_hand(expected))


def release(course: Course, handout: Path) -> Path:
    """Write what students get."""
    said = course.kit("publish", handout)
    assert "rnn.ipynb" in said
    return handout


def work(handout: Path, folder: Path) -> tuple[Path, dict]:
    """Have the sample class fill in what it got; return its notebooks and the scores due."""
    shutil.copytree(ROOT / "solutions", folder / "solutions")
    for name in NAMES:
        (folder / "notebooks" / name).mkdir(parents=True)
        shutil.copy(handout / f"{name}.ipynb", folder / "notebooks" / name)
    write_class(folder, list(NAMES))
    expected = json.loads((folder / "course" / "expected.json").read_text("utf-8"))
    taken = {name: [s.sample for s in CLASS if s.hands_in(name)] for name in NAMES}
    return folder / "course" / "submitted", {
        name: {sample: expected[name][sample] for sample in taken[name]} for name in NAMES
    }


def collect(course: Course, desk: Path, folder: Path) -> None:
    """Bring in a zip for each assignment, damaged on the way; some hand in twice, some late."""
    (folder / "gradebook.csv").write_text(canvas_gradebook(list(NAMES)), encoding="utf-8")
    for name in NAMES:
        path = folder / f"{name} submissions.zip"
        with CanvasZip(path) as canvas:
            canvas.add(
                CLASS[5], f"{name}.ipynb", (desk / f"pascal/{name}/{name}.ipynb").read_bytes()
            )
            for student in filter(lambda student: student.hands_in(name), CLASS):
                data = notebook(desk, student, name)
                file, data = damaged(data, student.damage(name), name)
                canvas.add(student, file, data, late=name in student.late)
        count = sum(student.hands_in(name) for student in CLASS)
        said = course.kit("collect", path, "--roster", folder / "gradebook.csv", "--due", DUE)
        assert f"Canvas: {count} submissions ({count} new)" in said
        late = [course.folders()[s.sample] for s in CLASS if name in s.late]
        line = "marked late; counts as handed in at 2026-03-05 23:59:01 UTC"
        assert [who for who in late if f"{who}: {line}" in said] == late
        in_time = next(s for s in CLASS if s.hands_in(name) and name not in s.late)
        place = course.root / "course" / "submitted" / course.folders()[in_time.sample] / name
        assert not (place / "timestamp.txt").exists()
        again = course.kit("collect", path, "--due", DUE)
        (line,) = again.splitlines()
        assert line.startswith(f"Canvas: {count} submissions ({count} unchanged)")


def heal(course: Course) -> None:
    """Look at what is damaged; the originals stay."""
    said, folders = course.kit("heal", status=1), course.folders()
    assert f"{folders['quetelet']}: course/submitted/" in said
    for name in NAMES:
        damages = [student.damage(name) for student in CLASS if student.hands_in(name)]
        healed = sum(damage not in SILENT for damage in damages)
        assert f"{name}: {healed} of {len(damages)} healed" in said
    (course.root / "course" / "healed" / folders["boole"] / "rnn" / "rnn.ipynb").stat()


def grade(course: Course, expected: dict) -> None:
    """Grade everything; every check's score is the one of the undamaged notebook."""
    folders = course.folders()
    due = {
        name: {folders[student]: points for student, points in expected[name].items()}
        for name in NAMES
    }
    path = course.root / "expected.json"
    path.write_text(json.dumps(due), encoding="utf-8")
    said = course.kit("grade", "--expect", path)
    assert "All scores are as expected." in said


@contextmanager
def formgrader(course: Course, folder: Path) -> Iterator[Formgrader]:
    """Open JupyterLab as `make lab` does."""
    home = folder / "jupyter"
    home.mkdir()
    with serve(course.root, home, *lab_options()) as address, browse() as page:
        yield Formgrader(page, address)


def grade_by_hand(course: Course, form: Formgrader) -> None:
    """Give points for answers, comment on one, and change what checks gave."""
    folders = course.folders()
    for (name, student), points in (GIVEN | CREDIT).items():
        form.open(name, folders[student])
        for cell, comment in COMMENTS.get((name, student), {}).items():
            form.comment(cell, comment)
        for cell, value in points.items():
            if (name, student) in CREDIT:
                form.give_credit(cell, value)
            else:
                form.give(cell, value)
        form.page.screenshot(path=course.root.parent / f"{name}-{student}.png")


def grade_nothing(course: Course) -> None:
    """Where nothing has changed, nothing is run, and nothing that a person gave is touched."""
    before = results(course)
    said = course.kit("grade")
    assert "0 graded, 7 unchanged, 1 could not be graded" in said
    assert "0 graded, 17 unchanged, 1 could not be graded" in said
    assert results(course) == before


def hand_in_again(course: Course, desk: Path, folder: Path) -> None:
    """A student who was graded by hand hands in once more, what another did right."""
    by_name = {student.sample: student for student in CLASS}
    with CanvasZip(folder / "once more.zip", first=6001) as canvas:
        data = notebook(desk, by_name["ada"], "rnn")
        canvas.add(by_name["gauss"], "rnn-1.ipynb", data, late=True)
    said = course.kit("collect", folder / "once more.zip", "--due", DUE)
    assert "an earlier one was there, kept in course/replaced/" in said


def grade_again(course: Course) -> None:
    """Run anew, nothing that a person gave is lost, nor in question where nothing changed."""
    folders, before = course.folders(), results(course)
    graded = sorted({student for _, student in GIVEN | CREDIT})
    course.kit("grade", "--again", *chosen(course, graded))
    after = results(course)
    changed = ("rnn", folders["gauss"])
    assert {key for key in before if before[key] != after[key]} == {changed}
    for (name, student), points in (GIVEN | CREDIT).items():
        found = after[name, folders[student]]
        assert {cell: found.scores[cell] for cell in points} == points
    for (name, student), comments in COMMENTS.items():
        assert after[name, folders[student]].comments == comments
    assert set(after[changed].outdated) == set(GIVEN["rnn", "gauss"])


def results(course: Course) -> dict[tuple[str, str], Result]:
    """Return all that the gradebook says, by assignment and student."""
    return {
        (name, result.student): result
        for name in NAMES
        for result in read_results(course.root, name).found
    }


def chosen(course: Course, students: list[str]) -> list[str]:
    """Return the options that choose some students."""
    return [word for s in students for word in ("--student", course.folders()[s])]


def look_again(course: Course, form: Formgrader) -> None:
    """A person's scores stayed, and wait to be looked at again."""
    who = course.folders()["gauss"]
    said = course.kit("export", "csv", "rnn", status=1)
    assert f"submissions of {who} have changed since a person graded them" in said
    (row,) = (row for row in course.read("export/rnn.csv") if row["student"] == who)
    assert set(row["to look at again"].split()) == set(GIVEN["rnn", "gauss"])
    assert {cell: float(row[cell]) for cell in GIVEN["rnn", "gauss"]} == GIVEN["rnn", "gauss"]
    form.open("rnn", who)
    for cell in GIVEN["rnn", "gauss"]:
        expect(form.score(cell)).to_contain_class("needs_manual_grade")
    expect(form.score("gru_cell-equations")).to_have_attribute("placeholder", "3")
    form.give("gru_cell-equations", CORRECTED["gru_cell-equations"])
    form.resolve("rnn_gates")
    form.page.screenshot(path=course.root.parent / "resolved.png")


def give_feedback(course: Course) -> None:
    """Write pages, with what a person remarked and what checks found."""
    folders = course.folders()
    course.kit("feedback", "rnn", *chosen(course, ["ada", "hopper"]))
    pages = {
        student: (course.root / "course" / "feedback" / folders[student] / "rnn" / "rnn.html")
        for student in ("ada", "hopper")
    }
    assert COMMENTS["rnn", "ada"]["rnn_gates"] in pages["ada"].read_text("utf-8")
    assert "are weighed with the same gate" in pages["hopper"].read_text("utf-8")


def report(course: Course) -> None:
    """Write the page on what the class has not understood."""
    course.kit("report", "rnn")
    page = (course.root / "course" / "report" / "rnn.html").read_text("utf-8")
    for student in CLASS:
        assert course.folders()[student.sample] in page
    assert "could not be graded" in page
    assert "changed since a person graded it" not in page


def with_hand(expected: dict) -> dict:
    """Return the scores that are due, a person's in the place of the checks'."""
    due = {name: dict(expected[name]) for name in NAMES}
    due["rnn"]["gauss"] = due["rnn"]["ada"]
    for (name, student), points in (GIVEN | CREDIT).items():
        due[name][student] = due[name][student] | points
    due["rnn"]["gauss"] |= CORRECTED
    return due


def export(course: Course, folder: Path, due: dict) -> None:
    """Fill in the files of Canvas and Moodle; every score is the one that is due."""
    totals = {
        name: {
            student.number: sum(due[name][student.sample].values())
            for student in CLASS
            if student.hands_in(name)
        }
        for name in NAMES
    }
    said = course.kit("export", "canvas", "--template", folder / "gradebook.csv", status=1)
    assert "have changed since" not in said
    for place, name in enumerate(NAMES):
        assert f"{name}: written questions of " in said
        rows = [row for row in course.read(f"export/canvas-{name}.csv") if row["ID"]]
        column = f"{name} ({70 + place})"
        assert {int(row["ID"]): float(row[column]) for row in rows if row[column]} == totals[name]
    sheet = folder / "worksheet.csv"
    sheet.write_text(moodle_worksheet(), encoding="utf-8")
    course.kit("export", "moodle", "rnn", "--template", sheet, status=1)
    rows = course.read("export/moodle-rnn.csv")
    grades = {int(row["Identifier"].split()[1]): float(row["Grade"]) for row in rows}
    assert grades == totals["rnn"]
    (ada,) = (row for row in rows if row["Identifier"] == "Participant 101")
    assert COMMENTS["rnn", "ada"]["rnn_gates"] in ada["Feedback comments"]


if __name__ == "__main__":
    place = Path(sys.argv[1] if len(sys.argv) > 1 else tempfile.mkdtemp(prefix="course-"))
    place.mkdir(parents=True, exist_ok=True)
    play(place.resolve())
    print(f"All is as expected; the course is in {place}.")
