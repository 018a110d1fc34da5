"""Takes from a submission what would run in the browser of who reads it, as in formgrader."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from nbconvert.filters.ansi import ansi2html, strip_ansi
from nbconvert.preprocessors.sanitize import SanitizeHTML
from nbformat import NotebookNode, from_dict
from nbgrader.utils import is_grade
from traitlets import Any, Bool, List, Unicode

from ..course.bounds import Exceeded, read_bounds, within
from .markdown import IMAGES, TAGS, harmless_markdown

_ATTRIBUTES = {
    "*": ["style", "title", "align"],
    "a": ["href"],
    "img": ["src", "alt", "width", "height"],
    "td": ["colspan", "rowspan"],
    "th": ["colspan", "rowspan"],
}
_BASE64 = re.compile(r"[A-Za-z0-9+/\s]+={0,2}\s*")
_MOST_PIXELS = 100_000


class HarmlessHTML(SanitizeHTML):
    """nbconvert's SanitizeHTML with tables and colours allowed; the checks' own outputs stay.

    What is written into pages beside texts, metadata and attachments, stays where it is of its
    type: nbconvert's templates write some of it without quotes.
    """

    enabled = Bool(True).tag(config=True)
    tags = List(Unicode(), TAGS)
    attributes = Any(_ATTRIBUTES)

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        """Clean a notebook."""
        kernel = {key: nb.metadata[key] for key in ("kernelspec",) if key in nb.metadata}
        nb.metadata = from_dict({**kernel, "language_info": {"name": "python"}})
        return super().preprocess(nb, resources)

    def preprocess_cell(
        self, cell: NotebookNode, resources: dict, index: int
    ) -> tuple[NotebookNode, dict]:
        """Clean the texts and outputs that a student wrote, and all metadata but nbgrader's."""
        cell.metadata = from_dict({k: v for k, v in cell.metadata.items() if k == "nbgrader"})
        attached = _attachments(cell.pop("attachments", None))
        if attached:
            cell.attachments = from_dict(attached)
        if cell.cell_type == "markdown":
            cell.source = self._markdown(cell.source, attached)
        elif cell.cell_type == "raw":
            cell.source = self.sanitize_html_tags(cell.source)
        else:
            if type(cell.get("execution_count")) is not int:
                cell.execution_count = None
            if not is_grade(cell):
                cell.outputs = list(self._outputs(cell.outputs))
        return cell, resources

    def _outputs(self, outputs: list[NotebookNode]) -> Iterator[NotebookNode]:
        for output in outputs:
            if output.output_type == "stream":
                output.text = _coloured(output.text)
            elif output.output_type == "error":
                output.traceback = [_coloured(line) for line in output.traceback]
            else:
                output.data = from_dict(self._data(output.data))
                output.metadata = from_dict(_metadata(output.metadata, output.data))
                if not output.data:
                    continue
            yield output

    def _data(self, data: dict) -> dict[str, str]:
        """Return the forms of an output that pages show: texts cleaned, images that are images."""
        texts = {kind: _joined(value) for kind, value in data.items()}
        kept = {}
        for kind, text in texts.items():
            if kind == "text/plain":
                kept[kind] = _coloured(text)
            elif kind == "text/latex":
                kept[kind] = text
            elif kind == "text/html":
                kept[kind] = self.sanitize_html_tags(text)
            elif kind == "text/markdown":
                kept[kind] = self._markdown(text)
            elif kind in IMAGES and _BASE64.fullmatch(text):
                kept[kind] = text
        return kept

    def _markdown(self, text: str, attachments: dict | None = None) -> str:
        return harmless_markdown(self.sanitize_html_tags(text), attachments)

    def sanitize_html_tags(self, html_str: str) -> str:
        """Return a text with nothing in it but harmless tags, with none where that takes long."""
        if "<" not in html_str:
            return html_str
        try:
            with within(read_bounds().text_seconds):
                return super().sanitize_html_tags(html_str)
        except (Exceeded, RecursionError):
            return escape(html_str)


def _attachments(given: object) -> dict[str, dict[str, str]]:
    """Return the images among a cell's attachments."""
    found = {}
    for name, forms in given.items() if isinstance(given, dict) else ():
        texts = {k: _joined(v) for k, v in forms.items()} if isinstance(forms, dict) else {}
        images = {k: v for k, v in texts.items() if k in IMAGES and _BASE64.fullmatch(v)}
        if images:
            found[name] = images
    return found


def _metadata(given: dict, data: dict) -> dict[str, dict]:
    """Return what nbconvert knows of the metadata of an output's forms, where of its type."""
    return {
        kind: kept
        for kind, told in given.items()
        if kind in data and isinstance(told, dict)
        if (kept := {key: value for key, value in told.items() if _is_of_its_type(key, value)})
    }


def _is_of_its_type(key: str, value: object) -> bool:
    if key in ("width", "height"):
        return type(value) in (int, float) and 0 < value <= _MOST_PIXELS
    return (key == "alt" and isinstance(value, str)) or (key == "unconfined" and value is True)


def _coloured(text: str) -> str:
    """Return a text, without its colours where nbconvert fails at them, and shows no page."""
    try:
        ansi2html(text)
    except (IndexError, ValueError):
        return strip_ansi(text)
    return text


def _joined(value: object) -> str:
    """Return a text of a notebook, which may be lines; nothing for what is none."""
    lines = value if isinstance(value, list) else [value]
    return "".join(line for line in lines if isinstance(line, str))
