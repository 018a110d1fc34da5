"""What one number of a layer depends on: receptive fields, along one axis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .geometry import Geometry

Setting = tuple[int, int, int, int]  # kernel, stride, padding, dilation


@dataclass(frozen=True)
class Level:
    """The output of one layer of a stack, along one axis.

    `reach` is the receptive field in pixels of the image: from the first to the last pixel that one
    number can depend on. `step` is the distance in pixels between neighbours, `center` the place
    of the first number, in pixels from the first pixel.
    """

    geometry: Geometry
    reach: int
    step: int
    center: float

    @property
    def size(self) -> int:
        """How many numbers there are."""
        return self.geometry.count

    def place(self, index: int) -> float:
        """Return where a number lies, in pixels from the first pixel of the image."""
        return self.center + index * self.step


def stack(size: int, layers: Sequence[Setting]) -> list[Level]:
    """Return the levels above an image of `size` pixels, one for each layer.

    Raises ValueError where a setting is out of range or a window does not fit.
    """
    levels, reach, step, center = [], 1, 1, 0.0
    for kernel, stride, padding, dilation in layers:
        geometry = Geometry(size, kernel, stride, padding, dilation)
        reach += (geometry.span - 1) * step
        center += ((geometry.span - 1) / 2 - padding) * step
        step *= stride
        size = geometry.count
        levels.append(Level(geometry, reach, step, center))
    return levels


def sources(levels: Sequence[Level], index: int) -> list[set[int]]:
    """Return what a number of the last level depends on: positions at each level below it.

    The first set holds pixels of the image, the last one `index` alone. Padding is left out.
    """
    found = [{index}]
    for level in reversed(levels):
        below = {p for window in found[0] for p in level.geometry.reads(window)}
        found.insert(0, {p for p in below if not level.geometry.is_padding(p)})
    return found
