"""The figures of a report, as PNG: they read on paper and without colour vision."""

from __future__ import annotations

import io

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from starter.figures.style import BLUE, FAINT, INK, LINE, MUTED, ORANGE, PAPER

from .overview import Overview

WIDTH = 8.0
DPI = 110
# Above it, students share rows of the heat map, and none is named.
NAMED = 60
MOST_ROWS = 400
# From nothing to all: lightness alone tells the order.
SHADES = LinearSegmentedColormap.from_list("points", ["#FFFFFF", "#9CCBE8", BLUE, "#003A5C"])


def distribution(overview: Overview) -> bytes:
    """Return the histogram of final scores, with mean and median."""
    most = max(overview.results.max_score, *overview.scores)
    figure, axes = _page(3.0)
    axes.hist(overview.scores, np.linspace(0, most, min(31, int(most) + 2)), color=BLUE, ec=PAPER)
    axes.axvline(overview.median, color=ORANGE, lw=2, label=f"median {overview.median:.1f}")
    axes.axvline(overview.mean, color=INK, lw=2, ls="--", label=f"mean {overview.mean:.1f}")
    axes.set(xlabel=f"points (of {overview.results.max_score:g})", ylabel="students")
    axes.yaxis.get_major_locator().set_params(integer=True)
    axes.legend(frameon=False, labelcolor=INK)
    return _png(figure)


def pass_rates(overview: Overview) -> bytes:
    """Return a bar for each check: the share of students who passed it."""
    labels = [f"{rate.exercise.title}: {rate.name}" for rate in overview.checks]
    shares = [100 * rate.share for rate in overview.checks]
    figure, axes = _page(0.28 * len(labels) + 0.9)
    bars = axes.barh(range(len(labels)), shares, color=BLUE, height=0.7)
    axes.bar_label(bars, [f"{share:.0f} %" for share in shares], padding=4, color=INK, fontsize=9)
    axes.set_yticks(range(len(labels)), labels, fontsize=9)
    axes.invert_yaxis()
    axes.set(xlim=(0, 112), xlabel="students who passed (%)")
    return _png(figure)


def heat_map(overview: Overview) -> bytes:
    """Return students × exercises, best first; many students share a row as their mean."""
    exercises = overview.assignment.exercises
    rows = overview.best_first
    shares = np.array([[row.points[e.id] / e.points for e in exercises] for row in rows])
    named = len(rows) <= NAMED
    pooled = [part.mean(axis=0) for part in np.array_split(shares, min(MOST_ROWS, len(rows)))]
    figure, axes = _page(0.24 * len(rows) + 1.6 if named else 7.0)
    image = axes.imshow(
        100 * np.array(pooled),
        cmap=SHADES,
        vmin=0,
        vmax=100,
        aspect="auto",
        interpolation="nearest",
        extent=(-0.5, len(exercises) - 0.5, len(rows) - 0.5, -0.5),
    )
    titles = [exercise.title.replace(" with ", "\nwith ") for exercise in exercises]
    axes.set_xticks(range(len(exercises)), titles, fontsize=8)
    if named:
        axes.set_yticks(range(len(rows)), [row.student for row in rows], fontsize=8)
    else:
        axes.set_ylabel(f"{len(rows)} students, best first")
    axes.grid(False)
    if named:
        axes.set_yticks(np.arange(len(rows) + 1) - 0.5, minor=True)
        axes.set_xticks(np.arange(len(exercises) + 1) - 0.5, minor=True)
        axes.grid(which="minor", color=FAINT)
        axes.tick_params(which="minor", length=0)
    figure.colorbar(image, ax=axes, label="points (%)", pad=0.02)
    return _png(figure)


def _page(height: float) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(WIDTH, height), facecolor=PAPER, layout="constrained")
    axes = figure.add_subplot(facecolor=PAPER)
    axes.set_axisbelow(True)
    axes.grid(color=FAINT)
    axes.tick_params(colors=INK)
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set_color(LINE)
    for label in (axes.xaxis.label, axes.yaxis.label):
        label.set_color(MUTED)
    return figure, axes


def _png(figure: Figure) -> bytes:
    buffer = io.BytesIO()
    # Without the version of matplotlib, the same numbers make the same file.
    figure.savefig(buffer, format="png", dpi=DPI, metadata={"Software": None})
    return buffer.getvalue()
