"""Files written whole or not at all, and notebooks as text."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
from nbformat import NotebookNode, v4


def write_notebook(notebook: NotebookNode, path: Path) -> None:
    """Write a notebook whole or not at all."""
    write_bytes((_writable(nbformat.writes(notebook)) + "\n").encode(), path)


def write_bytes(data: bytes, path: Path) -> None:
    """Write a file whole or not at all; leave it alone where nothing changed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.read_bytes() == data:
        return
    temporary = path.with_name(f".{path.name}.tmp")
    try:
        temporary.write_bytes(data)
        shutil.move(temporary, path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise


# Between parts of the kit, each of which has nbformat's validation behind it or before it: that
# takes longer than all the rest of reading and writing.
def as_text(notebook: NotebookNode) -> str:
    """Return a valid notebook of format 4 as the text of its file."""
    return _writable(v4.writes_json(notebook))


def from_text(text: str) -> NotebookNode:
    """Return the notebook of which this is the JSON."""
    return v4.reads_json(text)


def _writable(text: str) -> str:
    """Return a text with a question mark for half a letter, which JSON may hold and no file."""
    return text.encode("utf-8", errors="replace").decode()
