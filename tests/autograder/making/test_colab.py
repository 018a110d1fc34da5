"""Badges and the set-up cell lead where one setting says; Colab's own packages stay as they are."""

import subprocess
import sys
from types import ModuleType, SimpleNamespace

import nbformat
import pytest

from autograder.course.errors import TextError
from autograder.making import colab
from autograder.making.colab import badge, repository
from autograder.making.text import expand
from starter.manifest import assignments
from tests.support import ROOT

NAMES = list(assignments())


@pytest.fixture
def setting(monkeypatch):
    """Sets the course's repository and branch."""

    def set_to(**values):
        monkeypatch.setattr(colab, "read_toml", lambda name: {"course": values})

    return set_to


def released(name):
    return nbformat.read(ROOT / "notebooks" / name / f"{name}.ipynb", as_version=4)


def set_up_cell(name):
    (cell,) = [
        c for c in released(name).cells if "google.colab" in c.source and c.cell_type == "code"
    ]
    return cell.source


def test_everything_follows_from_one_setting(setting):
    setting(repository="uni/vision-2027", branch="autumn")
    place = "github.com/uni/vision-2027"
    assert "/github/uni/vision-2027/blob/autumn/rnn.ipynb)" in badge("rnn")
    assert repository("page") == f"https://{place}"
    assert repository("archive") == f"https://{place}/archive/refs/heads/autumn.zip"
    assert expand("<<badge cnn>>", "a text") == badge("cnn")
    assert expand('x = "<<repository archive>>"', "a text") == f'x = "{repository("archive")}"'


@pytest.mark.parametrize("wrong", ["", "uni", "https://github.com/uni/vision", "uni/vision 2"])
def test_a_repository_that_is_none(setting, wrong):
    setting(repository=wrong, branch="main")
    with pytest.raises(TextError, match=r"^a text: exercises.toml: course.repository is .*OWNER"):
        expand("<<badge cnn>>", "a text")


def test_a_branch_that_is_none(setting):
    setting(repository="uni/vision")
    with pytest.raises(KeyError, match=r"course\.branch is ''; it must be a branch's name"):
        repository("archive")


@pytest.mark.parametrize("name", NAMES)
def test_notebooks_carry_the_badge_and_the_address(name):
    assert badge(name) in released(name).cells[0].source
    assert repository("archive") in set_up_cell(name)


@pytest.fixture
def in_colab(monkeypatch, tmp_path):
    """Colab's module is there; pip is not run, but what it was asked is kept."""
    monkeypatch.chdir(tmp_path)
    for name in ("google", "google.colab"):
        monkeypatch.setitem(sys.modules, name, ModuleType(name))
    asked = []
    done = SimpleNamespace(returncode=0, stderr="", asked=asked)
    monkeypatch.setattr(subprocess, "run", lambda command, **_: asked.append(command) or done)
    return done


@pytest.mark.parametrize("name", NAMES)
def test_at_home_the_set_up_cell_does_nothing(name, monkeypatch):
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: pytest.fail("installed something"))
    exec(set_up_cell(name), {})


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("uploaded", [False, True])
def test_in_colab_it_installs_starter_and_nothing_else(name, uploaded, in_colab, tmp_path, capsys):
    if uploaded:
        (tmp_path / "starter.zip").touch()
    exec(set_up_cell(name), {})
    (command,) = in_colab.asked
    assert command[:4] == [sys.executable, "-m", "pip", "install"]
    assert "--no-deps" in command
    assert command[-1] == ("./starter.zip" if uploaded else repository("archive"))
    assert capsys.readouterr().out == ""


def test_in_colab_a_failure_is_said_in_a_line(in_colab, capsys):
    in_colab.returncode, in_colab.stderr = 1, "WARNING: a\nERROR: 404 not found\nhint: see above\n"
    exec(set_up_cell("rnn"), {})
    first, second = capsys.readouterr().out.splitlines()
    assert first == "starter was not installed: ERROR: 404 not found"
    assert "Upload starter.zip" in second


def test_readme_leads_to_nobodys_repository():
    assert "colab.research.google.com" not in (ROOT / "README.md").read_text(encoding="utf-8")
