"""Reads `cells.toml`: for each cell its equations, conventions and mistakes as equation sets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from itertools import combinations
from typing import NamedTuple

from starter.manifest import exercise as find_exercise
from starter.manifest import tomllib

from .equations import Equations


class EquationSet(NamedTuple):
    """An equation set with its code and its kind: `right`, `convention` or `mistake`.

    `name` tells several sets of one code apart. `lines` are those that differ from the right ones;
    `text` is the entry of `hints/` that tells of it, and `gate` the quantity that it is about,
    `every` for all that it can be about, or empty.
    """

    name: str
    kind: str
    equations: Equations
    lines: dict[str, str]
    code: str
    text: str
    gate: str = ""


@cache
def equation_sets(exercise: str) -> tuple[EquationSet, ...]:
    """Return all equation sets of a cell, the right one first; raise KeyError without any."""
    catalogue = _catalogue()
    if exercise not in catalogue:
        raise KeyError(f"no equations of {exercise!r}: write [{exercise}.equations]")
    right = Equations(catalogue[exercise]["equations"])
    sets = [EquationSet("right", "right", right, {}, "right", "right")]
    groups = [catalogue[exercise], *_groups_of(exercise)]
    for kind in ("convention", "mistake"):
        for group in groups:
            for name, lines in group.get(f"{kind}s", {}).items():
                code = name.partition("__")[0]
                sets.append(EquationSet(name, kind, right.changed(lines), lines, code, code))
    for group in groups:
        for name, family in group.get("families", {}).items():
            sets += _members(name, family, right)
    # What the manifest names as a convention is one, wherever the file has it.
    conventions = find_exercise(exercise).conventions
    sets = [s._replace(kind="convention") if s.code in conventions else s for s in sets]
    return tuple(_without_repetitions(sets))


def pairs(sets: tuple[EquationSet, ...]) -> Iterator[tuple[int, int, Equations]]:
    """Yield two indices and the equations altered both ways, for all that alter other lines."""
    for (i, a), (j, b) in combinations(list(enumerate(sets))[1:], 2):
        if not a.lines.keys() & b.lines.keys():
            yield i, j, a.equations.changed(b.lines)


def _groups_of(exercise: str) -> list[dict]:
    return [g for g in _catalogue()["groups"].values() if exercise in g.get("cells", [exercise])]


def _members(name: str, family: dict, right: Equations) -> Iterator[EquationSet]:
    """Yield the sets of a family: one for each line that it fits, and one for all of those."""
    changed = {
        gate: re.sub(family["find"], family["put"], line) for gate, line in right.lines.items()
    }
    fitting = {gate: {gate: line} for gate, line in changed.items() if line != right.lines[gate]}
    if len(fitting) > 1:
        fitting["every"] = {gate: line for one in fitting.values() for gate, line in one.items()}
    for gate, lines in fitting.items():
        code, text = family.get("code", name), name
        if gate == "every" and "every" in family:
            code = text = family["every"]
        code = code.format(gate=_catalogue()["gates"].get(gate, gate))
        set_name = f"{name}__{gate}"
        yield EquationSet(set_name, "mistake", right.changed(lines), lines, code, text, gate)


def _without_repetitions(sets: list[EquationSet]) -> Iterator[EquationSet]:
    """Yield those whose lines no earlier set has: the more particular name comes first."""
    seen: list[dict] = []
    for entry in sets:
        if entry.equations.lines not in seen:
            seen.append(entry.equations.lines)
            yield entry


@cache
def _catalogue() -> dict:
    return tomllib.loads((files("autograder.oracles") / "cells.toml").read_text(encoding="utf-8"))
