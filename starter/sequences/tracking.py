"""Looks for units that track something in a text: quotes, brackets, the position in a line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

import torch
from torch import Tensor

from ..grids import Grid
from .gates import Trace


def between(text: str, mark: str) -> list[float]:
    """Return 1 for each character between a pair of marks, else 0; an empty line ends a pair."""
    inside, found = False, []
    for before, character in zip(" " + text, text):
        if character == mark:
            inside = not inside
        elif before == character == "\n":
            inside = False
        found.append(float(inside))
    return found


def brackets(text: str) -> list[float]:
    """Return how many brackets are open at each character; an empty line closes all."""
    depth, found = 0, []
    for before, character in zip(" " + text, text):
        depth += (character in "([{") - (character in ")]}")
        depth = 0 if before == character == "\n" else max(depth, 0)
        found.append(float(depth))
    return found


def since(text: str, marks: str) -> list[float]:
    """Return how many characters ago one of the marks was last seen, 0 at a mark itself."""
    count, found = 0, []
    for character in text:
        count = 0 if character in marks else count + 1
        found.append(float(count))
    return found


Properties: TypeAlias = Mapping[str, Callable[[str], list[float]]]

# What can be asked of a text; each function returns a number for every character.
PROPERTIES: Properties = {
    "position in the line": lambda text: since(text, "\n"),
    "position in the word": lambda text: since(text, " \n"),
    "inside double quotes": lambda text: between(text, '"'),
    "inside single quotes": lambda text: between(text, "'"),
    "brackets open": brackets,
    "a space": lambda text: [float(c == " ") for c in text],
    "a new line": lambda text: [float(c == "\n") for c in text],
    "a capital letter": lambda text: [float(c.isupper()) for c in text],
}


def correlations(values: Tensor, wanted: Tensor) -> Tensor:
    """Return the correlation of each unit with a property, `(hidden_size,)`, 0 where one is flat.

    `values` is `(steps, hidden_size)`, `wanted` `(steps,)`.
    """
    values, wanted = values - values.mean(0), wanted - wanted.mean()
    spread = values.norm(dim=0) * wanted.norm()
    return torch.where(spread > 0, (wanted @ values) / spread.clamp(min=1e-12), 0.0)


def best_unit(values: Tensor, wanted: Tensor) -> tuple[int, float]:
    """Return the unit that follows a property best, and its correlation.

    `values` is `(steps, hidden_size)`, `wanted` `(steps,)`.
    """
    found = correlations(values, wanted)
    unit = int(found.abs().argmax())
    return unit, found[unit].item()


def search(trace: Trace, text: str, properties: Properties = PROPERTIES) -> Grid:
    """Return, for each property, the unit that follows it best, of all gates and states.

    The first half of the text chooses the unit, by the size of its correlation; the second half,
    which had no part in the choice, tells whether the unit keeps to it. `properties` are functions
    of a text that return a number for every character, by name; those that never change in the
    first half are left out.
    """
    half, rows = len(text) // 2, []
    for name, of in properties.items():
        wanted = torch.tensor(of(text))
        if (wanted[:half] == wanted[0]).all():
            continue
        found = {w: best_unit(v[:half], wanted[:half]) for w, v in trace.values.items()}
        where = max(found, key=lambda where: abs(found[where][1]))
        unit, chosen = found[where]
        again = correlations(trace.values[where][half:], wanted[half:])[unit].item()
        rows.append((name, where, str(unit), f"{chosen:+.2f}", f"{again:+.2f}"))
    return Grid(("property", "where", "unit", "first half", "second half"), rows)
