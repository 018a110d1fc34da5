"""Where a network departs from its table, and what such a departure is called."""

from __future__ import annotations

from dataclasses import dataclass

from ...networks.alignment import ACTIVATIONS, DROPOUTS, POOLINGS
from ...networks.tables import Row

_FAMILIES = {
    "dropout": DROPOUTS,
    "pool": POOLINGS,
    "relu": ACTIVATIONS,
    "flatten": {"Flatten"},
    "norm": {"BatchNorm2d", "LocalResponseNorm", "LayerNorm", "GroupNorm"},
}
# Codes of a missing and of an extra layer, by family.
MISSING = {
    "dropout": "missing_dropout",
    "pool": "missing_pool",
    "relu": "missing_relu",
    "flatten": "missing_flatten",
}
EXTRA = {
    "dropout": "extra_dropout",
    "pool": "extra_pool",
    "relu": "extra_activation",
    "flatten": "extra_flatten",
    "norm": "extra_norm",
}


@dataclass(frozen=True)
class Place:
    """Where something departs: the table's row, or for an extra layer the row that it follows.

    `ours` is the network's row, `theirs` the table's, None where there is none; `before` is the
    network's row before, or the input.
    """

    number: int
    ours: Row | None
    theirs: Row | None
    before: Row


@dataclass(frozen=True)
class Departure:
    """A mistake by its code, the places where it is made, and the setting that it is about.

    `word` is the part of the note that it is about, such as `groups=2`.
    """

    code: str
    places: tuple[Place, ...]
    setting: str = ""
    word: str = ""

    @property
    def changes_count(self) -> bool:
        """Whether it changes the number of parameters."""
        sides = [
            (p.ours and p.ours.parameters, p.theirs and p.theirs.parameters) for p in self.places
        ]
        return any((ours or 0) != (theirs or 0) for ours, theirs in sides)


def family(row: Row) -> str:
    """Return what kind of layer a row is, such as `pool`, or nothing for other layers."""
    return next((name for name, layers in _FAMILIES.items() if row.layer in layers), "")
