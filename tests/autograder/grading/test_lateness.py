"""Who is late is worked out in every run, and nothing is run for it."""

import hashlib
import shutil
from contextlib import nullcontext
from dataclasses import replace

import pytest
from nbgrader.api import Gradebook
from sqlalchemy import event
from sqlalchemy.engine import Engine

from autograder.commands.grading import lateness_line
from autograder.course.configuration import COURSE, database
from autograder.grading import grade_class as grading
from autograder.grading.grade_class import GradingError, Settings, grade
from autograder.grading.jobs import Done
from autograder.results.gradebook import read_results
from autograder.results.table import scores_table
from starter.manifest import assignments
from tests.support import ROOT

# Seconds in all; quick tests elsewhere meet the same code first.
pytestmark = pytest.mark.slow

ZERO = "c.LateSubmissionPlugin.penalty_method = 'zero'"
PER_HOUR = """
from nbgrader.plugins import BasePlugin

class PerHour(BasePlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return 2 * total_seconds_late / 3600

c.AssignLatePenalties.plugin_class = PerHour
"""
DUE = "2026-03-05 12:00"


@pytest.fixture(scope="module")
def graded(released, tmp_path_factory):
    """The released course graded once, where a job's own notebook is what it gives."""
    root = shutil.copytree(released, tmp_path_factory.mktemp("graded") / "project")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(grading, "run_all", _as_handed_in)
        assert [outcome.penalty for outcome in run(root)] == [0.0, 0.0]
    return root


@pytest.fixture
def course(graded, tmp_path, monkeypatch):
    """A copy of it, in which nothing may be run any more."""
    root = shutil.copytree(graded, tmp_path / "project")
    monkeypatch.setattr(grading, "run_all", lambda *told: pytest.fail("something was run"))
    return root


def _as_handed_in(jobs, open_place, waiting):
    for job in jobs:
        yield job, Done(job.student, job.assignment, job.notebook)


def run(root, *students, settings=None):
    nowhere = nullcontext  # never opened
    return grade(root, "rnn", list(students) or ["ada", "gauss"], settings, open_place=nowhere)


def set_due(root, due=DUE):
    with Gradebook(database(root), COURSE) as gradebook:
        gradebook.update_or_create_assignment("rnn", duedate=due)


def set_policy(root, text):
    (root / "nbgrader_config.py").write_text((ROOT / "nbgrader_config.py").read_text() + text)


def penalties(root):
    return {result.student: result.penalty for result in read_results(root, "rnn").found}


def scores(root):
    return {
        result.student: sum(result.scores.values()) for result in read_results(root, "rnn").found
    }


@pytest.fixture
def late(course):
    """The same course after a due date and a policy by which both lost everything."""
    set_due(course)
    set_policy(course, ZERO)
    run(course)
    assert penalties(course) == scores(course)
    assert min(penalties(course).values()) > 0
    return course


def test_a_due_date_set_after_grading_reaches_the_grade_and_nothing_is_run(course):
    set_policy(course, PER_HOUR)
    set_due(course)
    runs = {path: path.stat().st_mtime_ns for path in (course / "course" / "runs").rglob("*")}
    outcomes = run(course)
    assert [(o.kept, o.penalty, o.penalty_before) for o in outcomes] == 2 * [(True, 2.0, 0.0)]
    assert penalties(course) == {"ada": 2.0, "gauss": 2.0}
    assert runs == {path: path.stat().st_mtime_ns for path in runs}


def test_an_extension_takes_the_penalty_away(late):
    with Gradebook(database(late), COURSE) as gradebook:
        gradebook.grant_extension("rnn", "ada", hours=2)
    outcomes = run(late)
    assert [(o.penalty, o.penalty_before) for o in outcomes] == [
        (0.0, scores(late)["ada"]),
        (scores(late)["gauss"],) * 2,
    ]
    assert penalties(late) == {"ada": 0.0, "gauss": scores(late)["gauss"]}


@pytest.mark.slow
@pytest.mark.parametrize("text", ["2026-03-05 11:59:00 UTC", None])
def test_a_corrected_time_takes_the_penalty_away(late, text):
    path = late / "course" / "submitted" / "ada" / "rnn" / "timestamp.txt"
    if text:
        path.write_text(text)
    else:
        path.unlink()
    run(late, "ada")
    assert penalties(late) == {"ada": 0.0, "gauss": scores(late)["gauss"]}
    submitted = {result.student: result.submitted for result in read_results(late, "rnn").found}
    assert f"{submitted['ada']}" == (text.removesuffix(" UTC") if text else "None")


def hand_in_again(root, at):
    """Have another notebook of the first student's come in."""
    folder = root / "course" / "submitted" / "ada" / "rnn"
    path = folder / "rnn.ipynb"
    path.write_text(path.read_text("utf-8").replace("import torch", "import torch  # anew", 1))
    (folder / "timestamp.txt").write_text(at)


@pytest.mark.parametrize(
    ("at", "late_now"), [("2026-03-05 12:00:00 UTC", False), ("2026-03-05 12:00:01 UTC", True)]
)
def test_who_hands_in_again_is_as_late_as_that(late, monkeypatch, at, late_now):
    hand_in_again(late, at)
    monkeypatch.setattr(grading, "run_all", _as_handed_in)
    (outcome,) = run(late, "ada")
    assert not outcome.kept
    assert penalties(late)["ada"] == (scores(late)["ada"] if late_now else 0.0)


@pytest.mark.slow
def test_another_policy_and_a_later_due_date(late):
    set_policy(late, PER_HOUR)
    run(late)
    assert penalties(late) == {"ada": 2.0, "gauss": 2.0}
    set_due(late, "2026-03-05 12:30")
    run(late)
    assert penalties(late) == {"ada": 1.0, "gauss": 1.0}
    set_policy(late, "")
    run(late)
    assert penalties(late) == {"ada": 0.0, "gauss": 0.0}


def test_the_penalty_follows_what_a_person_gave_and_leaves_it(late):
    with Gradebook(database(late), COURSE) as gradebook:
        for cell, points in (("rnn_gates", 1.5), ("gru_cell-shapes", 0.25)):
            given = gradebook.find_grade(cell, "rnn", "rnn", "ada")
            given.manual_score, given.needs_manual_grade = points, False
        gradebook.find_comment("rnn_gates", "rnn", "rnn", "ada").manual_comment = "Well put."
        gradebook.db.commit()
    before = read_results(late, "rnn").found[0]
    run(late)
    after = read_results(late, "rnn").found[0]
    assert after.penalty == sum(after.scores.values()) != before.penalty
    assert replace(after, penalty=before.penalty) == before


@pytest.mark.slow
def test_a_penalty_is_neither_below_nothing_nor_above_the_score(late):
    set_policy(late, PER_HOUR.replace("2 *", "-2 *"))
    run(late)
    assert penalties(late) == {"ada": 0.0, "gauss": 0.0}
    set_policy(late, PER_HOUR.replace("2 *", "2000 *"))
    run(late)
    assert penalties(late) == scores(late)


def test_a_submission_that_can_no_longer_be_read_has_its_lateness_too(late):
    (late / "course" / "submitted" / "ada" / "rnn" / "rnn.ipynb").write_text("no notebook")
    (outcome, _) = run(late)
    assert (outcome.problem != "", outcome.penalty, penalties(late)["ada"]) == (True, 0.0, 0.0)


@pytest.mark.parametrize("again", [False, True])
def test_an_extension_without_a_due_date_makes_nobody_late(course, monkeypatch, again):
    with Gradebook(database(course), COURSE) as gradebook:
        gradebook.grant_extension("rnn", "ada", hours=2)
    monkeypatch.setattr(grading, "run_all", _as_handed_in)
    outcomes = run(course, settings=Settings(again=again))
    assert [(outcome.penalty, outcome.kept) for outcome in outcomes] == 2 * [(0.0, not again)]


def test_where_nothing_has_changed_the_gradebook_is_not_written(late):
    path = late / "course" / "gradebook.db"
    before = hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns
    run(late)
    assert (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns) == before


def test_more_students_do_not_ask_the_gradebook_more_often(late):
    counts = []
    for students in (["ada"], ["ada", "gauss"]):
        asked = []

        def ask(*told, asked=asked):
            asked.append(told[2])

        event.listen(Engine, "before_cursor_execute", ask)
        try:
            run(late, *students)
        finally:
            event.remove(Engine, "before_cursor_execute", ask)
        counts.append(len(asked))
    assert counts[0] == counts[1] > 0


@pytest.mark.drawn(check=1)
@pytest.mark.parametrize(
    "policy",
    [
        "c.AssignLatePenalties.plugin_class = 'nowhere.Nothing'",
        "raise ValueError('a slip')",
        PER_HOUR.replace("2 *", "student_id *"),
        PER_HOUR.replace("2 *", "None and 'x' or 'x';"),
    ],
)
def test_a_policy_that_fails_is_one_line(late, policy):
    before = penalties(late)
    set_policy(late, policy)
    with pytest.raises(
        GradingError, match=r"late penalties .*; mend .*nbgrader_config\.py"
    ) as told:
        run(late)
    assert "\n" not in str(told.value)
    assert penalties(late) == before


@pytest.mark.slow
def test_what_changed_is_one_line_and_a_column(late):
    set_due(late, "2026-03-06 12:00")
    outcomes = run(late)
    worth = scores(late)["ada"]
    assert lateness_line(outcomes) == (
        f"lateness: 2 students changed (ada: -{worth:g} → 0, gauss: -{worth:g} → 0)"
    )
    assert lateness_line(run(late)) == ""
    titles = [column.header for column in scores_table(assignments()["rnn"], outcomes).columns]
    assert "late" not in titles
    set_due(late)
    table = scores_table(assignments()["rnn"], run(late))
    (column,) = (column for column in table.columns if column.header == "late")
    assert list(column.cells) == 2 * [f"-{worth:g}"]


def test_a_class_that_changed_is_counted(late):
    (one, _) = run(late)
    many = [replace(one, student=f"s{number}", penalty_before=0.0) for number in range(40)]
    line = lateness_line(many)
    assert line.startswith("lateness: 40 students changed (s0: 0 → -")
    assert line.endswith(", …)")
    assert len(line) < 200
