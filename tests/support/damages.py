"""What happens to notebooks on their way: each damage changes one, and loses nothing for good."""

from __future__ import annotations

import json
from copy import deepcopy
from functools import cache

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

SHAPES = 'check("gru_cell.shapes", GRUCell)'
PARAMETERS = 'check("gru_cell.parameters", GRUCell)'
EQUATIONS = 'check("gru_cell.equations", GRUCell)'
LSTM_SHAPES = 'check("lstm_cell.shapes", LSTMCell)'
LSTM_EQUATIONS = 'check("lstm_cell.equations", LSTMCell)'
ANSWER = "my answer to rnn_convention"
QUESTION = "### Question: the other way round"


class NotThere(Exception):
    """An earlier damage has left nothing for this one to do."""


def _find(notebook, text: str, whole: bool = False) -> int:
    """Return where the first cell stands that begins with a text, or is it, or has it in it."""
    for place, cell in enumerate(notebook.cells):
        if cell.source == text if whole else text in cell.source:
            return place
    raise NotThere(text)


def _work(notebook, name="GRUCell") -> int:
    """Return where the class stands that the student wrote, and nothing else with it."""
    for place in reversed(range(len(notebook.cells))):
        source = notebook.cells[place].source
        imports = ("", "import math\n", "import sys\nimport warnings\n\n")
        beginnings = tuple(f"{lines}class {name}" for lines in imports)
        if not source.startswith(beginnings) or "check(" in source:
            continue
        if source != _stub(name) or _all_stubs(notebook, name):
            return place
    raise NotThere(name)


def _all_stubs(notebook, name) -> bool:
    classes = [c.source for c in notebook.cells if f"class {name}(" in c.source]
    return all(source == _stub(name) for source in classes)


def _stub(name="GRUCell") -> str:
    return next(c.source for c in _release().cells if c.source.startswith(f"class {name}("))


def _strip_metadata(notebook):
    for number, cell in enumerate(notebook.cells):
        cell.metadata, cell.id = {}, f"id{number}"


def _drop_ids(notebook):
    for cell in notebook.cells:
        cell.pop("id", None)


def _double_ids(notebook):
    for cell in notebook.cells:
        cell.id = "same"


def _double_grade_ids(notebook):
    work = notebook.cells[_work(notebook)]
    places = [_find(notebook, text, True) for text in (SHAPES, EQUATIONS)]
    for place in [*places, _work(notebook, "LSTMCell")]:
        notebook.cells[place].metadata = deepcopy(work.metadata)


def _copy_checks_above(notebook):
    for text in (SHAPES, LSTM_SHAPES):
        copy = deepcopy(notebook.cells[_find(notebook, text, True)])
        notebook.cells.insert(_work(notebook), copy)


def _copy_solution(notebook):
    place = _work(notebook, "LSTMCell")
    notebook.cells.insert(place, deepcopy(notebook.cells[place]))


def _copy_stub_below(notebook):
    place = _work(notebook)
    stub = deepcopy(notebook.cells[place])
    stub.source = _stub()
    notebook.cells.insert(place + 1, stub)


def _split(notebook, cut, keep_metadata=True):
    place = _work(notebook)
    cell = notebook.cells[place]
    lines = cell.source.split("\n")
    methods = [n for n, line in enumerate(lines) if "def forward" in line or "super()" in line]
    if not methods:
        raise NotThere("a method to split")
    at = methods[-1] + cut
    metadata = deepcopy(cell.metadata) if keep_metadata else {}
    cell.source = "\n".join(lines[:at])
    notebook.cells.insert(place + 1, new_code_cell("\n".join(lines[at:]), metadata=metadata))


def _split_method(notebook):
    _split(notebook, 0)


def _split_body(notebook):
    _split(notebook, 1, keep_metadata=False)


def _split_answer(notebook):
    place = _find(notebook, ANSWER)
    cell = notebook.cells[place]
    first, rest = deepcopy(cell), deepcopy(cell)
    half = cell.source.index(ANSWER) - 10
    first.source, rest.source = cell.source[:half], cell.source[half:]
    first.metadata, rest.metadata = {}, {}
    notebook.cells[place : place + 1] = [first, rest]


def _merge(notebook, *places):
    if list(places) != list(range(places[0], places[0] + len(places))):
        raise NotThere("cells that can be merged stand together")
    cells = [notebook.cells[place] for place in places]
    if len({cell.cell_type for cell in cells}) > 1:
        raise NotThere("cells that can be merged are of one type")
    cells[0].source = "\n\n".join(cell.source for cell in cells)
    del notebook.cells[places[0] + 1 : places[-1] + 1]


def _merge_exercise(notebook):
    texts = (SHAPES, PARAMETERS, EQUATIONS)
    _merge(notebook, _work(notebook), *(_find(notebook, text, True) for text in texts))


def _merge_checks(notebook):
    place = _find(notebook, LSTM_SHAPES, True)
    _merge(notebook, place, place + 1, _find(notebook, LSTM_EQUATIONS, True))


def _merge_imports(notebook):
    code = [n for n, cell in enumerate(notebook.cells) if cell.cell_type == "code"]
    place = _find(notebook, "import torch\nfrom torch import nn")
    following = next((n for n in code if n > place), None)
    if following is None or "torch.sigmoid(" not in notebook.cells[following].source:
        raise NotThere("the given cell that follows the imports")
    del notebook.cells[place + 1 : following]
    _merge(notebook, place, place + 1)


def _merge_answer(notebook):
    _merge(notebook, _find(notebook, QUESTION), _find(notebook, ANSWER))


def _delete_checks(notebook):
    for text in (SHAPES, PARAMETERS, EQUATIONS, LSTM_SHAPES):
        del notebook.cells[_find(notebook, text, True)]


def _delete_given(notebook):
    del notebook.cells[_find(notebook, "import torch\nfrom torch import nn")]
    del notebook.cells[_find(notebook, "### Question: why two kinds of functions?")]


def _delete_prose(notebook):
    prose = {c.source for c in _release().cells if c.cell_type == "markdown"}
    notebook.cells = [c for c in notebook.cells if c.source not in prose or "Question" in c.source]


def _reverse_sections(notebook):
    sections = [[]]
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and cell.source.startswith("## "):
            sections.append([])
        sections[-1].append(cell)
    notebook.cells = [cell for section in reversed(sections) for cell in section]


def reverse(notebook):
    """Turn the whole notebook upside down."""
    notebook.cells.reverse()


def _imports_last(notebook):
    place = _find(notebook, "import torch\nfrom torch import nn")
    notebook.cells.append(notebook.cells.pop(place))


def _check_above(notebook):
    check = notebook.cells.pop(_find(notebook, SHAPES, True))
    notebook.cells.insert(_work(notebook), check)


def _edit_checks(notebook):
    notebook.cells[_find(notebook, SHAPES, True)].source = 'check("gru_cell.shapes", nn.GRUCell)'
    notebook.cells[_find(notebook, EQUATIONS, True)].source = "pass"


def _work_in_check(notebook):
    check = notebook.cells[_find(notebook, SHAPES, True)]
    place = _work(notebook)
    solution, following = notebook.cells[place], notebook.cells[place + 1]
    if following.source.strip("\n").startswith(" "):
        raise NotThere("a class in one cell")
    check.source = f"{solution.source}\n\n{check.source}"
    solution.source = _stub()


def _change_types(notebook):
    notebook.cells[_work(notebook)].cell_type = "markdown"
    notebook.cells[_find(notebook, ANSWER)].cell_type = "code"
    notebook.cells[_find(notebook, SHAPES, True)].cell_type = "raw"


def _change_kernel(notebook):
    notebook.metadata.kernelspec = {"name": "xcpp", "display_name": "C++"}


def _answer_below(notebook):
    place = _find(notebook, ANSWER)
    own = deepcopy(notebook.cells[place])
    own.metadata = {}
    notebook.cells[place].source = "*Your answer here.*"
    notebook.cells.insert(place + 1, own)


CELLS = {
    "metadata stripped": _strip_metadata,
    "cell ids dropped": _drop_ids,
    "cell ids doubled": _double_ids,
    "grade ids doubled": _double_grade_ids,
    "checks copied": _copy_checks_above,
    "solution copied": _copy_solution,
    "stub copied below": _copy_stub_below,
    "class split between methods": _split_method,
    "class split in a method": _split_body,
    "answer split": _split_answer,
    "exercise merged": _merge_exercise,
    "checks merged": _merge_checks,
    "imports merged": _merge_imports,
    "answer merged": _merge_answer,
    "checks deleted": _delete_checks,
    "given cells deleted": _delete_given,
    "prose deleted": _delete_prose,
    "sections in reverse": _reverse_sections,
    "imports moved to the end": _imports_last,
    "check moved up": _check_above,
    "checks edited": _edit_checks,
    "work written into a check": _work_in_check,
    "types changed": _change_types,
    "kernel changed": _change_kernel,
    "answer in a cell of its own": _answer_below,
}


def _json(notebook) -> bytes:
    return json.dumps(notebook, indent=1, ensure_ascii=False).encode()


def _old_format(notebook) -> bytes:
    for number, cell in enumerate(notebook.cells):
        cell.pop("id", None)
        cell.metadata["id"] = f"colab{number}"
    notebook.nbformat_minor = 0
    return _json(notebook)


def _megabytes(notebook) -> bytes:
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [{"output_type": "stream", "name": "stdout", "text": "x" * 100_000}]
    return _json(notebook)


def _percent(notebook) -> bytes:
    parts = []
    for cell in notebook.cells:
        if cell.cell_type == "code":
            parts.append(f"# %%\n{cell.source}")
        else:
            lines = [f"# {line}".rstrip() for line in cell.source.split("\n")]
            parts.append("\n".join(["# %% [markdown]", *lines]))
    return "\n\n".join(parts).encode()


def _colab_script(notebook) -> bytes:
    parts = [
        '# -*- coding: utf-8 -*-\n"""rnn.ipynb\n\nAutomatically generated by Colab.\n\n'
        'Original file is located at\n    https://example.org/drive/1\n"""'
    ]
    for cell in notebook.cells:
        parts.append(cell.source if cell.cell_type == "code" else f'"""{cell.source}"""')
    return "\n\n".join(parts).encode()


def _jupyter_script(notebook) -> bytes:
    parts = ["#!/usr/bin/env python\n# coding: utf-8"]
    for cell in notebook.cells:
        if cell.cell_type == "code":
            parts.append(f"# In[ ]:\n\n\n{cell.source}\n")
        else:
            parts.append("\n".join(f"# {line}" for line in cell.source.split("\n")))
    return "\n\n".join(parts).encode()


def _cut_off(notebook) -> bytes:
    """A download that broke off in the last exploration."""
    data = _json(notebook)
    return data[: int(len(data) * 0.97)]


def _broken_inside(notebook) -> bytes:
    return _json(notebook).replace(b'"cell_type": "markdown"', b'"cell_type" "markdown"', 1)


FILES = {
    "nbformat 4.0": (_old_format, "rnn.ipynb"),
    "megabytes of output": (_megabytes, "rnn.ipynb"),
    "percent script": (_percent, "rnn.py"),
    "Colab script": (_colab_script, "Rnn (1).py"),
    "Jupyter script": (_jupyter_script, "rnn.py"),
    ".ipynb.txt": (_json, "rnn.ipynb.txt"),
    "JSON under another name": (_json, "Copy of homework.json"),
    "with a byte order mark": (lambda n: b"\xef\xbb\xbf" + _json(n), "rnn.ipynb"),
    "UTF-16": (lambda n: _json(n).decode().encode("utf-16"), "rnn.ipynb"),
    "cut off": (_cut_off, "rnn.ipynb"),
    "one comma missing": (_broken_inside, "rnn.ipynb"),
    "text behind the end": (lambda n: _json(n) + b"\n<<<<<<< HEAD", "rnn.ipynb"),
}


@cache
def _release() -> NotebookNode:
    from tests.support import ROOT

    return nbformat.read(ROOT / "notebooks" / "rnn" / "rnn.ipynb", as_version=4)
