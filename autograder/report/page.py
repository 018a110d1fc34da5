"""Writes a report: one page that holds all it shows, and each figure as a file of its own."""

from __future__ import annotations

import base64
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from ..course.files import write_bytes
from ..results.gradebook import ResultsError
from . import figures
from .overview import Overview, read_overview

FIGURES = {
    "distribution": figures.distribution,
    "pass_rates": figures.pass_rates,
    "heat_map": figures.heat_map,
}


class ReportError(ResultsError):
    """The report cannot be written; the message says why."""


def write_report(root: Path, name: str) -> tuple[Overview, Path]:
    """Write `course/report/ASSIGNMENT.html` and its figures; return what it shows and its path.

    Raises ResultsError where nothing is graded, ReportError where nothing can be written.
    """
    overview = read_overview(root, name)
    drawn = {key: draw(overview) for key, draw in FIGURES.items()}
    page = render(overview, drawn)
    folder = root / "course" / "report"
    try:
        for key, data in drawn.items():
            write_bytes(data, folder / name / f"{key}.png")
        write_bytes(page.encode(), folder / f"{name}.html")
    except OSError as error:
        where = folder.relative_to(root)
        raise ReportError(f"{where} cannot be written ({error.strerror or error})") from error
    return overview, folder / f"{name}.html"


def render(overview: Overview, drawn: dict[str, bytes]) -> str:
    """Return the page; all that students wrote is escaped."""
    environment = Environment(
        loader=PackageLoader("autograder.report", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["points"] = lambda value: f"{value:.2f}".rstrip("0").rstrip(".")
    environment.filters["some"] = some
    images = {key: base64.b64encode(data).decode() for key, data in drawn.items()}
    template = environment.get_template("page.html.j2")
    return template.render(overview=overview, images=images, css=_css(environment))


def some(names: list[str], most: int = 12) -> str:
    """Return names as a list that stays short."""
    rest = len(names) - most
    return ", ".join(names[:most]) + (f" and {rest} more" if rest > 0 else "")


def _css(environment: Environment) -> str:
    return environment.loader.get_source(environment, "page.css")[0]
