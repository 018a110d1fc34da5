"""The command line: 0, 1 for findings, 2 for wrong use, and one line that says what to do."""

import re
import subprocess
import sys
import zipfile

import nbformat
import pytest
from typer.testing import CliRunner

from autograder import cli
from autograder.catalogue import evidence
from autograder.commands import grading
from autograder.feedback import pages
from autograder.grading.grade_class import Outcome, Settings
from autograder.making import build_check
from starter import manifest
from starter.manifest import ManifestError, assignments
from tests.conftest import copy_project
from tests.support import ROOT
from tests.support.graded_course import make_course
from tests.support.schemas import result_of


@pytest.fixture
def kit(tmp_path, monkeypatch):
    """Runs the command in an empty project and returns status, output and errors."""
    monkeypatch.setattr("autograder.course.configuration.project_root", lambda: tmp_path)

    def run(*arguments):
        result = CliRunner().invoke(cli.app, list(arguments))
        assert result.exception is None or isinstance(result.exception, SystemExit)
        return result.exit_code, result.stdout, result.stderr

    return run


@pytest.mark.parametrize(
    "command", [["build"], ["build", "--check"], ["sample"], ["grade"], ["heal"]]
)
def test_an_unknown_assignment(kit, command):
    status, out, err = kit(*command, "mlp")
    assert (status, out) == (2, "")
    assert err == "kit: no assignment 'mlp'; there are cnn, rnn\n"


def test_a_manifest_that_cannot_be_read_is_one_line(monkeypatch, capsys):
    def broken():
        raise ManifestError("starter/exercises.toml: no")

    monkeypatch.setattr(manifest, "assignments", broken)
    monkeypatch.setattr("sys.argv", ["kit", "build"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 2
    assert capsys.readouterr().err == "kit: starter/exercises.toml: no\n"


@pytest.mark.parametrize("name", list(assignments()))
def test_nothing_submitted(kit, name):
    status, _, err = kit("grade", name)
    assert status == 2
    assert err.startswith(f"kit: no submissions of {name} in course/submitted/STUDENT/{name}/")
    assert "kit sample" in err
    assert err.count("\n") == 1


def test_what_could_not_be_graded_is_counted_apart():
    outcomes = [Outcome("ada", {}), Outcome("max", {}, kept=True), Outcome("zoe", {}, "no JSON")]
    line = grading._summary(outcomes, Settings(seed=7))
    assert line == "1 graded, 1 unchanged, 1 could not be graded; challenges from --seed 7"
    assert grading._summary(outcomes[:2], Settings(seed=7)).startswith("1 graded, 1 unchanged; ")


def test_an_unknown_student(kit, tmp_path):
    (tmp_path / "course" / "submitted" / "ada" / "rnn").mkdir(parents=True)
    status, _, err = kit("grade", "rnn", "--student", "max", "--student", "ada")
    assert status == 2
    assert err.strip() == "kit: no submission by max; there are ada"


def test_wrong_options_and_no_command(kit):
    assert kit("grade", "--fast")[0] == 2
    assert "greater" in kit("grade", "--seed", "-1")[2]
    assert kit("mend")[0] == 2
    status, out, err = kit()
    assert status == 2
    assert all(command in out + err for command in ("build", "sample", "grade"))


@pytest.mark.parametrize("lines", [[], ["one [is] stale", "and another"]])
def test_build_check_writes_its_findings(kit, monkeypatch, lines):
    monkeypatch.setattr(build_check, "problems", lambda root, names: lines)
    status, out, err = kit("build", "--check", "rnn")
    assert status == bool(lines)
    assert err.splitlines() == lines
    assert ("rnn: what is built is what the text says." in out) == (not lines)


def test_evidence_is_written_and_said_to_be_stale(kit, tmp_path, monkeypatch):
    written = {"docs/page.md": "page\n", "docs/images/picture.svg": "picture\n"}
    monkeypatch.setattr(evidence, "documents", lambda: written)
    told = [f"{name} is stale; run `kit evidence`" for name in written]
    status, _, err = kit("evidence", "--check")
    assert (status, err.splitlines()) == (1, told)
    assert kit("evidence") == (0, "".join(f"{name}\n" for name in written), "")
    assert {name: (tmp_path / name).read_text() for name in written} == written
    assert kit("evidence", "--check") == (0, "The evidence is what the checks find.\n", "")
    (tmp_path / "docs" / "images" / "picture.svg").write_text("older\n")
    status, out, err = kit("evidence", "--check")
    assert (status, out, err.splitlines()) == (1, "", told[1:])
    assert (tmp_path / "docs" / "images" / "picture.svg").read_text() == "older\n"


def test_a_text_that_is_wrong_is_a_finding(kit, tmp_path):
    (tmp_path / "solutions").mkdir()
    (tmp_path / "starter").mkdir()
    (tmp_path / "solutions" / "cnn.py").write_text("# %% [markdown]\n# <<price x>>\n", "utf-8")
    status, _, err = kit("build", "cnn")
    assert (status, err.count("\n")) == (1, 1)
    assert err.startswith("kit: cnn.py, cell 1: there is no mark 'price'")


def test_collect_says_what_it_did(kit, tmp_path):
    folder = tmp_path / "class"
    for student, data in {
        "ada": (ROOT / "notebooks/rnn/rnn.ipynb").read_text(),
        "max": "x",
    }.items():
        (folder / student).mkdir(parents=True)
        (folder / student / "homework.ipynb").write_text(data)
    (folder / "link").symlink_to("/etc/passwd")
    status, out, err = kit("collect", str(folder), "--dry-run")
    assert status == 1
    assert out.splitlines() == [
        "new: ada/rnn",
        "plain folders: 1 submissions (1 new); nothing was written",
    ]
    assert err.splitlines() == [
        "all files have the date of a copy or a download: who has no other time is not late",
        "max: no notebook of a known assignment (homework.ipynb); say which with --assignment",
        "link: refused, it is a link",
    ]
    assert not (tmp_path / "course").exists()
    assert kit("collect", str(folder))[0] == 1
    assert (tmp_path / "course" / "submitted" / "ada" / "rnn" / "rnn.ipynb").exists()
    assert (tmp_path / "course" / "roster.csv").exists()


def test_names_in_a_zip_do_not_drive_the_terminal(kit, tmp_path):
    with zipfile.ZipFile(tmp_path / "class.zip", "w") as file:
        file.write(ROOT / "notebooks/rnn/rnn.ipynb", "ada/rnn.ipynb")
        file.writestr("max/\x1b[2J\x9b.txt", "x")
    status, _, err = kit("collect", str(tmp_path / "class.zip"))
    assert status == 1
    assert "max/\ufffd[2J\ufffd.txt: refused" in err
    assert "\x1b" not in err


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["none.zip"], "kit: none.zip is not there"),
        (["none.zip", "--assignment", "mlp"], "kit: no assignment 'mlp'; there are cnn, rnn"),
    ],
)
def test_collect_what_is_not_there(kit, arguments, line):
    assert kit("collect", *arguments) == (2, "", f"{line}\n")


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory):
    """A project in which ada handed in a damaged notebook, max none, and zoe an empty folder."""
    root = tmp_path_factory.mktemp("handed_in")
    copy_project(root)
    release = nbformat.read(root / "notebooks" / "rnn" / "rnn.ipynb", as_version=4)
    release.cells = [cell for cell in release.cells if cell.id != "gru_cell-shapes"]
    texts = {"ada": nbformat.writes(release), "max": "<html>", "zoe": None}
    for student, text in texts.items():
        folder = root / "course" / "submitted" / student / "rnn"
        folder.mkdir(parents=True)
        if text:
            (folder / "rnn.ipynb").write_text(text)
    return root


@pytest.fixture
def kit_there(handed_in, kit, monkeypatch):
    """Runs the command where a class has handed in."""
    monkeypatch.setattr("autograder.course.configuration.project_root", lambda: handed_in)
    return kit


NO_NOTEBOOK = (
    "course/submitted/max/rnn/rnn.ipynb is not a notebook (no JSON in it); ask for it again"
)
NOT_THERE = "course/submitted/zoe/rnn/rnn.ipynb is missing; ask for it again"
HEALED_COPY = "course/healed/ada/rnn/rnn.ipynb"


@pytest.mark.slow
def test_heal_says_what_it_did_and_leaves_the_original(kit_there, handed_in):
    path = handed_in / "course" / "submitted" / "ada" / "rnn" / "rnn.ipynb"
    before = path.read_bytes()
    status, out, _ = kit_there("heal", "rnn")
    assert status == 1
    assert out.splitlines() == [
        "ada: missing, put back: gru_cell-shapes",
        f"max: {NO_NOTEBOOK}",
        f"zoe: {NOT_THERE}",
        "rnn: 1 of 3 healed, copies in course/healed",
    ]
    assert path.read_bytes() == before
    healed = nbformat.read(handed_in / HEALED_COPY, as_version=4)
    assert "gru_cell-shapes" in [cell.id for cell in healed.cells]


def test_by_default_what_was_handed_in_and_for_programs_the_same(kit_there):
    status, out, err = kit_there("heal", "--json")
    told = result_of("heal", out)
    assert (status, err, list(told)) == (1, "", ["rnn"])
    assert [list(one.values()) for one in told["rnn"]] == [
        ["ada", ["missing, put back: gru_cell-shapes"], HEALED_COPY, ""],
        ["max", [], None, NO_NOTEBOOK],
        ["zoe", [], None, NOT_THERE],
    ]


def test_sample_writes_a_class(kit, project):
    status, out, _ = kit("sample", "rnn")
    assert status == 0
    assert "expected scores in course/expected.json" in " ".join(out.split())
    path = project / "course" / "submitted" / "ada" / "rnn" / "rnn.ipynb"
    nbformat.validate(nbformat.read(path, as_version=4))


def test_expected_scores_that_cannot_be_read_are_wrong_use(kit, tmp_path, monkeypatch):
    from autograder.grading import grade_class as grade

    monkeypatch.setattr(grade, "grade", lambda *arguments: pytest.fail("graded before it looked"))
    (tmp_path / "course" / "submitted" / "ada" / "rnn").mkdir(parents=True)
    status, _, err = kit("grade", "rnn", "--expect", str(tmp_path / "none.json"))
    assert status == 2
    assert "none.json holds no expected scores of rnn" in err


AFTER_GRADING = [["feedback"], ["report"], ["export", "canvas"], ["export", "csv"]]


@pytest.mark.parametrize("command", AFTER_GRADING)
def test_nothing_is_graded_yet(kit, tmp_path, command):
    status, out, err = kit(*command)
    assert (status, out) == (2, "")
    assert err == "kit: there is no course/gradebook.db yet; run `kit grade` first\n"
    make_course(tmp_path, ["ada"])
    status, _, err = kit(*command, "cnn")
    assert status == 2
    assert err == "kit: nothing of cnn is graded yet; run `kit grade cnn` first\n"


@pytest.mark.parametrize("command", AFTER_GRADING)
def test_a_half_written_gradebook_is_one_line(kit, tmp_path, command):
    (tmp_path / "course").mkdir()
    (tmp_path / "course" / "gradebook.db").write_bytes(b"SQLite format 3\0 and then nothing")
    status, _, err = kit(*command, "rnn")
    assert (status, err.count("\n")) == (2, 1)
    assert err.startswith("kit: course/gradebook.db cannot be read (")


@pytest.mark.parametrize("command", AFTER_GRADING[1:])
def test_by_default_what_is_graded(kit, tmp_path, command):
    make_course(tmp_path, ["ada"])
    status, out, err = kit(*command)
    assert "rnn: course/" in out
    assert "cnn" not in out + err
    # An export says that a question waits for a person: a finding.
    assert status == (1 if command[0] == "export" else 0)


def test_a_report_for_programs(kit, tmp_path):
    make_course(tmp_path, ["ada", "max"])
    status, out, _ = kit("report", "--json")
    told = result_of("report", out)["rnn"]
    assert (status, told["students"], told["passed"]["gru_cell.equations"]) == (0, 2, 1)
    assert told["misconceptions"] == [
        {"exercise": "gru_cell", "code": "candidate_sigmoid", "students": ["ada"]}
    ]


def test_feedback_for_an_unknown_student(kit, tmp_path):
    make_course(tmp_path, ["ada"])
    status, _, err = kit("feedback", "rnn", "--student", "max")
    assert (status, err) == (2, "kit: no submission by max; there are ada\n")


def test_feedback_counts_pages_by_students(kit, tmp_path, monkeypatch):
    failures = {"too long": ["ada", "max"], "no space": ["eve"]}
    monkeypatch.setattr(pages, "write_pages", lambda *arguments: failures)
    make_course(tmp_path, ["ada", "eve", "ivy", "max", "sun"])
    status, out, err = kit("feedback", "rnn")
    assert (status, out) == (1, "rnn: 2 pages in course/feedback\n")
    assert err.splitlines()[-2:] == [  # above them is the progress bar
        "ada, max: no feedback for rnn (too long)",
        "eve: no feedback for rnn (no space)",
    ]


def test_an_autograder_without_a_place(kit):
    status, _, err = kit("export", "gradescope-autograder")
    assert status == 2
    assert err == "kit: say where: `kit export gradescope-autograder autograder.zip`\n"


def test_an_unknown_format(kit):
    assert kit("export", "blackboard")[0] == 2


def test_help_needs_none_of_what_the_commands_do():
    heavy = [
        "torch",
        "numpy",
        "matplotlib",
        "nbgrader",
        "nbformat",
        "sqlalchemy",
        "starter.manifest",
    ]
    code = (
        "import sys; from autograder.cli import main; sys.argv = ['kit', '--help']\n"
        f"try: main()\nfinally: print([m for m in {heavy} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "[]"
    listed = [line.split()[1] for line in done.stdout.splitlines() if re.match(r"│ [a-z]+ ", line)]
    steps = "build publish gallery sample grade check collect heal feedback report export doctor"
    assert listed == [*steps.split(), "evidence", "catalogue"]
