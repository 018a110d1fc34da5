"""What each format says of a class in memory: who is who, what waits, what is worth telling."""

import json
from dataclasses import replace
from datetime import datetime

import pytest

from autograder.collect.roster import Person, Roster
from autograder.course.sheets import parse_sheet
from autograder.export import ExportError, canvas, gradescope, moodle, plain, some
from autograder.export.graded_class import GradedClass, points, remarks, waiting_notes
from autograder.export.people import Key, match, slug
from autograder.results.autograded import Autograded
from autograder.results.gradebook import Result, Results
from starter.manifest import assignments

RNN, CNN = assignments()["rnn"], assignments()["cnn"]
ADA = Person("ada", "Lovelace, Ada", "ada@x.org", "101", "A", "red")


def scores(assignment, lost=()):
    """Full points but for what is lost, by grade cell."""
    worth = {check.grade_id: check.points for check in assignment.checks} | assignment.questions
    return {cell: 0.0 if cell in lost else points for cell, points in worth.items()}


def graded(tmp_path, *results, people=(ADA,), assignment=RNN):
    worth = {c.grade_id: c.points for e in assignment.exercises if not e.bonus for c in e.checks}
    found = list(results) or [Result("ada", scores=scores(assignment))]
    return GradedClass(
        tmp_path, Results(assignment, worth | assignment.questions, found), Roster(list(people))
    )


@pytest.mark.parametrize(
    ("count", "words"), [(1, "a"), (5, "a, b, c, d, e"), (6, "a, b, c, d, e and 1 more")]
)
def test_of_many_names_five_are_told(count, words):
    assert some(list("abcdef"[:count])) == words


def filled(export, graded, tmp_path, *lines):
    """The rows that come of a template, and the notes."""
    (tmp_path / "t.csv").write_text("\n".join(lines), encoding="utf-8")
    made = export(graded, tmp_path / "t.csv")
    ((_, data),) = made.files.items()
    return parse_sheet(data, "it").rows, made.notes


CANVAS_ROWS = {
    "ID": "Somebody,101,,,",
    "SIS User ID": "Somebody,,ada,,",
    "SIS Login ID": "Somebody,,,Ada,",
    "email": "Somebody,,,ADA@x.org,",
    "folder's name as ID": "Somebody,ada,,,",
    "name": '"lovelace,  ada",7,,,',
    "slug": "A-d-a,7,,,",
}


@pytest.mark.parametrize("row", CANVAS_ROWS)
def test_canvas_knows_a_student_by_any_of_these(tmp_path, row):
    header = "Student,ID,SIS User ID,SIS Login ID,rnn"
    rows, notes = filled(canvas.export, graded(tmp_path), tmp_path, header, CANVAS_ROWS[row])
    assert (rows[0]["rnn"], notes) == ("30", [])


@pytest.mark.parametrize("empty", [",,,", " , , ,"])
def test_canvas_rows_without_any_id_are_nobodys(tmp_path, empty):
    header = "Student,ID,SIS User ID,SIS Login ID,rnn"
    rows, notes = filled(canvas.export, graded(tmp_path), tmp_path, header, f"ada{empty},")
    assert rows[0]["rnn"] == ""
    assert ["has no row for ada" in note for note in notes] == [True]


@pytest.mark.parametrize(
    ("columns", "wanted"),
    [
        ("rnn (77),Other (78)", "rnn (77)"),
        ("RNN (77),rnn2 (78)", "RNN (77)"),
        (f'Other (78),"{RNN.title} (9)"', f"{RNN.title} (9)"),
        ("Other (78)", "Other (78)"),
        ("rnn,Other (78)", "rnn"),
        ("Other,Rnn", "Rnn"),
        ("Other,Another", None),
        ("rnn,Rnn,Other (78)", None),
        ("rnn (77),rnn (78)", None),
        ("One (77),Two (78)", None),
    ],
)
def test_canvas_column_is_that_of_the_assignment_or_the_only_one(tmp_path, columns, wanted):
    template = (f"Student,ID,Section,{columns}", "ada,101,A,,")
    if wanted is None:
        with pytest.raises(ExportError, match="which column is rnn"):
            filled(canvas.export, graded(tmp_path), tmp_path, *template)
    else:
        rows, _ = filled(canvas.export, graded(tmp_path), tmp_path, *template)
        assert rows == [{"Student": "ada", "ID": "101", "Section": "A", wanted: "30"}]


def test_where_canvas_has_no_column_at_all_it_says_so(tmp_path):
    with pytest.raises(ExportError, match=r"which column is rnn\? There are: none\. Name"):
        filled(canvas.export, graded(tmp_path), tmp_path, "Student,ID", "ada,101")


@pytest.mark.parametrize("header", ["Name,ID,rnn", "Student,Number,rnn"])
def test_canvas_template_needs_its_columns(tmp_path, header):
    with pytest.raises(ExportError, match="export it anew from the LMS"):
        filled(canvas.export, graded(tmp_path), tmp_path, header, "ada,101,")


def test_canvas_without_a_template_knows_all_of_a_person(tmp_path):
    nobody = Result("bob", scores=scores(RNN))
    made = canvas.export(graded(tmp_path, Result("ada", scores=scores(RNN)), nobody))
    points, ada, bob = parse_sheet(made.files["canvas-rnn.csv"], "it").rows
    assert (points[RNN.title], ada[RNN.title]) == ("30", "30")
    assert list(ada.values())[:5] == ["Lovelace, Ada", "101", "ada", "ada@x.org", "A"]
    assert list(bob.values())[:5] == ["bob", "", "bob", "bob", ""]


MOODLE_ROWS = {
    "Identifier": "Participant 101,,,",
    "ID number": "Participant 7,ADA,,",
    "Email address": "Participant 7,,ada@X.org,",
    "Full name": 'Participant 7,,,"lovelace, ada"',
}
MOODLE = "Identifier,ID number,Email address,Full name,Grade,Feedback comments"


@pytest.mark.parametrize("row", MOODLE_ROWS)
def test_moodle_knows_a_student_by_any_of_these(tmp_path, row):
    line = f"{MOODLE_ROWS[row]},,"
    rows, notes = filled(moodle.export, graded(tmp_path), tmp_path, MOODLE, line)
    assert (rows[0]["Grade"], notes) == ("30", [])


def test_moodle_takes_numbers_alone_for_identifiers(tmp_path):
    lettered = graded(tmp_path, people=[Person("ada", lms_id="x")])
    _, notes = filled(moodle.export, lettered, tmp_path, MOODLE, "Participant x,,,,,")
    assert ["has no row for ada" in note for note in notes] == [True]


def test_moodle_knows_folders_that_are_numbers(tmp_path):
    numbered = graded(tmp_path, Result("101", scores=scores(RNN)), people=())
    rows, _ = filled(moodle.export, numbered, tmp_path, MOODLE, "Participant 101,,,,,")
    assert rows[0]["Grade"] == "30"


@pytest.mark.parametrize("lacking", ["Identifier", "Grade"])
def test_moodle_worksheet_needs_its_columns(tmp_path, lacking):
    header = MOODLE.replace(lacking, "Other", 1)
    with pytest.raises(ExportError, match=f"has no column {lacking}"):
        filled(moodle.export, graded(tmp_path), tmp_path, header, "Participant 101,,,,,")


def test_moodle_says_who_is_missing_and_what_column(tmp_path):
    header = MOODLE.replace(",Feedback comments", "")
    _, notes = filled(moodle.export, graded(tmp_path), tmp_path, header, "Participant 7,,,,")
    assert len(notes) == 2
    assert "has no column Feedback comments" in notes[0]
    assert "has no row for ada" in notes[1]


@pytest.mark.parametrize(
    ("most", "told"),
    [("30.00", False), ("30", False), ("30,00", False), ("", False), ("29.99", True), ("A", True)],
)
def test_moodle_is_told_where_its_maximum_is_another(tmp_path, most, told):
    header, row = f"{MOODLE},Maximum grade", f'Participant 101,,,,,,"{most}"'
    _, notes = filled(moodle.export, graded(tmp_path), tmp_path, header, row)
    assert [f"maximum is {most}, the assignment's 30" in note for note in notes] == [True] * told


def test_moodle_without_a_worksheet_has_a_row_for_each_number(tmp_path):
    made = moodle.export(graded(tmp_path))
    (row,) = parse_sheet(made.files["moodle-rnn.csv"], "it").rows
    told = [row[name] for name in ("Identifier", "Full name", "Email address", "Maximum grade")]
    assert told == ["Participant 101", "Lovelace, Ada", "ada@x.org", "30"]
    assert (row["Grade"], made.notes) == ("30", [])


WAITING = Result(
    "ada",
    submitted=datetime(2026, 11, 3, 12),
    penalty=2.0,
    scores=scores(RNN, ["gru_cell-equations", "rnn_gates"]),
    ungraded=["rnn_gates"],
    outdated=["rnn_convention"],
    comments={"rnn_convention": "well said"},
)


def test_what_waits_and_what_is_outdated_is_noted(tmp_path):
    notes = waiting_notes(graded(tmp_path, WAITING, Result("bob", scores=scores(RNN))))
    assert len(notes) == 2
    assert "questions of ada are not graded yet" in notes[0]
    assert "submissions of ada have changed since" in notes[1]
    assert waiting_notes(graded(tmp_path)) == []


def test_remarks_tell_points_findings_comments_and_lateness(tmp_path):
    lines = remarks(graded(tmp_path, WAITING), "ada")
    equations = next(c.points for c in RNN.checks if c.id == "gru_cell.equations")
    gru = RNN.exercises[0]
    assert f"GRU cell: {gru.points - equations:g} of {gru.points:g} points" in lines
    assert "rnn gates: not graded yet" in lines
    assert f"rnn convention: {RNN.questions['rnn_convention']:g} of " in "\n".join(lines)
    assert lines[-2:] == ["rnn convention: well said", "Late: -2 points"]
    assert not any("Late" in line for line in remarks(graded(tmp_path), "ada"))


def test_what_has_no_score_counts_nothing(tmp_path):
    nothing = graded(tmp_path, Result("ada"))
    assert remarks(nothing, "ada")[0] == f"GRU cell: 0 of {RNN.exercises[0].points:g} points"
    assert {test["score"] for test in told(Result("ada"))["tests"]} == {0}
    (row,) = parse_sheet(plain.export(nothing).files["rnn.csv"], "it").rows
    assert {row[cell] for cell in scores(RNN)} == {"0"}


def test_bonus_points_are_told_as_such():
    plain = CNN.exercises[0]
    bonus = replace(plain, bonus=True)
    result = Result("ada", scores=scores(CNN))
    assert points(result, bonus) == f"{bonus.points:g} of {bonus.points:g} points (bonus)"
    assert points(result, plain) == f"{plain.points:g} of {plain.points:g} points"


def test_plain_csv_says_all_that_is_known(tmp_path):
    made = plain.export(graded(tmp_path, WAITING))
    (row,) = parse_sheet(made.files["rnn.csv"], "it").rows
    known = ("name", "email", "section", "group", "submitted", "late penalty", "max score")
    worth = sum(e.points for e in RNN.exercises) + sum(RNN.questions.values())
    assert [row[name] for name in known] == [
        *("Lovelace, Ada", "ada@x.org", "A", "red", "2026-11-03T12:00:00Z", "2", f"{worth:g}")
    ]
    assert (row["ungraded questions"], row["to look at again"]) == ("rnn_gates", "rnn_convention")
    (row,) = parse_sheet(plain.export(graded(tmp_path)).files["rnn.csv"], "it").rows
    assert (row["submitted"], row["late penalty"]) == ("", "0")


def told(result, found=None, notes=(), assignment=RNN):
    found = found or Autograded("ada")
    return json.loads(gradescope.results_json(assignment, result, found, notes))


def test_gradescope_tests_have_numbers_points_and_outputs():
    found = Autograded("ada", messages={"gru_cell.equations": ["one", "two"]})
    said = told(WAITING, found)
    tests = {test["name"]: test for test in said["tests"]}
    first, failed = tests["GRU cell: shapes"], tests["GRU cell: equations"]
    assert (first["number"], first["status"], first["output"]) == ("1.1", "passed", "")
    assert first["score"] == first["max_score"] == RNN.exercises[0].checks[0].points
    assert (failed["status"], failed["score"], failed["output"]) == ("failed", 0, "one\ntwo")
    waits, graded = tests["rnn gates"], tests["rnn convention"]
    assert (waits["number"], waits["output"]) == (
        f"{len(RNN.exercises) + 1}",
        "A person grades this question.",
    )
    assert graded["output"] == "well said"
    assert said["output"] == "Late: -2 points"
    assert {test["visibility"] for test in said["tests"]} == {"visible"}
    whole = told(Result("ada", scores=scores(RNN)))
    assert whole["output"] == ""
    assert {test["output"] for test in whole["tests"]} == {""}


@pytest.mark.parametrize(("lost", "status"), [(0.0, "passed"), (0.5, "failed")])
def test_gradescope_tests_with_points_missing_have_failed(lost, status):
    given = scores(RNN)
    given["gru_cell-shapes"] -= lost
    assert told(Result("ada", scores=given))["tests"][0]["status"] == status


def test_gradescope_hides_notes_and_incidents_and_marks_the_bonus():
    result = Result("ada", scores=scores(CNN))
    said = told(result, Autograded("ada", incidents=("slow",)), ["healed: x"], CNN)
    hidden = [test for test in said["tests"] if test["visibility"] == "hidden"]
    assert [test["output"] for test in hidden] == ["healed: x\nslow"]
    bonus = [test["name"] for test in said["tests"] if test["name"].endswith("(bonus)")]
    assert len(bonus) == sum(len(e.checks) for e in CNN.exercises if e.bonus)


KEYS = [Key(lambda row: row.get("id"), lambda p: p.lms_id)]
KEYS += [Key(lambda row: row.get("name"), lambda p: p.name)]


def matched(*rows, people=(ADA,)):
    found = match(list(rows), people, KEYS, "t.csv")
    return {student: row["row"] for student, row in found.items()}


def test_the_first_key_that_fits_counts():
    by_name, by_id = {"name": "Lovelace, Ada", "row": 1}, {"id": "101", "row": 2}
    assert matched(by_name, by_id) == {"ada": 2}
    assert matched(by_name) == {"ada": 1}
    assert matched({"name": "", "id": "", "row": 3}, people=[Person("zoe")]) == {}


def test_a_row_is_one_persons():
    row = {"id": "101", "name": "Zoe", "row": 1}
    with pytest.raises(ExportError, match=r"t\.csv: ada and zoe fit one row"):
        matched(row, people=[ADA, Person("zoe", "Zoe")])


@pytest.mark.parametrize("name", ["LOVELACE,  ada", " lovelace, Ada ", "Lovelace, Ａda"])
def test_spellings_of_a_name_are_one_name(name):
    assert matched({"name": name, "row": 1}) == {"ada": 1}


def test_slugs_are_canvass():
    assert slug("Lovelace, Ada 2") == "lovelaceada2"
