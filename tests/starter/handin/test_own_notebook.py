"""The running notebook is found in Jupyter, VS Code and Colab, or a line says what to do."""

import json
import sys
from types import ModuleType, SimpleNamespace

import pytest

from starter.handin import own_notebook
from starter.handin.own_notebook import NotebookError, read_own_notebook

RUNNING = 'pack("rnn", name, student_id)'


def write(path, *sources):
    cells = [{"cell_type": "code", "metadata": {}, "source": source} for source in sources]
    path.write_text(json.dumps({"cells": cells, "metadata": {}}), encoding="utf-8")
    return path


def message(*arguments):
    with pytest.raises(NotebookError) as error:
        read_own_notebook(*arguments)
    assert "\n" not in str(error.value)
    return str(error.value)


@pytest.fixture(autouse=True)
def session(tmp_path, monkeypatch):
    """An empty folder, and a shell that runs the packing cell."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    history = SimpleNamespace(input_hist_raw=["", "import torch", RUNNING])
    shell = SimpleNamespace(user_ns={}, history_manager=history)
    monkeypatch.setattr(own_notebook, "shell", lambda: shell)
    return shell


@pytest.fixture
def colab(monkeypatch):
    """A fake of Colab: set `answer` to what it replies, or to an exception."""
    fake = SimpleNamespace(answer=None, asked=[])

    def blocking_request(request, timeout_sec):
        fake.asked.append(request)
        if isinstance(fake.answer, Exception):
            raise fake.answer
        return fake.answer

    message = ModuleType("google.colab._message")
    message.blocking_request = blocking_request
    for name in ("google", "google.colab"):
        monkeypatch.setitem(sys.modules, name, ModuleType(name))
    monkeypatch.setitem(sys.modules, message.__name__, message)
    return fake


def test_jupyter_says_where_it_is(tmp_path, monkeypatch):
    path = write(tmp_path / "my work.ipynb", RUNNING)
    write(tmp_path / "rnn.ipynb", "another")
    monkeypatch.setenv("JPY_SESSION_NAME", str(path))
    assert read_own_notebook("rnn").path == path


def test_vs_code_says_where_it_is(tmp_path, session):
    path = write(tmp_path / "code.ipynb", RUNNING)
    session.user_ns["__vsc_ipynb_file__"] = str(path)
    assert read_own_notebook("rnn").path == path


def test_its_usual_name_is_the_last_resort(tmp_path, monkeypatch):
    monkeypatch.setenv("JPY_SESSION_NAME", str(tmp_path / "renamed since.ipynb"))
    write(tmp_path / "rnn.ipynb", ["pack(", '"rnn", name, student_id)\n'])
    assert read_own_notebook("rnn").path.resolve() == tmp_path / "rnn.ipynb"


def test_a_notebook_that_is_nowhere():
    text = message("rnn")
    assert 'restart the kernel, or name it: pack(..., notebook="rnn.ipynb")' in text


def test_changes_that_are_not_saved(tmp_path):
    write(tmp_path / "rnn.ipynb", RUNNING + "\n", "import torch")
    assert len(read_own_notebook("rnn").cells) == 2
    write(tmp_path / "rnn.ipynb", RUNNING.replace("name", "other"))
    assert "rnn.ipynb has changes that are not saved. Save it (Ctrl+S" in message("rnn")


def test_a_file_that_is_named_is_taken_as_it_is(tmp_path):
    path = write(tmp_path / "other.ipynb", "nothing that ran")
    assert read_own_notebook("rnn", "other.ipynb").holds("nothing that ran")
    assert "none.ipynb cannot be read: No such file" in message("rnn", "none.ipynb")
    path.write_text('{"cells": [', encoding="utf-8")
    assert "other.ipynb is not a whole notebook. Save it" in message("rnn", path)


@pytest.mark.parametrize(
    "content", [[], {"worksheets": []}, {"cells": [1]}, {"cells": [{"source": None}]}]
)
def test_json_that_is_no_notebook(tmp_path, content):
    (tmp_path / "rnn.ipynb").write_text(json.dumps(content))
    assert message("rnn") == "rnn.ipynb is not a notebook"


def test_colab_hands_over_its_own_copy(colab, tmp_path):
    write(tmp_path / "rnn.ipynb", "an old copy")
    colab.answer = {"ipynb": {"cells": [{"source": ["as it ", "stands"]}]}}
    notebook = read_own_notebook("rnn")
    assert colab.asked == ["get_ipynb"]
    assert notebook.path is None
    assert notebook.holds("as it stands")


@pytest.mark.parametrize("answer", [None, {}, RuntimeError("no front end")])
def test_colab_that_does_not_answer(colab, answer):
    colab.answer = answer
    assert message("rnn") == "Colab did not hand over the notebook. Wait a moment and run again"
    colab.answer = {"ipynb": {}}
    assert message("rnn") == "what Colab handed over is not a notebook"
