"""Asks a network for its layers: builds it on the `meta` device and records one run."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import asdict

import torch
from torch import nn

from ..network import Recorder
from ..questions import Answer, Question
from .cells import FLOATS, describe


def answer(cls: type[nn.Module], question: Question, stage) -> Answer:
    """Build `cls(num_classes=num_classes)` without allocating weights, run it once, and report.

    Options: `num_classes` (left out: the class's own default), `input` `(batch, channels, height,
    width)`, `train`, `dtype`, `device` (`meta` or `cuda`), `lenient` (tensors made in `forward`
    go to that device too), `gradients`.

    Answers with facts `parameters`, `rows`, `output`, `shared`, and `without_gradient`, the names
    of the parameters that no gradient reaches.
    """
    options = question.options
    device, dtype = options.get("device", "meta"), FLOATS[options.get("dtype", "float32")]
    network = build(cls, options, device).to(dtype)
    inputs = torch.empty(options["input"], device=device, dtype=dtype)
    network.train(options.get("train", True))
    stage.name = "forward"
    facts = stage.facts
    with torch.device(device) if options.get("lenient", True) else nullcontext():
        if any(nn.parameter.is_lazy(p) for p in network.parameters()):
            network(inputs)
        facts["parameters"] = [[name, list(p.shape)] for name, p in network.named_parameters()]
        _run(network, inputs, facts)
        if options.get("gradients"):
            facts["without_gradient"] = _without_gradient(network, inputs)
    return Answer(facts)


def _run(network: nn.Module, inputs: torch.Tensor, facts: dict) -> None:
    """Record one run; after an error, the rows up to it are among the facts all the same."""
    recorder, output = Recorder(network, inputs), None
    try:
        with torch.no_grad(), recorder:
            output = network(inputs)
        facts["output"] = describe(output)
    finally:
        end = output if isinstance(output, torch.Tensor) else None
        facts["rows"] = [asdict(row) for row in recorder.rows(end)]
        facts["shared"] = recorder.shared()


def build(cls: type[nn.Module], options: dict, device: str) -> nn.Module:
    """Construct the network; `num_classes` is left out where the question leaves it out."""
    extra = {"num_classes": options["num_classes"]} if "num_classes" in options else {}
    with torch.device(device):
        return cls(**extra)


def _without_gradient(network: nn.Module, inputs: torch.Tensor) -> list[str]:
    output = network(inputs)
    named = dict(network.named_parameters())
    trained = {name: p for name, p in named.items() if p.requires_grad}
    if not isinstance(output, torch.Tensor) or not output.requires_grad or not trained:
        return list(named)
    gradients = torch.autograd.grad(output.sum(), list(trained.values()), allow_unused=True)
    reached = {name for name, g in zip(trained, gradients) if g is not None}
    return [name for name in named if name not in reached]
