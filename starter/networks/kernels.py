"""Looks inside a trained network: its first kernels, and what its layers make of an image."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from .recording import Recorder
from .rows import read


def first_kernels(model: nn.Module) -> Tensor:
    """Return the kernels of the first convolution, `(count, channels, height, width)`.

    Raises ValueError if the model has no parameter of four axes.
    """
    for parameter in model.parameters():
        if parameter.dim() == 4:
            return parameter.detach().float().cpu().clone()
    raise ValueError(f"{type(model).__name__} has no convolution")


def feature_maps(model: nn.Module, image: Tensor) -> dict[str, Tensor]:
    """Return what every layer puts out for one image, by names such as `ReLU-2`.

    `image` is `(channels, height, width)`, maps are `(channels, height, width)` on the CPU. Layers
    without maps, such as linear ones, are left out. A layer that works in place has replaced what
    the one before it put out.
    """
    model.eval()
    inputs = image[None].to(next(model.parameters()).device)
    recorder = Recorder(model, inputs)
    with torch.no_grad(), recorder:
        model(inputs)
    steps = [(read(step), step.result) for step in recorder.steps if step.result.dim() == 4]
    layers = [(row.layer, maps) for row, maps in steps if row is not None]
    return {
        f"{layer}-{number}": maps[0].float().cpu() for number, (layer, maps) in enumerate(layers, 1)
    }
