"""The layer tables of the CNN exercises: rows with shapes and counts computed by arithmetic."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import prod

from ..manifest import read_toml

Pair = tuple[int, int]


@dataclass(frozen=True)
class Row:
    """One layer: what it is, what comes out of it, and how many parameters it has.

    `kernel`, `padding`, `stride` and `dilation` are `(height, width)` or None where the layer has
    none; `output_shape` leaves out the batch axis; `note` says what the columns cannot, such as
    `groups=2`; `source` is the name of the layer in the network, such as `features.0`, and `views`
    says where its numbers lie: `(parameter's name, offset, sizes, strides)` for each.
    """

    layer: str
    output_shape: tuple[int, ...]
    parameters: int = 0
    kernel: Pair | None = None
    padding: Pair | None = None
    stride: Pair | None = None
    dilation: Pair | None = None
    note: str = ""
    source: str = field(default="", compare=False)
    views: tuple = field(default=(), compare=False)


def output_size(
    size: int, kernel: int, padding: int = 0, stride: int = 1, dilation: int = 1
) -> int:
    """Return ⌊(size + 2·padding − dilation·(kernel − 1) − 1) / stride⌋ + 1, in pixels.

    Source: the shape section of torch.nn.Conv2d and torch.nn.MaxPool2d.
    """
    return (size + 2 * padding - dilation * (kernel - 1) - 1) // stride + 1


def size_arithmetic(size: int, kernel: int, padding: int, stride: int, dilation: int) -> str:
    """Return the computation of `output_size` as text, with its result."""
    result = output_size(size, kernel, padding, stride, dilation)
    return f"⌊({size} + 2·{padding} − {dilation}·({kernel} − 1) − 1)/{stride}⌋ + 1 = {result}"


def count_arithmetic(row: Row) -> str:
    """Return the computation of the parameters of a convolution or linear layer, with its result.

    Such as `96·(3·11·11 + 1) = 34,944`; 1 is the bias. Just the count for any other layer.
    """
    if row.layer not in ("Conv2d", "Linear") or not row.parameters:
        return f"{row.parameters:,}"
    outputs, bias = row.output_shape[0], "bias=False" not in row.note
    inputs = row.parameters // outputs - bias
    sizes = "".join(f"·{n}" for n in row.kernel or ())
    terms = f"{inputs // prod(row.kernel or (1,))}{sizes}" + (" + 1" if bias else "")
    return f"{outputs}·({terms}) = {row.parameters:,}"


def has_table(exercise: str) -> bool:
    """Say whether there is a layer table of that name."""
    return exercise in read_toml("tables.toml")


def input_shape(exercise: str) -> tuple[int, ...]:
    """Return the shape of one input of the exercise's network, `(channels, height, width)`."""
    return tuple(read_toml("tables.toml")[exercise]["input"])


def expected_rows(exercise: str, num_classes: int = 4) -> list[Row]:
    """Return the exercise's layer table as rows, for `num_classes` logits."""
    rows, shape = [], input_shape(exercise)
    for layer, *numbers in read_toml("tables.toml")[exercise]["layers"]:
        rows.append(_ROWS.get(layer, _same)(layer, shape, numbers, num_classes))
        shape = rows[-1].output_shape
    return rows


def total_parameters(rows: list[Row]) -> int:
    """Return the number of parameters of all rows."""
    return sum(row.parameters for row in rows)


def _convolution(layer, shape, numbers, num_classes):
    channels, kernel, padding, stride, dilation = numbers
    return Row(
        layer,
        (channels, *(output_size(n, kernel, padding, stride, dilation) for n in shape[1:])),
        channels * (shape[0] * kernel * kernel + 1),
        kernel=(kernel, kernel),
        padding=(padding, padding),
        stride=(stride, stride),
        dilation=(dilation, dilation),
    )


def _pooling(layer, shape, numbers, num_classes):
    kernel, stride = numbers
    return Row(
        layer,
        (shape[0], *(output_size(n, kernel, 0, stride) for n in shape[1:])),
        kernel=(kernel, kernel),
        padding=(0, 0),
        stride=(stride, stride),
        dilation=(1, 1) if layer == "MaxPool2d" else None,
    )


def _linear(layer, shape, numbers, num_classes):
    features = numbers[0] or num_classes
    return Row(layer, (features,), features * (shape[0] + 1))


def _flatten(layer, shape, numbers, num_classes):
    return Row(layer, (prod(shape),))


def _same(layer, shape, numbers, num_classes):
    return Row(layer, shape)


_ROWS = {
    "Conv2d": _convolution,
    "MaxPool2d": _pooling,
    "AvgPool2d": _pooling,
    "Linear": _linear,
    "Flatten": _flatten,
}
# What a table may hold: nothing else is told apart in networks, or computed in grading.
LAYERS = (*_ROWS, "ReLU", "Dropout")
