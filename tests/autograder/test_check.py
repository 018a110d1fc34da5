"""`kit check`: notebooks in hand are judged as grading judges them, and nothing is written."""

import json
import shutil

import nbformat
import pytest
from typer.testing import CliRunner

from autograder.cli import app
from autograder.sample import expected_failures, students
from autograder.sandbox.bubblewrap import require_sandbox
from starter.manifest import assignments
from tests.support import ROOT
from tests.support.damages import FILES
from tests.support.hand_ins import handed_in
from tests.support.sandboxed import needs_sandbox
from tests.support.schemas import result_of

RNN = assignments()["rnn"]
LOST = {s.id: expected_failures(s, RNN) for s in students()}
FULL = sum(check.points for check in RNN.checks)
EMPTY = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


@pytest.fixture(scope="module")
def hand(tmp_path_factory):
    """A folder of notebooks: right, wrong, wrong and damaged, of no assignment."""
    folder = tmp_path_factory.mktemp("hand")
    nbformat.write(handed_in("ada"), folder / "right.ipynb")
    nbformat.write(handed_in("gauss"), folder / "wrong.ipynb")
    write, _ = FILES["Colab script"]
    (folder / "damaged.py").write_bytes(write(handed_in("gauss")))
    (folder / "diary.ipynb").write_text(json.dumps(EMPTY))
    return folder


@pytest.fixture(scope="module")
def kit(tmp_path_factory):
    """Runs the command where there is no course yet; each leaves it as it was.

    All runs have one seed, so they share a sandbox.
    """
    root = tmp_path_factory.mktemp("project")
    shutil.copytree(ROOT / "solutions", root / "solutions")
    before = sorted(root.rglob("*"))

    def run(*arguments):
        done = CliRunner().invoke(app, ["check", *map(str, arguments), "--seed", "1"])
        assert done.exception is None or isinstance(done.exception, SystemExit)
        assert sorted(root.rglob("*")) == before
        return done.exit_code, done.stdout, done.stderr

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("autograder.course.configuration.project_root", lambda: root)
        yield run


@pytest.fixture(scope="module")
def told(kit, hand):
    """What the command tells a program of a wrong notebook and of the same one, damaged."""
    status, out, _ = kit(hand / "wrong.ipynb", hand / "damaged.py", "--json")
    assert status == 1
    return result_of("check", out)


@pytest.mark.slow
@needs_sandbox
def test_the_checks_that_fail_are_those_of_grading(told, hand):
    assert [one["notebook"] for one in told] == [f"{hand}/wrong.ipynb", f"{hand}/damaged.py"]
    for one in told:
        assert {c["check"] for c in one["checks"] if not c["passed"]} == LOST["gauss"]
        assert [c["check"] for c in one["checks"]] == [check.id for check in RNN.checks]
        assert (one["assignment"], one["points"], one["problem"]) == ("rnn", FULL - 6, "")
        assert (one["seed"], one["incidents"]) == (1, [])


@pytest.mark.slow
@needs_sandbox
def test_a_check_that_fails_says_what_was_found(told):
    checks = {check["check"]: check for check in told[0]["checks"]}
    equations, shapes = checks["gru_cell.equations"], checks["gru_cell.shapes"]
    assert (equations["points"], equations["max_points"]) == (0, 3)
    assert equations["codes"] == ["candidate_sigmoid"]
    assert equations["findings"] == ["Your candidate goes through σ; it should go through tanh."]
    assert (shapes["points"], shapes["codes"], shapes["findings"]) == (1, [], [])


@pytest.mark.slow
@needs_sandbox
def test_a_damaged_notebook_is_healed_first(told):
    whole, damaged = told
    assert whole["healed"] == []
    assert damaged["healed"][0] == "it is a script exported by Colab: read as a notebook"
    assert any("recognised without their metadata" in line for line in damaged["healed"])


@pytest.mark.slow
@needs_sandbox
def test_a_right_notebook_for_people(kit, hand):
    status, out, _ = kit(hand / "right.ipynb")
    assert status == 0
    assert out.splitlines() == [
        f"{hand}/right.ipynb: {FULL:g} of {FULL:g} points of rnn's checks",
        *(f"✓ {check.id}: {check.points:g} of {check.points:g}" for check in RNN.checks),
        "challenges from --seed 1",
    ]


@pytest.mark.slow
@needs_sandbox
def test_the_assignment_of_a_notebook_that_does_not_tell_it(kit, hand):
    status, out, err = kit(hand / "diary.ipynb", "--assignment", "cnn")
    first, check, finding, *others = out.splitlines()
    worth = sum(e.points for e in assignments()["cnn"].exercises if not e.bonus)
    assert status == 1
    assert first == f"{hand}/diary.ipynb: 0 of {worth:g} points of cnn's checks"
    assert check == "✗ alexnet.shapes: 0 of 1"
    assert finding.startswith("  • There is no class AlexNet")
    assert "✗ alexnet_tiny.shapes: 0 of 0.5, bonus" in others
    assert f"{hand}/diary.ipynb: healed: missing, put back: " in err


def test_what_cannot_be_judged_is_a_line_each_and_nothing_is_run(kit, hand, tmp_path):
    (tmp_path / "link.ipynb").symlink_to(hand / "right.ipynb")
    (tmp_path / "page.ipynb").write_text("<!DOCTYPE html>")
    with (tmp_path / "large.ipynb").open("wb") as file:
        file.truncate(300_000_000)
    names = ("none.ipynb", "link.ipynb", "page.ipynb", "large.ipynb")
    files = [*(tmp_path / name for name in names), hand / "diary.ipynb", tmp_path]
    status, out, err = kit(hand / "right.ipynb", *files)
    assert (status, out) == (2, "")
    assert err.splitlines() == [
        f"kit: {tmp_path}/none.ipynb cannot be read (No such file or directory)",
        f"kit: {tmp_path}/link.ipynb is a link; put the file itself there, or ask for it again",
        f"kit: {tmp_path}/page.ipynb is not a notebook (no JSON in it); ask for it again",
        f"kit: {tmp_path}/large.ipynb has 300 MB, and no more than 100 MB are read: "
        "hand in a copy without outputs",
        f"kit: {hand}/diary.ipynb is of no known assignment (cnn, rnn); "
        "say which with --assignment",
        f"kit: {tmp_path} cannot be read (Is a directory)",
    ]


def test_an_unknown_assignment(kit, hand):
    status, out, err = kit(hand / "right.ipynb", "--assignment", "mlp")
    assert (status, out, err) == (2, "", "kit: no assignment 'mlp'; there are cnn, rnn\n")


@needs_sandbox
def test_a_folder_that_is_a_link_is_the_instructors_own(kit, hand, tmp_path):
    (tmp_path / "linked").symlink_to(hand)
    _, _, err = kit(tmp_path / "linked" / "diary.ipynb")
    assert "diary.ipynb is of no known assignment" in err


@pytest.fixture
def no_sandbox(monkeypatch):
    """Has bubblewrap not be found."""
    require_sandbox.cache_clear()
    monkeypatch.setenv("PATH", "")


@pytest.mark.usefixtures("no_sandbox")
def test_where_no_sandbox_works_nothing_is_run(kit, hand):
    status, out, err = kit(hand / "wrong.ipynb")
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert "bubblewrap" in err


@pytest.mark.slow
@pytest.mark.usefixtures("no_sandbox")
def test_with_the_sandbox_off_none_is_needed_and_it_says_so(kit, hand):
    status, out, _ = kit(hand / "right.ipynb", "--sandbox", "off")
    assert (status, out.splitlines()[-1]) == (0, "challenges from --seed 1; WITHOUT a sandbox")
