"""Judges what a network must do besides its layers: the hidden robustness check."""

from __future__ import annotations

import numpy as np

from ...manifest import Exercise
from ...networks.tables import expected_rows
from ...questions import Answer
from ..asking import Dialogue
from ..findings import Finding, finding
from .broken import error_text
from .layers import listed
from .layers_check import ask_network, modules, output_findings, problem_findings, stranger_findings


def robustness(exercise: Exercise, rng: np.random.Generator) -> Dialogue:
    """Ask all probes; tell of the first alone where what is wrong would show in all others."""
    classes = int(rng.integers(6, 50))
    # In training mode, with five images, and everything on `meta` without our help.
    options = {"num_classes": classes, "gradients": True}
    alone = {"num_classes": classes, "train": False}
    training, single, real = yield [
        ask_network(exercise, 5, lenient=False, **options),
        # One image and float64 at once; where that fails, each by itself.
        ask_network(exercise, 1, dtype="float64", **alone),
        ask_network(exercise, device="cuda", lenient=False, num_classes=4),
    ]
    findings = _device_findings(training)
    if findings:
        training = yield ask_network(exercise, 5, **options)
    found = _basic_findings(exercise, training, [5, classes])
    if found:
        return found
    double = single
    if _basic_findings(exercise, single, [1, classes], train=False):
        double = ask_network(exercise, dtype="float64", num_classes=4)
        single, double = yield [ask_network(exercise, 1, **alone), double]
    found = _basic_findings(exercise, single, [1, classes], train=False)
    if found:
        return found
    findings += _dropout_findings(exercise, training, single) + _gradient_findings(training)
    return [*findings, *_precision_findings(double), *_device_findings(real)]


def _basic_findings(
    exercise: Exercise, answer: Answer, wanted: list[int], train: bool = True
) -> list[Finding]:
    """Return what would make all other findings consequences; `wanted` is `[batch, classes]`."""
    if answer.problem:
        return problem_findings(exercise, answer, wanted[1], train)
    return output_findings(exercise, answer, *wanted) or stranger_findings(answer)


def _device_findings(answer: Answer) -> list[Finding]:
    """Parameters and images not on the CPU: what would fail on a GPU fails on `meta` too."""
    if not answer.problem or answer.problem.stage != "forward":
        return []
    return [finding("fixed_device", error=error_text(answer.problem))]


def _dropout_findings(exercise: Exercise, training: Answer, evaluation: Answer) -> list[Finding]:
    """Dropout works in training mode, where the table has it, and does nothing in eval mode."""
    asked = any(row.layer == "Dropout" for row in expected_rows(exercise.id))
    active = [
        any("Dropout" in row["layer"] for row in answer.facts["rows"])
        for answer in (training, evaluation)
    ]
    found = [] if active[0] or not asked else [finding("missing_dropout", text="dropout_never")]
    return [*found, finding("dropout_in_eval")] if active[1] else found


def _gradient_findings(answer: Answer) -> list[Finding]:
    """The gradient reaches every parameter; what forward never uses is named as that."""
    unused = set(answer.facts["unused"])
    cut = [name for name in answer.facts["without_gradient"] if name not in unused]
    found = []
    if unused:
        names = listed(modules(answer.facts["unused"]))
        found.append(finding("layer_not_called", rows="", found=names))
    if cut:
        found.append(finding("gradient_cut", found=listed(modules(cut))))
    return found


def _precision_findings(answer: Answer) -> list[Finding]:
    """After `.double()`, float64 images give float64 logits."""
    if answer.problem:
        return [finding("fixed_dtype", error=error_text(answer.problem))]
    dtype = answer.facts["output"].get("dtype", "float64")
    return [] if dtype == "float64" else [finding("fixed_dtype", error=f"it returned {dtype}")]
