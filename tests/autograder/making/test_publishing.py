"""The handout holds what students get and nothing else, and runs where nothing else is."""

import io
import json
import os
import re
import shutil
import subprocess
import sysconfig
import venv
import zipfile
from contextlib import contextmanager
from pathlib import Path

import nbformat
import pytest
import yaml
from typer.testing import CliRunner

from autograder import cli
from autograder.course.files import write_bytes
from autograder.making import colab
from autograder.making import publishing as module
from autograder.making.build_check import secret_lines
from autograder.making.publishing import LIST, PublishError, handout, publish
from autograder.making.text import read_assignment
from starter.manifest import assignments, tomllib
from tests.support import ROOT

# Seconds in all; quick tests elsewhere meet the same code first.
pytestmark = pytest.mark.slow

FILES = {
    "README.md": b"read me",
    "rnn.ipynb": b'{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}',
    "starter/__init__.py": b"",
    "starter/hints/cells.toml": b"[a]\n",
}


def name_repository(monkeypatch, repository):
    setting = {"course": {"repository": repository, "branch": "main"}}
    monkeypatch.setattr(colab, "read_toml", lambda name: setting)


@pytest.fixture
def content(monkeypatch):
    """What is published, small; change it to publish something else."""
    content = dict(FILES)
    name_repository(monkeypatch, "uni/vision-2027")
    monkeypatch.setattr(module, "handout", lambda root: dict(content))
    monkeypatch.setattr(module, "stale", lambda *arguments: [])
    return content


def tree(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != LIST
    }


def refused(folder):
    with pytest.raises(PublishError) as error:
        publish(ROOT, folder)
    assert "\n" not in str(error.value)
    return str(error.value)


def test_only_what_changed_is_written(content, tmp_path):
    folder = tmp_path / "out"
    assert publish(ROOT, folder).written == list(FILES)
    assert tree(folder) == FILES
    old = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    assert publish(ROOT, folder).written == []
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == old
    for correction in (b"read me again", b"Read me again"):  # the second is as long as the first
        content["README.md"] = correction
        done = publish(ROOT, folder)
        assert (done.written, done.removed, len(done.unchanged)) == (["README.md"], [], 3)
        assert tree(folder) == content


def test_what_is_no_longer_published_is_removed_and_nothing_else(content, tmp_path):
    folder = tmp_path / "out"
    (folder / ".git").mkdir(parents=True)
    (folder / ".git" / "HEAD").write_text("ref")
    publish(ROOT, folder)
    (folder / "notes.txt").write_text("mine")
    (folder / "starter" / "mine.py").write_text("mine")
    del content["starter/hints/cells.toml"], content["starter/__init__.py"]
    done = publish(ROOT, folder)
    assert done.removed == ["starter/__init__.py", "starter/hints/cells.toml"]
    assert not (folder / "starter" / "hints").exists()
    assert set(tree(folder)) == {*content, ".git/HEAD", "notes.txt", "starter/mine.py"}


def test_what_was_edited_by_hand_is_put_right(content, tmp_path):
    publish(ROOT, tmp_path / "out")
    (tmp_path / "out" / "README.md").write_text("edited")
    (tmp_path / "out" / "rnn.ipynb").unlink()
    assert publish(ROOT, tmp_path / "out").written == ["README.md", "rnn.ipynb"]


def test_a_folder_that_holds_something_else(content, tmp_path):
    (tmp_path / "thesis.tex").write_text("years of work")
    text = refused(tmp_path)
    assert "holds something else (thesis.tex): name a folder that is new, empty" in text
    assert tree(tmp_path) == {"thesis.tex": b"years of work"}


def test_a_file_that_is_in_the_way(content, tmp_path):
    publish(ROOT, tmp_path / "out")
    (tmp_path / "out" / "guide.md").write_text("mine")
    content["guide.md"] = b"ours"
    assert "guide.md is not from `kit publish`: move it away" in refused(tmp_path / "out")
    assert (tmp_path / "out" / "guide.md").read_text() == "mine"


def test_a_file_in_place_of_a_folder_and_one_within_what_is_published(content, tmp_path):
    (tmp_path / "out").touch()
    assert refused(tmp_path / "out").endswith("out is a file: name a folder")
    assert "name a folder outside of it" in refused(ROOT / "starter" / "out")


@pytest.mark.drawn(check=1)
@pytest.mark.parametrize("damage", ["no json", '["../../etc/passwd"]', "[1]", "7"])
def test_a_list_that_is_damaged(content, tmp_path, damage):
    publish(ROOT, tmp_path / "out")
    (tmp_path / "out" / LIST).write_text(damage)
    assert "is damaged: publish into a new folder" in refused(tmp_path / "out")


def test_a_folder_that_cannot_be_written(content, tmp_path):
    (tmp_path / "file").touch()
    text = refused(tmp_path / "file" / "out")
    assert "cannot be read or written: Not a directory" in text


def test_what_was_begun_and_broken_off_is_finished(content, tmp_path, monkeypatch):
    write = module.write_bytes

    def break_off(data, path):
        if path.name == "__init__.py":
            raise KeyboardInterrupt
        write(data, path)

    monkeypatch.setattr(module, "write_bytes", break_off)
    with pytest.raises(KeyboardInterrupt):
        publish(ROOT, tmp_path / "out")
    monkeypatch.setattr(module, "write_bytes", write)
    publish(ROOT, tmp_path / "out")
    assert tree(tmp_path / "out") == content


@pytest.mark.parametrize("repository", ["your-name/cnn-rnn-exploration", "Your-Name/vision"])
def test_a_repository_that_nobody_has_named(content, tmp_path, monkeypatch, repository):
    name_repository(monkeypatch, repository)
    text = refused(tmp_path / "out")
    assert text.startswith(f"starter/exercises.toml still has the repository {repository}")
    assert text.endswith("under [course], run `kit build`, and publish again")
    assert not (tmp_path / "out").exists()


def test_a_repository_that_is_none(content, tmp_path, monkeypatch):
    name_repository(monkeypatch, "https://github.com/uni/vision")
    assert "course.repository is 'https://github.com/uni/vision'; it must be" in refused(tmp_path)
    assert tree(tmp_path) == {}


def test_nothing_stale_is_published(content, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "stale", lambda *arguments: ["rnn.ipynb is old: run `kit build`"])
    assert refused(tmp_path / "out") == "rnn.ipynb is old: run `kit build`"
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("place", ["README.md", "rnn.ipynb"])
def test_no_line_of_a_solution_is_published(content, tmp_path, place):
    secret = max(secrets(), key=len)
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(f"  {secret}")])
    content[place] = (nbformat.writes(notebook) if place == "rnn.ipynb" else secret).encode()
    assert f"{place} would hold a line of a solution, `{secret}`" in refused(tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_the_command_says_what_it_did(content, tmp_path, monkeypatch):
    monkeypatch.setattr("autograder.course.configuration.project_root", lambda: ROOT)
    done = CliRunner().invoke(cli.app, ["publish", str(tmp_path / "out")])
    assert done.exit_code == 0
    assert "4 files written, 0 removed, 0 as before" in done.stdout
    (tmp_path / "file").touch()
    done = CliRunner().invoke(cli.app, ["publish", str(tmp_path / "file")])
    assert done.exit_code == 1
    assert done.stderr == f"kit: {tmp_path / 'file'} is a file: name a folder\n"


def secrets():
    """All lines of solutions and hidden tests."""
    return {
        line
        for name, assignment in assignments().items()
        for line in secret_lines(read_assignment(ROOT / "solutions" / f"{name}.py", assignment))
    }


@pytest.fixture(scope="module")
def real():
    """What is published of this project."""
    return handout(ROOT)


def test_students_get_starter_and_their_notebooks_only(real):
    top = {name.partition("/")[0] for name in real}
    documents = {"README.md", "guide.md", "LICENSE", ".gitignore", "starter.zip"}
    settings = {"environment.yml", "pyproject.toml"}
    assert top == {"cnn.ipynb", "rnn.ipynb", "starter"} | documents | settings
    assert not [name for name in real if "__pycache__" in name or name.endswith(".pyc")]
    assert handout(ROOT) == real


def test_starter_is_a_package_of_its_own(real):
    ours = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    theirs = tomllib.loads(real["pyproject.toml"].decode())
    for key in ("version", "dependencies", "requires-python"):
        assert theirs["project"][key] == ours["project"][key]
    assert theirs["project"]["name"] != ours["project"]["name"]
    with zipfile.ZipFile(io.BytesIO(real["starter.zip"])) as archive:
        packed = {name: archive.read(name) for name in archive.namelist()}
    assert packed == {
        name: data
        for name, data in real.items()
        if name.startswith("starter/") or name == "pyproject.toml"
    }


def test_conda_installs_starter_and_a_lab(real):
    environment = yaml.safe_load(real["environment.yml"])
    (pip,) = (entry["pip"] for entry in environment["dependencies"] if isinstance(entry, dict))
    assert [entry.partition(">")[0] for entry in pip] == ["jupyterlab", "-e ."]


def test_links_in_the_handout_lead_somewhere(real):
    for name in ("README.md", "guide.md"):
        text = real[name].decode()
        links = re.findall(r"\]\(([^)]+)\)", text)
        assert [link for link in links if "://" not in link and link not in real] == []
        assert "<<" not in text


@pytest.fixture(scope="module")
def alone(tmp_path_factory, real):
    """A Python with this environment's packages but nothing of the kit, its site, and a handout."""
    folder = tmp_path_factory.mktemp("student")
    venv.create(folder / "venv", with_pip=True)
    python = folder / "venv" / "bin" / "python"
    # A venv's own setuptools may be too old; the one of this environment serves.
    run([python, "-m", "pip", "uninstall", "--yes", "setuptools"], folder)
    site = Path(run([python, "-c", "import sysconfig as s; print(s.get_path('purelib'))"]).strip())
    # Packages of this environment, but not its .pth files, by which it finds the kit.
    (site / "packages.pth").write_text(sysconfig.get_path("purelib") + "\n")
    for name, data in real.items():
        write_bytes(data, folder / "handout" / name)
    return python, site, folder / "handout"


def run(command, folder=None):
    """Run a command without this project on the path and return its output."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    # What builds the package is here and need not be fetched.
    environment |= {"PIP_NO_INDEX": "1", "PIP_NO_BUILD_ISOLATION": "0"}
    command = [str(part) for part in command]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


COLAB = """
import sys
from types import ModuleType
for name in ("google", "google.colab"):
    sys.modules[name] = ModuleType(name)
exec(open(sys.argv[1]).read())
"""
RUN_ALL = """
import sys, nbformat
from nbclient import NotebookClient
notebook = nbformat.read(sys.argv[1], as_version=4)
NotebookClient(notebook, kernel_name="python3", timeout=300).execute()
nbformat.write(notebook, sys.argv[2])
"""


@contextmanager
def preinstalled(site):
    """A torch of Colab's own for a while; afterwards it must be as it was."""
    files = {
        "torch/__init__.py": "__version__ = '99.0'\n",
        "torch-99.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: torch\nVersion: 99.0\n",
    }
    for name, text in files.items():
        write_bytes(text.encode(), site / name)
    before = {name: (site / name).stat().st_mtime_ns for name in files}
    yield
    assert {name: (site / name).stat().st_mtime_ns for name in files} == before
    for folder in ("torch", "torch-99.0.dist-info"):
        shutil.rmtree(site / folder)


@pytest.mark.slow
def test_the_handout_runs_alone(alone, tmp_path):
    python, site, folder = alone
    with pytest.raises(AssertionError, match="No module named 'starter'"):
        run([python, "-c", "import starter"], tmp_path)
    notebook = nbformat.read(folder / "rnn.ipynb", as_version=4)
    cell = next(c for c in notebook.cells if c.cell_type == "code" and "google.colab" in c.source)
    (tmp_path / "cell.py").write_text(cell.source)
    shutil.copy(folder / "starter.zip", tmp_path)
    with preinstalled(site):
        assert run([python, "-c", COLAB, "cell.py"], tmp_path) == ""
        listed = run([python, "-m", "pip", "list", "--format=json", "--path", site])
        versions = {entry["name"]: entry["version"] for entry in json.loads(listed)}
        assert versions["torch"] == "99.0"
        assert "cnn-rnn-exploration-starter" in versions

    where = run([python, "-c", "import starter; print(starter.__file__)"], tmp_path)
    assert Path(where.strip()).is_relative_to(site)
    with pytest.raises(AssertionError, match="No module named 'autograder'"):
        run([python, "-c", "import autograder"], tmp_path)
    for name, assignment in assignments().items():
        run([python, "-c", RUN_ALL, folder / f"{name}.ipynb", f"{name}.ipynb"], tmp_path)
        cells = {c.id: c for c in nbformat.read(tmp_path / f"{name}.ipynb", as_version=4).cells}
        for check in assignment.checks:
            shown = json.dumps(cells[check.grade_id].outputs)
            assert ("not attempted" in shown) != check.hidden
        assert "Not packed yet: write your name" in json.dumps([*cells.values()][-1].outputs)


@pytest.mark.slow
def test_nothing_secret_is_in_the_handout(alone, tmp_path):
    folder = alone[2]
    with zipfile.ZipFile(folder / "starter.zip") as archive:
        archive.extractall(tmp_path)
    wanted = secrets()
    assert 'check("gru_cell.robustness", GRUCell)' in wanted
    for path in [*folder.rglob("*"), *tmp_path.rglob("*")]:
        if not path.is_file() or path.suffix in (".npz", ".zip"):
            continue
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".ipynb":
            text = "\n".join(cell.source for cell in nbformat.reads(text, 4).cells)
        assert wanted & {line.strip() for line in text.splitlines()} == set(), path
        assert "BEGIN SOLUTION" not in text
        assert "BEGIN HIDDEN" not in text
