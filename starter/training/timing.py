"""Times of several things, measured side by side, as ratios."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

import torch

from ..grids import Grid


def times(things: Mapping[str, Callable[[], object]], rounds: int = 7) -> dict[str, float]:
    """Return the shortest time of each thing, in seconds, over rounds in which all take turns.

    Turns give a busy machine the same chance to disturb each of them, and the shortest time is the
    one it disturbed least. The first round warms up and does not count. What a GPU was told before
    ends in it, what a thing tells it within the thing's own time.
    """
    found = dict.fromkeys(things, float("inf"))
    for number in range(rounds + 1):
        for name, thing in things.items():
            took = _seconds(thing)
            if number:
                found[name] = min(found[name], took)
    return found


def compare_times(things: Mapping[str, Callable[[], object]], rounds: int = 7) -> Grid:
    """Return times in milliseconds and their ratios to the first."""
    found = times(things, rounds)
    first = next(iter(found.values()))
    rows = [(name, f"{t * 1e3:.1f}", f"{t / first:.2f}") for name, t in found.items()]
    return Grid(("", "milliseconds", "ratio to the first"), rows)


def training_step(model: torch.nn.Module, inputs: torch.Tensor) -> Callable[[], None]:
    """Return a function that runs a model forward and backward once, from the sum of its output.

    Of several outputs the first is summed.
    """

    def step() -> None:
        model.zero_grad()
        output = model(inputs)
        (output if isinstance(output, torch.Tensor) else output[0]).sum().backward()

    return step


def _seconds(thing: Callable[[], object]) -> float:
    start = time.perf_counter()
    thing()
    if torch.cuda.is_available():
        torch.cuda.synchronize()
    return time.perf_counter() - start
