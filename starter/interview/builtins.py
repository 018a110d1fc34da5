"""Sees built-in recurrent modules and functions, which the exercises do not allow."""

from __future__ import annotations

from torch import nn
from torch.overrides import TorchFunctionMode

_FUNCTIONS = frozenset(
    f"{name}{suffix}"
    for name in ("lstm", "gru", "rnn_tanh", "rnn_relu")
    for suffix in ("", "_cell")
)
_MODULES = (nn.RNNBase, nn.RNNCellBase)


class Builtins(TorchFunctionMode):
    """Context that notes every built-in recurrent function that runs inside it."""

    def __init__(self):
        super().__init__()
        self.functions: set[str] = set()

    def __torch_function__(self, func, types, args=(), kwargs=None):
        name = getattr(func, "__name__", "")
        if name in _FUNCTIONS:
            self.functions.add(f"torch.{name}")
        return func(*args, **(kwargs or {}))

    def used(self, module: nn.Module) -> list[str]:
        """Return the names of built-in functions that ran and modules that `module` holds."""
        modules = {_torch_name(m) for m in module.modules() if isinstance(m, _MODULES)}
        return sorted(modules or self.functions)


def _torch_name(module: nn.Module) -> str:
    """Return the name of the torch class behind a module, which may be a subclass of it."""
    bases = (base for base in type(module).__mro__ if base.__module__.startswith("torch.nn"))
    return f"nn.{next(bases).__name__}"
