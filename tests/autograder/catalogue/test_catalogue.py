"""Submissions told as edits are whole programs, and an edit that does not fit is an error."""

import ast
import itertools
import re
from difflib import SequenceMatcher

import pytest
from typer.testing import CliRunner

from autograder import cli
from autograder.catalogue import fair, reading, submissions, wrong
from autograder.course.errors import TextError
from starter.manifest import assignments, exercise, tomllib
from tests.support import ROOT

IDS = [one.id for assignment in assignments().values() for one in assignment.exercises]
FOLDER = ROOT / "autograder" / "catalogue"
PROGRAM = """
import torch
from torch import nn


# %% plain: one layer
class GRUCell(nn.Module):
    def __init__(self, size):
        self.gate = nn.Linear(size, size)
        self.new = nn.Linear(size, size)
"""


@pytest.fixture
def files(monkeypatch):
    """Puts texts in place of the catalogue's files; give them by kind and name."""
    texts = {"fair/gru_cell.py": PROGRAM}
    caches = (submissions, reading._programs, reading._entries)
    for cached in caches:
        cached.cache_clear()
    monkeypatch.setattr(reading, "_text", lambda kind, name: texts.get(f"{kind}/{name}", ""))
    yield texts
    for cached in caches:
        cached.cache_clear()


@pytest.mark.parametrize("name", IDS)
def test_every_submission_is_a_program_with_the_class_of_its_exercise(name):
    for one in (*fair(name), *wrong(name)):
        classes = [n.name for n in ast.parse(one.program).body if isinstance(n, ast.ClassDef)]
        assert classes[-1] == exercise(name).class_name, one.name
        assert one.about, one.name
        assert isinstance(one.load(), type)


@pytest.mark.parametrize("name", IDS)
def test_a_name_says_which_submission_is_meant(name):
    names = [one.name for one in (*fair(name), *wrong(name))]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("name", IDS)
def test_no_two_submissions_of_an_exercise_are_the_same_program(name):
    sources = [one.source for one in (*fair(name), *wrong(name))]
    assert len(sources) == len(set(sources))


def test_files_are_those_of_exercises():
    files = [path for kind in ("fair", "wrong") for path in (FOLDER / kind).glob("*.[pt]*")]
    assert {path.stem for path in files} == set(IDS)


@pytest.mark.parametrize("name", IDS)
def test_what_differs_from_another_in_three_lines_is_told_as_edits(name):
    written = [p for kind in ("fair", "wrong") for p in reading._programs(kind, name).values()]
    for one, other in itertools.combinations(written, 2):
        lines, others = one.source.splitlines(), other.source.splitlines()
        same = sum(b.size for b in SequenceMatcher(None, lines, others).get_matching_blocks())
        assert max(len(lines), len(others)) - same > 3, (one.name, other.name)


def test_lines_are_short():
    for path in FOLDER.rglob("*.toml"):
        assert max(map(len, path.read_text(encoding="utf-8").splitlines())) <= 100, path.name


def test_edits_are_made_one_after_the_other(files):
    files["wrong/gru_cell.toml"] = """
[narrow__both]
about = "both layers are narrow"
plain = [["Linear(size, size)", "Linear(size, 1)", 2], ["self.new = nn.Linear(size, 1)", "pass"]]
"""
    (one,) = wrong("gru_cell")
    assert (one.code, one.about) == ("narrow", "both layers are narrow")
    assert one.source.endswith("self.gate = nn.Linear(size, 1)\n        pass\n")
    assert one.imports == "import torch\nfrom torch import nn"


def test_a_base_may_be_another_exercises_and_edits_itself(files):
    files["fair/lstm_cell.toml"] = """
[plain]
"gru_cell/plain" = [["gate", "f"]]

[short]
plain = [["        self.new = nn.Linear(size, size)\\n", ""]]
"""
    plain, short = fair("lstm_cell")
    assert plain.source.startswith("class LSTMCell(nn.Module):")
    assert plain.about == short.about == "one layer"
    assert short.source.splitlines()[-1] == "        self.f = nn.Linear(size, size)"


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        ('["nn.GRU", "nn.RNN"]', "'nn.GRU' is there 0 times, not 1"),
        ('["Linear", "Bilinear"]', "'Linear' is there 2 times, not 1"),
        ('["Linear", "Bilinear", 3]', "'Linear' is there 2 times, not 3"),
        ('["gate", "g"], ["gate", "f"]', "'gate' is there 0 times, not 1"),
    ],
)
def test_an_edit_that_does_not_fit_names_file_entry_and_text(files, edit, said):
    files["wrong/gru_cell.toml"] = f"[bad]\nabout = 'x'\nplain = [{edit}]\n"
    with pytest.raises(TextError) as error:
        wrong("gru_cell")
    assert str(error.value) == f"catalogue/wrong/gru_cell.toml, bad, on plain: {said}"


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("[bad]\nabout = 'x'\n", "an entry has one line, BASE = [[old, new], ...]"),
        ("[bad]\nplain = []\nother = []\n", "an entry has one line, BASE = [[old, new], ...]"),
        ("bad = 1\n", "an entry has one line, BASE = [[old, new], ...]"),
        ("[bad]\nplain = [['x']]\n", "['x'] is not [old, new] or [old, new, how often]"),
        ("[bad]\nplain = [['', 'x']]\n", "['', 'x'] is not [old, new] or"),
        ("[bad]\nplain = [['a', 'b', 'c']]\n", "['a', 'b', 'c'] is not [old, new] or"),
        ("[bad]\nnone = []\n", "there is no right submission gru_cell/none to edit"),
        ("[bad]\n'lstm_cell/none' = []\n", "there is no right submission lstm_cell/none to edit"),
        ("[bad]\n[bad]\n", "Cannot declare"),
    ],
)
def test_an_entry_written_wrongly_is_an_error_that_names_it(files, entry, said):
    files["wrong/gru_cell.toml"] = entry
    with pytest.raises(TextError) as error:
        wrong("gru_cell")
    assert str(error.value).startswith("catalogue/wrong/gru_cell.toml")
    assert said in str(error.value)


def test_a_circle_of_bases_is_an_error(files):
    files["fair/gru_cell.toml"] = "[a]\nb = []\n\n[b]\na = []\n"
    with pytest.raises(TextError, match="made of itself"):
        fair("gru_cell")


def test_the_guides_entry_is_the_catalogues():
    (text,) = re.findall(
        r"```toml\n(\[tanh.*?)```", (ROOT / "CONTRIBUTING.md").read_text("utf-8"), re.S
    )
    entries = tomllib.loads((FOLDER / "wrong" / "lstm_cell.toml").read_text(encoding="utf-8"))
    for name, entry in tomllib.loads(text).items():
        assert entries[name] == entry


def kit(*arguments):
    result = CliRunner().invoke(cli.app, ["catalogue", *arguments])
    return result.exit_code, result.stdout, result.stderr


def test_a_submission_is_shown_as_the_program_it_is():
    status, out, _ = kit("show", "lstm_cell/tanh_forgotten_on_cell")
    (one,) = (s for s in wrong("lstm_cell") if s.name == "tanh_forgotten_on_cell")
    assert (status, out) == (0, one.program)
    assert out.splitlines()[-2:] == ["        h = o * c", "        return h, c"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("lstm_cell/tanh_forgoten", "; there is lstm_cell/tanh_forgotten_on_cell, "),
        ("tanh_forgotten_on_cell", "; there is lstm_cell/tanh_forgotten_on_cell, "),
        ("?", "; see `kit catalogue list`\n"),
    ],
)
def test_an_unknown_submission_gets_one_line(name, said):
    status, out, err = kit("show", name)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(f"kit: no submission {name!r} in the catalogue{said}")


def test_submissions_are_listed_of_all_exercises_or_of_one():
    _, everything, _ = kit("list")
    status, out, _ = kit("list", "gru_cell")
    assert status == 0
    assert len(out.splitlines()) == len(fair("gru_cell")) + len(wrong("gru_cell"))
    assert set(out.splitlines()) < set(everything.splitlines())
    assert "gru_cell/returns_tuple (wrong): The result is (h, h) in place of h.\n" in out
    status, out, err = kit("list", "no_cell")
    assert (status, out) == (2, "")
    assert err.startswith("kit: no exercise 'no_cell'; there are alexnet, ")


def test_a_misfit_is_one_line_of_a_command(files, monkeypatch, capsys):
    files["wrong/gru_cell.toml"] = "[bad]\nabout = 'x'\nplain = [['nn.GRU', 'x']]\n"
    monkeypatch.setattr("sys.argv", ["kit", "catalogue", "list"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 2
    said = "catalogue/wrong/gru_cell.toml, bad, on plain: 'nn.GRU' is there 0 times, not 1"
    assert capsys.readouterr().err == f"kit: {said}\n"
