"""What the summary of a page says of each check and question."""

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from autograder.feedback.steps import HideHiddenTests, Part, SummariseFindings
from starter.manifest import assignments

RNN, CNN = assignments()["rnn"], assignments()["cnn"]
GRU = RNN.exercises[0]


def cell(grade_id, score=None, says=(), kind=new_code_cell, **told):
    """A graded cell; `says` are the findings that a check printed before it failed."""
    made = kind("x = 1")
    if kind is new_code_cell:
        made.execution_count = 1
    made.metadata["nbgrader"] = {"grade_id": grade_id, "score": score, **told}
    if says:
        text = "\n".join(f"  • {line}" for line in says)
        made.outputs = [
            new_output("display_data", {"text/plain": text}),
            new_output("error", ename="CheckFailed", evalue="no"),
        ]
    return made


def summary(*cells, assignment="rnn"):
    resources = {"nbgrader": {"assignment": assignment}}
    SummariseFindings().preprocess(new_notebook(cells=list(cells)), resources)
    return resources.get("summary")


@pytest.mark.parametrize(
    ("score", "waits", "sign"),
    [(2.0, False, "✓"), (1.9, False, "✗"), (0.0, False, "✗"), (0.0, True, "…"), (2.0, True, "…")],
)
def test_a_sign_says_whether_points_are_missing(score, waits, sign):
    part = Part("a", "b", score, 2.0, [], waits)
    assert (part.sign, part.less) == (sign, sign == "✗")
    assert part.points == f"{score:g} of 2"


def test_a_text_is_told_where_it_is_found_first():
    one, two, three = (check.grade_id for check in GRU.checks[:3])
    found = summary(
        cell(one, 0.0, ["a", "b"]), cell(two, 0.0, ["b", "c"]), cell(three, 0.0, ["c", "a"])
    )
    assert [part.texts for part in found["parts"]] == [["a", "b"], ["c"], ["As above."]]


def test_another_exercise_tells_its_own():
    checks = [exercise.checks[0].grade_id for exercise in RNN.exercises[:2]]
    parts = summary(*(cell(check, 0.0, ["a"]) for check in checks))["parts"]
    assert [part.texts for part in parts] == [["a"], ["a"]]


def test_what_passed_says_nothing_and_what_is_not_there_is_no_part():
    first = GRU.checks[0]
    (part,) = summary(cell(first.grade_id, first.points))["parts"]
    assert (part.anchor, part.texts, part.score) == (first.grade_id, [], first.points)
    assert (part.title, part.sign) == (f"{GRU.title}: {first.name}", "✓")
    (unscored,) = summary(cell(first.grade_id, None))["parts"]
    assert unscored.score == 0.0


def test_a_bonus_is_told_as_such():
    for exercise in CNN.exercises:
        (part,) = summary(cell(exercise.checks[0].grade_id, 1.0), assignment="cnn")["parts"]
        assert part.title.endswith(" (bonus)") == exercise.bonus


@pytest.mark.parametrize(
    ("told", "texts", "score"),
    [
        ({"needs_manual_grade": True, "comment": "so far"}, ["A person will grade this."], 0.0),
        ({"needs_manual_grade": False, "comment": "well said", "score": 1.0}, ["well said"], 1.0),
        ({"score": 1.0}, [], 1.0),
    ],
)
def test_a_question_waits_or_has_a_comment(told, texts, score):
    (part,) = summary(cell("rnn_gates", kind=new_markdown_cell, **{"score": None, **told}))["parts"]
    assert (part.title, part.texts, part.score) == ("question: rnn gates", texts, score)
    assert part.worth == RNN.questions["rnn_gates"]
    assert part.waits == bool(told.get("needs_manual_grade"))


def test_the_error_of_a_check_is_left_out_and_that_of_other_code_stays():
    check = GRU.checks[0].grade_id
    shown, own = cell(check, 0.0, ["a"]), new_code_cell("x")
    bare = cell(GRU.checks[1].grade_id, 0.0)
    for other in (own, bare):
        other.outputs = [new_output("error", ename="NameError", evalue="x")]
    summary(shown, own, bare)
    assert [o.output_type for o in shown.outputs] == ["display_data"]
    assert [o.output_type for c in (own, bare) for o in c.outputs] == ["error", "error"]


def test_another_notebook_has_no_summary():
    assert summary(cell(GRU.checks[0].grade_id, 0.0, ["a"]), assignment="diary") is None


HIDDEN = "kept\n### BEGIN HIDDEN TESTS\nsecret\n### END HIDDEN TESTS"


@pytest.mark.parametrize(
    ("role", "hidden"),
    [
        ({"grade": True, "solution": False, "locked": True}, True),
        ({"grade": True, "solution": True, "locked": False}, False),
        ({"grade": False, "solution": False, "locked": True}, False),
    ],
)
def test_hidden_tests_are_taken_out_of_checks_alone(role, hidden):
    made = cell("gru_cell-shapes", schema_version=3, **role)
    made.source = HIDDEN
    HideHiddenTests().preprocess(new_notebook(cells=[made]), {})
    assert made.source == ("kept" if hidden else HIDDEN)
