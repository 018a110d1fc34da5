"""One operation of torch as it ran: its name, its arguments, its result."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor


@dataclass(frozen=True)
class Operation:
    """One operation that ran, or broke: its name in torch, its arguments and its result.

    `data`, `noise` and `zeros` are those arguments that come from the input, from random numbers
    and from zeros; `weights` are the parameters among them by name.
    """

    name: str
    args: tuple
    result: Tensor | None
    data: tuple[Tensor, ...] = ()
    noise: tuple[Tensor, ...] = ()
    zeros: tuple[Tensor, ...] = ()
    weights: tuple[tuple[str, Tensor], ...] = ()

    def argument(self, index: int, default=None):
        """Return the positional argument at `index`, or `default` where it was left out."""
        return self.args[index] if index < len(self.args) else default

    @property
    def plain_name(self) -> str:
        """The name without the underscore of operations in place."""
        return self.name.rstrip("_")
