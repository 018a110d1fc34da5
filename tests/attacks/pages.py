"""Formgrader's page of a graded notebook, and the scripts of students that there are in one.

What a hostile submission would run says SCRIPT somewhere.
"""

from __future__ import annotations

import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

from nbconvert.exporters import HTMLExporter
from nbformat import NotebookNode
from nbgrader.server_extensions import formgrader

TEMPLATES = Path(formgrader.__file__).parent / "templates"


def formgrade_page(notebook: NotebookNode) -> str:
    """Return the page in which a person grades a notebook, as formgrader's handler makes it."""
    told = dict.fromkeys(("assignment_id", "notebook_id", "submission_id", "student"), "")
    told |= {"base_url": "", "notebook_path": "", "last_name": "", "first_name": ""}
    page, _ = _exporter().from_notebook_node(notebook, resources={**told, "index": 0, "total": 1})
    return page


@cache
def _exporter() -> HTMLExporter:
    return HTMLExporter(template_name="formgrade", extra_template_basedirs=[str(TEMPLATES)])


def scripts_in(page: str) -> list[str]:
    """Return the scripts of a student that a page would run, by itself or at a click."""
    look = _Look()
    look.feed(page)
    look.close()
    return look.found


class _Look(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            # As browsers read addresses.
            address = re.sub(r"[\t\r\n]|^[\x00-\x20]+", "", value or "").lower()
            runs = name in ("href", "src") and re.match(r"(java|vb)script:|data:text", address)
            if runs or (name.startswith("on") and "SCRIPT" in (value or "")):
                self.found.append(f"{tag} {name}={value}")

    def handle_data(self, data: str) -> None:
        if self.lasttag == "script" and self.cdata_elem and "SCRIPT" in data:
            self.found.append(data)
