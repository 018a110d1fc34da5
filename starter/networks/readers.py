"""Reads single operations of torch as rows: what their arguments say in the tables' columns."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from .operation import Operation
from .tables import Row, output_size

Shape = tuple[int, ...]


def _pair(numbers) -> tuple[int, int]:
    return tuple(numbers) if len(numbers) == 2 else (numbers[0], numbers[0])


def convolution(step: Operation, shape: Shape) -> Row:
    _, weight, bias, stride, padding, dilation, transposed, _, groups = step.args[:9]
    notes = [*(["bias=False"] if bias is None else []), *([f"groups={groups}"] * (groups != 1))]
    return Row(
        "ConvTranspose2d" if transposed else "Conv2d",
        shape,
        weight.numel() + (bias.numel() if bias is not None else 0),
        kernel=_pair(weight.shape[2:]),
        padding=_pair(padding),
        stride=_pair(stride),
        dilation=_pair(dilation),
        note=", ".join(notes),
    )


def _pooling(layer: str, ceil_index: int) -> Callable[[Operation, Shape], Row]:
    def reader(step: Operation, shape: Shape) -> Row:
        kernel = _pair(step.args[1])
        stride = _pair(step.argument(2) or kernel)
        padding = _pair(step.argument(3) or (0, 0))
        dilation = _pair(step.argument(4) or (1, 1)) if layer == "MaxPool2d" else None
        sizes = zip(step.args[0].shape[2:], kernel, padding, stride, dilation or (1, 1))
        # Rounding up is the same as rounding down where the windows fit exactly.
        rounded = tuple(output_size(*numbers) for numbers in sizes) != tuple(shape[1:])
        notes = ["ceil_mode=True"] if rounded and step.argument(ceil_index) else []
        if layer == "AvgPool2d" and any(padding) and not step.argument(5, True):
            notes.append("count_include_pad=False")
        if layer == "AvgPool2d" and step.argument(6) is not None:
            notes.append(f"divisor_override={step.argument(6)}")
        return Row(layer, shape, 0, kernel, padding, stride, dilation, ", ".join(notes))

    return reader


def _adaptive(layer: str, plain: str) -> Callable[[Operation, Shape], Row]:
    def reader(step: Operation, shape: Shape) -> Row:
        windows = [_window(*sizes) for sizes in zip(step.args[0].shape[2:], shape[1:])]
        if None in windows:
            return Row(layer, shape)
        kernel, stride = zip(*windows)
        dilation = (1, 1) if plain == "MaxPool2d" else None
        return Row(plain, shape, 0, kernel, (0, 0), stride, dilation)

    return reader


def _window(size: int, result: int) -> tuple[int, int] | None:
    """Return kernel and stride of an adaptive pooling, or None where its windows differ.

    Window i reaches from ⌊i·size/result⌋ to ⌈(i + 1)·size/result⌉, as torch computes it.
    """
    starts = [i * size // result for i in range(result)]
    ends = [-(-(i + 1) * size // result) for i in range(result)]
    kernels = {end - start for start, end in zip(starts, ends)}
    strides = {b - a for a, b in pairwise(starts)} or {1}
    return (kernels.pop(), strides.pop()) if len(kernels) == len(strides) == 1 else None


def linear(step: Operation, shape: Shape) -> Row:
    bias, weight = (None, step.args[1]) if step.name == "mm" else (step.args[0], step.args[2])
    count = weight.numel() + (bias.numel() if bias is not None else 0)
    return Row("Linear", shape, count, note="" if bias is not None else "bias=False")


def _clamp(step: Operation, shape: Shape) -> Row:
    low, high = step.argument(1), step.argument(2)
    if low == 0 and high is None:
        return Row("ReLU", shape)
    return Row("ReLU6" if (low, high) == (0, 6) else "Hardtanh", shape)


def _leaky(step: Operation, shape: Shape) -> Row:
    return Row("LeakyReLU" if step.argument(1, 0.01) else "ReLU", shape)


def _threshold(step: Operation, shape: Shape) -> Row:
    return Row("ReLU" if step.args[1:3] == (0, 0) else "Threshold", shape)


def _above(step: Operation, shape: Shape) -> Row:
    return Row("x > 0" if step.args[1] == 0 else step.plain_name, shape)


def _padding(step: Operation, shape: Shape) -> Row:
    left, right, top, bottom = (*step.args[1], 0, 0, 0, 0)[:4]
    same = left == right and top == bottom and not step.argument(2, 0)
    return Row("ZeroPad2d" if same else "Pad", shape, padding=(top, left))


def _mirroring(mode: str) -> Callable[[Operation, Shape], Row]:
    def reader(step: Operation, shape: Shape) -> Row:
        left, _, top, _ = step.args[1]
        return Row("ModePad2d", shape, padding=(top, left), note=f"padding_mode={mode}")

    return reader


def _mean(step: Operation, shape: Shape) -> Row:
    axes = {axis % step.args[0].dim() for axis in step.argument(1) or (0,)}
    over_map = step.args[0].dim() == 4 and axes == {2, 3}
    return Row("AdaptiveAvgPool2d" if over_map else "mean", shape)


def _transpose(step: Operation, shape: Shape) -> Row:
    moved = step.plain_name == "t" or (
        step.args[1][0] != 0 if step.plain_name == "permute" else 0 in step.args[1:3]
    )
    return Row("permute", shape, note="batch mixed" if moved else "")


def view(step: Operation) -> Row | None:
    before, after = step.data[0].shape, step.result.shape
    if len(before) < 2:
        return None
    if len(after) < 2:
        # Dropping the axis of a single logit is no flattening.
        return None if before[-1:] == (1,) else Row("Flatten", tuple(after), note="batch mixed")
    rebatched = before[0] != after[0]
    if rebatched and len(before) > 2 and before[-1] == after[-1]:
        return None  # what F.linear does to inputs of more than two axes
    if len(before) > len(after) == 2 or (rebatched and len(before) == len(after)):
        return Row("Flatten", tuple(after[1:]), note=_batch_note(before, after))
    return None


def _batch_note(before, after) -> str:
    """Return what became of the batch axis: a number written down, or images cut and joined."""
    if before[0] == after[0]:
        return ""
    return "batch mixed" if after[0] == 1 or after[0] % before[0] == 0 else f"batch={after[0]}"


POOLINGS = {
    "max_pool2d_with_indices": _pooling("MaxPool2d", 5),
    "avg_pool2d": _pooling("AvgPool2d", 4),
}
READERS = POOLINGS | {
    "convolution": convolution,
    "adaptive_max_pool2d": _adaptive("AdaptiveMaxPool2d", "MaxPool2d"),
    "_adaptive_avg_pool2d": _adaptive("AdaptiveAvgPool2d", "AvgPool2d"),
    "addmm": linear,
    "mm": linear,
    "clamp_min": _clamp,
    "clamp": _clamp,
    "hardtanh": _clamp,
    "leaky_relu": _leaky,
    "threshold": _threshold,
    "gt": _above,
    "constant_pad_nd": _padding,
    "reflection_pad2d": _mirroring("reflect"),
    "replication_pad2d": _mirroring("replicate"),
    "mean": _mean,
    "t": _transpose,
    "transpose": _transpose,
    "permute": _transpose,
}
LAYERS = {
    "relu": "ReLU",
    "elu": "ELU",
    "gelu": "GELU",
    "silu": "SiLU",
    "mish": "Mish",
    "hardswish": "Hardswish",
    "softplus": "Softplus",
    "_prelu_kernel": "PReLU",
    "sigmoid": "Sigmoid",
    "tanh": "Tanh",
    "_softmax": "Softmax",
    "_log_softmax": "LogSoftmax",
    "native_dropout": "Dropout",
    "native_batch_norm": "BatchNorm2d",
    "_native_batch_norm_legit": "BatchNorm2d",
    "_native_batch_norm_legit_functional": "BatchNorm2d",
    "_native_batch_norm_legit_no_training": "BatchNorm2d",
    "cudnn_batch_norm": "BatchNorm2d",
    "native_layer_norm": "LayerNorm",
    "native_group_norm": "GroupNorm",
}
VIEWS = frozenset(
    (
        "view _unsafe_view reshape flatten squeeze unsqueeze expand alias detach clone contiguous "
        "_to_copy _reshape_alias"
    ).split()
)
TRANSPOSES = frozenset({"t", "transpose", "permute"})
