"""Results of some operations on the `meta` device, for which torch itself runs slow Python code."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode

_aten = torch.ops.aten


def run(func, args: tuple, kwargs: dict | None):
    """Run an operation of torch, the quick way where there is one."""
    result = None if kwargs else quick(func, args)
    return func(*args, **(kwargs or {})) if result is None else result


def quick(func, args: tuple) -> Tensor | None:
    """Return the result of an operation on ordinary arguments, None for all others.

    What is out of the ordinary, also what torch refuses, is left to torch and its words for it.
    """
    found = _QUICK.get(func)
    return found(*args) if found else None


class QuickMeta(TorchDispatchMode):
    """Context in which operations on the `meta` device are quick."""

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        return run(func, args, kwargs)


def _plain(*tensors: object) -> bool:
    """Say whether these are dense tensors on `meta` with numbers of one floating-point kind."""
    return all(
        isinstance(t, Tensor)
        and t.is_meta
        and t.dtype is tensors[0].dtype
        and t.is_floating_point()
        and t.is_contiguous()
        for t in tensors
    )


def _alike(x: Tensor) -> Tensor | None:
    return x.new_empty(x.shape) if _plain(x) else None


def _both_alike(x: Tensor, y: object) -> Tensor | None:
    return x.new_empty(x.shape) if _plain(x, y) and x.shape == y.shape else None


def _addmm(bias: Tensor, x: Tensor, weight: Tensor) -> Tensor | None:
    # A Linear's weight comes transposed, which is not contiguous.
    if not _plain(bias, x, weight.t() if weight.dim() == 2 else weight) or x.dim() != 2:
        return None
    fits = weight.dim() == 2 and x.shape[1] == weight.shape[0] and bias.shape == weight.shape[1:]
    return x.new_empty((x.shape[0], weight.shape[1])) if fits else None


_QUICK = {
    _aten.relu.default: _alike,
    _aten.sigmoid.default: _alike,
    _aten.tanh.default: _alike,
    _aten.mul.Tensor: _both_alike,
    _aten.add.Tensor: _both_alike,
    _aten.threshold_backward.default: lambda grad, x, _: _both_alike(grad, x),
    _aten.addmm.default: _addmm,
}
