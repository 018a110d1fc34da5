"""A `timestamp.txt` that names no time costs its student a line, and nobody else anything."""

import os
from datetime import datetime

import pytest
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from autograder.configuration import configure, database
from autograder.jobs import Done
from autograder.recording import Recorder
from autograder.timestamps import read_timestamp, timestamp_problem
from starter.manifest import assignments
from tests.graded_course import make_course


def _link(path):
    target = path.with_name("elsewhere.txt")
    target.write_text("2026-03-01 10:00:00 UTC")
    path.symlink_to(target)


ODD_TIMES = {
    "bytes": lambda path: path.write_bytes(b"\x80\0\xff"),
    "folder": lambda path: path.mkdir(),
    "digits": lambda path: path.write_text("1" * 5000),
    "words": lambda path: path.write_text("yesterday evening"),
    "huge": lambda path: path.write_bytes(b"2026-03-01 " * 100_000),
    "first-year": lambda path: path.write_text("0001-01-01 00:00:00 +1400"),
    "last-year": lambda path: path.write_text("9999-12-31 23:59:59 -1200"),
    "far-zone": lambda path: path.write_text("2026-03-01 10:00:00 99999999999999"),
    "zone-of-a-file": lambda path: path.write_text("2026-03-01 10:00:00 /proc/kmsg"),
    "dangling": lambda path: path.symlink_to(path.with_name("nowhere")),
    "link": _link,
    "pipe": lambda path: os.mkfifo(path),
}


@pytest.fixture(params=list(ODD_TIMES))
def folder(request, tmp_path):
    """A submission's folder with an odd time in a graded course."""
    make_course(tmp_path, ["ada"], "cnn", failing=())
    found = tmp_path / "course" / "submitted" / "ada" / "cnn"
    found.mkdir(parents=True)
    ODD_TIMES[request.param](found / "timestamp.txt")
    return found


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
