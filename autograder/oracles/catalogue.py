"""Reads `cells.toml`: for each cell its equations, conventions and mistakes as equation sets."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import NamedTuple

from starter.manifest import tomllib

from .equations import Equations


class EquationSet(NamedTuple):
    """An equation set with its code and its kind: `right`, `convention` or `mistake`."""

    code: str
    kind: str
    equations: Equations


@cache
def equation_sets(exercise: str) -> tuple[EquationSet, ...]:
    """Return all equation sets of a cell, the right one first; raise KeyError without any."""
    entry = _catalogue()[exercise]
    right = Equations(entry["equations"])
    others = [
        EquationSet(code, kind.removesuffix("s"), right.changed(lines))
        for kind in ("conventions", "mistakes")
        for code, lines in entry.get(kind, {}).items()
    ]
    return (EquationSet("right", "right", right), *others)


@cache
def _catalogue() -> dict:
    return tomllib.loads((files("autograder.oracles") / "cells.toml").read_text(encoding="utf-8"))
