"""The sample class is consistent: what it hands in exists, and what it expects can be checked."""

import json

import nbformat
import pytest

from autograder.catalogue import submissions
from autograder.sample import expected_failures, students, write_class
from starter.manifest import assignments, exercise, read_toml
from tests.conftest import copy_project

CHOICES = [
    (student, name, task, choice)
    for student in students()
    for name in assignments()
    for task, choice in student.handed_in(name).items()
]


def test_there_are_enough_students_of_every_kind():
    assert len(students()) >= 14
    assert len({student.id for student in students()}) == len(students())
    assert sum(not student.lost for student in students()) >= 4
    assert all(student.about for student in students())
    tasks = {task for _, _, task, _ in CHOICES}
    assert tasks == {e.id for a in assignments().values() for e in a.exercises}


@pytest.mark.parametrize(
    ("student", "name", "task", "choice"), CHOICES, ids=lambda v: getattr(v, "id", v)
)
def test_what_is_handed_in_exists(student, name, task, choice):
    assert task in [e.id for e in assignments()[name].exercises]
    kind, _, entry = choice.partition("/")
    if kind in ("fair", "wrong"):
        assert entry in [s.name for s in submissions(kind, task)]
        # Only what is wrong costs points.
        lost = {check.partition(".")[0] for check in student.lost}
        assert kind == "fair" or task in lost
    else:
        assert kind in ("stub", "snippet")


def test_expected_failures_name_checks_and_exercises_that_exist():
    checks = {check.id for a in assignments().values() for check in a.checks}
    exercises = set(read_toml("exercises.toml")["exercises"])
    for student in students():
        assert set(student.lost) <= checks | exercises
        found = {check for a in assignments().values() for check in expected_failures(student, a)}
        assert len(found) >= len(set(student.lost))
        assert found <= checks


def test_a_lost_exercise_loses_all_its_checks():
    (student,) = (s for s in students() if s.id == "pascal")
    for assignment in assignments().values():
        lost = expected_failures(student, assignment)
        assert lost == {check.id for check in assignment.checks}


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """The project with the whole class written into it."""
    project = copy_project(tmp_path_factory.mktemp("project"))
    return project, write_class(project, list(assignments()))


def test_every_submission_is_a_notebook_but_one(written):
    _, paths = written
    broken = set()
    for path in paths[:-1]:
        try:
            nbformat.validate(nbformat.read(path, as_version=4))
        except nbformat.reader.NotJSONError:
            broken.add(path.parents[1].name)
    assert broken == {student.id for student in students() if student.whole}
    assert len(broken) == 1
    assert len(paths) == 1 + len(students()) * len(assignments())


def test_submissions_are_the_release_but_for_the_solutions(written):
    project, paths = written
    for name, assignment in assignments().items():
        release = nbformat.read(project / "notebooks" / name / f"{name}.ipynb", as_version=4)
        own = {e.id for e in assignment.exercises} | set(assignment.questions)
        for path in paths[:-1]:
            student = path.parents[1].name
            if path.stem != name or student == "quetelet":
                continue
            cells = nbformat.read(path, as_version=4).cells
            changed = [a.id for a, b in zip(cells, release.cells, strict=True) if a != b]
            assert set(changed) <= own
            assert bool(changed) == (student != "pascal")


def test_expected_scores_are_the_manifests_points(written):
    _, paths = written
    expected = json.loads(paths[-1].read_text(encoding="utf-8"))
    for name, assignment in assignments().items():
        assert set(expected[name]) == {student.id for student in students()}
        full = {check.grade_id: check.points for check in assignment.checks}
        assert expected[name]["ada"] == full
        assert set(expected[name]["pascal"].values()) == {0.0}
    assert expected["rnn"]["fermat"]["lstm_cell-parameters"] == 0
    assert (
        sum(expected["rnn"]["fermat"].values())
        == sum(e.points for e in assignments()["rnn"].exercises)
        - exercise("lstm_cell").check("parameters").points
    )


def test_writing_again_changes_nothing(written):
    project, paths = written
    before = [path.stat().st_mtime_ns for path in paths]
    assert write_class(project, list(assignments())) == paths
    assert [path.stat().st_mtime_ns for path in paths] == before
