"""Turns notebooks into feedback pages as nbconvert does, in a third of its time."""

from __future__ import annotations

import re

from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket
from nbconvert.exporters import HTMLExporter
from nbconvert.filters import Highlight2HTML
from nbconvert.filters.widgetsdatatypefilter import WidgetsDataTypeFilter
from nbformat import NotebookNode

_NO_ALT = re.compile(r"<img(?![^>]*\salt=)")


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
    cells of nbconvert's own templates reachable by the keyboard, which these pages have not.
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
        self.register_filter("highlight_code", highlight)
        page, resources = super(HTMLExporter, self).from_notebook_node(nb, resources, **options)
        return _NO_ALT.sub('<img alt="A picture without a description"', page), resources

    def _create_environment(self) -> Environment:
        environment = super()._create_environment()
        environment.bytecode_cache = _COMPILED
        return environment
