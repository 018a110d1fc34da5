"""Asks a recurrent cell for one step: builds it, sets its weights, and returns what comes out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import nullcontext

import numpy as np
import torch
from torch import Tensor, nn

from ..networks.lazy_layers import fill
from ..networks.meta_device import QuickMeta
from ..questions import Answer, Question
from .builtins import builtins_of, builtins_refused
from .jacobian import by_autograd, by_differences, to_array

FLOATS = {"float32": torch.float32, "float64": torch.float64}


def answer(cls: type[nn.Module], question: Question, stage) -> Answer:
    """Build `cls(input_size, hidden_size, bias=bias)`, run one step if asked to, and report.

    Options: `input_size`, `hidden_size`, `bias`, `dtype`; `device` (`cpu`, `meta` or `cuda`);
    `default_dtype`, in which the cell is built and run; `fill`, two numbers for the matrix-like
    and the vector-like parameters; `state`, whether h and C are handed over; `jacobian`, one of
    `autograd`, `numeric` or None; `inputs_need_grad`; `before`, the states of steps taken before
    the one reported; `lenient`, whether tensors made in `forward` go to the device too. Arrays: `x`
    `(batch, input_size)`, `h` and `C` `(batch, hidden_size)`, and `values`, the parameters in one
    row with NaN for those that keep their fill, and `shift`, what is added to them.

    Answers with facts `parameters`, `unregistered`, `output`, `builtin`, `changed_in_place`,
    `input_gradients`; and arrays `output_0` (h), `output_1` (C), `jacobian` `(parameter entries,
    outputs)` and `gradient_x`, `gradient_h`, `gradient_C`.
    """
    options = question.options
    dtype, device = FLOATS[options.get("dtype", "float64")], options.get("device", "cpu")
    cell = build(cls, options, device).to(dtype)
    facts = {"parameters": _parameters(cell), "unregistered": _unregistered(cell)}
    if not options.get("step", True):
        return Answer(facts)
    inputs = _inputs(question, options.get("state") or (), dtype, device)
    stage.name = "forward"
    cell.train(options.get("train", True))
    _set_parameters(cell, options, question.arrays)
    lenient = torch.device(device) if options.get("lenient") else nullcontext()
    with lenient, QuickMeta() if device == "meta" else nullcontext():
        for names in options.get("before", ()):
            _step(cell, _copies(_inputs(question, names, dtype, device)))
        return _report(cell, inputs, options, facts)


def build(cls: type[nn.Module], options: dict, device: str) -> nn.Module:
    """Construct the cell; `bias` is left out where the question leaves it out."""
    extra = {"bias": options["bias"]} if "bias" in options else {}
    # Built where it was written for and then moved, as its users would: initial values may well be
    # read or come from elsewhere, which `meta` does not allow.
    cell = cls(options["input_size"], options["hidden_size"], **extra)
    fill(cell, torch.zeros(2, options["input_size"]))
    return cell.to(device)


def is_vector_like(parameter: Tensor, hidden_size: int) -> bool:
    """Say whether a parameter holds biases: it has one axis, or no more entries than four gates."""
    return sum(n > 1 for n in parameter.shape) <= 1 or parameter.numel() <= 4 * hidden_size


def _inputs(question: Question, states: Iterable[str], dtype, device) -> dict[str, Tensor]:
    need = question.options.get("inputs_need_grad", False)
    return {
        name: torch.tensor(question.arrays[name], dtype=dtype, device=device, requires_grad=need)
        for name in ("x", *states)
    }


def _unregistered(cell: nn.Module) -> list[list[str]]:
    """Return what holds weights out of torch's sight, as pairs of its kind and its name.

    Kinds are `layers_in_plain_list` and `tensor_not_parameter`.
    """
    found = []
    for module in cell.modules():
        for name, value in vars(module).items():
            if isinstance(value, Tensor):
                found.append(["tensor_not_parameter", name])
            elif isinstance(value, (list, tuple, dict)) and not name.startswith("_"):
                items = value.values() if isinstance(value, dict) else value
                if any(isinstance(item, (nn.Module, Tensor)) for item in items):
                    found.append(["layers_in_plain_list", name])
    return found


def _set_parameters(cell: nn.Module, options: dict, arrays: dict[str, np.ndarray]) -> None:
    fill, hidden_size = options.get("fill"), options["hidden_size"]
    parameters = list(cell.parameters())
    with torch.no_grad():
        if fill:
            for parameter in parameters:
                vector = is_vector_like(parameter, hidden_size)
                parameter.fill_(fill[1] if vector else fill[0])
        if "values" in arrays:
            for parameter, new in zip(parameters, _parts(parameters, arrays["values"])):
                parameter.copy_(torch.where(torch.isnan(new), parameter, new))
        if "shift" in arrays:
            for parameter, by in zip(parameters, _parts(parameters, arrays["shift"])):
                parameter.add_(by)


def _parts(parameters: list[nn.Parameter], row: np.ndarray) -> Iterator[Tensor]:
    """Yield a row of numbers in pieces of the parameters' shapes."""
    pieces = torch.tensor(row).split([p.numel() for p in parameters])
    for parameter, piece in zip(parameters, pieces):
        yield piece.view(parameter.shape).to(parameter.dtype)


def _step(cell: nn.Module, inputs: dict[str, Tensor]):
    states = [inputs[name] for name in ("h", "C") if name in inputs]
    state = states[:1] if len(states) < 2 else [tuple(states)]
    with builtins_refused(cell):
        return cell(inputs["x"], *state)


def _parameters(cell: nn.Module) -> list:
    return [[name, list(p.shape)] for name, p in cell.named_parameters()]


def _report(cell: nn.Module, inputs: dict[str, Tensor], options: dict, facts: dict) -> Answer:
    before = _copies(inputs)
    result = _step(cell, inputs)
    facts |= {"output": describe(result), "builtin": builtins_of(cell)}
    tensors = [t for t in _flat(result) if t.is_floating_point()]
    if not tensors or tensors[0].device.type == "meta":
        return Answer(facts)
    facts["changed_in_place"] = [
        name for name, t in inputs.items() if not torch.equal(t.detach(), before[name])
    ]
    arrays = {f"output_{i}": to_array(t) for i, t in enumerate(tensors)}
    if options.get("jacobian") == "autograd":
        arrays["jacobian"] = by_autograd(list(cell.parameters()), tensors)
    elif options.get("jacobian") == "numeric":
        arrays["jacobian"] = by_differences(
            list(cell.parameters()), lambda: _flat(_step(cell, _copies(before)))
        )
    if options.get("inputs_need_grad"):
        arrays |= _input_gradients(inputs, tensors, facts)
    return Answer(facts, arrays)


def _copies(inputs: dict[str, Tensor]) -> dict[str, Tensor]:
    """Return copies, for a cell that changes in place what it is given."""
    return {name: t.detach().clone() for name, t in inputs.items()}


def describe(result: object) -> dict:
    """Return the structure of what a module returned: its type, and shapes of its tensors."""
    if isinstance(result, Tensor):
        return {
            "type": "tensor",
            "shape": list(result.shape),
            "dtype": str(result.dtype).removeprefix("torch."),
            "finite": bool(result.device.type == "meta" or torch.isfinite(result).all()),
        }
    if isinstance(result, (tuple, list)):
        items = [describe(item) for item in list(result)[:8]]
        return {"type": type(result).__name__, "items": items, "length": len(result)}
    return {"type": type(result).__name__}


def _flat(result: object) -> list[Tensor]:
    if isinstance(result, Tensor):
        return [result]
    if isinstance(result, (tuple, list)):
        return [t for item in result for t in _flat(item)]
    return []


def _input_gradients(inputs: dict[str, Tensor], outputs: list[Tensor], facts: dict) -> dict:
    """Return the gradient of a fixed weighting of the outputs for every input."""
    flat = torch.cat([t.reshape(-1) for t in outputs])
    facts["input_gradients"] = dict.fromkeys(inputs, False)
    if not flat.requires_grad:
        return {}
    weighting = torch.linspace(1, 2, flat.numel(), dtype=flat.dtype)
    gradients = torch.autograd.grad(flat @ weighting, list(inputs.values()), allow_unused=True)
    found = {name: g for name, g in zip(inputs, gradients) if g is not None}
    facts["input_gradients"] |= dict.fromkeys(found, True)
    return {f"gradient_{name}": to_array(g) for name, g in found.items()}
