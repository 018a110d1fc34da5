"""Networks side by side, as one table: size, work, time, memory and accuracies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from torch import nn

from ..grids import Grid
from ..history import History, show
from .costs import activation_bytes, multiply_adds, parameter_bytes
from .recording import record_copy
from .tables import input_shape, total_parameters

# Weights, gradients and the two moving averages of Adam.
_COPIES = 4


def compare(
    models: Mapping[str, nn.Module], histories: Sequence[History] = (), batch: int = 16
) -> Grid:
    """Return a table with a row for each network, and columns for what its training measured.

    Multiply-adds and memory are computed from the layers that run for images of 3 × 227 × 227:
    weights, gradients, Adam's two averages, and the outputs of all layers for a batch. The time is
    the median of the steps taken.
    """
    trained = {history.name: history for history in histories}
    measures = list(dict.fromkeys(m for history in histories for m in history.measures))
    head = ("network", "parameters", "multiply-adds an image", "memory to train", "time a step")
    lines = [
        (name, *_costs(model, batch), *_results(trained.get(name), measures))
        for name, model in models.items()
    ]
    note = (
        "Memory: weights, gradients, Adam's two averages, and what all layers put out for a batch "
        f"of {batch}, computed. Time: the median of the steps taken."
    )
    return Grid((*head, *measures), lines, note)


def _costs(model: nn.Module, batch: int) -> tuple[str, ...]:
    rows = record_copy(model, input_shape("alexnet"))
    memory = parameter_bytes(rows, _COPIES) + activation_bytes(rows, batch)
    return (
        f"{total_parameters(rows):,}",
        f"{multiply_adds(rows) / 1e6:,.0f} million",
        f"{memory / 1e6:,.0f} MB",
    )


def _results(history: History | None, measures: Sequence[str]) -> tuple[str, ...]:
    if history is None:
        return ("–",) * (1 + len(measures))
    values = [
        show(name, history.last(name)) if history.measures.get(name) else "–" for name in measures
    ]
    return (f"{1000 * history.seconds_per_step:,.0f} ms", *values)
