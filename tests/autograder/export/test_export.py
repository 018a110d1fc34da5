"""Grades reach each LMS in its own format, and a template comes back as its rules want it."""

import csv
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pytest

from autograder.course import sheets
from autograder.course.sheets import (
    Sheet,
    SheetError,
    defuse,
    number,
    read_sheet,
    undefuse,
    write_sheet,
)
from autograder.export import ExportError, export, gradescope_run, write_autograder
from autograder.export.graded_class import read_class, remarks
from autograder.export.gradescope_run import grade_submission
from autograder.healing import Unreadable
from autograder.sample import write_class
from starter.manifest import assignments, exercise
from tests.support import ROOT
from tests.support.damages import FILES
from tests.support.graded_course import MESSAGE, make_course, score, worth
from tests.support.hand_ins import handed_in
from tests.support.sandboxed import needs_sandbox

FULL, MOST = score(), worth()
ADA, WANG = score(failing=["gru_cell.equations"], waits=True), FULL - 2
GRU = exercise("gru_cell")
SHORT = f"{number(GRU.points - GRU.check('equations').points)} of {number(GRU.points)} points"
NAMES = {"ada": 'Lovelace, Ada "the first"', "wang": "王小明", "eve": "=HYPERLINK(1)", "zoe": "Zoé"}
CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section,rnn (77),Other work (78),Current Score\r\n"
    f"    Points Possible,,,,,{number(MOST)},10,(read only)\r\n"
    '"Lovelace, Ada ""the first""",101,,ada,A,,5,\r\n'
    "王小明,102,,wxm,A,,6,\r\n"
    "=HYPERLINK(1),103,,,A,1,7,\r\n"
    '"Student, Test",999,,,A,,,\r\n'
)
MOODLE = (
    "Identifier,Full name,Email address,Status,Grade,Maximum grade,Grade can be changed,"
    "Last modified (grade),Feedback comments\r\n"
    'Participant 101,"Lovelace, Ada ""the first""",ada@x.org,Submitted,,{maximum},Yes,-,\r\n'
    "Teilnehmer/in 102,王小明,,Submitted,,{maximum},Yes,-,\r\n"
    "Participant 103,=HYPERLINK(1),,Submitted,4.00,{maximum},No,-,kept\r\n"
)


@pytest.fixture
def course(tmp_path):
    """A graded class of three with a roster; ada fails one check."""
    make_course(tmp_path, ["ada", "eve", "wang"], late=["wang"])
    write_roster(tmp_path, {"ada": "101", "wang": "102", "eve": "103"})
    return tmp_path


def write_roster(root, ids, names=NAMES):
    header = ["student", "name", "email", "lms_id", "section", "group"]
    rows = [{"student": s, "name": names[s], "lms_id": i, "section": "A"} for s, i in ids.items()]
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, header)
    writer.writeheader()
    writer.writerows(rows)
    (root / "course" / "roster.csv").write_text(buffer.getvalue(), encoding="utf-8")


def exported(root, to, template=None, name="rnn"):
    """Export and return the file's rows and the notes."""
    if template is not None:
        path = root / "template.csv"
        path.write_text(template, encoding="utf-8")
        template = path
    paths, notes = export(root, to, name, template)
    return read_sheet(paths[0]), notes


def test_canvas_template_is_filled_in(course):
    sheet, notes = exported(course, "canvas", CANVAS)
    assert sheet.header == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "rnn (77)"]
    grades = {row["ID"]: row["rnn (77)"] for row in sheet.rows}
    shown = {"": MOST, "101": ADA, "102": WANG, "103": FULL}
    assert grades == {key: number(points) for key, points in shown.items()} | {"999": ""}
    assert sheet.rows[0]["Student"] == "    Points Possible"
    assert sheet.rows[1]["Student"] == NAMES["ada"]
    assert sheet.rows[3]["Student"] == "'=HYPERLINK(1)"
    assert [line for line in notes if "row" in line] == []


def test_canvas_without_a_template(course):
    sheet, _ = exported(course, "canvas")
    assert [row["ID"] for row in sheet.rows] == ["", "101", "103", "102"]
    assert sheet.rows[0][sheet.header[-1]] == number(MOST)


def test_moodle_worksheet_is_filled_in(course):
    sheet, notes = exported(course, "moodle", MOODLE.format(maximum=f"{MOST:.2f}"))
    assert [row["Grade"] for row in sheet.rows] == [number(ADA), number(WANG), "4.00"]
    assert [row["Last modified (grade)"] for row in sheet.rows] == ["-", "-", "-"]
    comment = sheet.rows[0]["Feedback comments"]
    assert f"GRU cell: {SHORT}<br>- Your candidate goes through &lt;σ&gt;;" in comment
    assert sheet.rows[2]["Feedback comments"] == "kept"
    assert any("does not let the grades of eve be changed" in line for line in notes)


def test_moodle_says_when_its_maximum_differs(course):
    _, notes = exported(course, "moodle", MOODLE.format(maximum="1000.00"))
    assert any(
        f"Moodle's maximum is 1000.00, the assignment's {number(MOST)}" in line for line in notes
    )


def test_moodle_needs_numbers(tmp_path):
    make_course(tmp_path, ["ada"])
    with pytest.raises(ExportError, match="which ada have not; download the grading worksheet"):
        export(tmp_path, "moodle", "rnn")
    assert not (tmp_path / "course" / "export").exists()


def test_plain_csv_has_everything(course):
    sheet, notes = exported(course, "csv")
    ada, eve, wang = sheet.rows
    assert (ada["name"], wang["name"], eve["name"]) == (
        NAMES["ada"],
        NAMES["wang"],
        "'=HYPERLINK(1)",
    )
    assert (ada["gru_cell-equations"], ada["score"], wang["late penalty"]) == (
        "0",
        number(ADA),
        "2",
    )
    assert ada["ungraded questions"] == next(iter(assignments()["rnn"].questions))
    assert notes == [
        "rnn: written questions of ada are not graded yet and count 0; grade them in Formgrader "
        "and export again"
    ]


def test_bonus_is_added(tmp_path):
    make_course(tmp_path, ["ada", "max"], "cnn", failing=())
    sheet, _ = exported(tmp_path, "csv", name="cnn")
    shown = sheet.rows[1]["score"], sheet.rows[1]["max score"]
    assert shown == (number(score("cnn")), number(worth("cnn")))


def test_gradescope_results(course):
    paths, _ = export(course, "gradescope", "rnn")
    assert [path.parent.name for path in paths] == ["ada", "eve", "wang"]
    told = json.loads(paths[0].read_text("utf-8"))
    assert told["score"] == ADA
    assert told["score"] == sum(test.get("score", 0) for test in told["tests"])
    allowed = {"score", "max_score", "status", "name", "number", "output", "output_format"}
    for test in told["tests"]:
        assert set(test) <= allowed | {"visibility"}
        assert test["visibility"] in ("visible", "hidden")
        assert test.get("status", "passed") in ("passed", "failed")
    failed = [test for test in told["tests"] if test.get("status") == "failed"]
    assert [(test["name"], test["output"]) for test in failed] == [("GRU cell: equations", MESSAGE)]
    assert [t["output"] for t in told["tests"] if t["visibility"] == "hidden"] == ["cell 3: slow"]


def test_two_students_of_one_name_are_told_apart_or_refused(tmp_path):
    make_course(tmp_path, ["max1", "max2"])
    names = {"max1": "Max Müller", "max2": "Max Müller"}
    template = "Student,ID,Section,rnn (7)\nMax Müller,1,A,\nMax Müller,2,A,\n"
    write_roster(tmp_path, {"max1": "", "max2": ""}, names)
    with pytest.raises(ExportError, match=r"2 rows fit max1 \(Max Müller\); write the LMS number"):
        exported(tmp_path, "canvas", template)
    assert not (tmp_path / "course" / "export").exists()
    write_roster(tmp_path, {"max1": "2", "max2": "1"}, names)
    sheet, _ = exported(tmp_path, "canvas", template)
    assert [row["rnn (7)"] for row in sheet.rows] == [number(FULL), number(ADA)]


def test_who_is_not_in_the_template_is_named(course):
    sheet, notes = exported(course, "canvas", CANVAS.replace("王小明,102", "陳,104"))
    assert any("has no row for wang" in line for line in notes)
    assert "104" in [row["ID"] for row in sheet.rows]


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("", "is empty"),
        ("Student,Section,rnn (7)\nA,B,\n", "has no column ID"),
        ("Student,ID,a (1),b (2)\nA,1,,\n", r"which column is rnn\? There are: a \(1\), b \(2\)"),
        ("Student,ID,ID\nA,1,2\n", "two columns called 'ID'"),
    ],
)
def test_a_template_that_cannot_be_filled_in_is_named(course, template, words):
    with pytest.raises((ExportError, SheetError), match=words) as caught:
        exported(course, "canvas", template)
    assert "template.csv" in str(caught.value)
    assert not (course / "course" / "export").exists()


def test_a_full_disk_is_named_and_leaves_nothing(course, monkeypatch):
    def full(self, data):
        with self.open("wb") as file:
            file.write(data[:10])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(ExportError, match=r"course/export cannot be written \(No space left"):
        export(course, "csv", "rnn")
    assert list((course / "course" / "export").iterdir()) == []


def test_a_file_where_the_folder_must_be(course):
    (course / "course" / "export").write_text("mine")
    with pytest.raises(ExportError, match="course/export cannot be written"):
        export(course, "csv", "rnn")
    assert (course / "course" / "export").read_text() == "mine"


@pytest.mark.parametrize(
    "text", ["=1+1", "+49 1", "-a", "@x", "\t=1", "\r=1", " =1", "＝1", "-1+2"]
)
def test_formulas_are_defused(text):
    assert defuse(text) == f"'{text}"
    written = write_sheet(Sheet(["name"], [{"name": text}])).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(written, newline=""))
    assert row["name"] == f"'{text}"
    assert undefuse(row["name"]) == text


@pytest.mark.parametrize("text", ["-1.5", "+2", "3", "", "a=b", "O'Neill", "王", "-0,5", "-"])
def test_numbers_and_names_stay(text):
    assert defuse(text) == undefuse(text) == text


def test_sheets_are_read_in_other_spellings(tmp_path):
    path = tmp_path / "a.csv"
    for data in ("a;b\n1;é\n".encode("utf-16"), "a\tb\r\n1\té\r\n".encode("utf-8-sig")):
        path.write_bytes(data)
        assert read_sheet(path).rows == [{"a": "1", "b": "é"}]
    path.write_bytes("a,b\n1,é\n".encode("latin-1"))
    with pytest.raises(SheetError, match="not in UTF-8"):
        read_sheet(path)
    with pytest.raises(SheetError, match=r"none\.csv cannot be read"):
        read_sheet(tmp_path / "none.csv")


def test_points_are_short_numbers():
    assert [number(v) for v in (3.0, 2.5, 1 / 3, 0.0, -2.0)] == ["3", "2.5", "0.33", "0", "-2"]
    assert sheets.number(100.0) == "100"


def test_remarks_of_a_submission_that_could_not_be_graded(course):
    (course / "course" / "autograded" / "ada" / "rnn" / "rnn.ipynb").write_text("no json")
    lines = remarks(read_class(course, "rnn"), "ada")
    assert lines[0] == f"GRU cell: {SHORT}"
    assert "rnn gates: not graded yet" in lines


def test_the_autograder_needs_the_checkout(tmp_path):
    with pytest.raises(ExportError, match=r"pyproject\.toml is missing; run this in the folder"):
        write_autograder(tmp_path, tmp_path / "out.zip")
    assert not (tmp_path / "out.zip").exists()


@pytest.mark.parametrize("name", ["rnn.ipynb", "rnn.py"])
def test_the_autograder_does_not_read_what_is_too_large(tmp_path, name):
    for folder in ("source", "submission"):
        (tmp_path / folder).mkdir()
    (tmp_path / "source" / "release_cells.json").write_text('{"rnn": []}')
    with open(tmp_path / "submission" / name, "wb") as file:
        file.truncate(300_000_000)
    with pytest.raises(Unreadable, match=r"300 MB.* copy without outputs$|^0 notebooks"):
        grade_submission(tmp_path)


@pytest.fixture(scope="module")
def gradescope(tmp_path_factory):
    """Gradescope's folders in a clean place, the autograder unpacked in them, and how to run it."""
    root = tmp_path_factory.mktemp("gradescope")
    path = write_autograder(ROOT, root / "autograder.zip")
    with zipfile.ZipFile(path) as archive:
        assert "solutions" not in {Path(name).parts[0] for name in archive.namelist()}
        for info in archive.infolist():
            archive.extract(info, root / "source")
            (root / "source" / info.filename).chmod(info.external_attr >> 16)
    (root / "results").mkdir()

    def run(submission: bytes, name="rnn.ipynb", programs=""):
        folder = root / "submission"
        folder.mkdir(exist_ok=True)
        for old in folder.iterdir():
            old.unlink()
        (folder / name).write_bytes(submission)
        given = {
            "AUTOGRADER_ROOT": str(root),
            "KIT_PYTHON": sys.executable,
            "PATH": f"{programs}:/usr/bin:/bin",
        }
        done = subprocess.run(
            [root / "source" / "run_autograder"],
            cwd=root,
            env=given,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return json.loads((root / "results" / "results.json").read_text("utf-8"))

    return run


@pytest.mark.slow
@needs_sandbox
def test_the_autograder_grades_as_the_kit_does(gradescope, project):
    write_class(project, ["rnn"])
    expected = json.loads((project / "course" / "expected.json").read_text())["rnn"]
    for student in ("ada", "gauss"):
        path = project / "course" / "submitted" / student / "rnn" / "rnn.ipynb"
        told = gradescope(path.read_bytes(), "my work (1).ipynb")
        assert told["score"] == sum(expected[student].values())
        assert all("WITHOUT a sandbox" not in test["output"] for test in told["tests"])


@pytest.mark.slow
@needs_sandbox
@pytest.mark.parametrize("damage", ["Colab script", "cut off"])
def test_the_autograder_heals_as_the_kit_does(gradescope, damage):
    write, name = FILES[damage]
    told = gradescope(write(handed_in("gauss")), name)
    assert told["score"] == 18, told
    (private,) = (test for test in told["tests"] if test["visibility"] == "hidden")
    assert private["output"].startswith("healed: ")


@pytest.mark.slow
def test_where_no_sandbox_works_instructors_are_told(gradescope, project, tmp_path):
    write_class(project, ["rnn"])
    (tmp_path / "bwrap").write_text("#!/bin/sh\necho forbidden here >&2\nexit 1\n")
    (tmp_path / "bwrap").chmod(0o755)
    path = project / "course" / "submitted" / "gauss" / "rnn" / "rnn.ipynb"
    told = gradescope(path.read_bytes(), programs=str(tmp_path))
    assert told["score"] == 18
    (private,) = (test for test in told["tests"] if test["visibility"] == "hidden")
    assert "WITHOUT a sandbox" in private["output"]
    assert "forbidden here" in private["output"]


@pytest.mark.slow
def test_the_autograder_tells_students_what_it_cannot_grade(gradescope):
    told = gradescope(b"<!DOCTYPE html>")
    assert (told["score"], told["output"]) == (
        0,
        "rnn.ipynb is not a notebook (no JSON in it); hand in the .ipynb file",
    )
    other = nbformat.writes(nbformat.v4.new_notebook()).encode()
    assert "none of the assignments' notebooks" in gradescope(other, "diary.ipynb")["output"]


def test_the_autograder_follows_no_links(tmp_path):
    (tmp_path / "solved.ipynb").write_bytes(b"{}")
    (tmp_path / "submission").mkdir()
    (tmp_path / "submission" / "rnn.ipynb").symlink_to(tmp_path / "solved.ipynb")
    with pytest.raises(Unreadable, match="0 notebooks were handed in"):
        gradescope_run._only_notebook(tmp_path / "submission")
