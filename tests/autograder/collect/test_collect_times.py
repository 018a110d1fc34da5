"""When something was handed in: what an LMS says, and never the time of a download."""

import io
import zipfile
from datetime import datetime, timezone

import pytest
from nbgrader.api import Assignment, Base, Course
from sqlalchemy import create_engine
from sqlalchemy.orm import Session
from typer.testing import CliRunner

from autograder.cli import app
from autograder.collect import CollectError, collect
from tests.support import ROOT

RNN = (ROOT / "notebooks" / "rnn" / "rnn.ipynb").read_bytes()
DUE = datetime(2026, 3, 5, 23, 59, tzinfo=timezone.utc)
JUST_LATE = b"2026-03-05 23:59:01 UTC\n"
MONDAY, TUESDAY = (2026, 3, 9, 8, 0, 0), (2026, 3, 10, 8, 0, 0)
CLASS = {"ada_101_5001_rnn.ipynb": "ada", "gauss_LATE_102_5002_rnn.ipynb": "gauss"}


def version(text):
    """Return a notebook that differs from others by a text."""
    return RNN + f"\n{text}\n".encode()


@pytest.fixture
def root(tmp_path):
    """A project without a course."""
    (tmp_path / "project").mkdir()
    return tmp_path / "project"


@pytest.fixture
def download(tmp_path):
    """Writes a zip in which each entry has the date of the download, or a date of its own."""

    def write(contents, at):
        path = tmp_path / "submissions.zip"
        with zipfile.ZipFile(path, "w") as file:
            for name, text in contents.items():
                data = text if isinstance(text, bytes) else version(text)
                date = at[name] if isinstance(at, dict) else at
                file.writestr(zipfile.ZipInfo(name, date), data)
        return path

    return write


def stamp(root, student):
    path = root / "course" / "submitted" / student / "rnn" / "timestamp.txt"
    return path.read_bytes() if path.exists() else None


def written(root):
    """Return bytes and dates of all that collecting wrote."""
    files = [path for path in (root / "course").rglob("*") if path.is_file()]
    return {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in files}


def states(found):
    return {one.student: one.state for one in found.placed}


def set_due(root, due):
    """Write a gradebook in which the assignment is due, as formgrader does."""
    (root / "course").mkdir(exist_ok=True)
    engine = create_engine(f"sqlite:///{root / 'course' / 'gradebook.db'}")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.merge(Course(id="c"))
        session.merge(Assignment(id="a", name="rnn", course_id="c", duedate=due))
        session.commit()
    engine.dispose()


def test_canvas_says_who_is_late_and_the_download_does_not(root, download):
    found = collect(root, download(CLASS, MONDAY), due=DUE)
    assert stamp(root, "ada") is None
    assert stamp(root, "gauss") == JUST_LATE
    assert found.notes == ["gauss: marked late; counts as handed in at 2026-03-05 23:59:01 UTC"]


def test_the_due_date_may_be_the_gradebooks(root, download):
    set_due(root, DUE)
    collect(root, download(CLASS, MONDAY))
    assert (stamp(root, "ada"), stamp(root, "gauss")) == (None, JUST_LATE)


def test_late_is_after_both_due_dates(root, download):
    set_due(root, DUE)
    collect(root, download(CLASS, MONDAY), due=DUE.replace(hour=20))
    assert stamp(root, "gauss") == JUST_LATE


def test_a_gradebook_that_cannot_be_read_stops_what_needs_it(root, download):
    (root / "course").mkdir()
    (root / "course" / "gradebook.db").write_bytes(b"SQLite format 3\0 and then nothing")
    with pytest.raises(CollectError, match=r"course/gradebook\.db cannot be read"):
        collect(root, download(CLASS, MONDAY))
    assert not (root / "course" / "submitted").exists()
    assert states(collect(root, download({"ada_101_5001_rnn.ipynb": "ada"}, MONDAY)))


def test_late_without_a_due_date_costs_nothing_until_there_is_one(root, download):
    line = "gauss: marked late, but no due date is known; collect again with --due to have it count"
    assert collect(root, download(CLASS, MONDAY)).notes == [line]
    assert stamp(root, "gauss") is None
    assert collect(root, download(CLASS, TUESDAY)).notes == [line]
    found = collect(root, download(CLASS, TUESDAY), due=DUE)
    assert states(found) == {"ada": "unchanged", "gauss": "new time"}
    assert stamp(root, "gauss") == JUST_LATE
    assert not (root / "course" / "replaced").exists()


def test_a_second_download_changes_nothing(root, download):
    collect(root, download(CLASS, MONDAY), due=DUE)
    before = written(root)
    found = collect(root, download(CLASS, TUESDAY), due=DUE)
    assert states(found) == {"ada": "unchanged", "gauss": "unchanged"}
    assert (found.notes, [one.line for one in found.placed if one.line]) == ([], [])
    assert written(root) == before


def test_the_command_names_the_few_that_changed(root, download, monkeypatch):
    monkeypatch.setattr("autograder.course.configuration.project_root", lambda: root)
    due = ["--due", "2026-03-05T23:59:00"]
    CliRunner().invoke(app, ["collect", str(download(CLASS, MONDAY)), *due])
    done = CliRunner().invoke(app, ["collect", str(download(CLASS, TUESDAY)), *due])
    assert done.output == (
        "Canvas: 2 submissions (2 unchanged) in course/submitted, course/roster.csv\n"
    )


def test_a_resubmission_replaces_only_that_one(root, download):
    collect(root, download(CLASS, MONDAY), due=DUE)
    before = written(root)
    again = {**CLASS, "ada_LATE_101_5003_rnn-1.ipynb": "second"}
    del again["ada_101_5001_rnn.ipynb"]
    found = collect(root, download(again, TUESDAY), due=DUE)
    assert states(found) == {"ada": "replaced", "gauss": "unchanged"}
    assert stamp(root, "ada") == JUST_LATE
    kept = root / "course" / "submitted" / "gauss"
    after = written(root)
    assert all(after[path] == what for path, what in before.items() if kept in path.parents)
    submitted = root / "course" / "submitted" / "ada" / "rnn" / "rnn.ipynb"
    assert submitted.read_bytes() == version("second")


def test_an_old_zip_does_not_bring_back_an_earlier_attempt(root, download):
    collect(root, download({"ada_101_5009_rnn-2.ipynb": "third"}, MONDAY))
    found = collect(root, download({"ada_101_5004_rnn-1.ipynb": "second"}, TUESDAY))
    assert states(found) == {"ada": "older"}
    again = collect(root, download({"ada_101_5010_rnn-3.ipynb": "third"}, TUESDAY))
    assert states(again) == {"ada": "unchanged"}
    between = collect(root, download({"ada_101_5009_rnn-2.ipynb": "mended"}, TUESDAY))
    assert states(between) == {"ada": "older"}
    same = collect(root, download({"ada_101_5010_rnn-3.ipynb": "mended"}, TUESDAY))
    assert states(same) == {"ada": "replaced"}  # a person has been at work in the zip


def test_what_was_there_in_time_is_not_late_when_handed_in_once_more(root, download):
    collect(root, download({"ada_101_5001_rnn.ipynb": "same"}, MONDAY), due=DUE)
    found = collect(root, download({"ada_LATE_101_5002_rnn-1.ipynb": "same"}, TUESDAY), due=DUE)
    assert states(found) == {"ada": "unchanged"}
    assert stamp(root, "ada") is None


def test_canvas_may_take_a_mark_back_or_move_the_due_date(root, download):
    late = {"gauss_LATE_102_5002_rnn.ipynb": "gauss"}
    collect(root, download(late, MONDAY), due=DUE)
    collect(root, download(late, MONDAY), due=DUE.replace(day=7))
    assert stamp(root, "gauss") == b"2026-03-07 23:59:01 UTC\n"
    (one,) = collect(root, download({"gauss_102_5002_rnn.ipynb": "gauss"}, TUESDAY)).placed
    assert one.line == "gauss/rnn: the same files, no longer marked late"
    assert stamp(root, "gauss") is None


def test_a_time_that_a_person_wrote_stays(root, download):
    late = download({"gauss_LATE_102_5002_rnn.ipynb": "gauss"}, MONDAY)
    collect(root, late, due=DUE)
    path = root / "course" / "submitted" / "gauss" / "rnn" / "timestamp.txt"
    path.write_text("2026-03-05 22:00:00 UTC")
    assert states(collect(root, late, due=DUE)) == {"gauss": "unchanged"}
    assert path.read_text() == "2026-03-05 22:00:00 UTC"
    path.unlink()
    assert states(collect(root, late, due=DUE)) == {"gauss": "unchanged"}
    assert not path.exists()


def inner_zip(*names):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as file:
        for name in names:
            text = b"2020-01-01 00:00:00 UTC" if name == "timestamp.txt" else RNN
            file.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), text)
    return data.getvalue()


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("ada_LATE_101_5001_work.zip", JUST_LATE),
        ("ada_101_5001_work.zip", None),
        ("Ada_71_assignsubmission_file/work.zip", b"2026-03-09 08:00:00 UTC\n"),
    ],
)
def test_a_student_does_not_set_the_clock(root, download, name, wanted):
    other = name.replace("Ada", "Max").replace("ada", "max").replace("101", "9").replace("71", "9")
    work = {name: inner_zip("rnn.ipynb", "timestamp.txt"), other: inner_zip("rnn.ipynb")}
    collect(root, download(work, {name: MONDAY, other: TUESDAY}), due=DUE)
    assert stamp(root, name.partition("_")[0]) == wanted


@pytest.mark.parametrize("layout", ["{}/rnn/rnn.ipynb", "{}_7{}_assignsubmission_file/rnn.ipynb"])
def test_one_date_for_all_is_that_of_a_download(root, download, layout):
    names = [layout.format(student, len(student)) for student in ("ada", "gauss")]
    contents = {name: name for name in names}
    at = {names[0]: MONDAY, names[1]: (2026, 3, 9, 8, 1, 30)}
    found = collect(root, download(contents, at), due=DUE)
    assert (stamp(root, "ada"), stamp(root, "gauss")) == (None, None)
    line = "all files have the date of a copy or a download: who has no other time is not late"
    assert found.notes == [line]
    assert collect(root, download(contents, TUESDAY)).notes == []
    # A list of when they came in is taken where no time was known.
    collect(root, download(contents, {names[0]: MONDAY, names[1]: TUESDAY}))
    assert stamp(root, "gauss") == b"2026-03-10 08:00:00 UTC\n"
    found = collect(root, download(contents, {names[0]: TUESDAY, names[1]: (2026, 3, 12, 0, 0, 0)}))
    assert states(found) == {"ada": "unchanged", "gauss": "unchanged"}
    assert stamp(root, "gauss") == b"2026-03-10 08:00:00 UTC\n"


@pytest.mark.parametrize(("apart", "known"), [((8, 5, 0), False), ((8, 5, 2), True)])
def test_dates_within_five_minutes_are_those_of_one_copy(root, download, apart, known):
    at = {"ada/rnn/rnn.ipynb": MONDAY, "max/rnn/rnn.ipynb": (*MONDAY[:3], *apart)}
    collect(root, download({name: name for name in at}, at))
    assert (stamp(root, "ada") is not None) == known


@pytest.mark.parametrize(
    ("handed_in", "counts"), [("23:59:00", b"23:59:01"), ("23:59:30", b"23:59:30")]
)
def test_a_late_mark_holds_up_to_the_due_second(root, download, tmp_path, handed_in, counts):
    """A list may say when, to the minute; that it was late, Canvas says."""
    people = tmp_path / "people.csv"
    people.write_text(f"name,id,Last modified (submission)\ngauss,102,2026-03-05 {handed_in} UTC\n")
    collect(root, download(CLASS, MONDAY), roster=people, due=DUE)
    assert stamp(root, "gauss") == b"2026-03-05 %s UTC\n" % counts


@pytest.mark.parametrize(("second", "state"), [(0, "replaced"), (2, "older")])
def test_what_was_handed_in_later_stays(root, download, second, state):
    """Of two at the same second, what is collected last counts."""
    there = {"ada/rnn/rnn.ipynb": (*MONDAY[:5], second), "max/rnn/rnn.ipynb": TUESDAY}
    collect(root, download(dict.fromkeys(there, "there"), there))
    again = {"ada/rnn/rnn.ipynb": MONDAY, "max/rnn/rnn.ipynb": TUESDAY}
    found = collect(root, download(dict.fromkeys(again, "again"), again))
    assert states(found)["ada"] == state


def test_the_later_of_two_notebooks_still_counts_where_dates_are_no_times(root, download):
    names = ["ada/rnn_z.ipynb", "ada/rnn_a.ipynb"]
    at = {names[0]: (2026, 3, 9, 8, 0, 0), names[1]: (2026, 3, 9, 8, 3, 0)}
    collect(root, download({name: name for name in names}, at))
    submitted = root / "course" / "submitted" / "ada" / "rnn" / "rnn.ipynb"
    assert submitted.read_bytes() == version(names[1])
    assert stamp(root, "ada") is None
