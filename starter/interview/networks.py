"""Asks a network for its layers: builds it on the `meta` device and records one run."""

from __future__ import annotations

import inspect
from contextlib import nullcontext

import torch
from torch import nn
from torch.overrides import TorchFunctionMode

from ..networks.lazy_layers import fill
from ..networks.meta_device import QuickMeta
from ..networks.recording import Recorder
from ..questions import Answer, Question
from .cells import FLOATS, describe
from .numbers import repeated

# Every weight of the tables has an entry among those that are so far apart.
_APART = 2**12


def answer(cls: type[nn.Module], question: Question, stage) -> Answer:
    """Build `cls(num_classes=num_classes)` without allocating weights, run it once, and report.

    Options: `num_classes` (left out: the class's own default), `input` `(batch, channels, height,
    width)`, `train`, `dtype`, `device` (`meta` or `cuda`), `lenient` (tensors made in `forward`
    go to that device too), and `gradients`.

    Answers with facts `defines` (the methods of the class), `arguments` (of its constructor),
    `parameters`, `rows`, `output`, `shared`, `unused`, `unregistered`; after an error `broken`, the
    operation that raised; and `without_gradient`, the names of the parameters that no gradient
    reaches.
    """
    options = question.options
    device, dtype = options.get("device", "meta"), FLOATS[options.get("dtype", "float32")]
    stage.facts |= _interface(cls)
    network = build(cls, options, device).to(dtype)
    inputs = torch.empty(options["input"], device=device, dtype=dtype)
    network.train(options.get("train", True))
    stage.name = "forward"
    with torch.device(device) if options.get("lenient", True) else nullcontext():
        fill(network, inputs)
        parameters = [[name, list(p.shape)] for name, p in network.named_parameters()]
        stage.facts["parameters"] = parameters
        _run(network, inputs, options.get("gradients", False), stage.facts)
    return Answer(stage.facts)


def logits(cls: type[nn.Module], question: Question, stage) -> Answer:
    """Run `cls(num_classes=num_classes)` in eval mode with given weights; answer with its logits.

    Options: `num_classes`; `file`, whose numbers in float32 are repeated to `length` of them;
    `slices`, the offset there at which each parameter's values begin, by name; `summed`, a
    parameter whose view gets one value for each index along an axis, as `with_one_value` takes it;
    `device`, on which it is built: on `meta` the values are used where they lie, on `cpu` they are
    copied. Arrays: `x` `(batch, channels, height, width)` and `values/NAME`, the parameters that
    are not in the file.
    """
    options, device = question.options, question.options.get("device", "meta")
    network = build(cls, options, device).eval()
    images = torch.tensor(question.arrays["x"])
    fill(network, images.to(device))
    stored = repeated(options["file"], options["length"])
    named = dict(network.named_parameters())
    values = {name: stored[at : at + named[name].numel()] for name, at in options["slices"].items()}
    if "summed" in options:
        name, *view = options["summed"]
        values[name] = with_one_value(values[name], *view)
    for name, array in question.arrays.items():
        if name.startswith("values/"):
            values[name.removeprefix("values/")] = torch.tensor(array)
    values = {name: value.view(named[name].shape) for name, value in values.items()}
    stage.name = "forward"
    with torch.no_grad(), _WithoutDropout():
        if device == "cpu":
            for name, value in values.items():
                named[name].copy_(value)
            values = {}
        sample = stored[::_APART].clone()
        try:
            result = torch.func.functional_call(network, values, (images,))
        finally:
            # Written into, by name or through `.data`: the next network gets them as they were.
            if stored._version or not torch.equal(stored[::_APART], sample):
                repeated.cache_clear()
    return Answer({"output": describe(result)}, {"logits": result.numpy()})


class _WithoutDropout(TorchFunctionMode):
    """Has all dropouts do nothing, also one that forgets about eval mode: that costs elsewhere."""

    def __torch_function__(self, func, types, args=(), kwargs=None):
        if "dropout" in getattr(func, "__name__", ""):
            return args[0] if args else kwargs["input"]
        return func(*args, **(kwargs or {}))


def with_one_value(
    numbers: torch.Tensor, sizes: list[int], strides: list[int], offset: int, axis: int
) -> torch.Tensor:
    """Return a copy where all of a view has, for each index along `axis`, the first value there."""
    copy = numbers.clone()
    rows = copy.as_strided(sizes, strides, offset).movedim(axis, 0)
    first = rows[(slice(None), *[slice(1)] * (rows.dim() - 1))].clone()
    rows.copy_(first.expand_as(rows))
    return copy


def _interface(cls: type[nn.Module]) -> dict:
    """Return the methods that the student wrote, and what the constructor takes."""
    own = cls.__mro__[: cls.__mro__.index(nn.Module)]
    try:
        arguments = list(inspect.signature(cls.__init__).parameters)
    except (TypeError, ValueError):
        arguments = []
    return {"defines": sorted({n for c in own for n in vars(c)}), "arguments": arguments}


def _run(network: nn.Module, inputs: torch.Tensor, gradients: bool, facts: dict) -> None:
    """Record one run; after an error, the rows up to it are among the facts all the same."""
    recorder, output = Recorder(network, inputs), None
    try:
        with torch.set_grad_enabled(gradients), recorder:
            output = network(inputs)
        facts["output"] = describe(output)
    finally:
        # Reading shapes is none of what a device's context is for, and dear in it.
        with torch._C.DisableTorchFunction():
            _report(recorder, output if isinstance(output, torch.Tensor) else None, facts)
    if gradients:
        facts["without_gradient"] = _without_gradient(network, output)


def _report(recorder: Recorder, output: torch.Tensor | None, facts: dict) -> None:
    facts["rows"] = [dict(vars(row)) for row in recorder.rows(output)]
    facts["shared"] = recorder.shared()
    facts["unused"] = recorder.unused(output)
    facts["unregistered"] = recorder.unregistered()
    broken = recorder.where_it_broke()
    if broken:
        facts["broken"] = broken | {"row": broken["row"] and dict(vars(broken["row"]))}


def build(cls: type[nn.Module], options: dict, device: str) -> nn.Module:
    """Construct the network; `num_classes` is left out where the question leaves it out."""
    extra = {"num_classes": options["num_classes"]} if "num_classes" in options else {}
    with torch.device(device):
        return cls(**extra)


def _without_gradient(network: nn.Module, output: object) -> list[str]:
    named = dict(network.named_parameters())
    trained = {name: p for name, p in named.items() if p.requires_grad}
    if not isinstance(output, torch.Tensor) or not output.requires_grad or not trained:
        return list(named)
    with QuickMeta():
        gradients = torch.autograd.grad(output.sum(), list(trained.values()), allow_unused=True)
    reached = {name for name, g in zip(trained, gradients) if g is not None}
    return [name for name in named if name not in reached]
