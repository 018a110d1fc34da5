"""Says what an exercise of the manifest still lacks: its table, its equations, its texts."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

import torch

from starter.manifest import FILE, Assignment, Exercise, tomllib
from starter.networks.tables import LAYERS, expected_rows, has_table
from starter.verdict import check_names
from starter.verdict.findings import has_text

from ..oracles import EquationSet, equation_sets

TABLES, CELLS = "starter/tables.toml", "autograder/oracles/cells.toml"
CONVENTIONS, HINTS = "autograder/making/conventions.toml", "starter/hints/cells.toml"
# Judged by their number of parameters alone: the equations are the right ones.
COUNTED = {"two_biases"}
_SIZES = {"x": 3, "h": 2, "C": 2}


def lacks(assignment: Assignment) -> list[str]:
    """Return a line for everything that an assignment's exercises lack, with the file to edit."""
    return [line for exercise in assignment.exercises for line in _lacks(exercise)]


@cache
def convention_texts() -> dict[str, dict[str, str]]:
    """Return what notebooks say of each convention, `accepted` and `refused`."""
    return tomllib.loads(
        (files("autograder.making") / "conventions.toml").read_text(encoding="utf-8")
    )


def _lacks(exercise: Exercise) -> Iterator[str]:
    where = f"{FILE}: [exercises.{exercise.id}]"
    known = check_names(exercise.kind)
    if not known:
        yield f"{where} has the kind {exercise.kind!r}; there are cell and network"
        return
    for check in exercise.checks:
        if check.name not in known:
            yield f"{where} has points for {check.name!r}; a {exercise.kind} has {', '.join(known)}"
    yield from (_network if exercise.kind == "network" else _cell)(exercise, where)


def _network(exercise: Exercise, where: str) -> Iterator[str]:
    if not has_table(exercise.id):
        yield f"{TABLES} has no table [{exercise.id}]"
        return
    try:
        rows = expected_rows(exercise.id)
    except (KeyError, TypeError, ValueError, ZeroDivisionError) as error:
        yield f"{TABLES}: [{exercise.id}] cannot be read: {error}"
        return
    unknown = sorted({row.layer for row in rows} - set(LAYERS))
    if unknown:
        yield f"{TABLES}: [{exercise.id}] has {', '.join(unknown)}; there are {', '.join(LAYERS)}"
    if any(min(row.output_shape) < 1 for row in rows):
        yield f"{TABLES}: [{exercise.id}] shrinks the image to nothing"


def _cell(exercise: Exercise, where: str) -> Iterator[str]:
    try:
        sets = equation_sets(exercise.id)
    except KeyError as error:
        yield f"{CELLS} has {error.args[0]}"
        return
    except SyntaxError as error:
        yield f"{CELLS}: [{exercise.id}] has a wrong line: {(error.text or error.msg).strip()}"
        return
    for one in sets:
        yield from _step(exercise, one)
        if one.kind != "right" and not has_text(one.text):
            yield f"{HINTS} has no text [{one.text}], which {exercise.id} can be told"
    yield from _conventions(exercise, sets, where)


def _step(exercise: Exercise, one: EquationSet) -> Iterator[str]:
    """Take one step, which fails where a name is unknown or sizes do not fit."""
    if not one.equations.returns:
        yield f"{CELLS}: [{exercise.id}] has no line for h_new"
        return
    state = {name: torch.ones(2, size) for name, size in _SIZES.items()}
    try:
        one.equations.step(torch.ones(one.equations.count(3, 2)), **state)
    except NameError as error:
        yield f"{CELLS}: [{exercise.id}] {one.name} needs {error}, for which there is no line"
    except (RuntimeError, TypeError, ValueError) as error:
        yield f"{CELLS}: [{exercise.id}] {one.name} cannot be computed: {error}"


def _conventions(exercise: Exercise, sets: tuple[EquationSet, ...], where: str) -> Iterator[str]:
    codes = {one.code for one in sets if one.kind == "convention"}
    for code in sorted(codes - set(exercise.conventions)):
        yield f"{where} does not say whether {code} is accepted"
    for code in sorted(set(exercise.conventions) - codes - COUNTED):
        yield f"{where} decides on {code}, of which {CELLS} has no equations"
    for code in exercise.conventions:
        if set(convention_texts().get(code, ())) != {"accepted", "refused"}:
            yield f"{CONVENTIONS} needs [{code}] with the texts `accepted` and `refused`"
