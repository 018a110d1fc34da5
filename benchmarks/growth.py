"""How the cost of a class grows with its size, by `kit grade`; draws docs/images/growth.png."""

from __future__ import annotations

from pathlib import Path

from matplotlib.figure import Figure
from rich.table import Table

from starter.figures import style

from .grading import Timing, by_kit, measure

SIZES = (40, 100, 400, 1000)
PICTURE = Path(__file__).parents[1] / "docs" / "images" / "growth.png"


def table() -> Table:
    """Return what classes of several sizes cost, and how far 1,000 are from ten times 100."""
    timings = {size: measure("rnn", size, by_kit) for size in SIZES}
    draw(timings).savefig(PICTURE, dpi=110)
    found = Table("submissions", "wall s", "CPU s", "peak MB", title="kit grade rnn, by class size")
    for timing in timings.values():
        numbers = (f"{n:.0f}" for n in (timing.wall, timing.cpu, timing.memory))
        found.add_row(str(timing.size), *numbers)
    ratio = timings[1000].wall / (10 * timings[100].wall)
    found.caption = f"1,000 submissions cost {ratio:.2f} of ten times 100"
    return found


def draw(timings: dict[int, Timing]) -> Figure:
    """Return a figure of wall clock and processor time by class size."""
    with style.page(7, 4.2) as figure:
        axes = figure.add_subplot()
        sizes = list(timings)
        axes.plot(sizes, [t.wall for t in timings.values()], "o-", color=style.BLUE, label="wall")
        axes.plot(
            sizes, [t.cpu for t in timings.values()], "s--", color=style.VERMILLION, label="CPU"
        )
        axes.set(xlabel="submissions", ylabel="seconds", title="kit grade rnn, from cold start")
        axes.set(xlim=(0, None), ylim=(0, None))
        axes.grid(color=style.FAINT)
        axes.legend()
    return figure
