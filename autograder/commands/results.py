"""Commands for what comes out: feedback, the report, grades for an LMS."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from .terminal import (
    AsJson,
    Names,
    Students,
    choose,
    console,
    only,
    progress,
    project_root,
    refuse,
    say,
    show_json,
    tell,
)


class Format(str, Enum):
    """What grades are exported to."""

    canvas = "canvas"
    moodle = "moodle"
    gradescope = "gradescope"
    csv = "csv"
    gradescope_autograder = "gradescope-autograder"


def feedback(names: Names = None, student: Students = None, as_json: AsJson = False) -> None:
    """Write an HTML page for each graded student into course/feedback."""
    from ..export.graded_class import some
    from ..feedback.pages import graded, page_of, write_pages
    from ..results.gradebook import NothingGraded, read_results

    def write(name: str) -> list[str]:
        read_results(root, name)  # says what is wrong with the gradebook before a page is touched
        found = graded(root, name)
        if not found:
            raise NothingGraded(f"nothing of {name} is graded yet; run `kit grade {name}` first")
        found = only(found, student) if student else found
        with progress(f"{name} feedback", len(found), quiet=as_json) as advance:
            failures = write_pages(root, name, found, advance)
        problems = {student: why for why, who in failures.items() for student in who}
        pages = {s: None if s in problems else page_of(name, s) for s in found}
        told[name] = [
            {"student": student, "page": page, "problem": problems.get(student, "")}
            for student, page in pages.items()
        ]
        if not as_json:
            console.print(f"{name}: {len(found) - len(problems)} pages in course/feedback")
        return [f"{some(who)}: no feedback for {name} ({why})" for why, who in failures.items()]

    root, told = project_root(), {}
    notes = _for_each_graded(names, write)
    if as_json:
        show_json(told)
    tell(notes)


def report(names: Names = None, as_json: AsJson = False) -> None:
    """Write a page on what the class has and has not understood into course/report."""
    from ..report import summary_facts, summary_table, write_report

    def write(name: str) -> list[str]:
        overview, path = write_report(root, name)
        if as_json:
            told[name] = summary_facts(overview)
            return []
        console.print(summary_table(overview))
        say(f"{name}: {path.relative_to(root)}")
        return []

    root, told = project_root(), {}
    _for_each_graded(names, write)
    if as_json:
        show_json(told)


def export(
    to: Annotated[Format, typer.Argument(help="What to write.")],
    names: Annotated[
        list[str] | None,
        typer.Argument(help="Assignments, all by default; OUT.zip for gradescope-autograder."),
    ] = None,
    template: Annotated[
        Path | None, typer.Option(help="The LMS's own CSV, to be filled in.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write grades for an LMS into course/export, or the kit as Gradescope's autograder."""
    from ..export import export as export_all

    def write(name: str) -> list[str]:
        written, notes = export_all(root, to.value, name, template)
        files.extend({"assignment": name, "path": path.relative_to(root)} for path in written)
        shown = written[0] if len(written) == 1 else written[0].parents[1]
        if not as_json:
            say(f"{name}: {shown.relative_to(root)}")
        return notes

    root, files, notes = project_root(), [], []
    if to is not Format.gradescope_autograder:
        notes = _for_each_graded(names, write)
    else:
        packed = _pack(root, names or [])
        files.append({"assignment": None, "path": packed})
        if not as_json:
            say(str(packed))
    if as_json:
        show_json({"format": to.value, "files": files, "notes": notes})
    tell(notes)


def _pack(root: Path, places: list[str]) -> Path:
    """Write Gradescope's autograder where the command says; return where that is."""
    from ..export import ExportError, write_autograder

    if len(places) != 1:
        refuse("say where: `kit export gradescope-autograder autograder.zip`", status=2)
    try:
        return write_autograder(root, Path(places[0]))
    except ExportError as error:
        refuse(str(error), status=2)


def _for_each_graded(names: list[str] | None, write: Callable[[str], list[str]]) -> list[str]:
    """Do something for assignments, by default all that are graded; return what it said."""
    from ..course.sheets import SheetError
    from ..results.gradebook import NothingGraded, ResultsError

    notes, lacking = [], []
    chosen = choose(names)
    for name in chosen:
        try:
            notes += write(name)
        except NothingGraded as error:
            lacking.append(str(error))
        except (ResultsError, SheetError) as error:
            refuse(str(error), status=2)
    if lacking and (names or len(lacking) == len(chosen)):
        refuse(lacking[0], status=2)
    return notes
