"""The command that judges notebooks in hand: no class, no gradebook, nothing written."""

from __future__ import annotations

import json
import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .terminal import (
    AsJson,
    InSandbox,
    Sandbox,
    Seed,
    choose,
    progress,
    project_root,
    refuse,
    say,
    show_json,
    warn,
)

if TYPE_CHECKING:
    from starter.manifest import Assignment

    from ..grading import Done
    from ..healing import Handed


def check(
    notebooks: Annotated[list[Path], typer.Argument(help="Files of notebooks.")],
    assignment: Annotated[
        str | None, typer.Option(help="What all of them are of; each tells by default.")
    ] = None,
    sandbox: InSandbox = Sandbox.on,
    seed: Seed = None,
    as_json: AsJson = False,
) -> None:
    """Judge notebooks in hand as grading would, and say what checks find; write nothing."""
    from ..sandbox.bubblewrap import SandboxMissing, require_sandbox

    choose([assignment] if assignment else None)
    read = _read_all(notebooks, assignment)
    isolated, seed = sandbox is Sandbox.on, secrets.randbits(32) if seed is None else seed
    try:
        if isolated:
            require_sandbox()
    except SandboxMissing as error:
        refuse(str(error), status=2)
    told = _judge_all(read, seed, isolated, quiet=as_json)
    if as_json:
        show_json(told)
    for one in told:
        if not as_json and not one["problem"]:
            _say(one)
        lines = [one["problem"]] if one["problem"] else []
        for line in [*lines, *(f"healed: {note}" for note in one["healed"]), *one["incidents"]]:
            warn(f"{one['notebook']}: {line}")
    if not as_json:
        say(f"challenges from --seed {seed}" + ("" if isolated else "; WITHOUT a sandbox"))
    if any(one["problem"] or not all(c["passed"] for c in one["checks"]) for one in told):
        raise typer.Exit(1)


def _read_all(paths: list[Path], assignment: str | None) -> list[tuple[Handed, str]]:
    """Return notebooks with their assignments; refuse all of them where one cannot be judged."""
    from starter.manifest import assignments

    from ..collect import assignment_of
    from ..healing import Unreadable, read_one

    read, bad = [], []
    for path in paths:
        try:
            handed = read_one(path)
        except Unreadable as error:
            bad.append(str(path).removesuffix(path.name) + str(error))
            continue
        name = assignment or assignment_of(path.name, path.read_bytes())
        if name:
            read.append((handed, name))
        else:
            known = ", ".join(assignments())
            bad.append(f"{path} is of no known assignment ({known}); say which with --assignment")
    for line in bad:
        warn(f"kit: {line}")
    if bad:
        raise typer.Exit(2)
    return read


def _judge_all(
    read: list[tuple[Handed, str]], seed: int, isolated: bool, quiet: bool
) -> list[dict]:
    """Return what came of each notebook, as the schema of the command says."""
    from starter.manifest import assignments

    from ..grading import Job, run_job
    from ..making import release_cells

    root, told = project_root(), []
    with progress("checks", len(read), quiet) as advance:
        cells = {name: tuple(release_cells(root, name)) for name in {name for _, name in read}}
        for handed, name in read:
            text = json.dumps(handed.notebook)
            done = run_job(Job(handed.path.stem, name, text, cells[name], seed, isolated))
            told.append(_facts(handed, assignments()[name], done) | {"seed": seed})
            advance(handed.path.name)
    return told


def _facts(handed: Handed, assignment: Assignment, done: Done) -> dict:
    checks = [] if done.problem else _checks(assignment, done)
    return {
        "notebook": handed.path,
        "assignment": assignment.id,
        "points": sum(check["points"] for check in checks),
        "checks": checks,
        "healed": [*handed.notes, *done.healed],
        "incidents": list(done.incidents),
        "problem": done.problem,
    }


def _checks(assignment: Assignment, done: Done) -> list[dict]:
    from ..results import autograded_of

    found = autograded_of(done, assignment)
    return [
        {
            "check": check.id,
            "passed": found.passed.get(check.id, False),
            "points": check.points if found.passed.get(check.id) else 0.0,
            "max_points": check.points,
            "bonus": exercise.bonus,
            "codes": found.codes.get(check.id, []),
            "findings": found.messages.get(check.id, []),
        }
        for exercise in assignment.exercises
        for check in exercise.checks
    ]


def _say(one: dict) -> None:
    """Print what checks found in a notebook, a line for each and one for each finding."""
    worth = sum(check["max_points"] for check in one["checks"] if not check["bonus"])
    say(f"{one['notebook']}: {one['points']:g} of {worth:g} points of {one['assignment']}'s checks")
    for check in one["checks"]:
        sign, bonus = "✓" if check["passed"] else "✗", ", bonus" * check["bonus"]
        points = f"{check['points']:g} of {check['max_points']:g}"
        say(f"{sign} {check['check']}: {points}{bonus}")
        for text in check["findings"]:
            say(f"  • {text}")
