"""Refuses built-in recurrent modules and functions, which the exercises do not allow."""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
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


class BuiltinRefused(RuntimeError):
    """PyTorch's own recurrent `function` was called where an exercise asks for the equations."""

    def __init__(self, function: str):
        super().__init__(
            f"no check runs {function}, a recurrent step that is built into torch; "
            "outside of the exercises that costs nothing"
        )


# Compiled code raises errors of its own with the text of the one that was raised in it.
_REFUSED = re.compile(r"no check runs (.*), a recurrent step that is built into torch")


def refused(error: BaseException) -> str:
    """Return the built-in functions or modules that an error is about; nothing for others."""
    found = _REFUSED.search(str(error))
    return found[1] if found else ""


@contextmanager
def builtins_refused(module: nn.Module) -> Iterator[None]:
    """Context in which PyTorch's own recurrent functions raise BuiltinRefused.

    Where `module` holds modules that are built in, the error names them in place of the function.
    """
    try:
        with _Refusing():
            yield
    except Exception as error:
        if refused(error) and (held := _held(module)):
            raise BuiltinRefused(", ".join(held)) from error
        raise


def builtins_of(module: nn.Module) -> list[str]:
    """Return the built-in modules that `module` holds, else what its source names."""
    return sorted(_held(module) or _in_source(type(module)))


class _Refusing(TorchFunctionMode):
    def __torch_function__(self, func, types, args=(), kwargs=None):
        name = getattr(func, "__name__", "")
        if name in _FUNCTIONS:
            raise BuiltinRefused(f"torch.{name}")
        return func(*args, **(kwargs or {}))


def _held(module: nn.Module) -> list[str]:
    return sorted({_torch_name(m) for m in module.modules() if isinstance(m, _MODULES)})


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
