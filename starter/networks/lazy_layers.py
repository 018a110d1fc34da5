"""Lazy layers, whose weights have no shape before a first input: `nn.LazyLinear`, `LazyConv2d`."""

from __future__ import annotations

import torch
from torch import Tensor, nn


def is_lazy(module: nn.Module) -> bool:
    """Say whether some weights of a module have no shape yet."""
    return any(nn.parameter.is_lazy(p) for p in module.parameters())


@torch.no_grad()
def fill(module: nn.Module, inputs: Tensor) -> None:
    """Give all weights their shapes by one run; `inputs` is what the module takes.

    Nothing runs where they have them. Whatever the module raises passes through.
    """
    if is_lazy(module):
        module(inputs)


def filled(cls: type[nn.Module], size: tuple[int, ...] | None = None) -> type[nn.Module]:
    """Return a class of the same name whose weights have their shapes from the start.

    `size` is the shape of one input; without it, it is the first argument of the constructor, as
    that of a cell.
    """

    class Filled(cls):
        def __init__(self, *arguments, **options):
            super().__init__(*arguments, **options)
            first = (*arguments, *options.values())[:1]
            fill(self, torch.zeros(2, *(size or first)))

    Filled.__name__, Filled.__qualname__ = cls.__name__, cls.__qualname__
    Filled.__module__, Filled.__doc__ = cls.__module__, cls.__doc__
    return Filled
