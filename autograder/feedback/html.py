"""Turns notebooks into feedback pages as nbconvert does, in a third of its time."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape

from jinja2 import BytecodeCache, Environment, pass_context
from jinja2.bccache import Bucket
from jinja2.runtime import Context
from nbconvert.exporters import HTMLExporter
from nbconvert.filters import Highlight2HTML
from nbconvert.filters.widgetsdatatypefilter import WidgetsDataTypeFilter
from nbformat import NotebookNode

from ..course.bounds import Exceeded, read_bounds, within

_NO_ALT = re.compile(r"<img(?![^<>]*\salt=)")


class _Compiled(BytecodeCache):
    """Keeps compiled templates, which each exporter would compile anew."""

    def __init__(self):
        self.kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[bucket.key] = bucket.bytecode_to_string()


_COMPILED = _Compiled()


class FeedbackExporter(HTMLExporter):
    """nbconvert's exporter without its second reading of the whole page.

    That reading gives images a text where they have none, which is done here as well, and makes
    cells of nbconvert's own templates reachable by the keyboard, which these pages have not. A text
    or code that takes too long to lay out is shown as it was typed.
    """

    def from_notebook_node(
        self, nb: NotebookNode, resources: dict | None = None, **options
    ) -> tuple[str, dict]:
        """Return the page of a notebook and its resources."""
        resources = self._init_resources(resources)
        widgets = WidgetsDataTypeFilter(
            notebook_metadata=self._nb_metadata, parent=self, resources=resources
        )
        self.register_filter("filter_data_type", widgets)
        highlight = Highlight2HTML(pygments_lexer="python", parent=self)
        # What it looks for is of IPython 1, and takes the square of the brackets in a text.
        self.register_filter("strip_files_prefix", lambda text: text)
        self.register_filter(
            "highlight_code",
            lambda source, *told, **more: _laid_out(source, highlight, *told, **more),
        )
        page, resources = super(HTMLExporter, self).from_notebook_node(nb, resources, **options)
        return _NO_ALT.sub('<img alt="A picture without a description"', page), resources

    @pass_context
    def markdown2html(self, context: Context, source: str) -> str:
        """Return the HTML of a text in Markdown."""
        lay_out = super().markdown2html
        return _laid_out(source, lambda text: lay_out(context, text))

    def _create_environment(self) -> Environment:
        environment = super()._create_environment()
        environment.bytecode_cache = _COMPILED
        return environment


def _laid_out(source: str, lay_out: Callable[..., str], *told, **more) -> str:
    try:
        with within(read_bounds().text_seconds):
            return lay_out(source, *told, **more)
    except (Exceeded, RecursionError):
        return f"<pre>{escape(source)}</pre>"
