"""The curves of trainings side by side: the loss of every step, and what was measured."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, PercentFormatter

from ..history import History, is_share
from . import style

_WIDTH, _HIGH = 8.6, 3.1  # inches


def draw_curves(histories: Sequence[History]) -> Figure:
    """Draw the losses of trainings over the steps, and a panel for each of their measures.

    A thin line has the loss of each batch, a thick one its running mean. Colours and dashes tell
    the trainings apart.

    Returns:
        The figure, 8.6 inches wide and closed.
    """
    measures = list(dict.fromkeys(m for history in histories for m in history.measures))
    panels = 1 + len(measures)
    columns = min(panels, 3)
    rows = -(-panels // columns)
    with style.page(_WIDTH, _HIGH * rows + 0.2) as figure:
        grid = figure.subplots(rows, columns, squeeze=False).flat
        _draw_losses(grid[0], histories)
        for axes, measure in zip(grid[1:], measures):
            _draw_measure(axes, histories, measure)
        for axes in grid[panels:]:
            axes.set_axis_off()
        handles, names = grid[0].get_legend_handles_labels()
        figure.legend(handles, names, loc="outside lower center", ncols=4, frameon=False)
    return figure


def _draw_losses(axes: Axes, histories: Sequence[History]) -> None:
    highest = 0.0
    for number, history in enumerate(histories):
        steps, line = np.arange(1, history.steps + 1), style.line(number)
        axes.plot(steps, history.losses, color=line["color"], linewidth=0.6, alpha=0.35)
        mean = running_mean(history.losses)
        axes.plot(steps, mean, label=history.name, **line)
        highest = max([highest, *mean])
    axes.set(title="loss of the batches", xlabel="step", ylabel="loss")
    axes.set_ylim(0, 1.25 * highest or 1)
    axes.xaxis.set_major_locator(MaxNLocator(5, integer=True))


def _draw_measure(axes: Axes, histories: Sequence[History], measure: str) -> None:
    for number, history in enumerate(histories):
        if history.measures.get(measure):
            axes.plot(*zip(*history.measures[measure]), marker="o", ms=3.5, **style.line(number))
    ylabel = "share of all" if is_share(measure) else measure
    axes.set(title=measure, xlabel="step", ylabel=ylabel)
    axes.set_xlim(left=0)
    axes.xaxis.set_major_locator(MaxNLocator(5, integer=True))
    if is_share(measure):
        axes.set_ylim(0, 1.02)
        axes.yaxis.set_major_formatter(PercentFormatter(1.0))


def running_mean(values: Sequence[float]) -> np.ndarray:
    """Return the mean of the last tenth of the values before each, as many as there are."""
    width = max(1, len(values) // 10)
    sums = np.cumsum(np.concatenate([[0.0], values]))
    ends = np.arange(1, len(values) + 1)
    starts = np.maximum(ends - width, 0)
    return (sums[ends] - sums[starts]) / (ends - starts)
