"""The report tells what is so, escapes what students wrote, and stays small."""

import json
import re
import struct
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from autograder.course.configuration import COURSE
from autograder.report import ReportError, overview, summary_facts, summary_table, write_report
from autograder.report.overview import read_overview
from autograder.report.page import some
from autograder.results.autograded import Autograded
from autograder.results.gradebook import Result, Results, ResultsError
from starter.manifest import assignments
from tests.support.graded_course import make_course, score, worth

# Seconds in all; quick tests elsewhere meet the same code first.
pytestmark = pytest.mark.slow

ADA = score(failing=["gru_cell.equations"], waits=True)


@pytest.fixture
def course(tmp_path):
    """A graded class of three, of whom ada fails one check and max was late."""
    make_course(tmp_path, ["ada", "max", "zoe"], late=["max"])
    return tmp_path


def test_what_the_class_has_not_understood(course):
    shown = read_overview(course, "rnn")
    assert shown.scores == sorted([ADA, score() - 2, score()])
    rates = {(r.exercise.id, r.name): r.passed for r in shown.checks}
    assert rates.pop(("gru_cell", "equations")) == 2
    assert set(rates.values()) == {3}
    (mistake,) = shown.misconceptions
    assert (mistake.code, mistake.students) == ("candidate_sigmoid", ["ada"])
    assert mistake.message == "Your candidate goes through <σ>; it should go through tanh."
    assert mistake.excerpts[0][1].startswith("class GRUCell")
    assert shown.hand_checks[0].lines == ["cell 3: slow", "to grade by hand: rnn gates"]
    assert (shown.run.graded, shown.run.failed, shown.run.seconds) == (3, 0, 1.5)


def change_run(root, student, **told):
    """Have the run of a student tell something else."""
    path = root / "course" / "runs" / "rnn" / f"{student}.json"
    run = json.loads(path.read_text())
    run["done"].update(told)
    path.write_text(json.dumps(run))


def test_what_most_students_got_wrong_comes_first(course):
    for student, codes in (("ada", ["one", "two"]), ("max", ["two", "three"]), ("zoe", ["two"])):
        change_run(course, student, codes={"gru_cell.equations": codes})
    change_run(course, "zoe", codes={"gru_cell.equations": ["two"], "gru_cell.shapes": ["three"]})
    shown = read_overview(course, "rnn").misconceptions
    assert [(m.code, m.students) for m in shown] == [
        ("two", ["ada", "max", "zoe"]),
        ("three", ["max", "zoe"]),
        ("one", ["ada"]),
    ]
    assert [student for student, _ in shown[0].excerpts] == ["ada", "max"]  # two are enough


@pytest.mark.parametrize(("lines", "cut"), [(40, False), (41, True)])
def test_an_excerpt_has_so_many_lines(course, lines, cut):
    path = course / "course" / "autograded" / "ada" / "rnn" / "rnn.ipynb"
    notebook = json.loads(path.read_text())
    cell = next(c for c in notebook["cells"] if c["metadata"]["nbgrader"]["grade_id"] == "gru_cell")
    cell["source"] = "\n".join(["x" * 201] * lines)
    path.write_text(json.dumps(notebook))
    (mistake,) = read_overview(course, "rnn").misconceptions
    assert mistake.excerpts == [("ada", "\n".join(["x" * 200] * 40) + "\n…" * cut)]


def test_the_best_come_first_and_equals_by_name(tmp_path):
    make_course(tmp_path, ["max", "ada", "zoe", "eve"], late=["zoe"])
    shown = read_overview(tmp_path, "rnn")
    assert [row.student for row in shown.best_first] == ["ada", "eve", "zoe", "max"]


@pytest.mark.parametrize(("less", "passed"), [(0.0, 3), (0.25, 2)])
def test_a_check_is_passed_with_all_its_points(course, less, passed):
    with Gradebook(f"sqlite:///{course / 'course' / 'gradebook.db'}", COURSE) as gradebook:
        given = gradebook.find_grade("lstm_cell-equations", "rnn", "rnn", "zoe")
        given.manual_score = given.auto_score - less
        gradebook.db.commit()
    rates = {(r.exercise.id, r.name): r for r in read_overview(course, "rnn").checks}
    assert rates["lstm_cell", "equations"].passed == passed
    assert rates["lstm_cell", "equations"].share == passed / 3


@pytest.mark.parametrize(
    ("count", "text"), [(2, "s0, s1"), (3, "s0, s1 and 1 more"), (1, "s0"), (0, "")]
)
def test_a_long_list_of_names_is_counted(count, text):
    assert some([f"s{number}" for number in range(count)], most=2) == text


def test_the_slowest_five_are_told(tmp_path):
    students = [f"s{number}" for number in range(7)]
    make_course(tmp_path, students)
    for number, student in enumerate(students):
        change_run(tmp_path, student, wall_seconds=float(number))
    run = read_overview(tmp_path, "rnn").run
    assert run.slowest == [(f"s{number}", float(number)) for number in (6, 5, 4, 3, 2)]
    assert run.median_seconds == 3.0


def test_what_was_not_attempted_is_no_misconception(tmp_path):
    make_course(tmp_path, ["ada"], failing=["gru_cell.equations", "lstm_cell.equations"])
    path = tmp_path / "course" / "runs" / "rnn" / "ada.json"
    text = path.read_text()
    path.write_text(text.replace('["candidate_sigmoid"]', '["not_attempted"]', 1))
    (mistake,) = read_overview(tmp_path, "rnn").misconceptions
    assert mistake.exercise.id in ("gru_cell", "lstm_cell")


def test_who_could_not_be_graded_needs_a_person(course):
    (course / "course" / "autograded" / "zoe" / "rnn" / "rnn.ipynb").unlink()
    shown = read_overview(course, "rnn")
    assert shown.run.failed == 1
    assert ("zoe", ["could not be graded: the notebook is missing or damaged"]) in [
        (entry.student, entry.lines) for entry in shown.hand_checks
    ]


def test_without_the_files_of_a_run(course):
    (course / "course" / "runs" / "rnn" / "ada.json").write_text("half writ")
    shown = read_overview(course, "rnn")
    assert (shown.run.unknown, shown.misconceptions) == (1, [])
    assert "graded by plain nbgrader" in write_report(course, "rnn")[1].read_text("utf-8")


@pytest.mark.slow
def test_what_was_healed_is_listed(course):
    path = course / "course" / "runs" / "rnn" / "max.json"
    run = json.loads(path.read_text())
    run["done"]["healed"] = ["missing, put back: <gru>", "out of order: sorted"]
    path.write_text(json.dumps(run))
    shown, page = write_report(course, "rnn")
    assert [(entry.student, entry.lines) for entry in shown.healed] == [
        ("max", ["missing, put back: <gru>", "out of order: sorted"])
    ]
    text = page.read_text("utf-8")
    assert "1 of 3 came in damaged" in text
    assert "missing, put back: &lt;gru&gt;<br>out of order: sorted" in text
    assert summary_facts(shown)["healed"] == {"max": shown.healed[0].lines}


def test_a_run_without_a_sandbox_is_marked(course):
    path = course / "course" / "runs" / "rnn" / "ada.json"
    path.write_text(path.read_text().replace('"isolated": true', '"isolated": false'))
    page = write_report(course, "rnn")[1].read_text("utf-8")
    assert "1 of 3 submissions ran without a sandbox" in page


def test_the_page_holds_all_it_shows_and_runs_nothing(course):
    page = write_report(course, "rnn")[1].read_text("utf-8")
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert re.findall(r'(?:src|href)="(?!data:image/png|#)[^"]*"', page) == []
    assert all(alt.strip() for alt in re.findall(r'<img [^>]*alt="([^"]*)"', page))
    assert page.count("<img ") == page.count(' alt="') == 3
    assert page.count("<th>") == 0  # every header says of what: scope="col" or "row"
    assert '<html lang="en">' in page
    assert "@media print" in page


@pytest.mark.slow
def test_figures_are_files_too_and_the_same_each_time(course):
    write_report(course, "rnn")
    folder = course / "course" / "report" / "rnn"
    first = {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
    assert list(first) == ["distribution.png", "heat_map.png", "pass_rates.png"]
    for data in first.values():
        assert data.startswith(b"\x89PNG")
        assert struct.unpack(">II", data[16:24])[0] == 880
    write_report(course, "rnn")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == first


@pytest.mark.slow
def test_a_class_of_one_and_a_bonus(tmp_path):
    make_course(tmp_path, ["ada"], "cnn", failing=())
    shown, path = write_report(tmp_path, "cnn")
    assert shown.scores == [score("cnn", waits=True)]
    bonus = any(exercise.bonus for exercise in assignments()["cnn"].exercises)
    assert ("(bonus)" in path.read_text("utf-8")) == bonus


@pytest.mark.slow
def test_a_class_of_two_thousand_stays_a_small_page(monkeypatch, tmp_path):
    rnn = assignments()["rnn"]
    students = [f"student{number:04d}" for number in range(2000)]
    scores = {check.grade_id: 0.0 for check in rnn.checks}
    results = [Result(student, scores=scores, ungraded=["rnn_gates"]) for student in students]
    worth = {check.grade_id: check.points for check in rnn.checks}
    monkeypatch.setattr(overview, "read_results", lambda root, name: Results(rnn, worth, results))
    long = Autograded(
        "",
        sources={exercise.id: "<é>" * 100_000 for exercise in rnn.exercises},
        messages={check.id: [f"message {n}" for n in range(20)] for check in rnn.checks},
        codes={check.id: [f"code_{n}" for n in range(20)] for check in rnn.checks},
        incidents=("cell 1: it used more memory than there is for one submission",) * 4,
        healed=("missing, put back: gru_cell-shapes, gru_cell-parameters",) * 4,
        ran=True,
    )
    monkeypatch.setattr(overview, "read_autograded", lambda *_: long)
    shown, path = write_report(tmp_path, "rnn")
    assert len(shown.misconceptions) == 20 * len(rnn.exercises)
    assert path.stat().st_size < 5_000_000
    assert "student1999" in path.read_text("utf-8")


def test_summary_in_the_terminal(course):
    table = summary_table(read_overview(course, "rnn"))
    shown = [str(cell) for column in table.columns for cell in column.cells]
    late, full = score() - 2, score()
    mean, middle = (ADA + late + full) / 3, sorted([ADA, late, full])[1]
    assert f"mean {mean:.1f}, median {middle:.1f} of {worth():g}" in shown
    (hardest,) = (cell for cell in shown if "% passed" in cell)
    assert hardest.startswith("GRU cell, equations: 67% passed\n")
    assert "1 × GRU cell: Your candidate goes through <σ>; it should go through tanh." in shown


def test_nothing_graded_and_nowhere_to_write(tmp_path, course, monkeypatch):
    with pytest.raises(ResultsError, match="nothing of cnn is graded yet"):
        write_report(course, "cnn")
    assert not (course / "course" / "report").exists()

    def full(self, data):
        with self.open("wb") as file:
            file.write(data[:10])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(ReportError, match=r"course/report cannot be written \(No space left"):
        write_report(course, "rnn")
    assert [path for path in (course / "course" / "report").rglob("*") if path.is_file()] == []
