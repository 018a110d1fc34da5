"""Aligns the rows of a network with those of a table, so that one difference is one difference."""

from __future__ import annotations

from itertools import product

from .tables import Row

# A layer with other settings is nearer than another kind of layer, and that is nearer than a
# missing and an extra one.
GAP, SETTINGS, RELATED, OTHER, APART = 1.0, 0.2, 0.7, 1.5, 9.0
_FAMILIES = (
    {"MaxPool2d", "AvgPool2d", "AdaptiveAvgPool2d", "AdaptiveMaxPool2d"},
    {"ReLU", "LeakyReLU", "ELU", "GELU", "SiLU", "Sigmoid", "Tanh", "Hardtanh", "clamp"},
    {"Conv2d", "ConvTranspose2d"},
)

Pair = tuple["Row | None", "Row | None"]


def align(found: list[Row], wanted: list[Row]) -> list[Pair]:
    """Return pairs `(found, wanted)` in order; None stands for an extra or a missing layer."""
    cost = {(0, 0): (0.0, None)}
    for i, j in product(range(len(found) + 1), range(len(wanted) + 1)):
        steps = []
        if i:
            steps.append((cost[i - 1, j][0] + GAP, (i - 1, j)))
        if j:
            steps.append((cost[i, j - 1][0] + GAP, (i, j - 1)))
        if i and j:
            distance = _distance(found[i - 1], wanted[j - 1])
            steps.append((cost[i - 1, j - 1][0] + distance, (i - 1, j - 1)))
        if steps:
            cost[i, j] = min(steps, key=lambda step: step[0])
    return _walk_back(cost, found, wanted)


def settings(row: Row) -> dict[str, object]:
    """Return what the author of a layer chose, without what follows from the layers before."""
    return {
        "kernel": row.kernel,
        "padding": row.padding,
        "stride": row.stride,
        "dilation": row.dilation,
        "channels": row.output_shape[0] if row.layer in ("Conv2d", "Linear") else None,
        "note": row.note,
    }


def differences(found: Row, wanted: Row) -> dict[str, tuple[object, object]]:
    """Return the settings in which two rows of one kind differ, as `(found, wanted)` by name."""
    ours, theirs = settings(found), settings(wanted)
    return {name: (ours[name], theirs[name]) for name in ours if ours[name] != theirs[name]}


def _distance(found: Row, wanted: Row) -> float:
    if found.layer == wanted.layer:
        return SETTINGS * len(differences(found, wanted))
    if any({found.layer, wanted.layer} <= family for family in _FAMILIES):
        return RELATED
    return APART if found.parameters or wanted.parameters else OTHER


def _walk_back(cost, found: list[Row], wanted: list[Row]) -> list[Pair]:
    pairs: list[Pair] = []
    place = (len(found), len(wanted))
    while place != (0, 0):
        i, j = before = cost[place][1]
        pairs.append((found[i] if place[0] > i else None, wanted[j] if place[1] > j else None))
        place = before
    return pairs[::-1]
