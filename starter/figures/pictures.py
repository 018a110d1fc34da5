"""Pictures in a grid: sample images, kernels and feature maps."""

from collections.abc import Mapping

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from torch import Tensor

from ..images import ImageSet
from . import style

_MAPS = "cividis"  # even in lightness, and the same to colour-blind eyes
_KERNELS_A_ROW = 12
_NAME = {"rotation": 0, "ha": "right", "va": "center", "labelpad": 6}


def draw_samples(images: ImageSet) -> Figure:
    """Draw an image of each class (columns) in each domain (rows)."""
    rows, columns = len(images.domains), min(len(images.classes), 8)
    with style.page(1.15 * columns + 0.9, 1.15 * rows + 0.3) as figure:
        grid = figure.subplots(rows, columns, squeeze=False)
        for (i, j), axes in np.ndenumerate(grid):
            found = (images.origins == i) & (images.labels == j)
            _show(axes, images.images[found][:1])
        _name(grid, images.domains, images.classes)
    return figure


def draw_kernels(kernels: Mapping[str, Tensor], title: str = "") -> Figure:
    """Draw the kernels of several networks, each set as one grid of small colour images.

    Kernels are `(count, 3, height, width)`. Grey is zero; each one is stretched to the full range
    of colours by itself.
    """
    columns = min(3, len(kernels))
    rows = -(-len(kernels) // columns)
    with style.page(2.87 * columns, 2.2 * rows + (0.6 if title else 0.3)) as figure:
        grid = list(figure.subplots(rows, columns, squeeze=False).flat)
        for axes in grid:
            axes.set_axis_off()
        for axes, (name, weights) in zip(grid, kernels.items()):
            axes.imshow(_tiled(weights).numpy(), interpolation="nearest")
            count, _, high, wide = weights.shape
            axes.set_title(f"{name}\n{count} kernels, {high}×{wide} pixels", size=9.5)
        figure.suptitle(title, size=11)
    return figure


def draw_maps(maps: Mapping[str, Tensor], image: Tensor | None = None, count: int = 7) -> Figure:
    """Draw the `count` channels of the largest contrast for each entry, a row each.

    Maps are `(channels, height, width)`; bright is large, each map has a scale of its own. `image`
    is `(3, height, width)` in bytes and stands before the first row.
    """
    rows, columns = len(maps), count + (image is not None)
    with style.page(0.98 * columns + 0.9, 0.98 * rows + 0.3) as figure:
        grid = figure.subplots(rows, columns, squeeze=False)
        names = []
        for axes, (name, layer) in zip(grid, maps.items()):
            if image is not None:
                _show(axes[0], image[None] if not names else image[:0])
            strongest = layer.flatten(1).std(1).argsort(descending=True)[:count]
            for panel in axes[columns - count :]:
                _show(panel, layer[:0])
            for panel, channel in zip(axes[columns - count :], strongest):
                panel.imshow(layer[channel].numpy(), cmap=_MAPS, interpolation="nearest")
                panel.set_title(f"channel {int(channel)}", size=7.5, color=style.MUTED, pad=2)
            names.append(f"{name}\n{layer.shape[1]}×{layer.shape[2]}")
        _name(grid, names, ())
    return figure


def _show(axes: Axes, images: Tensor) -> None:
    """Show the first of the images `(count, 3, height, width)`, if there is one, without ticks."""
    axes.set(xticks=[], yticks=[])
    axes.grid(False)
    for spine in axes.spines.values():
        spine.set_visible(False)
    if len(images):
        axes.imshow(images[0].permute(1, 2, 0).numpy())


def _name(grid: np.ndarray, rows, columns) -> None:
    for axes, name in zip(grid[:, 0], rows):
        axes.set_ylabel(name, **_NAME)
    for axes, name in zip(grid[0], columns):
        axes.set_title(name)


def _tiled(weights: Tensor) -> Tensor:
    """Return kernels `(count, 3, k, k)` in rows, with gaps, as one image `(height, width, 3)`."""
    count, channels, high, wide = weights.shape
    largest = weights.abs().amax(dim=(1, 2, 3), keepdim=True).clamp(min=1e-12)
    lines = -(-count // _KERNELS_A_ROW)
    tiles = torch.ones(lines * _KERNELS_A_ROW, channels, high + 1, wide + 1)
    tiles[:count, :, :high, :wide] = 0.5 + 0.5 * weights / largest
    tiles = tiles.reshape(lines, _KERNELS_A_ROW, channels, high + 1, wide + 1)
    image = tiles.permute(0, 3, 1, 4, 2).reshape(lines * (high + 1), -1, channels)
    return image[:-1, :-1]
