"""Sees built-in recurrent modules and functions, which the exercises do not allow."""

from __future__ import annotations

import ast
import inspect
import textwrap
from functools import lru_cache
from types import FunctionType

from torch import nn
from torch.overrides import TorchFunctionMode

_FUNCTIONS = frozenset(
    f"{name}{suffix}"
    for name in ("lstm", "gru", "rnn_tanh", "rnn_relu")
    for suffix in ("", "_cell")
)
_MODULES = (nn.RNNBase, nn.RNNCellBase)
_NAMES = _FUNCTIONS | {"LSTM", "LSTMCell", "GRU", "GRUCell", "RNN", "RNNCell"}


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
        """Return the built-in modules that `module` holds, else what ran or its source names."""
        modules = {_torch_name(m) for m in module.modules() if isinstance(m, _MODULES)}
        return sorted(modules or self.functions or _in_source(type(module)))


@lru_cache(maxsize=64)
def _in_source(cls: type) -> frozenset[str]:
    """Return what the methods of a class name, such as `nn.GRU`; nothing without a source."""
    methods = [member for member in vars(cls).values() if inspect.isfunction(member)]
    nodes = [
        node for method in methods for node in _nodes(method) if isinstance(node, ast.Attribute)
    ]
    return frozenset(ast.unparse(n) for n in nodes if n.attr in _NAMES and _of_torch(n.value))


def _nodes(method: FunctionType) -> list[ast.AST]:
    # Of a class in a notebook only the methods have a source that `inspect` finds.
    try:
        return list(ast.walk(ast.parse(textwrap.dedent(inspect.getsource(method)))))
    except (OSError, TypeError, SyntaxError):
        return []


def _of_torch(owner: ast.expr) -> bool:
    return ast.unparse(owner).split(".")[-1] in ("nn", "torch", "_VF", "_C", "rnn")


def _torch_name(module: nn.Module) -> str:
    """Return the name of the torch class behind a module, which may be a subclass of it."""
    bases = (base for base in type(module).__mro__ if base.__module__.startswith("torch.nn"))
    return f"nn.{next(bases).__name__}"
