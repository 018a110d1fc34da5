"""The command that grades."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .terminal import (
    AsJson,
    InSandbox,
    Names,
    Sandbox,
    Seed,
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
    from ..grading.executors import OpenPlace


_NAMED = 5


def grade(
    names: Names = None,
    student: Students = None,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes; one a core by default.")
    ] = None,
    cluster: Annotated[str, typer.Option(help="A Dask scheduler's address, or `slurm`.")] = "",
    sandbox: InSandbox = Sandbox.on,
    seed: Seed = None,
    again: Annotated[bool, typer.Option("--again", help="Run unchanged ones too.")] = False,
    expect: Annotated[Path | None, typer.Option(help="Fail when scores differ from these.")] = None,
    as_json: AsJson = False,
) -> None:
    """Grade all submissions into course/gradebook.db; unchanged ones are not run again."""
    from ..grading.executors import places
    from ..sandbox.bubblewrap import SandboxMissing

    choose(names)
    given = {"workers": workers, "seed": seed}
    given = {name: value for name, value in given.items() if value is not None}
    given |= {"cluster": cluster, "sandbox": sandbox is Sandbox.on, "again": again}
    try:
        # Workers and sandbox start beside the imports of all that grades.
        with places(given["sandbox"], cluster) as open_place:
            outcomes, differences = _grade_each(names, student, given, open_place, expect, as_json)
    except SandboxMissing as error:
        refuse(str(error), status=2)
    except KeyboardInterrupt:
        refuse("interrupted; what was graded is kept, and the next run goes on", status=130)
    if as_json:
        show_json({name: [vars(one) for one in found] for name, found in outcomes.items()})
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


def _grade_each(
    names: list[str] | None,
    student: list[str] | None,
    given: dict,
    open_place: OpenPlace,
    expect: Path | None,
    as_json: bool,
) -> tuple[dict[str, list], list[str]]:
    """Grade one assignment after the other; return outcomes and lines on unexpected scores."""
    from starter.manifest import assignments

    from ..grading.grade_class import (
        GradingError,
        Settings,
        compare,
        find_submissions,
        read_expected,
    )
    from ..grading.grade_class import grade as grade_all
    from ..results.table import scores_table

    settings = Settings(**given)
    root, outcomes, differences = project_root(), {}, []
    try:
        for name in handed_in(names):
            found = only(find_submissions(root, name), student)
            wanted = read_expected(expect, name) if expect else {}
            with progress(name, len(found), quiet=as_json) as advance:
                outcomes[name] = grade_all(root, name, found, settings, advance, open_place)
            differences += compare(outcomes[name], wanted)
            if not as_json:
                console.print(scores_table(assignments()[name], outcomes[name]))
                console.print(_summary(outcomes[name], settings), markup=False, highlight=False)
                if line := lateness_line(outcomes[name]):
                    say(line)
    except GradingError as error:
        refuse(str(error), status=2)
    return outcomes, differences


def lateness_line(outcomes: list) -> str:
    """Return whose late penalties are others than before the run, in one line, or nothing."""
    moved = [outcome for outcome in outcomes if outcome.penalty != outcome.penalty_before]
    if not moved:
        return ""
    told = [f"{o.student}: {_cost(o.penalty_before)} → {_cost(o.penalty)}" for o in moved]
    names = ", ".join(told[:_NAMED] + ["…"] * (len(told) > _NAMED))
    return f"lateness: {len(moved)} student{'s' * (len(moved) > 1)} changed ({names})"


def _cost(penalty: float) -> str:
    return f"-{penalty:g}" if penalty else "0"


def _summary(outcomes: list, settings) -> str:
    """Return what a run did in one line, with what is needed to do exactly the same again."""
    kept = sum(outcome.kept for outcome in outcomes)
    failed = sum(bool(outcome.problem) for outcome in outcomes)
    counts = f"{len(outcomes) - kept - failed} graded, {kept} unchanged"
    counts += f", {failed} could not be graded" if failed else ""
    line = f"{counts}; challenges from --seed {settings.seed}"
    return line if settings.sandbox else f"{line}; WITHOUT a sandbox"
