"""Figures of the notebooks: how convolutions and cells work, and what trained models do."""

from .cells import draw_cell
from .convolution import draw_convolution
from .curves import draw_curves
from .heat import ColoredText, draw_units
from .memory import draw_delays, draw_gradients

__all__ = [
    "ColoredText",
    "draw_cell",
    "draw_convolution",
    "draw_curves",
    "draw_delays",
    "draw_gradients",
    "draw_units",
]
