"""No right answer is refused, every known mistake is caught and named, and the document says so."""

import pytest

from autograder.catalogue import Submission, fair, wrong
from autograder.catalogue.evidence import document, judge, synonyms
from starter.manifest import assignments
from tests.support import ROOT

EXERCISES = [exercise for a in assignments().values() for exercise in a.exercises]
IDS = [exercise.id for exercise in EXERCISES]
# How many each kind of exercise has at least: right styles, mistakes.
LEAST = {"cell": (15, 10), "network": (4, 6)}


def cases(kind):
    """Every submission of a kind as a parameter with a name."""
    return [pytest.param(s, id=f"{s.exercise}-{s.name}") for e in IDS for s in kind(e)]


@pytest.mark.slow
@pytest.mark.parametrize("submission", cases(fair))
def test_no_right_answer_is_refused(submission):
    row = judge(submission)
    assert not row.refused, row.found


@pytest.mark.slow
@pytest.mark.parametrize("submission", cases(wrong))
def test_every_mistake_is_caught_and_named(submission):
    row = judge(submission)
    assert row.caught, submission.about
    assert row.named, row.found


@pytest.mark.slow
def test_the_document_says_what_is_found():
    assert (ROOT / "docs" / "checks.md").read_text(encoding="utf-8") == document()


@pytest.mark.parametrize("exercise", EXERCISES, ids=IDS)
def test_the_catalogue_is_large_and_its_names_are_unique(exercise):
    for kind, least in zip((fair, wrong), LEAST[exercise.kind]):
        names = [submission.name for submission in kind(exercise.id)]
        assert len({name.partition("__")[0] for name in names}) >= least
        assert len(names) == len(set(names))


def test_a_synonym_stands_for_a_mistake_of_the_catalogue():
    codes = {submission.code for name in IDS for submission in wrong(name)}
    assert set(synonyms()) <= codes


@pytest.mark.slow
def test_a_mutant_that_no_check_knows_turns_the_evidence_red():
    right = fair("lstm_cell")[0]
    harmless = Submission("lstm_cell", "wrong", "no_mistake", "", right.source, right.imports)
    assert not judge(harmless).caught
    mutant = right.source.replace("torch.tanh", "torch.atan")
    assert mutant != right.source
    unknown = judge(Submission("lstm_cell", "wrong", "arc_tangent", "", mutant, right.imports))
    assert unknown.caught
    assert not unknown.named


def test_a_right_answer_that_breaks_counts_as_refused():
    right = fair("gru_cell")[0]
    broken = right.source.replace("torch.sigmoid", "torch.tanh")
    assert broken != right.source
    assert judge(Submission("gru_cell", "fair", "broken", "", broken, right.imports)).refused
