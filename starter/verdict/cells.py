"""Judges a recurrent cell: shapes, parameter counts, and the equations of one step."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np

from ..challenges import Challenge, Oracle, close, count_parameters
from ..manifest import Exercise
from ..questions import Answer, Question
from .findings import Finding, finding, from_problem, has_text, shape_text, structure_text
from .signatures import Match, match, match_again

Dialogue = Generator[Question, Answer, list[Finding]]

# The sizes of the printed counts, ASSIGNMENT's table of parameters.
COUNT_SIZES = {"input_size": 128, "hidden_size": 100}
# Signatures of different roles are 1e-3 apart and more. Autograd is exact, differences nearly so.
TOLERANCES = {"autograd": 1e-8, "numeric": 1e-6}


@dataclass(frozen=True)
class Fit:
    """The equation set that a cell computes, and the roles of the cell's parameters in it.

    `numeric` says that autograd's derivatives did not agree, only differences of values did.
    """

    oracle: Oracle
    match: Match
    numeric: bool = False


def draw_inputs(rng: np.random.Generator, challenge: Challenge, batch: int, sizes: dict) -> dict:
    """Return random x `(batch, input_size)` and states `(batch, hidden_size)`."""
    widths = {"x": sizes["input_size"], **dict.fromkeys(challenge.states, sizes["hidden_size"])}
    return {name: rng.standard_normal((batch, width)) for name, width in widths.items()}


def draw_sizes(rng: np.random.Generator) -> tuple[dict[str, int], int]:
    """Return input_size and hidden_size, and a batch, all different."""
    numbers = rng.choice(np.arange(3, 20), 3, replace=False).tolist()
    return {"input_size": numbers[0], "hidden_size": numbers[1]}, numbers[2]


def shapes(exercise: Exercise, challenge: Challenge, rng: np.random.Generator) -> Dialogue:
    """Ask for one step, with a state and without, and compare the structure of what comes out."""
    sizes, batch = draw_sizes(rng)
    arrays = draw_inputs(rng, challenge, batch, sizes)
    for state in (challenge.states, ()):
        options = {**sizes, "state": state, "dtype": "float32", "default_dtype": "float32"}
        answer = yield Question("cell", options, arrays)
        if answer.problem:
            return [from_problem(answer.problem, exercise.class_name)]
        found = structure_findings(answer.facts["output"], challenge, batch, sizes["hidden_size"])
        if found:
            return found
    return []


def structure_findings(
    output: dict, challenge: Challenge, batch: int, hidden: int
) -> list[Finding]:
    """Return what is wrong with the structure of a step's result, if anything."""
    states, shape = challenge.states, [batch, hidden]
    wanted = "h" if len(states) == 1 else "(h, C)"
    values = {
        "wanted": wanted,
        "found": structure_text(output),
        "shape": shape_text(shape),
        "meaning": f"(batch, hidden_size) = {shape_text(shape)}",
    }
    if len(states) == 1:
        if output["type"] != "tensor":
            return [finding("returns_no_tensor", **values)]
        items = [output]
    else:
        if "items" not in output or output["length"] != 2:
            return [finding("returns_no_pair", **values)]
        items = output["items"]
        if any(item["type"] != "tensor" for item in items):
            return [finding("returns_no_pair", **values)]
    for name, item in zip(("h", "C"), items):
        if item["shape"] != shape:
            return [
                finding("wrong_shape", name=name, **{**values, "found": shape_text(item["shape"])})
            ]
        if not item["finite"]:
            return [finding("not_finite", name=name, **values)]
    return []


def parameters(exercise: Exercise, challenge: Challenge, rng: np.random.Generator) -> Dialogue:
    """Count the parameters at the printed sizes and at others, and explain a difference."""
    other, _ = draw_sizes(rng)
    for sizes in (COUNT_SIZES, other):
        answer = yield Question("cell", {**sizes, "step": False})
        if answer.problem:
            return [from_problem(answer.problem, exercise.class_name)]
        found = sum(int(np.prod(shape)) for _, shape in answer.facts["parameters"])
        wanted = count_parameters(challenge.right.blocks, **sizes)
        if found == 0:
            return [finding("no_parameters", name=exercise.class_name)]
        if found != wanted:
            return _explained(exercise, challenge, found, wanted, sizes)
    return []


def _explained(exercise, challenge, found: int, wanted: int, sizes: dict) -> list[Finding]:
    hidden, blocks = sizes["hidden_size"], challenge.right.blocks
    biases = hidden * sum(block.operand == "bias" for block in blocks)
    if found == wanted + biases and exercise.conventions.get("two_biases"):
        return []
    causes = {wanted + biases: "two_biases", wanted - biases: "no_biases"}
    for oracle in reversed(challenge.oracles.values()):
        count = count_parameters(oracle.blocks, **sizes)
        if count != wanted and has_text(f"count_{oracle.code}"):
            causes[count] = oracle.code
    gate = hidden * (hidden + sizes["input_size"] + 1)
    causes |= {wanted + gate: "one_more", wanted - gate: "one_fewer"}
    code = causes.get(found, "other")
    difference = f"{abs(found - wanted):,} {'more' if found > wanted else 'fewer'}"
    return [
        finding(
            f"count_{code}",
            [("parameters", f"{wanted:,}", f"{found:,}")],
            name=exercise.class_name,
            found=f"{found:,}",
            wanted=f"{wanted:,}",
            difference=difference,
            sizes=f"input_size={sizes['input_size']}, hidden_size={hidden}",
        )
    ]


def equations(exercise: Exercise, challenge: Challenge, rng: np.random.Generator) -> Dialogue:
    """Find the equation set that the cell computes, by the signatures of its parameters."""
    findings, _ = yield from identify(exercise, challenge)
    return findings


def identify(exercise: Exercise, challenge: Challenge, bias: bool | None = None):
    """Return findings about one step, and the Fit if an equation set fitted, else None.

    `bias` is handed to the class where it is given.
    """
    base: Answer | None = None
    for point in challenge.fills:
        answer = yield base_question(challenge, point, bias)
        if answer.problem:
            return [from_problem(answer.problem, exercise.class_name)], None
        base = base or answer
        if not answer.facts["parameters"]:
            return [finding("no_parameters", name=exercise.class_name)], None
        batch = len(challenge.inputs["x"])
        found = structure_findings(answer.facts["output"], challenge, batch, challenge.hidden_size)
        if found:
            return found, None
        if answer.facts["builtin"]:
            names = ", ".join(answer.facts["builtin"])
            return [finding("builtin_recurrent", found=names)], None
        fit = yield from _fit(challenge, answer, point, bias)
        if fit:
            return _findings_of(exercise, challenge, fit, bias), fit
    return [departure(challenge, base)], None


def base_question(challenge: Challenge, point: str, bias: bool | None = None, **more) -> Question:
    """Return the question for outputs and signatures at a base point."""
    options = {
        "input_size": challenge.input_size,
        "hidden_size": challenge.hidden_size,
        "state": challenge.states,
        "fill": challenge.fills[point],
        "jacobian": "autograd",
        **({} if bias is None else {"bias": bias}),
        **more,
    }
    return Question("cell", options, dict(challenge.inputs))


def outputs_of(answer: Answer) -> np.ndarray:
    """Return all outputs of a step in one row, h before C."""
    names = sorted(name for name in answer.arrays if name.startswith("output_"))
    return np.concatenate([answer.arrays[name].ravel() for name in names])


def _fit(challenge: Challenge, answer: Answer, point: str, bias: bool | None):
    """Return the Fit of the equation set that the cell computes, or None.

    Where autograd's derivatives show no role for some parameter, differences of values may: then
    the gradient is cut on the way.
    """
    candidates = list(challenge.matching(outputs_of(answer), point, 1e-9))
    incomplete = None
    for jacobian in ("autograd", "numeric") if candidates else ():
        asked = answer
        if jacobian == "numeric":
            asked = yield base_question(challenge, point, bias, jacobian=jacobian)
        for oracle in candidates:
            found = yield from _try(challenge, oracle, point, bias, asked, jacobian)
            if found is None:
                continue
            fit = Fit(oracle, found, numeric=jacobian == "numeric")
            if not missing_blocks(oracle, found, challenge, bias):
                return fit
            incomplete = incomplete or fit
        if incomplete and not incomplete.match.unused.size:
            return incomplete
    return incomplete


def _try(challenge: Challenge, oracle: Oracle, point: str, bias, answer: Answer, jacobian: str):
    """Return the match if the cell is this oracle, missing parameters aside, or None."""
    if answer.problem:
        return None
    data, tolerance = oracle.points[point], TOLERANCES[jacobian]
    found = match(answer.arrays["jacobian"], data, tolerance)
    if len(found.unknown):
        return None
    if found.tied and data.second is None:
        return found  # two gates have one role: the signatures alone are the evidence
    if found.tied:
        question = base_question(challenge, point, bias, jacobian=jacobian)
        answer = yield with_values(question, found.install(data.second))
        if answer.problem:
            return None
        found = match_again(found, answer.arrays["jacobian"], data, tolerance)
        if len(found.unknown):
            return None
    if missing_blocks(oracle, found, challenge, bias):
        return found
    answer = yield test_question(challenge, found.install(oracle.weights), bias)
    wanted = oracle.outputs_without_bias if bias is False else oracle.outputs
    return found if not answer.problem and close(outputs_of(answer), wanted) else None


def test_question(challenge: Challenge, values: np.ndarray, bias: bool | None, **more) -> Question:
    """Return the question for one step on the test inputs with these parameter values."""
    options = {"fill": None, "jacobian": None, **more}
    question = base_question(challenge, "zero_bias", bias, **options)
    return Question(question.kind, question.options, {**challenge.test_inputs, "values": values})


def with_values(question: Question, values: np.ndarray) -> Question:
    """Return the question with parameter values to install over the fill."""
    return Question(question.kind, question.options, {**question.arrays, "values": values})


def missing_blocks(oracle: Oracle, found: Match, challenge: Challenge, bias: bool | None) -> list:
    """Return the blocks of the oracle that lack parameters; without biases, those may."""
    missing, offset = set(found.missing.tolist()), 0
    blocks = []
    for block in oracle.blocks:
        size = block.size(challenge.input_size, challenge.hidden_size)
        lacks = missing.intersection(range(offset, offset + size))
        if lacks and not (bias is False and block.operand == "bias"):
            blocks.append(block)
        offset += size
    return blocks


def _findings_of(exercise: Exercise, challenge: Challenge, fit: Fit, bias) -> list[Finding]:
    """Return the findings about a cell whose equation set is known."""
    oracle = fit.oracle
    if oracle.kind == "mistake" or exercise.conventions.get(oracle.code) is False:
        return [finding(oracle.code)]
    missing = missing_blocks(oracle, fit.match, challenge, bias)
    if missing:
        return [finding("missing_parameters", found=", ".join(map(role_text, missing)))]
    return []


def role_text(block) -> str:
    """Return the role of a block in the notation of the equations."""
    gate = block.map.partition("_")[2]
    if block.operand == "bias":
        return f"the bias b_{gate}"
    return f"the part of W_{gate} that reads {block.operand.replace('_new', ' (new)')}"


def departure(challenge: Challenge, answer: Answer) -> Finding:
    """Return the finding for a cell that fits nothing known: where its outputs first depart."""
    wanted, found = challenge.right.points["zero_bias"].outputs, outputs_of(answer)
    size = len(wanted) // len(challenge.states)
    equal = [
        close(found[i * size : (i + 1) * size], wanted[i * size : (i + 1) * size])
        for i in range(len(challenge.states))
    ]
    matrix, _vector = challenge.fills["zero_bias"]
    text = "departs_h" if len(equal) == 1 else _DEPARTURES[tuple(equal)]
    names = ("h'", "C'")[: len(equal)]
    details = [
        (f"{name}, first unit", f"{wanted[i * size]:.4f}", f"{found[i * size]:.4f}")
        for i, name in enumerate(names)
    ]
    return finding("unknown_equations", details, text=text, weight=f"{matrix:.2f}")


# Which of h' and C' agree with the assignment's where all weights are equal.
_DEPARTURES = {
    (True, True): "departs_weights",
    (False, True): "departs_output",
    (True, False): "departs_state",
    (False, False): "departs_state",
}
