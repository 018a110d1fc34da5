"""A `timestamp.txt` that names no time costs its student a line, and nobody else anything."""

from datetime import datetime

import pytest
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from autograder.course.configuration import configure, database
from autograder.course.timestamps import parse_timestamp, read_timestamp, timestamp_problem
from autograder.grading.jobs import Done
from autograder.grading.recording import Recorder
from starter.manifest import assignments
from tests.support.graded_course import make_course
from tests.support.odd_times import ODD_TIMES


@pytest.fixture(params=list(ODD_TIMES))
def folder(request, tmp_path):
    """A submission's folder with an odd time in a graded course."""
    make_course(tmp_path, ["ada"], "cnn", failing=())
    found = tmp_path / "course" / "submitted" / "ada" / "cnn"
    found.mkdir(parents=True)
    ODD_TIMES[request.param](found / "timestamp.txt")
    return found


@pytest.mark.drawn(check=4)
def test_recording_goes_on(folder, tmp_path):
    text = (tmp_path / "course" / "autograded" / "ada" / "cnn" / "cnn.ipynb").read_text()
    text = text.replace('"schema_version": 3', '"points": 1, "schema_version": 3')
    with Recorder(tmp_path, database(tmp_path)) as recorder:
        recorder.record(assignments()["cnn"], Done("ada", "cnn", text))
        recorder.finish()
        found = recorder.find_submission("cnn", "ada").timestamp
    assert found is None  # not known, and so not late


def test_no_time_is_known_and_that_is_said(folder, tmp_path):
    assert read_timestamp(folder) is None
    assert "timestamp.txt names no time" in timestamp_problem(folder)


@pytest.mark.drawn(check=4)
def test_nbgrader_goes_on(folder, tmp_path):
    directory = CourseDirectory(config=configure(Config(), tmp_path))
    assert directory.get_existing_timestamp(str(folder)) is None


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("2026-03-01 10:00:00 UTC\n", 10),
        ("2026-03-01 10:00:00", 10),
        ("2026-03-01T10:00:00Z", 10),
        ("2026-03-01 10:00:00 Europe/Berlin", 9),
    ],
)
def test_what_is_a_time_is_read(tmp_path, text, hour):
    (tmp_path / "timestamp.txt").write_text(text)
    assert read_timestamp(tmp_path).replace(tzinfo=None) == datetime(2026, 3, 1, hour)
    assert timestamp_problem(tmp_path) == ""


def test_without_a_file_there_is_nothing_to_say(tmp_path):
    assert read_timestamp(tmp_path) is None
    assert timestamp_problem(tmp_path) == ""
    assert timestamp_problem(tmp_path / "nobody") == ""


@pytest.mark.parametrize("text", ["22:00", "12", "monday", "2026", "March 3", "10:00 UTC"])
def test_a_text_without_a_whole_date_names_no_time(text, tmp_path):
    (tmp_path / "timestamp.txt").write_text(text)
    assert read_timestamp(tmp_path) is None
    assert "names no time" in timestamp_problem(tmp_path)


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("1980-01-01 00:00 UTC", True),
        ("1979-12-31 23:59 UTC", False),
        ("2199-12-31 23:59 UTC", True),
        ("2200-01-01 00:00 UTC", False),
        (f"{'2026-03-01 10:00 UTC':<100}", True),
        (f"{'2026-03-01 10:00 UTC':<101}", False),
    ],
)
def test_a_time_is_of_our_days_and_a_short_text(text, known, tmp_path):
    (tmp_path / "timestamp.txt").write_text(text)
    assert (read_timestamp(tmp_path) is not None) == known
    assert (parse_timestamp(text) is not None) == known
    assert (timestamp_problem(tmp_path) == "") == known


@pytest.mark.parametrize(("spaces", "known"), [(26, True), (27, False)])
def test_a_file_of_a_hundred_bytes_is_read(tmp_path, spaces, known):
    text = "2026-03-01 10:00:00UTC" + "\N{EM SPACE}" * spaces  # three bytes each
    (tmp_path / "timestamp.txt").write_text(text, "utf-8")
    assert (read_timestamp(tmp_path) is not None) == known


@pytest.mark.parametrize(
    "text", ["2026-03-01 10:00:00 UTC", "2026-03-01T11:00+01:00", "1 March 2026 10:00"]
)
def test_a_date_with_an_hour_is_a_time(text, tmp_path):
    (tmp_path / "timestamp.txt").write_text(text)
    assert read_timestamp(tmp_path) == datetime(2026, 3, 1, 10)
