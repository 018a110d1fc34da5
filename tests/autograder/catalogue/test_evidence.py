"""No right answer is refused, every known mistake is caught and named, and the document says so."""

import re
from xml.etree import ElementTree

import pytest

from autograder.catalogue import Submission, fair, wrong
from autograder.catalogue.evidence import PAGE, PICTURE, Row, documents, judge, matrix, synonyms
from autograder.catalogue.picture import Matrix, draw
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
def test_page_and_picture_say_what_is_found():
    for name, text in documents().items():
        assert (ROOT / name).read_text(encoding="utf-8") == text, f"{name}: run `make evidence`"


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


@pytest.mark.slow
def test_a_right_answer_that_breaks_counts_as_refused():
    right = fair("gru_cell")[0]
    broken = right.source.replace("torch.sigmoid", "torch.tanh")
    assert broken != right.source
    assert judge(Submission("gru_cell", "fair", "broken", "", broken, right.imports)).refused


def drawn(text):
    """What a picture shows: for each mistake, in order, the marks left of its code."""
    shown, marks = [], []
    for element in ElementTree.fromstring(text):
        if element.get("class") in ("named", "partly", "found", "passed"):
            marks.append(element.get("class"))
        elif element.tag.endswith("text"):
            if element.get("class") is None:
                shown.append((element.text, marks))
            marks = []
    return shown


def test_a_mark_says_whether_a_check_names_the_mistake():
    def row(name, **found):
        submission = Submission("gru_cell", "wrong", name, "", "", "")
        checks = ("shapes", "parameters", "equations", "robustness")
        return Row(submission, {check: found.get(check, ()) for check in checks})

    rows = [
        row("gates_coupled", equations=("gates_coupled",), shapes=("raised", "gates_coupled")),
        row("gates_coupled__twice", equations=("gates_coupled",), parameters=("count_other",)),
    ]
    exercise = next(exercise for exercise in EXERCISES if exercise.id == "gru_cell")
    found = matrix(exercise, rows)
    assert drawn(draw([found], "")) == [("gates_coupled", ["partly", "found", "named", "passed"])]


def test_every_exercise_has_its_place_in_the_picture():
    matrices = [
        Matrix(f"<{n}>", ["a"], {key: ["named"] for key in "xyz"[:n]}) for n in (3, 1, 2, 1)
    ]
    for count in range(1, 5):
        text = draw(matrices[:count], "About & more")
        root = ElementTree.fromstring(text)
        titles = [e for e in root.iter() if e.get("class") == "title"]
        assert [e.text for e in titles] == [matrix.title for matrix in matrices[:count]]
        assert len({(e.get("x"), e.get("y")) for e in titles}) == count
        assert all(int(e.get("x")) < int(root.get("width")) for e in titles)
        assert all(int(e.get("y")) < int(root.get("height")) for e in titles)


def test_the_committed_picture_has_every_mistake_and_a_text_alternative():
    text = (ROOT / PICTURE).read_text(encoding="utf-8")
    codes = [dict.fromkeys(submission.code for submission in wrong(name)) for name in IDS]
    assert [code for code, _ in drawn(text)] == [code for each in codes for code in each]
    (about,) = re.findall(r"<title.*?>(.*)</title>", text)
    shown = f"![{about}]({PICTURE.removeprefix('docs/')})"
    assert shown in (ROOT / PAGE).read_text(encoding="utf-8")
