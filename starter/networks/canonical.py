"""Brings recorded rows into the form of the tables, where both compute the same function.

ReLU may come after a max pooling or before it, twice or once; a convolution over the whole map is
a linear layer: style, not a mistake. What changes the function stays as it ran.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from math import prod

from .tables import Row

# What keeps order: max pooling of these is these of max pooling.
_MONOTONE = {"ReLU", "LeakyReLU", "ELU", "Sigmoid", "Tanh", "Hardtanh", "ReLU6", "Softplus"}
# What scales with its input, as dropout scales.
_HOMOGENEOUS = {"ReLU", "LeakyReLU"}
_ELEMENTWISE = _MONOTONE | {"GELU", "SiLU", "Mish", "Hardswish"}
# What makes no negative number where there was none.
_KEEP_SIGN = {"MaxPool2d", "AvgPool2d", "AdaptiveMaxPool2d", "AdaptiveAvgPool2d", "Dropout"}
_KEEP_SIGN |= {"Dropout2d", "Flatten", "ReLU"}

# Layers that torch or students write as several operations.
_COMPOSED = {
    ("mul", "ZeroPad2d", "avg_pool3d", "scaling", "add", "pow", "div"): "LocalResponseNorm",
    ("Dropout", "Noise"): "AlphaDropout",
    ("Dropout2d", "Noise"): "FeatureAlphaDropout",
    ("Dropout", "scaling"): "Dropout",
    ("x > 0", "mul"): "ReLU",
    ("x > 0", "where, else 0"): "ReLU",
    ("MaxPool2d", "AvgPool2d", "add", "scaling"): "mixed pooling",
    ("AvgPool2d", "MaxPool2d", "add", "scaling"): "mixed pooling",
    ("Flatten", "permute"): "Flatten",
}
_FIRST = {pattern[0] for pattern in _COMPOSED}


def canonical(rows: list[Row], size: tuple[int, ...]) -> list[Row]:
    """Return the rows in the tables' form, for inputs of `(channels, height, width)` in `size`."""
    rows = _flattened(_fold(_compose(rows)), size)
    return _without_repeats(_in_table_order(rows, size))


def _compose(rows: list[Row]) -> list[Row]:
    composed, i = [], 0
    while i < len(rows):
        for pattern, layer in _COMPOSED.items() if rows[i].layer in _FIRST else ():
            part = rows[i : i + len(pattern)]
            if tuple(row.layer for row in part) == pattern:
                note = next((row.note for row in part if row.note), "")
                note = "batch mixed" if layer == "Flatten" and part[-1].note else note
                composed.append(replace(part[0], layer=layer, note=note))
                composed[-1] = replace(composed[-1], output_shape=part[-1].output_shape)
                i += len(pattern)
                break
        else:
            composed.append(rows[i])
            i += 1
    return composed


def _fold(rows: list[Row]) -> list[Row]:
    """Fold what is one layer in two operations, and drop what changes nothing."""
    folded: list[Row] = []
    for row in _wrapped(rows):
        before = folded[-1] if folded else None
        if before and row.layer == "Bias" and before.note == "bias=False":
            total = before.parameters + row.parameters
            views = before.views + row.views
            folded[-1] = replace(before, parameters=total, note="", views=views)
        elif before and row.layer == "Conv2d" and before.layer in ("ZeroPad2d", "ModePad2d"):
            padding = tuple(a + b for a, b in zip(row.padding, before.padding))
            note = ", ".join(filter(None, (row.note, before.note)))
            folded[-1] = replace(row, padding=padding, note=note)
        elif before and row.layer == "Flatten" and _keeps_batch(before):
            folded[-1] = row  # axes reordered before flattening: the weights' order, no more
        elif row.kernel == row.stride == (1, 1) and not row.parameters:
            continue  # a pooling over single pixels
        else:
            folded.append(row)
    return folded


def _wrapped(rows: list[Row]) -> list[Row]:
    """Fold the copies of rims from one side to the other, by which torch pads in circles."""
    wrapped: list[Row] = []
    for copies, run in groupby(rows, key=lambda row: row.layer in ("slice", "copy")):
        run = list(run)
        if copies and wrapped and sum(row.layer == "copy" for row in run) > 1:
            sizes = zip(run[-1].output_shape[1:], wrapped[-1].output_shape[1:])
            padding = tuple((new - old) // 2 for new, old in sizes)
            shape, note = run[-1].output_shape, "padding_mode=circular"
            run = [Row("ModePad2d", shape, padding=padding, note=note)]
        wrapped += run
    return wrapped


def _keeps_batch(row: Row) -> bool:
    return row.layer == "permute" and not row.note


def _flattened(rows: list[Row], size: tuple[int, ...]) -> list[Row]:
    """Turn convolutions over a whole map into Flatten and Linear, which compute the same."""
    flat: list[Row] = []
    shape, inside = size, False
    for row in rows:
        whole = row.layer == "Conv2d" and row.kernel == shape[1:] and row.padding == (0, 0)
        if whole and "groups" not in row.note and len(shape) == 3:
            if prod(shape[1:]) > 1 or not inside:
                flat.append(Row("Flatten", (prod(shape),)))
            linear = Row("Linear", row.output_shape[:1], row.parameters, note=row.note)
            flat.append(replace(linear, source=row.source, views=row.views))
            inside = True
        elif inside and row.output_shape[1:] == (1, 1):
            flat.append(replace(row, output_shape=row.output_shape[:1]))
        elif inside and row.layer == "Flatten" and row.output_shape == shape[:1]:
            inside = False
        else:
            flat.append(row)
        shape = row.output_shape
    return flat


def _in_table_order(rows: list[Row], size: tuple[int, ...]) -> list[Row]:
    """Swap neighbours that commute into the order of the tables."""
    rows = list(rows)
    for end in range(1, len(rows)):
        i = end
        while i and _commutes(rows[i - 1], rows[i]):
            first, second = rows[i - 1], rows[i]
            shape = rows[i - 2].output_shape if i > 1 else size
            elementwise = second.layer != "Flatten"
            rows[i - 1] = replace(second, output_shape=shape) if elementwise else second
            rows[i] = replace(first, output_shape=second.output_shape)
            i -= 1
    return rows


def _commutes(first: Row, second: Row) -> bool:
    pair = (first.layer, second.layer)
    return (
        (pair[0] in ("MaxPool2d", "AdaptiveMaxPool2d") and pair[1] in _MONOTONE)
        or (pair[0] in ("Dropout", "Dropout2d") and pair[1] in _HOMOGENEOUS)
        or (pair[0] == "Flatten" and pair[1] in _ELEMENTWISE)
        or pair == ("Dropout", "Flatten")
    )


def _without_repeats(rows: list[Row]) -> list[Row]:
    """Drop a ReLU where no number is negative any more."""
    kept, positive = [], False
    for row in rows:
        if not (row.layer == "ReLU" and positive):
            kept.append(row)
        positive = row.layer == "ReLU" or (positive and row.layer in _KEEP_SIGN)
    return kept
