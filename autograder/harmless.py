"""Takes from a submission what would run in the browser of who reads it, as in formgrader."""

from __future__ import annotations

from nbconvert.preprocessors.sanitize import SanitizeHTML
from nbformat import NotebookNode
from nbgrader.utils import is_grade
from traitlets import Any, Bool, List, Unicode

_TAGS = (
    "a abbr b blockquote br caption center code dd del details div dl dt em figure"
    " h1 h2 h3 h4 h5 h6 hr i img kbd li ol p pre s small span strong sub summary sup"
    " table tbody td tfoot th thead tr u ul"
).split()
_ATTRIBUTES = {
    "*": ["style", "title", "align"],
    "a": ["href"],
    "img": ["src", "alt", "width", "height"],
    "td": ["colspan", "rowspan"],
    "th": ["colspan", "rowspan"],
}


class HarmlessHTML(SanitizeHTML):
    """nbconvert's SanitizeHTML with tables and colours allowed; the checks' own outputs stay."""

    enabled = Bool(True).tag(config=True)
    tags = List(Unicode(), _TAGS)
    attributes = Any(_ATTRIBUTES)

    def preprocess_cell(
        self, cell: NotebookNode, resources: dict, index: int
    ) -> tuple[NotebookNode, dict]:
        """Clean the texts and outputs that a student wrote."""
        if cell.cell_type == "code" and is_grade(cell):
            return cell, resources
        return super().preprocess_cell(cell, resources, index)

    def sanitize_html_tags(self, html_str: str) -> str:
        """Return a text with nothing in it but harmless tags."""
        text = "".join(html_str)
        return super().sanitize_html_tags(text) if "<" in text else text
