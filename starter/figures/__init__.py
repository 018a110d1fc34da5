"""Figures of the notebooks: the arithmetic of a convolution and the data flow of a cell."""

from .cells import draw_cell
from .convolution import draw_convolution

__all__ = ["draw_cell", "draw_convolution"]
