"""Finds where numbers stop being finite: in a batch, a weight, a layer, a loss or a gradient."""

from __future__ import annotations

import torch
from torch import Tensor, nn


class NotFinite(Exception):
    """A number of a training is infinite or not a number; the message says where it began."""


def culprit_of_loss(model: nn.Module, inputs: Tensor, targets: Tensor) -> str:
    """Return what is to blame for a loss that is not finite: the first that is not finite itself.

    Runs the model once more, on the same batch.
    """
    for name, tensor in (("inputs", inputs), ("targets", targets)):
        if not _finite(tensor):
            return f"the {name} of this batch"
    for name, parameter in model.named_parameters():
        if not _finite(parameter):
            return f"the weights {name}"
    return _first_layer(model, inputs) or "the loss itself: the model's outputs are finite"


def culprit_of_gradients(model: nn.Module) -> str | None:
    """Return the parameter nearest the output whose gradient is not finite, or None.

    Gradients travel from the output to the input, so this one was reached first.
    """
    named = [(name, p.grad) for name, p in model.named_parameters() if p.grad is not None]
    # A sum is finite where all is, and one number a parameter is quick to look at.
    if not named or _finite(torch.stack([grad.sum() for _, grad in named])):
        return None
    bad = [name for name, grad in named if not _finite(grad)]
    return f"the gradient of {bad[-1]}" if bad else None


def _first_layer(model: nn.Module, inputs: Tensor) -> str | None:
    found: list[str] = []

    def look(name, kind):
        def hook(module, arguments, output):
            if not found and not all(map(_finite, _tensors(output))):
                found.append(f"the output of {name} ({kind})" if name else "the model's output")

        return hook

    hooks = [
        module.register_forward_hook(look(name, type(module).__name__))
        for name, module in model.named_modules()
    ]
    try:
        with torch.no_grad():
            model(inputs)
    finally:
        for hook in hooks:
            hook.remove()
    return found[0] if found else None


def _tensors(output: object) -> list[Tensor]:
    if isinstance(output, Tensor):
        return [output]
    parts = output if isinstance(output, (tuple, list)) else ()
    return [tensor for part in parts for tensor in _tensors(part)]


def _finite(tensor: Tensor) -> bool:
    return not tensor.is_floating_point() or bool(torch.isfinite(tensor).all())
