"""Puts back what student code may have changed in the interview: the functions of `starter`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from operator import attrgetter, is_
from types import FunctionType, ModuleType

_NAMES = ("__code__", "__defaults__", "__kwdefaults__")
_PARTS = tuple(map(attrgetter, _NAMES))


def loaded() -> list[str]:
    """Return the names of the modules of `starter` that are loaded now."""
    return [name for name in sys.modules if name == "starter" or name.startswith("starter.")]


class Pristine:
    """A picture of modules of `starter` as they were before any cell ran.

    It undoes patches, not sorcery: what a process says about itself can only lower a score, and
    this keeps honest mistakes and simple tricks from changing even that.
    """

    def __init__(self, names: Iterable[str]):
        self.modules: dict[str, ModuleType] = {name: sys.modules[name] for name in names}
        self.members = {name: dict(vars(module)) for name, module in self.modules.items()}
        self.functions = list(self._functions())
        self.parts = [self._read(part) for part in _PARTS]

    def _read(self, part: Callable[[FunctionType], object]) -> list:
        return list(map(part, self.functions))

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
            now, before = vars(module), self.members[name]
            if _same(map(now.get, before), before.values()):
                continue
            for key, member in before.items():
                if now.get(key) is not member:
                    now[key] = member
        for name, part, before in zip(_NAMES, _PARTS, self.parts):
            # Only what differs is set: each write would copy memory that the forks share.
            if not _same(self._read(part), before):
                for function, value in zip(self.functions, before):
                    if part(function) is not value:
                        setattr(function, name, value)


def _same(now: Iterable, before: Iterable) -> bool:
    """Say whether each is the same object: nearly always all are, which is seen without a loop."""
    return all(map(is_, now, before))
