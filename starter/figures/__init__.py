"""Figures of the notebooks: how convolutions and cells work, and what trained models do."""

from .cells import draw_cell
from .convolution import draw_convolution
from .curves import draw_curves

__all__ = ["draw_cell", "draw_convolution", "draw_curves"]
