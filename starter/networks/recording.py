"""Records what a network does: the operations behind its output, as rows of a layer table.

The network runs on torch's `meta` device, where tensors have shapes and no numbers, so that even
58 million parameters cost nothing. What is recorded are the operations that reach torch, which
makes the style of the code irrelevant: a Sequential, functional calls and views give equal rows.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from copy import deepcopy
from math import prod

import torch
from torch import Tensor, nn
from torch.utils._python_dispatch import TorchDispatchMode

from . import meta_device
from .canonical import canonical
from .lazy_layers import fill, is_lazy
from .operation import Operation
from .readers import TRANSPOSES, VIEWS
from .rows import read, read_broken
from .tables import Row

# Where a tensor comes from, as far as a table is concerned.
DATA, NOISE, ZERO = "data", "noise", "zero"
# The name of parameters that no module of the network knows of.
UNKNOWN = ""


class Recorder(TorchDispatchMode):
    """Context in which every operation on tensors is kept, in order.

    `steps` are those that the input flows through; `broken` is the one that raised, if the last
    one did. Tensors are kept alive, so that an id means one tensor.
    """

    def __init__(self, network: nn.Module, inputs: Tensor):
        super().__init__()
        self.steps: list[Operation] = []
        self.broken: Operation | None = None
        self.names = dict.fromkeys(name for name, _ in network.named_parameters())
        self.parameters = {id(p): name for name, p in network.named_parameters()}
        self.strangers: list[Tensor] = []
        self.origin = {id(inputs): DATA}
        self.kept: list = [inputs]
        self.born: set[int] = set()
        self.bases: dict[int, Tensor] = {}
        self.touched: set[str] = set()
        self.size = tuple(inputs.shape[1:])

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        name = func.overloadpacket.__name__
        try:
            result = meta_device.run(func, args, kwargs)
        except Exception:
            self.broken = self._operation(name, args, None)
            raise
        self.broken = None
        several = isinstance(result, (tuple, list)) and result
        # Other results than the first are indices, masks and statistics, except for parts.
        for main in (result if name in _PARTS else result[:1]) if several else (result,):
            if isinstance(main, Tensor):
                self.kept.append((args, result))
                self._follow(self._operation(name, args, self._whole(name, args, main)))
        return result

    def _whole(self, name: str, args: tuple, result: Tensor) -> Tensor:
        """Return the result, or the whole tensor where a part of one was written into."""
        if name in _CUTS and isinstance(args[0], Tensor):
            self.bases[id(result)] = self.bases.get(id(args[0]), args[0])
        return self.bases.get(id(result), result) if name == "copy_" else result

    def _operation(self, name: str, args: tuple, result: Tensor | None) -> Operation:
        tensors = list(_tensors(args))
        for tensor in tensors:
            if isinstance(tensor, nn.Parameter) and id(tensor) not in self.parameters:
                self.parameters[id(tensor)] = UNKNOWN
                self.strangers.append(tensor)
        kinds = [[t for t in tensors if self.origin.get(id(t)) == o] for o in (DATA, NOISE, ZERO)]
        weights = [(self.parameters[id(t)], t) for t in tensors if id(t) in self.parameters]
        return Operation(name, args, result, *map(tuple, kinds), tuple(weights))

    def _follow(self, step: Operation) -> None:
        """Note where the result comes from: the input, noise, zeros, a parameter, or elsewhere."""
        key, known = id(step.result), step.noise or step.zeros
        if step.name in _FRESH | _ZEROS and step.result.device.type == "meta":
            self.born.add(_storage(step.result))
        if step.name in _FRESH:
            return
        if step.name in _ZEROS:
            self.origin[key] = ZERO
        elif step.name in _RANDOM:
            self.origin[key] = NOISE
        elif step.data:
            self.origin[key] = DATA
            self.steps.append(step)
        elif known:
            self.origin[key] = NOISE if step.noise else ZERO
        elif step.weights and step.name in VIEWS | TRANSPOSES:
            self.parameters[key] = step.weights[0][0]
        elif step.weights:
            self.touched.update(name for name, _ in step.weights)

    def _used(self, output: Tensor | None) -> list[Operation]:
        """Return the steps that lead to `output`; without one, as after an error, to the last."""
        if output is None and self.steps:
            output = self.steps[-1].result
        wanted, used = {id(output)}, []
        for step in reversed(self.steps):
            if id(step.result) in wanted:
                wanted.update(id(t) for t in step.data)
                used.append(step)
        return used[::-1]

    def rows(self, output: Tensor | None = None) -> list[Row]:
        """Return the rows of the operations that lead to `output`, in the order they ran.

        Without an output, as after an error, the last operation stands in for it.
        """
        rows = [read(step) for step in self._used(output)]
        return canonical([row for row in rows if row is not None], self.size)

    def shared(self) -> list[str]:
        """Return the names of the parameters that more than one step reads."""
        uses = Counter(name for step in self.steps for name, _ in step.weights if name)
        return [name for name, count in uses.items() if count > 1]

    def unused(self, output: Tensor | None = None) -> list[str]:
        """Return the names of the parameters that the output does not depend on."""
        used = {name for step in self._used(output) for name, _ in step.weights} | self.touched
        return [name for name in self.names if name not in used]

    def unregistered(self) -> list[dict]:
        """Return shapes of parameters that are not the network's, and whether `forward` made them.

        Those that `forward` makes share their storage with a tensor born in the recording.
        """
        return [
            {"shape": list(t.shape), "made_in_forward": _storage(t) in self.born}
            for t in self.strangers
        ]

    def where_it_broke(self) -> dict | None:
        """Return what is known of the operation that raised, if data flowed into it."""
        return read_broken(self.broken) if self.broken and self.broken.data else None


def record(network: nn.Module, inputs: Tensor) -> tuple[list[Row], object]:
    """Run the network once, without gradients, and return its rows and what it returned.

    `inputs` is `(batch, channels, height, width)`. Rows are empty where the network returns
    something other than one tensor. Whatever the network raises passes through.
    """
    recorder = Recorder(network, inputs)
    with torch.no_grad(), recorder:
        output = network(inputs)
    return (recorder.rows(output) if isinstance(output, Tensor) else []), output


class BrokeOff(Exception):
    """A network raised while it was recorded; `rows` are those up to there."""

    def __init__(self, rows: list[Row], error: Exception):
        super().__init__(f"{type(error).__name__}: {error}")
        self.rows = rows


def record_copy(network: nn.Module, size: tuple[int, ...]) -> list[Row]:
    """Return the rows of a network for inputs of `(batch, *size)`, leaving the network as it is.

    What runs is a copy on the `meta` device, in training mode so that dropout shows. Raises
    BrokeOff with the rows so far where the network raises.
    """
    # Seeding deepcopy with empty copies keeps it from copying the numbers.
    memo = {id(t): _empty(t) for t in (*network.buffers(), *network.parameters())}
    copy = deepcopy(network, memo).train()
    with torch.device("meta"), torch.no_grad():
        inputs = torch.empty(2, *size)
        with contextlib.suppress(Exception):  # what raises does so again below
            fill(copy, inputs)
        recorder, output = Recorder(copy, inputs), None
        try:
            with recorder:
                output = copy(inputs)
        except Exception as error:
            raise BrokeOff(recorder.rows(), error) from error
    return recorder.rows(output) if isinstance(output, Tensor) else []


def _empty(tensor: Tensor) -> Tensor:
    """Return the like of a parameter or buffer on `meta`."""
    if nn.parameter.is_lazy(tensor):
        return type(tensor)(False, "meta", tensor.dtype)
    empty = torch.empty_like(tensor, device="meta")
    return nn.Parameter(empty, False) if isinstance(tensor, nn.Parameter) else empty


def count_parameters(network: nn.Module) -> int:
    """Return the number of entries of all parameters of a module.

    Raises ValueError for lazy layers that have no weights yet.
    """
    if is_lazy(network):
        raise ValueError(
            f"{type(network).__name__} has lazy layers, which have no weights before their first "
            "input: give it one, as in model(x), and count then"
        )
    return sum(prod(p.shape) for p in network.parameters())


def _tensors(args):
    for arg in args:
        if isinstance(arg, Tensor):
            yield arg
        elif isinstance(arg, (list, tuple)):
            yield from _tensors(arg)


def _storage(tensor: Tensor) -> int:
    return tensor.untyped_storage()._cdata


_CUTS = frozenset({"slice", "select", "view", "narrow"})
_PARTS = frozenset("split split_with_sizes unsafe_split unbind chunk".split())
_RANDOM = frozenset({"bernoulli", "bernoulli_", "rand", "rand_like", "uniform_", "randn_like"})
_ZEROS = frozenset({"zeros", "zeros_like", "new_zeros", "scalar_tensor"})
_FRESH = frozenset(
    "empty empty_like new_empty ones ones_like new_ones full full_like new_full lift_fresh".split()
)
