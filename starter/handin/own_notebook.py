"""The notebook that is running: what it holds, where it is saved, and whether all of it is."""

from __future__ import annotations

import importlib
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SAVE = "Save it (Ctrl+S, or ⌘S on a Mac)"
_COLAB_SECONDS = 30


class NotebookError(Exception):
    """Why the running notebook cannot be read; the message says what to do."""


@dataclass(frozen=True)
class OwnNotebook:
    """The content of the running notebook; in Colab it has no path."""

    content: dict
    path: Path | None = None

    @property
    def cells(self) -> list[dict]:
        """The cells, as nbformat has them."""
        return self.content["cells"]

    def holds(self, source: str) -> bool:
        """Say whether a cell has that source, blanks around it aside."""
        return any(source_of(cell) == source.strip() for cell in self.cells)


def source_of(cell: dict) -> str:
    """Return a cell's source as one text without blanks around it."""
    return "".join(cell["source"]).strip()


def shell():
    """Return the IPython shell that runs the notebook, or None outside of one."""
    try:
        from IPython.core.getipython import get_ipython
    except ImportError:
        return None
    return get_ipython()


def namespace() -> dict:
    """Return the variables of the notebook."""
    return shell().user_ns if shell() is not None else {}


def sources_run() -> list[str]:
    """Return the cells run in this session as they were written, the running one last."""
    return list(shell().history_manager.input_hist_raw) if shell() is not None else []


def read_own_notebook(assignment: str, path: str | Path | None = None) -> OwnNotebook:
    """Return the running notebook: Colab's own copy, or the file where it is saved.

    `path` names the file where it cannot be found. Raises NotebookError where there is none, where
    it cannot be read, and where the running cell has not been saved.
    """
    if path is None and "google.colab" in sys.modules:
        return OwnNotebook(_ask_colab())
    if path is not None:
        return _read(Path(path))
    found = next((p for p in _candidates(assignment) if p.is_file()), None)
    if found is None:
        raise NotebookError(
            f"the file of this notebook was not found. {SAVE}; if it was renamed, restart the "
            f'kernel, or name it: pack(..., notebook="{assignment}.ipynb")'
        )
    notebook = _read(found)
    running = sources_run()
    if running and not notebook.holds(running[-1]):
        raise NotebookError(f"{found.name} has changes that are not saved. {SAVE} and run again")
    return notebook


def _candidates(assignment: str) -> Iterator[Path]:
    """Yield where the notebook may be: what VS Code says, what Jupyter says, its usual name."""
    for place in (namespace().get("__vsc_ipynb_file__"), os.environ.get("JPY_SESSION_NAME")):
        if place:
            yield Path(place)
    yield Path(f"{assignment}.ipynb")


def _ask_colab() -> dict:
    message = importlib.import_module("google.colab._message")
    try:
        answer = message.blocking_request("get_ipynb", timeout_sec=_COLAB_SECONDS)
    except Exception:  # whatever Colab raises, the student can only try again
        answer = None
    if not answer or "ipynb" not in answer:
        raise NotebookError("Colab did not hand over the notebook. Wait a moment and run again")
    return _validated(answer["ipynb"], "what Colab handed over")


def _read(path: Path) -> OwnNotebook:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise NotebookError(f"{path} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise NotebookError(f"{path} is not a whole notebook. {SAVE} and run again") from error
    return OwnNotebook(_validated(content, str(path)), path)


def _validated(content: object, where: str) -> dict:
    cells = content.get("cells") if isinstance(content, dict) else None
    if not isinstance(cells, list) or not all(
        isinstance(cell, dict) and isinstance(cell.get("source"), (str, list)) for cell in cells
    ):
        raise NotebookError(f"{where} is not a notebook")
    return content
