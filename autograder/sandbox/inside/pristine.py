"""Puts back what student code may have changed in the interview: the functions of `starter`."""

from __future__ import annotations

import sys
from types import FunctionType, ModuleType


class Pristine:
    """A picture of the modules of `starter` as they were before any cell ran.

    It undoes patches, not sorcery: what a process says about itself can only lower a score, and
    this keeps honest mistakes and simple tricks from changing even that.
    """

    def __init__(self):
        self.modules: dict[str, ModuleType] = {
            name: module
            for name, module in sys.modules.items()
            if name == "starter" or name.startswith("starter.")
        }
        self.members = {name: dict(vars(module)) for name, module in self.modules.items()}
        self.code = {
            function: (function.__code__, function.__defaults__, function.__kwdefaults__)
            for function in self._functions()
        }

    def _functions(self) -> set[FunctionType]:
        found = set()
        for members in self.members.values():
            for member in members.values():
                if isinstance(member, FunctionType):
                    found.add(member)
                elif isinstance(member, type) and member.__module__.startswith("starter"):
                    found |= {m for m in vars(member).values() if isinstance(m, FunctionType)}
        return found

    def restore(self) -> None:
        """Put back every module, name and function body."""
        for name, module in self.modules.items():
            sys.modules[name] = module
            now = vars(module)
            for key, member in self.members[name].items():
                if now.get(key) is not member:
                    now[key] = member
        for function, (code, defaults, keywords) in self.code.items():
            if function.__code__ is not code:
                function.__code__ = code
            # Only what differs is set: each write would copy memory that the forks share.
            if function.__defaults__ is not defaults:
                function.__defaults__ = defaults
            if function.__kwdefaults__ is not keywords:
                function.__kwdefaults__ = keywords
