"""Judges what a cell must do besides its equations: the hidden robustness check.

Each probe is a dialogue of its own that returns findings; `first` is the answer to one step at a
base point. The notebook's text promises every one.
"""

from __future__ import annotations

from itertools import chain, product

import numpy as np

from ...manifest import Exercise
from ...questions import Question
from ..asking import (
    FLOAT32,
    Dialogue,
    base_question,
    draw_inputs,
    draw_sizes,
    idle_names,
    number_of_parameters,
    outputs_of,
    test_question,
    together,
)
from ..findings import Finding, finding
from .causes import lacks_parameters, problem_findings, repetition_findings, unseen_findings
from .challenges import Challenge, close
from .identify import identify
from .roles import missing_blocks
from .structure import structure_findings

# What follows from a finding and says nothing new beside it.
_RANDOM = {"bias_flag_ignored", "state_default", "initial_state_random", "state_kept_in_module"}
CONSEQUENCES = {
    "state_none_not_handled": {"zeros_without_dtype_device", "device_fixed"},
    "raised": {"zeros_without_dtype_device", "device_fixed"},
    "state_changed_in_place": {"gradient_cut"},
    "parameters_made_in_forward": _RANDOM,
    "dropout_inside": _RANDOM,
}


def robustness(exercise: Exercise, challenge: Challenge, rng: np.random.Generator) -> Dialogue:
    """Ask all probes; stop early only where a step gives no answer, or none of its shape."""
    first = yield base_question(challenge, "uniform", jacobian=None)
    if first.problem:
        return (yield from problem_findings(exercise, challenge, first.problem))
    batch = len(challenge.inputs["x"])
    broken = structure_findings(first.facts["output"], challenge, batch, challenge.hidden_size)
    if broken or lacks_parameters(challenge, first):
        return broken or (yield from unseen_findings(exercise, challenge, first))
    findings: dict[str, Finding] = {}
    probes = [probe(exercise, challenge, rng, first) for probe in PROBES]
    for found in chain.from_iterable((yield from together(probes))):
        findings.setdefault(found.code, found)
    follow = {code for cause in findings for code in CONSEQUENCES.get(cause, ())}
    return [found for code, found in findings.items() if code not in follow]


def other_sizes(exercise, challenge, rng, first) -> Dialogue:
    """One row in the batch, and input_size equal to hidden_size, with and without a state."""
    sizes, _ = draw_sizes(rng)
    square = dict.fromkeys(sizes, sizes["hidden_size"])
    steps = list(product(((sizes, 1), (square, 3)), (challenge.states, ())))
    answers = yield [_step(challenge, rng, *sized, state) for sized, state in steps]
    for ((size, batch), _), answer in zip(steps, answers):
        if answer.problem:
            return (yield from problem_findings(exercise, challenge, answer.problem))
        found = structure_findings(answer.facts["output"], challenge, batch, size["hidden_size"])
        if found:
            return found
    return []


def double_precision(exercise, challenge, rng, first) -> Dialogue:
    """After `.double()`, float64 in gives float64 out, while torch's default is float32."""
    sizes, batch = draw_sizes(rng)
    states = (challenge.states, ())
    answers = yield [_step(challenge, rng, sizes, batch, s, dtype="float64") for s in states]
    for state, answer in zip(states, answers):
        if answer.problem:
            return [_fixed("fixed_dtype", state, answer)]
        output = answer.facts["output"]
        for item in output.get("items", [output]):
            if item.get("dtype", "float64") != "float64":
                return [finding("fixed_dtype", error=f"it returned {item['dtype']}")]
    return []


def any_device(exercise, challenge, rng, first) -> Dialogue:
    """Parameters and inputs not on the CPU: on `meta`, and on CUDA where there is one."""
    sizes, batch = draw_sizes(rng)
    steps = list(product(("meta", "cuda"), (challenge.states, ())))
    answers = yield [_step(challenge, rng, sizes, batch, s, device=d) for d, s in steps]
    for (device, state), answer in zip(steps, answers):
        if answer.problem:
            # Where no device is named, a tensor goes to the one that is torch's default.
            default = yield _step(challenge, rng, sizes, batch, state, device=device, lenient=True)
            if default.problem:
                return [finding("device_fixed", error=_words(answer.problem))]
            return [_fixed("device_fixed", state, answer)]
    return []


def default_state(exercise, challenge, rng, first) -> Dialogue:
    """No state handed over means a state of zeros, whatever steps were taken before."""
    zeros = {name: np.zeros_like(challenge.inputs[name]) for name in challenge.states}
    question = base_question(challenge, "uniform", jacobian=None)
    asked = [Question(question.kind, question.options, {**question.arrays, **zeros})]
    for before in ((), ((),), (challenge.states,)):
        asked.append(base_question(challenge, "uniform", jacobian=None, state=(), before=before))
    results = yield asked
    for answer in results:
        if answer.problem:
            return (yield from problem_findings(exercise, challenge, answer.problem))
    given, none, after_none, after_given = map(outputs_of, results)
    if not close(given, none):
        return [finding("state_default" if close(none, after_none) else "initial_state_random")]
    return [] if close(none, after_given) else [finding("state_kept_in_module")]


def repeatable(exercise, challenge, rng, first) -> Dialogue:
    """The same input, state and weights give the same result again."""
    return (yield from repetition_findings(challenge, first))


def state_untouched(exercise, challenge, rng, first) -> Dialogue:
    """The inputs hold the same numbers after the step as before."""
    changed = first.facts.get("changed_in_place")
    yield from ()
    return [finding("state_changed_in_place", found=" and ".join(changed))] if changed else []


def train_and_eval(exercise, challenge, rng, first) -> Dialogue:
    """A cell computes the same in both modes."""
    answer = yield base_question(challenge, "uniform", jacobian=None, train=False)
    if answer.problem:
        return (yield from problem_findings(exercise, challenge, answer.problem))
    return [] if close(outputs_of(first), outputs_of(answer)) else [finding("modes_differ")]


def without_bias(exercise, challenge, rng, first) -> Dialogue:
    """`bias=False` gives a cell that computes what one with all biases at 0 does."""
    bare, zero = yield [
        base_question(challenge, "uniform", bias=False, jacobian=None),
        base_question(challenge, "zero_bias", jacobian=None),
    ]
    if bare.problem:
        return (yield from problem_findings(exercise, challenge, bare.problem))
    wanted = (outputs_of(zero), challenge.right.points["zero_bias"].outputs)
    if any(close(outputs_of(bare), outputs) for outputs in wanted):
        return []
    # Vectors may be left that are no biases, as diagonal peepholes; then all biases are gone.
    biases = sum(block.operand == "bias" for block in challenge.right.blocks)
    gone = number_of_parameters(zero) - number_of_parameters(bare)
    return [finding("bias_flag_ignored")] if gone < biases * challenge.hidden_size else []


def gradients(exercise, challenge, rng, first) -> Dialogue:
    """The gradient reaches every parameter and every input, undiminished.

    Asked of cells whose equations are known alone: in others a missing gradient says nothing new.
    """
    _, fit = yield from identify(exercise, challenge)
    if fit is None or fit.shared or missing_blocks(fit.oracle, fit.match, challenge):
        return []
    if fit.numeric:
        answer = yield base_question(challenge, "zero_bias")
        names = idle_names(answer, ~answer.arrays["jacobian"].any(1))
        return [finding("gradient_cut", found=names or "any parameter")]
    if fit.match.tied:
        return []
    values = fit.match.install(fit.oracle.weights)
    answer = yield test_question(challenge, values, inputs_need_grad=True)
    if answer.problem:
        return (yield from problem_findings(exercise, challenge, answer.problem))
    return _input_findings(answer, fit.oracle.gradients)


def no_builtin(exercise, challenge, rng, first) -> Dialogue:
    """No built-in recurrent module or function does the work."""
    names = first.facts.get("builtin")
    yield from ()
    return [finding("builtin_recurrent", found=", ".join(names))] if names else []


PROBES = (
    no_builtin,
    repeatable,
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
    options = {**sizes, "state": state, **FLOAT32, **more}
    return Question("cell", options, draw_inputs(rng, challenge, batch, sizes))


def _words(problem) -> str:
    return f"{problem.error}: {problem.message}{problem.where and f' ({problem.where})'}"


def _fixed(code: str, state, answer) -> Finding:
    """Return the finding about a fixed dtype or device, or about the zero state that has it."""
    return finding(code if state else "zeros_without_dtype_device", error=_words(answer.problem))


def _input_findings(answer, wanted) -> list[Finding]:
    lost = [
        name
        for name, reached in answer.facts["input_gradients"].items()
        if not reached or not close(answer.arrays[f"gradient_{name}"], wanted[name])
    ]
    return (
        [finding("gradient_cut", text="input_gradient_cut", found=" and ".join(lost))]
        if lost
        else []
    )
