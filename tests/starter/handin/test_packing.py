"""One file to hand in, and one line where something must be done first."""

import json
import os
import sys
from types import ModuleType, SimpleNamespace

import nbformat
import pytest

from autograder.making.build_check import load_class
from autograder.making.text import read_assignment
from starter.handin import own_notebook, packing
from starter.handin.integrity import handed_out
from starter.handin.packing import PackingError, checked_id, checked_name, pack
from starter.manifest import assignments
from tests.support import ROOT

NAME, ID = "Ada Lovelace", "s1815"


@pytest.fixture
def session(monkeypatch):
    """A notebook's variables and what was run in it."""
    history = SimpleNamespace(input_hist_raw=[""])
    shell = SimpleNamespace(user_ns={}, history_manager=history)
    monkeypatch.setattr(own_notebook, "shell", lambda: shell)
    return shell


@pytest.fixture
def notebook(tmp_path, monkeypatch, session):
    """The release in the working folder, its packing cell just run."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    text = (ROOT / "notebooks" / "rnn" / "rnn.ipynb").read_text(encoding="utf-8")
    (tmp_path / "rnn.ipynb").write_text(text, encoding="utf-8")
    session.history_manager.input_hist_raw.append(nbformat.reads(text, 4).cells[-1].source)
    return tmp_path / "rnn.ipynb"


@pytest.fixture
def say(capsys):
    """Packs and returns what is printed."""

    def run(name=NAME, student_id=ID, assignment="rnn", **options):
        pack(assignment, name, student_id, **options)
        return capsys.readouterr().out

    return run


def run_cell(session, source, **variables):
    """Let the session have run a cell, before the packing cell."""
    session.history_manager.input_hist_raw.insert(1, source)
    session.user_ns.update(variables)


def test_the_release_is_packed_as_it_is(notebook, say):
    before = json.loads(notebook.read_text(encoding="utf-8"))
    out = say()
    packed = json.loads((notebook.parent / "rnn_s1815.ipynb").read_text(encoding="utf-8"))
    who = packed["metadata"].pop("submission")
    assert who == {"assignment": "rnn", "name": NAME, "student_id": ID}
    assert packed == before
    assert "✓ Packed rnn_s1815.ipynb for Ada Lovelace, s1815, from rnn.ipynb as saved less" in out
    assert f"✓ All {len(handed_out('rnn'))} graded cells are there, once and unedited." in out
    assert "○ GRU cell: its cell was not run in this session" in out
    assert f"○ Written questions: 0 of {len(assignments()['rnn'].questions)} answered" in out
    assert f"Hand in this file: {notebook.parent / 'rnn_s1815.ipynb'}" in out
    assert sorted(path.name for path in notebook.parent.iterdir()) == [
        "rnn.ipynb",
        "rnn_s1815.ipynb",
    ]


def test_the_age_of_the_file_is_told(notebook, say):
    for seconds, words in ((90, "1 minute ago"), (7300, "2 hours ago"), (90000, "1 day ago")):
        saved = notebook.stat().st_mtime
        os.utime(notebook, (saved, saved - seconds))
        assert words in say()
        os.utime(notebook, (saved, saved))


def test_how_far_the_student_is(notebook, session, say):
    text = read_assignment(ROOT / "solutions" / "rnn.py", assignments()["rnn"])
    release = nbformat.read(notebook, as_version=4)
    sources = {cell.id: cell.source for cell in release.cells}
    for exercise, name, book in (
        ("gru_cell", "GRUCell", text),
        ("lstm_cell", "LSTMCell", release),
    ):
        run_cell(session, sources[exercise], **{name: load_class(book, exercise, name)})
    run_cell(session, "# another cell", PeepholeLSTMCell=int)
    out = say()
    assert "✓ GRU cell: all checks pass\n" in out
    assert "○ LSTM cell: not attempted\n" in out
    assert "Peephole LSTM cell: not yet right in shapes" in out
    changed = [line for line in out.splitlines() if "was changed and not run since" in line]
    assert len(changed) == 1
    assert "Peephole LSTM cell" in changed[0]
    run_cell(session, sources["peephole_lstm_cell"], PeepholeLSTMCell=session.user_ns["GRUCell"])
    out = say()
    assert "✗ Peephole LSTM cell: not yet right in shapes" in out
    assert "was changed and not run since" not in out


def test_what_is_lost_is_said_and_the_rest_is_packed_all_the_same(notebook, say):
    content = json.loads(notebook.read_text(encoding="utf-8"))
    content["cells"] = [cell for cell in content["cells"] if cell["id"] != "gru_cell-shapes"]
    notebook.write_text(json.dumps(content), encoding="utf-8")
    out = say()
    assert "✗ Not all graded cells are as they were handed out:" in out
    assert '    • The cell of the check "gru_cell.shapes" is missing' in out
    assert (notebook.parent / "rnn_s1815.ipynb").exists()


@pytest.mark.parametrize("name", ["", "  ", "Your Name", "name", "TODO", None, 7])
def test_a_name_that_is_not_filled_in(name, notebook, say):
    line = 'Not packed yet: write your name between the quotes of name = "", and run again.\n'
    assert say(name=name) == line
    assert list(notebook.parent.glob("rnn_*")) == []


@pytest.mark.parametrize("name", ["<b>Ada</b>", "Ada/../x", "Ada\nLovelace", "7 of 9", "a" * 65])
def test_a_name_that_cannot_be_one(name):
    with pytest.raises(PackingError, match="does not look like a name"):
        checked_name(name)


@pytest.mark.parametrize(
    "name", ["Ada", " Grace B. Hopper ", "Émilie du Châtelet", "O’Neil-Łoś", "अनिल", "王小雲", "É"]
)
def test_names_of_every_script(name):
    assert checked_name(name) == name.strip()


@pytest.mark.parametrize("student_id", ["", " ", "student id", "STUDENT_ID", "xxx", "000", None])
def test_an_id_that_is_not_filled_in(student_id):
    with pytest.raises(PackingError, match='between the quotes of student_id = ""'):
        checked_id(student_id)


@pytest.mark.parametrize(
    "student_id", ["../x1", "12 34", "a/b", "número1", ".hidden1", "1" * 64 + "2"]
)
def test_an_id_that_cannot_be_in_a_file_name(student_id):
    with pytest.raises(PackingError, match="does not look like one"):
        checked_id(student_id)


def test_an_id_may_be_a_number():
    assert checked_id(1815) == "1815"
    assert checked_id(" ab-12.c_d ") == "ab-12.c_d"


def test_an_unknown_assignment(notebook, say):
    assert say(assignment="mlp") == (
        "Not packed yet: there is no assignment 'mlp'; there are cnn, rnn.\n"
    )


def test_unsaved_changes_are_not_packed(notebook, session, say):
    session.history_manager.input_hist_raw.append('name = "Ada"')
    assert say().startswith("Not packed yet: rnn.ipynb has changes that are not saved. Save it")
    assert list(notebook.parent.glob("rnn_*")) == []


def test_the_packed_file_is_not_packed_onto_itself(notebook, say):
    say()
    before = (notebook.parent / "rnn_s1815.ipynb").read_bytes()
    out = say(notebook="rnn_s1815.ipynb")
    assert out.startswith("Not packed yet: you are working in rnn_s1815.ipynb")
    assert (notebook.parent / "rnn_s1815.ipynb").read_bytes() == before


def test_a_folder_that_cannot_be_written(notebook, say, monkeypatch):
    say()
    before = (notebook.parent / "rnn_s1815.ipynb").read_bytes()

    def refuse(*arguments):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(packing.os, "replace", refuse)
    out = say()
    assert out == "Not packed yet: rnn_s1815.ipynb cannot be written: Permission denied.\n"
    assert (notebook.parent / "rnn_s1815.ipynb").read_bytes() == before
    assert list(notebook.parent.glob(".*")) == []


@pytest.mark.parametrize("mode", ["autograde", "validate"])
def test_nothing_happens_while_a_notebook_is_graded(notebook, say, monkeypatch, mode):
    monkeypatch.setenv("NBGRADER_EXECUTION", mode)
    assert say() == ""
    assert list(notebook.parent.glob("rnn_*")) == []


def test_colab_packs_what_it_shows_and_downloads_it(notebook, say, monkeypatch):
    content = json.loads(notebook.read_text(encoding="utf-8"))
    notebook.unlink()
    fetched = []
    fakes = {name: ModuleType(name) for name in ("google", "google.colab")}
    fakes["google.colab._message"] = SimpleNamespace(
        blocking_request=lambda request, timeout_sec: {"ipynb": content}
    )
    fakes["google.colab.files"] = SimpleNamespace(download=fetched.append)
    for name, module in fakes.items():
        monkeypatch.setitem(sys.modules, name, module)
    out = say()
    assert "from the notebook as Colab has it." in out
    assert "Hand in rnn_s1815.ipynb: your browser is downloading it." in out
    assert fetched == ["rnn_s1815.ipynb"]
    nbformat.validate(nbformat.read(notebook.parent / fetched[0], as_version=4))
