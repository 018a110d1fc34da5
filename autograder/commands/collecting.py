"""Commands for what comes in: collecting submissions, healing them."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .terminal import (
    AsJson,
    Names,
    Students,
    choose,
    console,
    handed_in,
    only,
    progress,
    project_root,
    refuse,
    say,
    show_json,
    warn,
)

if TYPE_CHECKING:
    from ..healing.course import Healed


def collect(
    source: Annotated[Path, typer.Argument(help="A zip from Canvas or Moodle, or a folder.")],
    assignment: Annotated[
        str | None, typer.Option(help="What all of them are; each notebook tells by default.")
    ] = None,
    roster: Annotated[
        Path | None, typer.Option(help="A CSV of the class, also Canvas's or Moodle's own.")
    ] = None,
    due: Annotated[
        datetime | None,
        typer.Option(help="In UTC: late is after it, where the LMS only marks who is."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say it, and write nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Bring submissions out of an LMS into course/submitted, and who is who into its roster."""
    from ..collect import CollectError
    from ..collect import collect as collect_all
    from ..course.sheets import SheetError

    choose([assignment] if assignment else None)
    due = due.replace(tzinfo=timezone.utc) if due else None
    try:
        found = collect_all(project_root(), source, assignment, roster, due, dry_run)
    except (CollectError, SheetError) as error:
        refuse(str(error), status=2)
    for one in found.placed:
        if dry_run and not as_json:
            say(f"{one.state}: {one.student}/{one.assignment}")
        if one.line:
            warn(one.line)
    for line in [*found.notes, *found.unplaced, *found.refused]:
        warn(line)
    if as_json:
        show_json({**asdict(found), "dry_run": dry_run})
    else:
        states = Counter(one.state for one in found.placed)
        counts = ", ".join(f"{count} {state}" for state, count in sorted(states.items()))
        tail = "; nothing was written" if dry_run else " in course/submitted, course/roster.csv"
        say(f"{found.layout}: {len(found.placed)} submissions ({counts or 'none'}){tail}")
    if found.refused or found.unplaced:
        raise typer.Exit(1)


def heal(names: Names = None, student: Students = None, as_json: AsJson = False) -> None:
    """Say what is damaged in submissions and how it is healed; originals stay as they are."""
    from ..grading.grade_class import (
        GradingError,
        find_submissions,
        prepare_gradebook,
        released_cells,
    )
    from ..healing.course import heal_class

    root, results = project_root(), {}
    try:
        for name in handed_in(names):
            found = only(find_submissions(root, name), student)
            prepare_gradebook(root, name)
            known = released_cells(root, name)
            with progress(f"{name} healing", len(found), quiet=as_json) as advance:
                results[name] = list(heal_class(root, name, found, known, advance))
            if not as_json:
                _say_healed(name, results[name])
    except GradingError as error:
        refuse(str(error), status=2)
    if as_json:
        show_json({name: [vars(one) for one in found] for name, found in results.items()})
    if any(one.problem for found in results.values() for one in found):
        raise typer.Exit(1)


def _say_healed(name: str, results: list[Healed]) -> None:
    for one in results:
        for line in [one.problem] if one.problem else one.notes:
            say(f"{one.student}: {line}")
    healed = sum(one.copy is not None for one in results)
    console.print(f"{name}: {healed} of {len(results)} healed, copies in course/healed")
