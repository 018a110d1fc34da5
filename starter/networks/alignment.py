"""Aligns the rows of a network with those of a table, so that one difference is one difference."""

from __future__ import annotations

from functools import cache
from operator import itemgetter

from .tables import Row

# A layer with other settings is nearer than another kind of layer, and that is nearer than a
# missing and an extra one.
GAP, WEIGHTED_GAP, SETTINGS, RELATED, OTHER, APART = 1.0, 1.6, 0.2, 0.7, 1.5, 9.0
ACTIVATIONS = frozenset(
    (
        "ReLU LeakyReLU ELU GELU SiLU Mish Hardswish Softplus PReLU Sigmoid Tanh Hardtanh ReLU6 "
        "Threshold clamp"
    ).split()
)
POOLINGS = frozenset(
    [*"MaxPool2d AvgPool2d AdaptiveAvgPool2d AdaptiveMaxPool2d".split(), "mixed pooling"]
)
DROPOUTS = frozenset("Dropout Dropout2d AlphaDropout FeatureAlphaDropout".split())
FAMILIES = (ACTIVATIONS, POOLINGS, DROPOUTS, frozenset({"Conv2d", "ConvTranspose2d"}))

Pair = tuple["Row | None", "Row | None"]
_first = itemgetter(0)


def align(found: list[Row], wanted: list[Row], broke_off: bool = False) -> list[Pair]:
    """Return pairs `(found, wanted)` in order; None stands for an extra or a missing layer.

    Where `found` broke off, as after an error, the pairs end with its last row.
    """
    if found == wanted:
        return list(zip(found, wanted))
    extra, missing = [_gap(row) for row in found], [_gap(row) for row in wanted]
    cost = [[(sum(missing[:j]), (0, j - 1)) for j in range(len(wanted) + 1)]]
    for i, row in enumerate(found, 1):
        line = [(sum(extra[:i]), (i - 1, 0))]
        for j, other in enumerate(wanted, 1):
            steps = (
                (cost[i - 1][j][0] + extra[i - 1], (i - 1, j)),
                (line[j - 1][0] + missing[j - 1], (i, j - 1)),
                (cost[i - 1][j - 1][0] + _distance(row, other), (i - 1, j - 1)),
            )
            line.append(min(steps, key=_first))
        cost.append(line)
    last = range(len(wanted) + 1)
    end = min(last, key=lambda j: cost[-1][j][0]) if broke_off else len(wanted)
    return _walk_back(cost, found, wanted[:end])


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


def _gap(row: Row) -> float:
    return WEIGHTED_GAP if row.parameters else GAP


def _distance(found: Row, wanted: Row) -> float:
    if found.layer == wanted.layer:
        return 0.0 if found == wanted else SETTINGS * len(differences(found, wanted))
    return _kinds_apart(found.layer, wanted.layer) or (
        APART if found.parameters or wanted.parameters else OTHER
    )


@cache
def _kinds_apart(found: str, wanted: str) -> float | None:
    related = any({found, wanted} <= family for family in FAMILIES)
    return RELATED if related else None


def _walk_back(cost, found: list[Row], wanted: list[Row]) -> list[Pair]:
    pairs: list[Pair] = []
    place = (len(found), len(wanted))
    while place != (0, 0):
        i, j = before = cost[place[0]][place[1]][1]
        pairs.append((found[i] if place[0] > i else None, wanted[j] if place[1] > j else None))
        place = before
    return pairs[::-1]
