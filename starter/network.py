"""Records what a network does: the operations behind its output, as rows of a layer table.

The network runs on torch's `meta` device, where tensors have shapes and no numbers, so that even
58 million parameters cost nothing. What is recorded are the operations that reach torch, which
makes the style of the code irrelevant: a Sequential, functional calls and views give equal rows.
"""

from __future__ import annotations

from collections import Counter
from copy import deepcopy
from dataclasses import dataclass, replace
from itertools import pairwise
from math import prod

import torch
from torch import Tensor, nn
from torch.utils._python_dispatch import TorchDispatchMode

from .tables import Row, output_size

# Where a tensor comes from, as far as a table is concerned.
DATA, NOISE, ZERO = "data", "noise", "zero"


@dataclass(frozen=True)
class Operation:
    """One operation that ran: its name in torch, its arguments and its result."""

    name: str
    args: tuple
    result: Tensor

    def argument(self, index: int, default=None):
        """Return the positional argument at `index`, or `default` where it was left out."""
        return self.args[index] if index < len(self.args) else default


class Recorder(TorchDispatchMode):
    """Context in which every operation on tensors is kept, in order.

    `steps` are those that the input flows through. Tensors are kept alive, so that an id means one
    tensor.
    """

    def __init__(self, network: nn.Module, inputs: Tensor):
        super().__init__()
        self.steps: list[Operation] = []
        self.parameters = {id(p): name for name, p in network.named_parameters()}
        self.origin = {id(inputs): DATA}
        self.kept: list = [inputs]

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        result = func(*args, **(kwargs or {}))
        name = func.overloadpacket.__name__
        main = result[0] if isinstance(result, (tuple, list)) and result else result
        if isinstance(main, Tensor):
            self.kept.append((args, result))
            self._follow(Operation(name, args, main))
        return result

    def _follow(self, step: Operation) -> None:
        """Note where the result comes from: the input, noise, zeros, a parameter, or elsewhere."""
        key, sources = id(step.result), [id(t) for t in _tensors(step.args)]
        origins = [self.origin[source] for source in sources if source in self.origin]
        if step.name in _FRESH:
            return
        if step.name in _ZEROS:
            self.origin[key] = ZERO
        elif step.name in _RANDOM:
            self.origin[key] = NOISE
        elif DATA in origins:
            self.origin[key] = DATA
            self.steps.append(step)
        elif origins:
            self.origin[key] = NOISE if NOISE in origins else ZERO
        elif step.name in _VIEWS | _TRANSPOSES and sources and sources[0] in self.parameters:
            self.parameters[key] = self.parameters[sources[0]]

    def _of(self, origin: str, step: Operation) -> list[Tensor]:
        return [t for t in _tensors(step.args) if self.origin.get(id(t)) == origin]

    def rows(self, output: Tensor | None = None) -> list[Row]:
        """Return the rows of the operations that lead to `output`, in the order they ran.

        Without an output, as after an error, the last operation stands in for it.
        """
        if output is None and self.steps:
            output = self.steps[-1].result
        wanted, used = {id(output)}, []
        for step in reversed(self.steps):
            if id(step.result) in wanted:
                wanted.update(id(t) for t in self._of(DATA, step))
                used.append(step)
        return _tidy([row for step in reversed(used) for row in self._row(step)])

    def shared(self) -> list[str]:
        """Return the names of the parameters that more than one step reads."""
        uses = Counter(
            self.parameters[id(t)]
            for step in self.steps
            for t in _tensors(step.args)
            if id(t) in self.parameters
        )
        return [name for name, count in uses.items() if count > 1]

    def _row(self, step: Operation) -> list[Row]:
        shape = tuple(step.result.shape[1:])
        name = step.name.rstrip("_")
        if name in _READERS:
            return [_READERS[name](step, shape)]
        if name in _VIEWS:
            flat = step.result.dim() == 2 < self._of(DATA, step)[0].dim()
            return [Row("Flatten", shape)] if flat else []
        noise = self._of(NOISE, step)
        if name in ("mul", "div") and noise:
            whole = noise[0].shape == step.result.shape
            return [Row("Dropout" if whole else "FeatureDropout", shape)]
        if name == "maximum" and self._of(ZERO, step):
            return [Row("ReLU", shape)]
        if name == "add" and any(id(t) in self.parameters for t in _tensors(step.args)):
            bias = next(t for t in _tensors(step.args) if id(t) in self.parameters)
            return [Row("Bias", shape, bias.numel())]
        own = sum(t.numel() for t in _tensors(step.args) if id(t) in self.parameters)
        return [Row(_LAYERS.get(name, name), shape, own)]


def record(network: nn.Module, inputs: Tensor) -> tuple[list[Row], object]:
    """Run the network once, without gradients, and return its rows and what it returned.

    `inputs` is `(batch, channels, height, width)`. Rows are empty where the network returns
    something other than one tensor. Whatever the network raises passes through.
    """
    recorder = Recorder(network, inputs)
    with torch.no_grad(), recorder:
        output = network(inputs)
    return (recorder.rows(output) if isinstance(output, Tensor) else []), output


def record_copy(network: nn.Module, size: tuple[int, ...]) -> list[Row]:
    """Return the rows of a network for inputs of `(batch, *size)`, leaving the network as it is.

    What runs is a copy on the `meta` device, in training mode so that dropout shows.
    """
    parameters = (*network.parameters(), *network.buffers())
    # Seeding deepcopy with empty copies keeps it from copying the numbers.
    memo = {id(p): torch.empty_like(p, device="meta") for p in parameters}
    memo = {key: nn.Parameter(t, False) if t.is_floating_point() else t for key, t in memo.items()}
    copy = deepcopy(network, memo).train()
    with torch.device("meta"):
        return record(copy, torch.empty(2, *size))[0]


def _tensors(args) -> list[Tensor]:
    found = []
    for arg in args:
        if isinstance(arg, Tensor):
            found.append(arg)
        elif isinstance(arg, (list, tuple)):
            found.extend(_tensors(arg))
    return found


def _pair(numbers) -> tuple[int, int]:
    return tuple(numbers) if len(numbers) == 2 else (numbers[0], numbers[0])


def _convolution(step: Operation, shape) -> Row:
    _, weight, bias, stride, padding, dilation, transposed, _, groups = step.args[:9]
    return Row(
        "ConvTranspose2d" if transposed else "Conv2d",
        shape,
        weight.numel() + (bias.numel() if bias is not None else 0),
        kernel=_pair(weight.shape[2:]),
        padding=_pair(padding),
        stride=_pair(stride),
        dilation=_pair(dilation),
        note=", ".join(_notes(bias, groups)),
    )


def _notes(bias, groups):
    if bias is None:
        yield "bias=False"
    if groups != 1:
        yield f"groups={groups}"


def _pooling(layer: str, ceil_index: int):
    def read(step: Operation, shape) -> Row:
        kernel = _pair(step.args[1])
        stride = _pair(step.argument(2) or kernel)
        padding = _pair(step.argument(3) or (0, 0))
        dilation = _pair(step.argument(4) or (1, 1)) if layer == "MaxPool2d" else None
        sizes = zip(step.args[0].shape[2:], kernel, padding, stride, dilation or (1, 1))
        # Rounding up is the same as rounding down where the windows fit exactly.
        rounded = tuple(output_size(*numbers) for numbers in sizes) != tuple(shape[1:])
        note = "ceil_mode=True" if rounded and step.argument(ceil_index) else ""
        return Row(layer, shape, 0, kernel, padding, stride, dilation, note)

    return read


def _adaptive(layer: str, plain: str):
    def read(step: Operation, shape) -> Row:
        windows = [_window(*sizes) for sizes in zip(step.args[0].shape[2:], shape[1:])]
        if None in windows:
            return Row(layer, shape)
        kernel, stride = zip(*windows)
        dilation = (1, 1) if plain == "MaxPool2d" else None
        return Row(plain, shape, 0, kernel, (0, 0), stride, dilation)

    return read


def _window(size: int, result: int) -> tuple[int, int] | None:
    """Return kernel and stride of an adaptive pooling, or None where its windows differ.

    Window i reaches from ⌊i·size/result⌋ to ⌈(i + 1)·size/result⌉, as torch computes it.
    """
    starts = [i * size // result for i in range(result)]
    ends = [-(-(i + 1) * size // result) for i in range(result)]
    kernels = {end - start for start, end in zip(starts, ends)}
    strides = {b - a for a, b in pairwise(starts)} or {1}
    return (kernels.pop(), strides.pop()) if len(kernels) == len(strides) == 1 else None


def _linear(step: Operation, shape) -> Row:
    bias, weight = (None, step.args[1]) if step.name == "mm" else (step.args[0], step.args[2])
    count = weight.numel() + (bias.numel() if bias is not None else 0)
    return Row("Linear", shape, count, note="" if bias is not None else "bias=False")


def _clamp(step: Operation, shape) -> Row:
    is_relu = step.args[1] == 0 and step.argument(2) is None
    return Row("ReLU" if is_relu else "clamp", shape)


def _padding(step: Operation, shape) -> Row:
    left, right, top, bottom = (*step.args[1], 0, 0, 0, 0)[:4]
    same = left == right and top == bottom and not step.argument(2, 0)
    return Row("ZeroPad2d" if same else "Pad", shape, padding=(top, left))


def _tidy(rows: list[Row]) -> list[Row]:
    """Fold what is one layer in two operations, and drop what changes nothing."""
    tidy: list[Row] = []
    for row in rows:
        before = tidy[-1] if tidy else None
        if before and row.layer == "Bias" and before.note == "bias=False":
            tidy[-1] = replace(before, parameters=before.parameters + row.parameters, note="")
        elif before and row.layer == "Conv2d" and before.layer == "ZeroPad2d":
            padding = tuple(a + b for a, b in zip(row.padding, before.padding))
            tidy[-1] = replace(row, padding=padding)
        elif row.kernel == row.stride == (1, 1) and not row.parameters:
            continue  # a pooling over single pixels
        else:
            tidy.append(row)
    return _flatten_first(tidy)


def _flatten_first(rows: list[Row]) -> list[Row]:
    """Move a Flatten before the elementwise layers it commutes with, where the tables have it."""
    for i, row in enumerate(rows):
        while row.layer == "Flatten" and i and rows[i - 1].layer == "Dropout":
            rows[i - 1], rows[i] = row, replace(rows[i - 1], output_shape=row.output_shape)
            i -= 1
    return rows


def count_parameters(network: nn.Module) -> int:
    """Return the number of entries of all parameters of a module."""
    return sum(prod(p.shape) for p in network.parameters())


_READERS = {
    "convolution": _convolution,
    "max_pool2d_with_indices": _pooling("MaxPool2d", 5),
    "avg_pool2d": _pooling("AvgPool2d", 4),
    "adaptive_max_pool2d": _adaptive("AdaptiveMaxPool2d", "MaxPool2d"),
    "_adaptive_avg_pool2d": _adaptive("AdaptiveAvgPool2d", "AvgPool2d"),
    "addmm": _linear,
    "mm": _linear,
    "clamp_min": _clamp,
    "clamp": _clamp,
    "constant_pad_nd": _padding,
}
_LAYERS = {
    "relu": "ReLU",
    "leaky_relu": "LeakyReLU",
    "elu": "ELU",
    "gelu": "GELU",
    "silu": "SiLU",
    "hardtanh": "Hardtanh",
    "sigmoid": "Sigmoid",
    "tanh": "Tanh",
    "_softmax": "Softmax",
    "_log_softmax": "LogSoftmax",
    "native_dropout": "Dropout",
    "native_batch_norm": "BatchNorm2d",
    "_native_batch_norm_legit": "BatchNorm2d",
    "_native_batch_norm_legit_functional": "BatchNorm2d",
    "cudnn_batch_norm": "BatchNorm2d",
    "native_layer_norm": "LayerNorm",
    "mean": "AdaptiveAvgPool2d",
}
_VIEWS = frozenset(
    (
        "view _unsafe_view reshape flatten squeeze unsqueeze expand alias detach clone contiguous "
        "_to_copy _reshape_alias"
    ).split()
)
_TRANSPOSES = frozenset({"t", "transpose", "permute"})
_RANDOM = frozenset({"bernoulli", "bernoulli_", "rand", "rand_like", "uniform_", "randn_like"})
_ZEROS = frozenset({"zeros", "zeros_like", "new_zeros", "scalar_tensor"})
_FRESH = frozenset(
    "empty empty_like new_empty ones ones_like new_ones full full_like new_full lift_fresh".split()
)
