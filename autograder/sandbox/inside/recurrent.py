"""Has PyTorch's own recurrent operators refuse, in this process and all that is forked from it."""

from __future__ import annotations

import ctypes
import re

import torch

from starter.interview.builtins import BuiltinRefused

_RECURRENT = re.compile(r"(?!.*backward).*(lstm|gru|rnn)")
# What calls find: from Python, with gradients or without, from TorchScript, from a transformation.
# Kernels that torch composes of others serve every key that has none of its own.
_KEYS = ("CPU", "AutogradCPU", "CompositeImplicitAutograd")


def refuse_recurrent_operators() -> list[str]:
    """Register kernels that raise BuiltinRefused at torch's dispatcher; return the operators.

    Below the dispatcher there is no way around them: whatever calls an operator finds its kernel
    there. In the process of a submission nothing can take them back, as nothing holds them.
    """
    names = [n for n in torch._C._dispatch_get_all_op_names() if _RECURRENT.match(_base(n))]
    for name in names:
        for key in _KEYS:
            library = torch._C._dispatch_library("IMPL", name.partition("::")[0], key, "", 0)
            library.impl(name.partition("::")[2], key, _refusal(name), False)
            # A library's end takes its kernels back; this one is never to be found, nor to end.
            ctypes.pythonapi.Py_IncRef(ctypes.py_object(library))
    return names


def _base(name: str) -> str:
    """Return the name of an operator without its namespace and its overload."""
    return name.partition("::")[2].partition(".")[0]


def _refusal(name: str):
    function = f"torch.{_base(name)}"

    def refuse(*_, **__):
        raise BuiltinRefused(function)

    return refuse
