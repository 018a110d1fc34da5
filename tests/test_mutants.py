"""Mutants change what matters; a failing test kills one, and only what changed is tried again."""

import subprocess
from types import SimpleNamespace

import coverage
import pytest
import tomllib

from tests.mutants.changes import count_mutants, mutants
from tests.mutants.covering import line_before
from tests.mutants.recorder import Recorder, records
from tests.mutants.results import Result, Results, known_survivors
from tests.mutants.trials import Copy
from tests.support import ROOT

TEXT = '''"""About a limit: 3."""
from typing import Any

LIMIT = 3

def allow(count: "int", told: Any = None) -> bool:
    """Return whether 2 are few."""
    if not told:
        report("allow", "a long story")
    return count <= LIMIT
'''


def changes(text=TEXT):
    return {(mutant.line, mutant.after) for mutant in mutants("limit.py", text)}


@pytest.mark.parametrize(
    "change",
    [
        (4, "LIMIT = 4"),
        (4, "LIMIT = None"),
        (8, "if told:"),
        (8, "if not (not told):"),
        (9, "pass"),
        (9, 'report("XXallowXX", "a long story")'),
        (9, 'report("allow", )'),
        (10, "return count < LIMIT"),
        (10, "return None"),
    ],
)
def test_what_decides_is_changed(change):
    assert change in changes()


def test_prose_and_types_are_left_alone():
    assert {line for line, _ in changes()} == {4, 8, 9, 10}
    assert not [after for _, after in changes() if "XXa long story" in after]


def test_every_mutant_differs_from_the_text_and_from_the_others():
    texts = [mutant.text for mutant in mutants("limit.py", TEXT)]
    assert TEXT not in texts
    assert len(set(texts)) == len(texts) == count_mutants(TEXT)


def test_a_sample_holds_the_mutants_of_its_numbers():
    every = list(mutants("limit.py", TEXT))
    assert list(mutants("limit.py", TEXT, {1, 3})) == [every[1], every[3]]


@pytest.mark.parametrize(("line", "before"), [(1, 1), (2, 2), (3, 2), (4, 3), (5, 5)])
def test_a_line_keeps_its_tests_where_it_moved(line, before):
    assert line_before("a\nb\nc\nd\ne", "a\nB\nb\nc\ne", line) == before


def result(noticed, files):
    return Result("course", "limit.py", 4, "LIMIT = 3", "LIMIT = 4", noticed, files)


@pytest.mark.parametrize(
    ("noticed", "now", "holds"),
    [
        ("tests/a.py::test", {"tests/a.py": "1", "tests/b.py": "changed"}, True),
        ("tests/a.py::test", {"tests/a.py": "changed", "tests/b.py": "1"}, False),
        ("", {"tests/a.py": "1", "tests/b.py": "1"}, True),
        ("", {"tests/a.py": "1", "tests/b.py": "changed"}, False),
        ("", {"tests/a.py": "1"}, False),
        ("time", {"tests/a.py": "1", "tests/b.py": "1"}, True),
    ],
)
def test_a_mutant_is_tried_again_when_the_tests_that_decided_have_changed(noticed, now, holds):
    assert result(noticed, {"tests/a.py": "1", "tests/b.py": "1"}).holds(now) == holds


def test_results_are_found_again_until_the_file_changes(tmp_path):
    mutant = next(mutants("limit.py", TEXT))
    changed = next(mutants("limit.py", TEXT + "\n# more\n"))
    Results(tmp_path / "kept").add(mutant, result("", {}))
    kept = Results(tmp_path / "kept")
    assert kept.get(mutant) == result("", {})
    assert kept.get(changed) is None


def test_a_record_has_the_tests_that_passed_alone(tmp_path):
    recorder = Recorder(coverage.Coverage(data_file=None))
    for name, failed in (("test_one", False), ("test_two", True), ("test_three", False)):
        recorder.pytest_runtest_logreport(
            SimpleNamespace(nodeid=f"test_a.py::{name}", duration=1.0, failed=failed)
        )
    record = records(recorder, tmp_path, ["test_a.py"], {"test_a.py": "digest"})["test_a.py"]
    assert list(record.seconds) == ["test_a.py::test_one", "test_a.py::test_three"]


@pytest.mark.slow
def test_a_copy_says_which_test_notices(tmp_path):
    project = tmp_path / "project"
    project.mkdir()
    (project / "few.py").write_text("def few(count):\n    return count <= 3\n", "utf-8")
    (project / "test_few.py").write_text(
        "from few import few\n\ndef test_two():\n    assert few(2)\n\n"
        "def test_four():\n    assert not few(4)\n",
        encoding="utf-8",
    )
    options = "def pytest_addoption(parser):\n    parser.addoption('--seed')\n"
    (project / "conftest.py").write_text(options, "utf-8")
    subprocess.run(["git", "init", "--quiet", project], check=True)
    copy = Copy(project, tmp_path / "copy")
    copy.python_path = f"{copy.place}:{ROOT}"
    tests = ["test_few.py::test_two", "test_few.py::test_four"]
    try:
        assert copy.noticed("few.py", "def few(count):\n    return True\n", tests, 1.0) == tests[1]
        assert copy.noticed("few.py", "def few(count):\n    return True\n", tests[:1], 1.0) == ""
        assert copy.noticed("few.py", "def few(count):\n    return 1 < 0\n", ["test_few.py"], 1.0)
        endless = "def few(count):\n    while True:\n        pass\n"
        copy.least_seconds = 1.0
        assert copy.noticed("few.py", endless, tests, 0.1) == "time"
        assert (copy.place / "few.py").read_text("utf-8") == (project / "few.py").read_text("utf-8")
    finally:
        copy.close()
    assert not copy.place.exists()


def test_parts_and_survivors_are_about_what_there_is():
    parts = tomllib.loads((ROOT / "tests/mutants/parts.toml").read_text("utf-8"))["parts"]
    for part in parts.values():
        assert [
            place for place in (*part["paths"], *part["elsewhere"]) if not (ROOT / place).exists()
        ] == []
    for (path, before, _), why in known_survivors().items():
        assert before in " ".join((ROOT / path).read_text("utf-8").split()), path
        assert why
