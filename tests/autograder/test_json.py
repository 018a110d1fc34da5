"""With --json a command prints its result and nothing else: by its schema, by the document."""

import re
import shutil

import pytest
import typer
from typer.testing import CliRunner

from autograder.cli import app
from tests.support import ROOT
from tests.support.graded_course import make_course
from tests.support.schemas import COMMANDS, fields, result_of, schema

SECTIONS = dict(
    re.findall(
        r"^## (\w+)\n(.*?)(?=^## |\Z)",
        (ROOT / "docs" / "json.md").read_text("utf-8"),
        re.DOTALL | re.MULTILINE,
    )
)


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """A course of two graded students; a question of the first waits for a person."""
    root = tmp_path_factory.mktemp("graded")
    make_course(root, ["ada", "max"])
    return root


@pytest.fixture
def kit(monkeypatch):
    """Runs a command in a folder and returns status, output and errors."""

    def run(root, *arguments):
        monkeypatch.setattr("autograder.course.configuration.project_root", lambda: root)
        done = CliRunner().invoke(app, [*map(str, arguments), "--json"])
        assert done.exception is None or isinstance(done.exception, SystemExit)
        return done.exit_code, done.stdout, done.stderr

    return run


def test_every_command_with_json_has_a_schema_and_a_section():
    commands = typer.main.get_command(app).commands
    known = [
        n for n, command in commands.items() if any("--json" in p.opts for p in command.params)
    ]
    assert COMMANDS == sorted(known) == sorted(SECTIONS)


@pytest.mark.parametrize("command", COMMANDS)
def test_the_document_has_the_fields_of_the_schema(command):
    rows = re.findall(r"^\| (`.*?`) \| (.*?) \| (.*?) \|$", SECTIONS[command], re.MULTILINE)
    assert rows == list(fields(schema(command)))


def objects(schema):
    """Every description of an object in a schema."""
    if isinstance(schema, dict):
        if "properties" in schema:
            yield schema
        for inner in schema.values():
            yield from objects(inner)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_schema_leaves_no_field_open(command):
    for one in objects(schema(command)):
        assert one["required"] == list(one["properties"])
        assert one["additionalProperties"] is False


def test_what_was_collected(kit, tmp_path):
    text = (ROOT / "notebooks" / "rnn" / "rnn.ipynb").read_text("utf-8")
    handed_in = tmp_path / "class"
    for student in ("ada", "max"):
        (handed_in / student).mkdir(parents=True)
        (handed_in / student / "rnn.ipynb").write_text(text if student == "ada" else "x", "utf-8")
    (handed_in / "link").symlink_to(ROOT)
    status, out, err = kit(tmp_path, "collect", handed_in, "--dry-run")
    told = result_of("collect", out)
    assert (status, told["dry_run"], told["refused"]) == (1, True, ["link: refused, it is a link"])
    assert err.splitlines() == [*told["notes"], *told["unplaced"], *told["refused"]]
    assert not (tmp_path / "course").exists()
    kit(tmp_path, "collect", handed_in)
    (handed_in / "ada" / "rnn.ipynb").write_text(text + "\n", "utf-8")
    again = result_of("collect", kit(tmp_path, "collect", handed_in)[1])
    first, second = (one["placed"][0] for one in (told, again))
    assert [first["student"], first["assignment"], first["state"]] == ["ada", "rnn", "new"]
    assert [second["state"], second["aside"]] == ["replaced", "course/replaced/ada/rnn/1"]
    assert (tmp_path / second["aside"] / "rnn.ipynb").read_text("utf-8") == text


@pytest.mark.parametrize("to", ["canvas", "moodle", "gradescope", "csv"])
def test_what_was_exported(kit, graded, tmp_path, to):
    sheet = tmp_path / "sheet.csv"
    sheet.write_text("Identifier,Full name,Grade\nParticipant 1,ada,\n", "utf-8")
    template = ["--template", sheet] if to == "moodle" else []
    status, out, err = kit(graded, "export", to, "rnn", *template)
    told = result_of("export", out)
    assert (status, told["format"]) == (1, to)
    assert err.splitlines() == told["notes"]
    assert "written questions of ada are not graded yet" in " ".join(told["notes"])
    assert {one["assignment"] for one in told["files"]} == {"rnn"}
    assert all(one["path"].startswith("course/export/") for one in told["files"])
    assert all((graded / one["path"]).is_file() for one in told["files"])
    assert len(told["files"]) == (2 if to == "gradescope" else 1)


@pytest.mark.slow
def test_the_packed_autograder(kit, project):
    shutil.copy(ROOT / "constraints.txt", project)
    place = project / "out.zip"
    status, out, err = kit(project, "export", "gradescope-autograder", place)
    told = result_of("export", out)
    assert (status, err, told["files"]) == (0, "", [{"assignment": None, "path": str(place)}])
    assert place.is_file()


def test_what_the_doctor_found(kit, tmp_path):
    status, out, err = kit(tmp_path, "doctor")
    states = {one["what"]: one["state"] for one in result_of("doctor", out)}
    assert (states["gradebook"], err) == ("fine", "")
    assert status == ("broken" in states.values())


WRONG = {
    "collect": ["none.zip"],
    "heal": ["rnn"],
    "grade": ["rnn", "--sandbox", "off"],
    "check": ["none.ipynb"],
    "feedback": [],
    "report": [],
    "export": ["csv"],
}


@pytest.mark.parametrize("command", WRONG)
def test_what_cannot_be_done_is_one_line_and_no_json(kit, tmp_path, command):
    status, out, err = kit(tmp_path, command, *WRONG[command])
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert err.startswith("kit: ")


def test_an_error_halfway_leaves_no_json(kit, graded):
    status, out, err = kit(graded, "report", "rnn", "cnn")
    assert (status, out) == (2, "")
    assert err == "kit: nothing of cnn is graded yet; run `kit grade cnn` first\n"
