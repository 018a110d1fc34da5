"""Reads operations of torch as rows of a layer table: a convolution, a pooling, a ReLU, ..."""

from __future__ import annotations

from dataclasses import replace

from torch import Tensor

from .operation import Operation
from .readers import LAYERS, POOLINGS, READERS, VIEWS, Shape, convolution, linear, view
from .tables import Row, output_size


def read(step: Operation) -> Row | None:
    """Return the row of an operation, or None for one that changes no numbers."""
    row = _read(step, tuple(step.result.shape[1:]))
    if row is None or not step.weights:
        return row
    views = tuple(_view(name, tensor) for name, tensor in step.weights)
    return replace(row, source=step.weights[-1][0].rpartition(".")[0], views=views)


def _view(name: str, tensor: Tensor) -> tuple:
    return name, tensor.storage_offset(), tuple(tensor.shape), tensor.stride()


def read_broken(step: Operation) -> dict:
    """Return what is known of an operation that raised: its row, its input, and what it takes.

    `input` is the whole shape that reached it; `takes` the number of channels or features that its
    weights are made for; `row` is None where it is no layer of the tables.
    """
    data = step.data[0]
    facts = {"name": step.plain_name, "input": list(data.shape), "row": None, "takes": None}
    if step.plain_name in ("addmm", "mm"):
        weight = step.args[-1]
        facts |= {"row": linear(step, (weight.shape[1],)), "takes": weight.shape[0]}
    elif step.plain_name == "convolution" and data.dim() == 4:
        weight, groups = step.args[1], step.args[8]
        row = convolution(step, (weight.shape[0], 0, 0))
        facts |= {"row": _sized(row, data), "takes": weight.shape[1] * groups}
    elif step.plain_name in POOLINGS and data.dim() == 4:
        facts["row"] = _sized(READERS[step.plain_name](step, data.shape[1:]), data)
    if facts["row"] is not None and step.weights:
        facts["row"] = replace(facts["row"], source=step.weights[-1][0].rpartition(".")[0])
    return facts


def _sized(row: Row, data: Tensor) -> Row:
    if 0 in row.stride:
        return row
    numbers = zip(data.shape[2:], row.kernel, row.padding, row.stride, row.dilation or (1, 1))
    return replace(row, output_shape=(row.output_shape[0], *(output_size(*n) for n in numbers)))


def _read(step: Operation, shape: Shape) -> Row | None:
    name = step.plain_name
    if name in READERS:
        return READERS[name](step, shape)
    if name in VIEWS:
        return view(step)
    if name in ("mul", "div") and step.noise:
        whole = step.noise[0].shape == step.result.shape
        return Row("Dropout" if whole else "Dropout2d", shape)
    if name == "add" and step.noise:
        return Row("Noise", shape)
    if name == "maximum" and step.zeros:
        return Row("ReLU", shape)
    own = sum(tensor.numel() for _, tensor in step.weights)
    if name == "add" and own:
        return Row("Bias", shape, own)
    if name == "where" and step.zeros:
        return Row("where, else 0", shape)
    if name == "copy" and step.data[-1].shape == step.result.shape:
        return None
    if name in ("mul", "div") and len(step.data) == 1 and not own:
        same = not isinstance(step.args[1], Tensor) and step.args[1] == 1
        return None if same else Row("scaling", shape)
    return Row(LAYERS.get(name, name), shape, own)
