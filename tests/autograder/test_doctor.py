"""kit doctor says what is broken and which command mends it, and changes nothing."""

import json
import shutil
import sqlite3
from collections import namedtuple

import psutil
import pytest
from typer.testing import CliRunner

from autograder import cli, doctor
from autograder.doctor import examine
from autograder.sandbox import bubblewrap
from tests.support.graded_course import make_course


def found(root, what):
    return next(finding for finding in examine(root) if finding.what == what)


def test_everything_is_looked_at(tmp_path):
    names = [finding.what for finding in examine(tmp_path)]
    wanted = "python torch nbgrader sandbox browser gradebook disk memory cores"
    assert set(wanted.split()) <= set(names)
    assert "course folder" in names


def test_a_gradebook_that_works(tmp_path):
    make_course(tmp_path, ["ada", "max"])
    finding = found(tmp_path, "gradebook")
    assert (finding.state, finding.text, finding.mend) == ("fine", "2 submissions in it", "")


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\0 and then nothing", b"no database"])
def test_a_half_written_gradebook(tmp_path, content):
    path = tmp_path / "course" / "gradebook.db"
    path.parent.mkdir()
    path.write_bytes(content)
    finding = found(tmp_path, "gradebook")
    assert finding.state == "broken"
    assert finding.mend == f"mv '{path}' '{path}.damaged' && kit grade"
    assert path.read_bytes() == content


def test_a_locked_gradebook(tmp_path):
    make_course(tmp_path, ["ada"])
    other = sqlite3.connect(tmp_path / "course" / "gradebook.db")
    try:
        other.execute("BEGIN IMMEDIATE")
        finding = found(tmp_path, "gradebook")
    finally:
        other.close()
    assert (finding.state, "locked" in finding.text) == ("broken", True)
    assert finding.mend.startswith("fuser ")


def test_a_file_where_the_course_must_be(tmp_path):
    (tmp_path / "course").write_text("mine")
    finding = found(tmp_path, "course folder")
    assert finding.state == "broken"
    assert finding.mend.startswith("mv ")
    assert (tmp_path / "course").read_text() == "mine"


def test_no_sandbox_and_no_browser(tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setattr(doctor.sys, "platform", "linux")
    bubblewrap.require_sandbox.cache_clear()
    try:
        sandbox, browser = (found(tmp_path, what) for what in ("sandbox", "browser"))
    finally:
        bubblewrap.require_sandbox.cache_clear()
    assert (sandbox.state, sandbox.mend) == ("broken", "sudo apt-get install bubblewrap")
    assert (browser.state, browser.mend) == ("poor", "sudo apt-get install chromium")


def test_little_disk_and_memory(tmp_path, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(1, 1, 1000))
    monkeypatch.setattr(psutil, "virtual_memory", lambda: namedtuple("m", "available")(2 * 1024**3))
    disk, memory = (found(tmp_path, what) for what in ("disk", "memory"))
    assert (disk.state, memory.state, memory.text) == ("broken", "poor", "2.0 GiB available")
    assert disk.mend
    assert memory.mend


@pytest.mark.parametrize(
    ("gigabytes", "state"), [(1.49, "broken"), (1.5, "poor"), (2.99, "poor"), (3.0, "fine")]
)
def test_memory_is_enough_or_not(tmp_path, monkeypatch, gigabytes, state):
    free = namedtuple("m", "available")(gigabytes * doctor.GIGABYTE)
    monkeypatch.setattr(psutil, "virtual_memory", lambda: free)
    assert found(tmp_path, "memory").state == state


def test_versions_out_of_range_and_missing(tmp_path, monkeypatch):
    lines = ["torch>=99", "surely-not-installed>=1; extra == 'instructor'", "x; extra == 'dev'"]
    monkeypatch.setattr(doctor.metadata, "requires", lambda name: lines)
    findings = {finding.what: finding for finding in examine(tmp_path)}
    assert findings["torch"].state == "broken"
    assert findings["torch"].mend.endswith("-m pip install 'torch>=99'")
    assert findings["surely-not-installed"].text == "not installed, wanted >=1"
    assert "x" not in findings


def test_what_cannot_be_looked_at_hides_nothing_else(tmp_path, monkeypatch):
    def broken(root):
        raise RuntimeError("no idea")

    monkeypatch.setattr(doctor, "LOOKS", (broken, doctor._cores))
    first, second = examine(tmp_path)
    assert (first.state, first.text) == ("broken", "could not be looked at (RuntimeError: no idea)")
    assert second.what == "cores"


@pytest.mark.parametrize(("state", "status"), [("fine", 0), ("poor", 0), ("broken", 1)])
def test_exit_status(tmp_path, monkeypatch, state, status):
    finding = doctor.Finding("disk", state, "some [text]", "do it")
    monkeypatch.setattr(doctor, "examine", lambda root: [finding])
    monkeypatch.setattr("autograder.course.configuration.project_root", lambda: tmp_path)
    result = CliRunner().invoke(cli.app, ["doctor"])
    assert (result.exit_code, "some [text]" in result.stdout) == (status, True)
    result = CliRunner().invoke(cli.app, ["doctor", "--json"])
    assert json.loads(result.stdout) == [vars(finding)]
    assert result.exit_code == status
