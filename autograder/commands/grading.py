"""The command that grades."""

from __future__ import annotations

import json
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from .terminal import (
    Names,
    Students,
    console,
    handed_in,
    only,
    progress,
    project_root,
    refuse,
    warn,
)


class Sandbox(str, Enum):
    """Whether student code is shut off while it runs."""

    on = "on"
    off = "off"


def grade(
    names: Names = None,
    student: Students = None,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes; one a core by default.")
    ] = None,
    cluster: Annotated[str, typer.Option(help="A Dask scheduler's address, or `slurm`.")] = "",
    sandbox: Annotated[
        Sandbox, typer.Option(help="`off`: students' code may do all that you may.")
    ] = Sandbox.on,
    seed: Annotated[int | None, typer.Option(help="Of the challenges; random by default.")] = None,
    again: Annotated[bool, typer.Option("--again", help="Run unchanged ones too.")] = False,
    expect: Annotated[Path | None, typer.Option(help="Fail when scores differ from these.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the outcomes as JSON.")] = False,
) -> None:
    """Grade all submissions into course/gradebook.db; unchanged ones are not run again."""
    from starter.manifest import assignments

    from ..grade import GradingError, Settings, compare, find_submissions, read_expected
    from ..grade import grade as grade_all
    from ..table import scores_table

    given = {"workers": workers, "seed": seed}
    settings = Settings(
        cluster=cluster,
        sandbox=sandbox is Sandbox.on,
        again=again,
        **{name: value for name, value in given.items() if value is not None},
    )
    root, outcomes, differences = project_root(), {}, []
    try:
        for name in handed_in(names):
            found = only(find_submissions(root, name), student)
            wanted = read_expected(expect, name) if expect else {}
            with progress(name, len(found), quiet=as_json) as advance:
                outcomes[name] = grade_all(root, name, found, settings, advance)
            differences += compare(outcomes[name], wanted)
            if not as_json:
                console.print(scores_table(assignments()[name], outcomes[name]))
                console.print(_summary(outcomes[name], settings), markup=False, highlight=False)
    except GradingError as error:
        refuse(str(error), status=2)
    except KeyboardInterrupt:
        refuse("interrupted; what was graded is kept, and the next run goes on", status=130)
    if as_json:
        print(json.dumps({n: [vars(o) for o in found] for n, found in outcomes.items()}, indent=1))
    for outcome in (o for found in outcomes.values() for o in found):
        lines = [outcome.problem] if outcome.problem else []
        for line in [*lines, *(f"healed: {note}" for note in outcome.healed), *outcome.incidents]:
            warn(f"{outcome.student}: {line}")
    for line in differences:
        warn(line)
    if differences:
        refuse(f"{len(differences)} scores are not as expected", status=1)
    if expect and not as_json:
        console.print("All scores are as expected.")


def _summary(outcomes: list, settings) -> str:
    """Return what a run did in one line, with what is needed to do exactly the same again."""
    kept = sum(outcome.kept for outcome in outcomes)
    failed = sum(bool(outcome.problem) for outcome in outcomes)
    counts = f"{len(outcomes) - kept - failed} graded, {kept} unchanged"
    counts += f", {failed} could not be graded" if failed else ""
    line = f"{counts}; challenges from --seed {settings.seed}"
    return line if settings.sandbox else f"{line}; WITHOUT a sandbox"
