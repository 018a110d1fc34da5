"""A class on real notebooks: graded by `kit grade` and by plain nbgrader, with equal scores."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from autograder.cli import app, main
from autograder.feedback.pages import write_pages
from autograder.grading.grade_class import (
    Settings,
    compare,
    database,
    find_submissions,
    grade,
    prepare_gradebook,
    released_cells,
)
from autograder.grading.recording import read_all_points
from autograder.healing.course import heal_class
from autograder.sample import expected_failures, students, write_class
from starter.manifest import assignments
from tests.support import ROOT
from tests.support.sandboxed import needs_sandbox
from tests.support.schemas import result_of

pytestmark = [pytest.mark.slow, needs_sandbox]

# One of each kind that differs in how nbgrader sees it: right, wrong, unfinished, broken, noisy.
SAMPLED = ("boole", "gauss", "kovalevskaya", "lovelace", "noether")


@pytest.fixture(scope="module")
def course(tmp_path_factory) -> Path:
    """A project of its own with the sample class handed in."""
    root = tmp_path_factory.mktemp("project")
    for name in ("solutions", "notebooks"):
        shutil.copytree(ROOT / name, root / name)
    shutil.copy(ROOT / "nbgrader_config.py", root)
    write_class(root, list(assignments()))
    return root


@pytest.fixture(scope="module")
def expected(course) -> dict:
    """The points that each check of each student must get."""
    return json.loads((course / "course" / "expected.json").read_text())


@pytest.mark.parametrize("name", list(assignments()))
def test_every_score_of_the_sample_class_is_as_expected(course, expected, name):
    outcomes = grade(course, name, find_submissions(course, name), Settings(workers=2))
    assert compare(outcomes, expected[name]) == []
    assert [o.student for o in outcomes if o.problem] == ["quetelet"]
    assert "not a notebook" in next(o.problem for o in outcomes if o.problem)


def test_feedback_tells_failing_students_the_cause(course):
    assert write_pages(course, "rnn", ["gauss", "lovelace"]) == {}
    folder = course / "course" / "feedback"
    page = (folder / "gauss" / "rnn" / "rnn.html").read_text()
    assert "Your candidate goes through σ" in page
    assert "Traceback (most recent call last)" not in page
    assert "CheckFailed" not in page
    assert "0 of 3" in page
    # What hidden tests found is shown, their code is not.
    assert "lstm_cell.robustness</b>: passed" in page
    assert "HIDDEN TESTS" not in page
    page = (folder / "lovelace" / "rnn" / "rnn.html").read_text()
    assert "There is no class GRUCell: the cell that defines it failed with SyntaxError" in page


def test_what_is_unchanged_is_not_run_again(course, expected):
    settings = Settings(workers=1)
    outcomes = grade(course, "rnn", ["ada", "gauss"], settings)
    assert [o.kept for o in outcomes] == [True, True]
    assert compare(outcomes, expected["rnn"]) == []
    path = course / "course" / "submitted" / "gauss" / "rnn" / "rnn.ipynb"
    path.write_text(path.read_text().replace("wrong", "Wrong") + "\n")
    outcomes = grade(course, "rnn", ["ada", "gauss"], settings)
    assert [o.kept for o in outcomes] == [True, False]
    assert compare(outcomes, expected["rnn"]) == []


def test_plain_nbgrader_gives_the_same_scores(course, expected):
    prepare_gradebook(course, "rnn")
    for student in SAMPLED:
        shutil.rmtree(course / "course" / "autograded" / student / "rnn", ignore_errors=True)
    command = [sys.executable, "-m", "nbgrader", "autograde", "rnn", "--force"]
    for student in SAMPLED:
        done = subprocess.run(
            [*command, f"--student={student}"], cwd=course, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        assert "challenges drawn from seed" in done.stderr
    points = read_all_points(database(course), assignments()["rnn"])
    assert {s: points[s] for s in SAMPLED} == {s: expected["rnn"][s] for s in SAMPLED}


def test_a_wrong_expectation_fails_the_command(course, expected, tmp_path, monkeypatch):
    wrong = {"rnn": {"gauss": {**expected["rnn"]["gauss"], "gru_cell-shapes": 0.0}}}
    path = tmp_path / "wrong.json"
    path.write_text(json.dumps(wrong))
    monkeypatch.setattr("autograder.course.configuration.project_root", lambda: course)
    arguments = ["grade", "rnn", "--student", "gauss", "--expect", str(path)]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 1
    assert "gauss: gru_cell-shapes has 1.0 points, expected 0" in result.output


def test_programs_read_what_became_of_a_class(course, expected, monkeypatch, capfd):
    """What workers write counts too, so this looks at what the process itself has printed."""

    def printed(*arguments):
        monkeypatch.setattr("sys.argv", ["kit", *arguments, "--json"])
        with pytest.raises(SystemExit) as ended:
            main()
        return ended.value.code, result_of(arguments[0], capfd.readouterr().out)

    monkeypatch.setattr("autograder.course.configuration.project_root", lambda: course)
    chosen = ("rnn", "--student", "gauss", "--student", "noether", "--student")
    status, told = printed("grade", *chosen, "quetelet", "--again")
    points = {one["student"]: one["points"] for one in told["rnn"]}
    assert status == 0
    assert points == {s: expected["rnn"].get(s, {}) for s in ("gauss", "noether", "quetelet")}
    assert [bool(one["problem"]) for one in told["rnn"]] == [False, False, True]
    assert not any(one["kept"] for one in told["rnn"])
    blocked = course / "course" / "feedback" / "noether"
    blocked.parent.mkdir(exist_ok=True)
    blocked.write_text("mine")
    status, told = printed("feedback", *chosen[:-1])
    blocked.unlink()
    gauss, noether = told["rnn"]
    assert (status, gauss["problem"], noether["page"]) == (1, "", None)
    assert "noether" in noether["problem"]
    assert (course / gauss["page"]).is_file()


def test_the_class_shows_every_kind_of_submission():
    rnn = assignments()["rnn"]
    failing = [len(expected_failures(student, rnn)) for student in students()]
    assert len(students()) >= 14
    assert 0 in failing
    assert len(rnn.checks) in failing


def test_links_are_not_graded_and_the_others_are(tmp_path):
    shutil.copytree(ROOT / "solutions", tmp_path / "solutions")
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    submitted = tmp_path / "course" / "submitted"
    (submitted / "ada" / "rnn").mkdir(parents=True)
    shutil.copy(ROOT / "notebooks" / "rnn" / "rnn.ipynb", submitted / "ada" / "rnn")
    (submitted / "eve" / "rnn").mkdir(parents=True)
    (submitted / "eve" / "rnn" / "rnn.ipynb").symlink_to(tmp_path / "solutions/rnn/rnn.ipynb")
    (submitted / "max").mkdir()
    (submitted / "max" / "rnn").symlink_to(tmp_path / "solutions" / "rnn")
    (submitted / "zoe").symlink_to(submitted / "ada")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.ipynb") if path.is_file()}
    outcomes = grade(tmp_path, "rnn", find_submissions(tmp_path, "rnn"))
    assert [one.student for one in outcomes if "link" in one.problem] == ["eve", "max", "zoe"]
    assert [sum(one.points.values()) for one in outcomes[1:]] == [0, 0, 0]
    assert outcomes[0].problem == ""
    autograded = tmp_path / "course" / "autograded"
    assert [path.parents[1].name for path in autograded.glob("*/*/*.ipynb")] == ["ada"]
    assert {path: path.read_bytes() for path in before} == before
    healed = list(heal_class(tmp_path, "rnn", ["eve", "zoe"], released_cells(tmp_path, "rnn")))
    assert ["link" in one.problem for one in healed] == [True, True]
    command = [sys.executable, "-m", "nbgrader", "autograde", "rnn", "--force"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.stderr.count("put the file itself there") == 3
    assert [path.parents[1].name for path in autograded.glob("*/*/*.ipynb")] == ["ada"]
    assert {path: path.read_bytes() for path in before} == before


def test_a_course_of_an_earlier_version_is_graded_on(tmp_path):
    """Its gradebook and a notebook that was handed out then, both kept from version 0.1.0."""
    for name in ("solutions", "notebooks"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    before = Path(__file__).parent / "before"
    handed_in = tmp_path / "course" / "submitted" / "ada" / "rnn"
    handed_in.mkdir(parents=True)
    shutil.copy(before / "gradebook.db", tmp_path / "course")
    shutil.copy(before / "rnn.ipynb", handed_in)
    (outcome,) = grade(tmp_path, "rnn", ["ada"], Settings(workers=1, seed=1))
    assert (outcome.problem, outcome.total) == ("", 24)
    kept = read_all_points(database(tmp_path), assignments()["rnn"])
    assert sum(kept["gauss"].values()) == 18


def test_a_notebook_that_comes_back_has_its_points_again(course, tmp_path):
    """After one that could not be read, what was recorded of the first is no longer there."""
    for name in ("solutions", "notebooks"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    path = tmp_path / "course" / "submitted" / "boole" / "rnn" / "rnn.ipynb"
    path.parent.mkdir(parents=True)
    good = (course / "course" / "submitted" / "boole" / "rnn" / "rnn.ipynb").read_bytes()
    totals = []
    for data in (good, b"no notebook", good):
        path.write_bytes(data)
        (outcome,) = grade(tmp_path, "rnn", ["boole"], Settings(workers=1, seed=1))
        totals.append(outcome.total)
    assert totals == [24, 0, 24]
