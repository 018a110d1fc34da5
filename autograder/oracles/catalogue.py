"""Reads `cells.toml`: for each cell its equations, conventions and mistakes as equation sets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from itertools import chain, combinations, product
from typing import NamedTuple

from starter.manifest import exercise as find_exercise
from starter.manifest import tomllib

from .equations import Equations

# What a line becomes where its layer is negated, by its function: σ(-a) = 1 - σ(a).
NEGATED = {"sigmoid": "1 - ({})", "tanh": "-({})"}


class EquationSet(NamedTuple):
    """An equation set with its code and its kind: `right`, `convention` or `mistake`.

    `name` tells several sets of one code apart. `lines` are those that differ from the right ones;
    `text` is the entry of `hints/` that tells of it, and `gate` the quantity that it is about,
    `every` for all that it can be about, or empty. `negated` is what the line of `gate` becomes
    where all that differs is that its layer is negated, or empty.
    """

    name: str
    kind: str
    equations: Equations
    lines: dict[str, str]
    code: str
    text: str
    gate: str = ""
    negated: str = ""


@cache
def equation_sets(exercise: str) -> tuple[EquationSet, ...]:
    """Return all equation sets of a cell, the right one first; raise KeyError without any."""
    catalogue = _catalogue()
    if exercise not in catalogue:
        raise KeyError(f"no equations of {exercise!r}: write [{exercise}.equations]")
    right = Equations(catalogue[exercise]["equations"])
    sets = [EquationSet("right", "right", right, {}, "right", "right")]
    groups = [catalogue[exercise], *_groups_of(exercise)]
    sets += [one for group in groups for one in _negations(group.get("negations", {}), right)]
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


def altered(sets: tuple[EquationSet, ...], most: int) -> Iterator[tuple[tuple, Equations]]:
    """Yield indices and the equations that are altered in all these ways.

    One by one; and, where `most` is 2, each with any layers negated, and two at once.
    """
    yield from (((i,), one.equations) for i, one in enumerate(sets) if i)
    if most == 2:
        negations, others = _divided(sets)
        bases = [(), *((i,) for i in others)]
        several = ((*base, *some) for base in bases for some in _subsets(negations) if some)
        for indices in chain(sorted(several, key=len), combinations(others, 2)):
            equations = _together([sets[i] for i in indices]) if indices[1:] else None
            if equations:
                yield indices, equations


def accepted(
    exercise: str, sets: tuple[EquationSet, ...], hidden: list[int]
) -> Iterator[tuple[tuple, Equations]]:
    """Yield indices and equations of two and more conventions at once, all that are accepted.

    Conventions that are `hidden` come with them though they may be refused.
    """
    taken = {code for code, takes in find_exercise(exercise).conventions.items() if takes}
    negations, others = _divided(sets, taken)
    bases = dict.fromkeys([*_subsets(others), *((i,) for i in hidden if not sets[i].negated)])
    for indices in (a + b for a, b in product(bases, _subsets(negations))):
        equations = _together([sets[i] for i in indices]) if indices[1:] else None
        if equations:
            yield indices, equations


def _divided(sets, codes: set[str] | None = None) -> tuple[list[int], list[int]]:
    """Return the indices of negations and of the other alterations, of all codes or of some."""
    chosen = [i for i, one in enumerate(sets) if i and (codes is None or one.code in codes)]
    return [i for i in chosen if sets[i].negated], [i for i in chosen if not sets[i].negated]


def _subsets(indices: list[int]) -> Iterator[tuple[int, ...]]:
    return chain.from_iterable(combinations(indices, n) for n in range(len(indices) + 1))


def _together(several: list[EquationSet]) -> Equations | None:
    """Return the equations altered in several ways, or None where two alter one line.

    Negations come last, and may be of lines that another altered.
    """
    equations, touched = None, set()
    for one in several:
        if equations is None:
            equations, touched = one.equations, {*one.lines}
        elif one.negated and one.gate in equations.lines:
            line = one.negated.format(equations.lines[one.gate])
            equations = equations.changed({one.gate: line})
        elif one.negated or touched & one.lines.keys():
            return None
        else:
            equations, touched = equations.changed(one.lines), touched | one.lines.keys()
    return equations


def _groups_of(exercise: str) -> list[dict]:
    return [g for g in _catalogue()["groups"].values() if exercise in g.get("cells", [exercise])]


def _negations(codes: dict[str, str], right: Equations) -> Iterator[EquationSet]:
    """Yield a convention for each line that the codes name: its layer is negated."""
    for gate, code in codes.items():
        line = right.lines.get(gate, "")
        negated = NEGATED.get(line.partition("(")[0])
        if negated:
            lines = {gate: negated.format(line)}
            equations, name = right.changed(lines), f"{code}__{gate}"
            yield EquationSet(name, "convention", equations, lines, code, code, gate, negated)


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
