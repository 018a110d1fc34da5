"""Judges what a cell must do besides its equations: the hidden robustness check.

Each probe is a dialogue of its own that returns findings. The notebook's text promises every one.
"""

from __future__ import annotations

import numpy as np

from ..challenges import Challenge, close
from ..manifest import Exercise
from ..questions import Question
from .cells import (
    Dialogue,
    base_question,
    draw_inputs,
    draw_sizes,
    identify,
    outputs_of,
    structure_findings,
    test_question,
)
from .findings import Finding, finding, from_problem


def robustness(exercise: Exercise, challenge: Challenge, rng: np.random.Generator) -> Dialogue:
    """Ask all probes; stop early only where the class gives no answers at all."""
    first = yield base_question(challenge, "uniform", jacobian=None)
    if first.problem:
        return [from_problem(first.problem, exercise.class_name)]
    findings: dict[str, Finding] = {}
    for probe in PROBES:
        if probe is gradients and "changed_in_place" in findings:
            continue  # a change in place breaks the way back, and is told already
        for found in (yield from probe(exercise, challenge, rng)):
            findings.setdefault(found.code, found)
    return list(findings.values())


def other_sizes(exercise, challenge, rng) -> Dialogue:
    """One row in the batch, and input_size equal to hidden_size, with and without a state."""
    sizes, _ = draw_sizes(rng)
    square = dict.fromkeys(sizes, sizes["hidden_size"])
    for size, batch in ((sizes, 1), (square, 3)):
        for state in (challenge.states, ()):
            answer = yield _step(challenge, rng, size, batch, state)
            if answer.problem:
                return [from_problem(answer.problem, exercise.class_name)]
            output, hidden = answer.facts["output"], size["hidden_size"]
            found = structure_findings(output, challenge, batch, hidden)
            if found:
                return found
    return []


def double_precision(exercise, challenge, rng) -> Dialogue:
    """After `.double()`, float64 in gives float64 out, while torch's default is float32."""
    sizes, batch = draw_sizes(rng)
    for state in (challenge.states, ()):
        answer = yield _step(challenge, rng, sizes, batch, state, dtype="float64")
        if answer.problem:
            return [finding("fixed_dtype", error=_words(answer.problem))]
        output = answer.facts["output"]
        for item in output.get("items", [output]):
            if item.get("dtype", "float64") != "float64":
                return [finding("fixed_dtype", error=f"it returned {item['dtype']}")]
    return []


def any_device(exercise, challenge, rng) -> Dialogue:
    """Parameters and inputs not on the CPU: on `meta`, and on CUDA where there is one."""
    sizes, batch = draw_sizes(rng)
    for device in ("meta", "cuda"):
        for state in (challenge.states, ()):
            answer = yield _step(challenge, rng, sizes, batch, state, device=device)
            if answer.problem:
                return [finding("fixed_device", error=_words(answer.problem))]
    return []


def default_state(exercise, challenge, rng) -> Dialogue:
    """No state handed over means a state of zeros."""
    zeros = {name: np.zeros_like(challenge.inputs[name]) for name in challenge.states}
    question = base_question(challenge, "uniform", jacobian=None)
    given = yield Question(question.kind, question.options, {**question.arrays, **zeros})
    none = yield base_question(challenge, "uniform", jacobian=None, state=())
    for answer in (given, none):
        if answer.problem:
            return [from_problem(answer.problem, exercise.class_name)]
    return [] if close(outputs_of(given), outputs_of(none)) else [finding("state_default")]


def state_untouched(exercise, challenge, rng) -> Dialogue:
    """The inputs hold the same numbers after the step as before."""
    answer = yield base_question(challenge, "uniform", jacobian=None)
    changed = answer.facts.get("changed_in_place")
    return [finding("changed_in_place", found=" and ".join(changed))] if changed else []


def train_and_eval(exercise, challenge, rng) -> Dialogue:
    """A cell computes the same in both modes."""
    modes = []
    for train in (True, False):
        answer = yield base_question(challenge, "uniform", jacobian=None, train=train)
        if answer.problem:
            return [from_problem(answer.problem, exercise.class_name)]
        modes.append(outputs_of(answer))
    return [] if close(*modes) else [finding("modes_differ")]


def without_bias(exercise, challenge, rng) -> Dialogue:
    """`bias=False` gives a cell that computes what one with all biases at 0 does."""
    bare = yield base_question(challenge, "uniform", bias=False, jacobian=None)
    if bare.problem:
        return [from_problem(bare.problem, exercise.class_name)]
    zero = yield base_question(challenge, "zero_bias", jacobian=None)
    wanted = (outputs_of(zero), challenge.right.points["zero_bias"].outputs)
    if any(close(outputs_of(bare), outputs) for outputs in wanted):
        return []
    return [finding("bias_ignored")]


def gradients(exercise, challenge, rng) -> Dialogue:
    """The gradient reaches every parameter and every input, undiminished.

    Asked of cells whose equations are known alone: in others a missing gradient says nothing new.
    """
    _, fit = yield from identify(exercise, challenge)
    if fit is None or fit.match.missing.size:
        return []
    if fit.numeric:
        answer = yield base_question(challenge, "zero_bias")
        return [finding("gradient_cut", found=_without_gradient(answer) or "all parameters")]
    if fit.match.tied:
        return []
    values = fit.match.install(fit.oracle.weights)
    answer = yield test_question(challenge, values, None, inputs_need_grad=True)
    if answer.problem:
        return [from_problem(answer.problem, exercise.class_name)]
    return _input_findings(answer, fit.oracle.gradients)


def no_builtin(exercise, challenge, rng) -> Dialogue:
    """No built-in recurrent module or function does the work."""
    answer = yield base_question(challenge, "uniform", jacobian=None)
    names = answer.facts.get("builtin")
    return [finding("builtin_recurrent", found=", ".join(names))] if names else []


PROBES = (
    no_builtin,
    other_sizes,
    without_bias,
    double_precision,
    default_state,
    state_untouched,
    gradients,
    train_and_eval,
    any_device,
)


def _step(challenge, rng, sizes, batch, state, **more) -> Question:
    options = {**sizes, "state": state, "dtype": "float32", "default_dtype": "float32", **more}
    return Question("cell", options, draw_inputs(rng, challenge, batch, sizes))


def _words(problem) -> str:
    return f"{problem.error}: {problem.message}{problem.where and f' ({problem.where})'}"


def _without_gradient(answer) -> str:
    """Return the names of the parameters whose every derivative is 0."""
    names, offset = [], 0
    for name, shape in answer.facts["parameters"]:
        size = int(np.prod(shape))
        if not answer.arrays["jacobian"][offset : offset + size].any():
            names.append(name)
        offset += size
    return ", ".join(names)


def _input_findings(answer, wanted) -> list[Finding]:
    lost = [
        name
        for name, reached in answer.facts["input_gradients"].items()
        if not reached or not close(answer.arrays[f"gradient_{name}"], wanted[name])
    ]
    return [finding("input_gradient_cut", found=" and ".join(lost))] if lost else []
