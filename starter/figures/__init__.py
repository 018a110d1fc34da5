"""Figures of the notebooks: how convolutions and cells work, and what trained models do.

May import images.
"""

from ..public import attach

__all__, __getattr__ = attach(
    __name__,
    {
        ".grids": "Grid",
        "cells": "draw_cell",
        "convolution": "draw_convolution",
        "curves": "draw_curves",
        "heat": "ColoredText draw_units",
        "memory": "draw_delays draw_gradients",
        "pictures": "draw_kernels draw_maps draw_samples",
        "receptive": "draw_receptive_field",
        "sliders": "slide_receptive_field",
        "style": "BLUE FAINT INK LINE MUTED ORANGE PAPER",
    },
)
