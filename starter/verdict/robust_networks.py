"""Judges what a network must do besides its layers: the hidden robustness check."""

from __future__ import annotations

import numpy as np

from ..manifest import Exercise
from .findings import Finding, finding, from_problem
from .networks import Dialogue, ask_network, logits_findings


def robustness(exercise: Exercise, rng: np.random.Generator) -> Dialogue:
    """Ask all probes; stop early only where the class gives no answers at all."""
    first = yield ask_network(exercise)
    if first.problem:
        return [from_problem(first.problem, exercise.class_name)]
    findings: dict[str, Finding] = {}
    for probe in PROBES:
        for found in (yield from probe(exercise, rng)):
            findings.setdefault(found.code, found)
    return list(findings.values())


def other_sizes(exercise, rng) -> Dialogue:
    """A batch of one image, and another number of classes."""
    classes = int(rng.integers(5, 50))
    for batch, options in ((1, {"num_classes": classes, "train": False}), (5, {"num_classes": 1})):
        answer = yield ask_network(exercise, batch, **options)
        if answer.problem:
            return [from_problem(answer.problem, exercise.class_name)]
        found = logits_findings(answer.facts["output"], [batch, options["num_classes"]])
        if found:
            return found
    return []


def dropout_modes(exercise, rng) -> Dialogue:
    """Dropout works in training mode and does nothing in evaluation mode."""
    for train in (True, False):
        answer = yield ask_network(exercise, train=train)
        if answer.problem:
            return [from_problem(answer.problem, exercise.class_name)]
        active = any(row["layer"] == "Dropout" for row in answer.facts["rows"])
        if active != train:
            return [finding("dropout_never" if train else "dropout_in_eval")]
    return []


def double_precision(exercise, rng) -> Dialogue:
    """After `.double()`, float64 images give float64 logits."""
    answer = yield ask_network(exercise, dtype="float64")
    if answer.problem:
        return [finding("fixed_dtype", error=_words(answer.problem))]
    dtype = answer.facts["output"].get("dtype", "float64")
    return [] if dtype == "float64" else [finding("fixed_dtype", error=f"it returned {dtype}")]


def gradients(exercise, rng) -> Dialogue:
    """The gradient reaches every parameter."""
    answer = yield ask_network(exercise, gradients=True)
    if answer.problem:
        return [from_problem(answer.problem, exercise.class_name)]
    names = answer.facts["without_gradient"]
    return [finding("gradient_cut", found=", ".join(names[:6]))] if names else []


def any_device(exercise, rng) -> Dialogue:
    """Parameters and images not on the CPU: on `meta`, and on CUDA where there is one."""
    for device in ("meta", "cuda"):
        answer = yield ask_network(exercise, device=device, lenient=False)
        if answer.problem:
            return [finding("fixed_device", error=_words(answer.problem))]
    return []


PROBES = (other_sizes, dropout_modes, double_precision, gradients, any_device)


def _words(problem) -> str:
    return f"{problem.error}: {problem.message}{problem.where and f' ({problem.where})'}"
