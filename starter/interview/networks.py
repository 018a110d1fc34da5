"""Asks a network for its layers: builds it on the `meta` device and records one run."""

from __future__ import annotations

import inspect
from contextlib import nullcontext

import torch
from torch import nn

from ..network import Recorder
from ..questions import Answer, Question
from .cells import FLOATS, describe


def answer(cls: type[nn.Module], question: Question, stage) -> Answer:
    """Build `cls(num_classes=num_classes)` without allocating weights, run it once, and report.

    Options: `num_classes` (left out: the class's own default), `input` `(batch, channels, height,
    width)`, `train`, `dtype`, `device` (`meta` or `cuda`), `lenient` (tensors made in `forward`
    go to that device too), `gradients`, and `run`, whether to run it at all.

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
        if any(nn.parameter.is_lazy(p) for p in network.parameters()):
            network(inputs)
        parameters = [[name, list(p.shape)] for name, p in network.named_parameters()]
        stage.facts["parameters"] = parameters
        if options.get("run", True):
            _run(network, inputs, options.get("gradients", False), stage.facts)
    return Answer(stage.facts)


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
    gradients = torch.autograd.grad(output.sum(), list(trained.values()), allow_unused=True)
    reached = {name for name, g in zip(trained, gradients) if g is not None}
    return [name for name in named if name not in reached]
