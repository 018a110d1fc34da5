"""Renders the executed solution notebooks to HTML, with an index of their pictures."""

from __future__ import annotations

import base64
import shutil
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import nbformat
from jinja2 import Environment
from nbconvert import HTMLExporter
from nbformat import NotebookNode

from starter.manifest import Assignment, assignments

from ..course.files import write_bytes

_PICTURES = {"image/png": "png", "image/svg+xml": "svg"}
# The pictures of README, in docs/images/: the first one under a heading of a notebook.
README = {
    "domains.png": ("cnn", "Four objects in four styles"),
    "memory.png": ("rnn", "A test of memory"),
    "gates.png": ("rnn", "What do the gates watch?"),
}


class GalleryError(Exception):
    """Why there is nothing to show; the message says what to do."""


def render_gallery(root: Path, folder: Path) -> list[Path]:
    """Write a page for each assignment, its pictures, and `index.html`; return what was written.

    The folder is made anew. Raises GalleryError where a solution notebook was not built.
    """
    notebooks = [(a, _read(root, a)) for a in assignments().values()]
    shutil.rmtree(folder, ignore_errors=True)
    written, entries = [], []
    for assignment, notebook in notebooks:
        page = folder / f"{assignment.id}.html"
        body, _ = HTMLExporter().from_notebook_node(notebook)
        write_bytes(body.encode(), page)
        pictures = list(_pictures(notebook, assignment.id))
        for name, data, _ in pictures:
            write_bytes(data, folder / name)
        entries.append((assignment, page.name, pictures))
        written += [page, *(folder / name for name, *_ in pictures)]
    source = (files("autograder.making") / "gallery.html").read_text(encoding="utf-8")
    template = Environment(autoescape=True, trim_blocks=True).from_string(source)
    write_bytes(template.render(entries=entries).encode(), folder / "index.html")
    return [*written, folder / "index.html"]


def write_readme_pictures(root: Path) -> list[Path]:
    """Write the pictures that README shows, from the executed notebooks; return their paths."""
    paths = []
    for name, (assignment, heading) in README.items():
        notebook = _read(root, assignments()[assignment])
        found = (data for _, data, under in _pictures(notebook, assignment) if under == heading)
        paths.append(root / "docs" / "images" / name)
        write_bytes(next(found), paths[-1])
    return paths


def _read(root: Path, assignment: Assignment) -> NotebookNode:
    path = root / "solutions" / assignment.id / f"{assignment.id}.ipynb"
    if not path.exists():
        raise GalleryError(f"{path.relative_to(root)} is missing: run `kit build`")
    return nbformat.read(path, as_version=4)


def _pictures(notebook: NotebookNode, name: str) -> Iterator[tuple[str, bytes, str]]:
    """Yield file name, content and heading of each picture in a notebook's outputs."""
    heading, count = "", 0
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            heading = _last_heading(cell.source) or heading
        for output in cell.get("outputs", ()):
            for kind, data in output.get("data", {}).items():
                if kind in _PICTURES:
                    count += 1
                    content = base64.b64decode(data) if kind == "image/png" else data.encode()
                    yield f"{name}-{count:02d}.{_PICTURES[kind]}", content, heading


def _last_heading(source: str) -> str:
    headings = [line.lstrip("# ") for line in source.splitlines() if line.startswith("#")]
    return headings[-1] if headings else ""
