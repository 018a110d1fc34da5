"""How far back a recurrent cell reaches: gradients over the steps, accuracy over the delay."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, PercentFormatter

from . import style

_WIDTH, _HIGH = 8.6, 3.4  # inches
# Below this, single precision holds nothing that could teach a weight.
_LEAST = 1e-12


def draw_gradients(panels: Mapping[str, Mapping[str, Sequence[float]]]) -> Figure:
    """Draw how strongly the loss depends on the state of each step, a panel for each title.

    A panel has, by the name of the cell, a number for each step, 1 at the last; the scale is
    logarithmic, and what is smaller than 1e-12 lies on its lower edge.

    Returns:
        The figure, 8.6 inches wide and closed.
    """
    with style.page(_WIDTH, _HIGH) as figure:
        grid = figure.subplots(1, len(panels), squeeze=False, sharey=True)[0]
        for axes, (title, curves) in zip(grid, panels.items()):
            for number, (name, values) in enumerate(curves.items()):
                heights = np.maximum(np.asarray(values, dtype=float), _LEAST)
                axes.plot(range(1, len(heights) + 1), heights, label=name, **style.line(number))
            axes.set(title=title, xlabel="step", yscale="log")
            axes.set_ylim(bottom=_LEAST)
            axes.xaxis.set_major_locator(MaxNLocator(5, integer=True))
        grid[0].set_ylabel("gradient, relative to the last step")
        _draw_legend(figure, grid[0])
    return figure


def draw_delays(
    curves: Mapping[str, tuple[Sequence[float], Sequence[float]]], chance: float, longest: int
) -> Figure:
    """Draw the share of right answers over the delay, by the name of the cell.

    A curve is a pair of delays, in steps, and shares of 1. `chance` is the share of a blind guess,
    `longest` the longest delay, in steps, that there was in training.

    Returns:
        The figure, 8.6 inches wide and closed.
    """
    with style.page(_WIDTH, _HIGH) as figure:
        axes = figure.subplots()
        for number, (name, (delays, shares)) in enumerate(curves.items()):
            # The first are the thickest, so that curves on top of each other are all seen.
            look = style.line(number) | {"linewidth": 1.4 + len(curves) - number}
            axes.plot(delays, shares, marker="o", ms=3.5, label=name, **look)
        axes.axhline(chance, color=style.MUTED, linewidth=1, linestyle="--", label="a blind guess")
        axes.axvline(
            longest, color=style.INK, linewidth=1, linestyle=":", label="longest in training"
        )
        axes.set(title="recalled, by delay", xlabel="steps since the mark", ylabel="share recalled")
        axes.set_ylim(0, 1.04)
        axes.yaxis.set_major_formatter(PercentFormatter(1.0))
        _draw_legend(figure, axes)
    return figure


def _draw_legend(figure: Figure, axes) -> None:
    figure.legend(
        *axes.get_legend_handles_labels(), loc="outside lower center", ncols=3, frameon=False
    )
