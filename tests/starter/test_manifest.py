"""The manifest is complete: every exercise can be asked about, and errors say what there is."""

from collections import Counter
from importlib.resources import files

import pytest

from autograder.oracles import equation_sets
from starter import manifest
from starter.manifest import assignments, tomllib
from starter.networks.tables import has_table
from starter.verdict import dialogue
from starter.verdict.cells.challenges import load_challenge

EXERCISES = [e for a in assignments().values() for e in a.exercises]
CELLS = [e for e in EXERCISES if e.kind == "cell"]
each = pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.id)
each_cell = pytest.mark.parametrize("exercise", CELLS, ids=lambda e: e.id)


@each
def test_every_check_has_a_dialogue_that_begins_with_a_question(exercise):
    assert exercise.checks
    for check in exercise.checks:
        asked = next(dialogue(exercise, check, seed=1))
        questions = asked if isinstance(asked, list) else [asked]
        assert {question.kind for question in questions} == {exercise.kind}


@each
def test_every_exercise_has_a_table_or_an_oracle(exercise):
    if exercise.kind == "network":
        assert has_table(exercise.id)
    else:
        assert load_challenge(exercise.id).right.kind == "right"


def test_exercises_of_the_file_belong_to_one_assignment_or_are_off():
    belonging = Counter(e.id for e in EXERCISES)
    assert set(belonging) <= set(manifest.read_toml("exercises.toml")["exercises"])
    assert set(belonging.values()) == {1}


def test_names_are_unique():
    grade_ids = [check.grade_id for a in assignments().values() for check in a.checks]
    questions = [name for a in assignments().values() for name in a.questions]
    for names in ([e.class_name for e in EXERCISES], grade_ids + questions):
        assert len(set(names)) == len(names)


@each
def test_points_are_positive_and_add_up(exercise):
    assert all(check.points > 0 for check in exercise.checks)
    assert exercise.points == sum(exercise.check(c.name).points for c in exercise.checks)
    assert {c.name for c in exercise.checks if c.hidden} == {"robustness"}


@each_cell
def test_every_convention_is_decided_and_told(exercise):
    sets = {s.code for s in equation_sets(exercise.id) if s.kind == "convention"}
    assert set(exercise.conventions) == sets | {"two_biases"}
    text = files("autograder.making").joinpath("conventions.toml").read_text(encoding="utf-8")
    for name in exercise.conventions:
        assert set(tomllib.loads(text)[name]) == {"accepted", "refused"}


@each
def test_exercises_and_checks_are_found_by_name(exercise):
    assert manifest.exercise_of(exercise.class_name) == exercise
    for check in exercise.checks:
        assert manifest.find_check(check.id) == (exercise, check)


@pytest.mark.parametrize("name", ["gru", "gru.shapes", ""])
def test_an_unknown_exercise_is_answered_with_those_there_are(name):
    with pytest.raises(KeyError) as error:
        manifest.find_check(name)
    assert all(e.id in str(error.value) for e in EXERCISES)


@pytest.mark.parametrize("name", ["lstm_cell.layers", "lstm_cell", "lstm_cell."])
def test_an_unknown_check_is_answered_with_those_there_are(name):
    with pytest.raises(KeyError) as error:
        manifest.find_check(name)
    assert all(c.name in str(error.value) for c in manifest.exercise("lstm_cell").checks)


def test_an_unknown_class_is_named():
    with pytest.raises(KeyError, match="ResNet"):
        manifest.exercise_of("ResNet")
