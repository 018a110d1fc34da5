"""Figures of the notebooks: how convolutions and cells work, and what trained models do."""

from .cells import draw_cell
from .convolution import draw_convolution
from .curves import draw_curves
from .pictures import draw_kernels, draw_maps, draw_samples
from .receptive import draw_receptive_field
from .sliders import slide_receptive_field

__all__ = [
    "draw_cell",
    "draw_convolution",
    "draw_curves",
    "draw_kernels",
    "draw_maps",
    "draw_receptive_field",
    "draw_samples",
    "slide_receptive_field",
]
