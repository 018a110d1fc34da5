"""Figures of the notebooks: how convolutions and cells work, and what trained models do."""

from .cells import draw_cell
from .convolution import draw_convolution
from .curves import draw_curves
from .heat import ColoredText, draw_units
from .memory import draw_delays, draw_gradients
from .pictures import draw_kernels, draw_maps, draw_samples
from .receptive import draw_receptive_field
from .sliders import slide_receptive_field

__all__ = [
    "ColoredText",
    "draw_cell",
    "draw_convolution",
    "draw_curves",
    "draw_delays",
    "draw_gradients",
    "draw_kernels",
    "draw_maps",
    "draw_receptive_field",
    "draw_samples",
    "draw_units",
    "slide_receptive_field",
]
