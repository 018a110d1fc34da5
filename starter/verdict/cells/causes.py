"""Finds likely causes where a cell fails, or computes what no known equations give."""

from __future__ import annotations

import re

import numpy as np

from ...manifest import Exercise
from ...questions import Answer, Problem
from ..asking import Dialogue, base_question, number_of_parameters, outputs_of
from ..findings import Finding, finding, from_problem
from .challenges import Challenge, Oracle, close
from .roles import gates_of, missing_blocks
from .signatures import match
from .structure import structure_findings

# What torch says of some mistakes, and their codes.
SAYINGS = {
    r"except in dimension 0": "concat_batch_axis",
    r"cannot be multiplied \((\d+x\d+) and \1\)": "matmul_for_elementwise",
    r"same dtype|but found (Double|Float)|expected scalar type": "input_cast_to_float",
    r"NoneType": "state_none_not_handled",
}


def problem_findings(exercise: Exercise, challenge: Challenge, problem: Problem) -> Dialogue:
    """Return the finding about a cell that fails, with the likely cause where one is known."""
    error = from_problem(problem, exercise.class_name)
    if problem.code != "raised" or problem.stage != "forward":
        return [error]
    for saying, code in SAYINGS.items():
        if re.search(saying, problem.message):
            return [finding(code, error=error.message)]
    sizes = {"input_size": challenge.hidden_size, "hidden_size": challenge.input_size}
    swapped = yield base_question(challenge, "uniform", jacobian=None, **sizes)
    batch = len(challenge.inputs["x"])
    if not swapped.problem and not structure_findings(
        swapped.facts["output"], challenge, batch, challenge.hidden_size
    ):
        return [finding("arguments_swapped", error=error.message)]
    if re.search(r"size of tensor a|cannot be multiplied|Sizes of tensors", problem.message):
        return [finding("sizes_clash", error=error.message)]
    return [error]


def unseen_findings(exercise: Exercise, challenge: Challenge, answer: Answer) -> Dialogue:
    """Return findings about a cell of whose parameters torch knows too few."""
    names: dict[str, list[str]] = {}
    for code, name in answer.facts["unregistered"]:
        names.setdefault(code, []).append(name)
    if names:
        return [finding(code, found=", ".join(several)) for code, several in names.items()]
    first = yield base_question(challenge, "uniform", jacobian=None)
    found = [] if first.problem else (yield from repetition_findings(challenge, first))
    if found or answer.facts["parameters"]:
        return found
    return [finding("no_parameters", name=exercise.class_name)]


def lacks_parameters(challenge: Challenge, answer: Answer) -> bool:
    """Say whether torch knows of too few parameters while others are out of its sight."""
    fewer = number_of_parameters(answer) < len(challenge.right.weights)
    return fewer and bool(answer.facts["unregistered"])


def influences(exercise: Exercise, challenge: Challenge, answer: Answer) -> Dialogue:
    """Return findings about what acts on a result besides its inputs and parameters."""
    if lacks_parameters(challenge, answer):
        return (yield from unseen_findings(exercise, challenge, answer))
    found = yield from repetition_findings(challenge, answer)
    return found or (yield from _batch_findings(challenge, answer))


def repetition_findings(challenge: Challenge, answer: Answer) -> Dialogue:
    """Return a finding if a second step from the same state gives another result than the first.

    `answer` is that of a first step at the base point `uniform`.
    """
    before = [challenge.states]
    again = yield base_question(challenge, "uniform", jacobian=None, before=before)
    if again.problem or close(outputs_of(answer), outputs_of(again)):
        return []
    fewer = number_of_parameters(answer) < len(challenge.right.weights)
    return [finding("parameters_made_in_forward" if fewer else "dropout_inside")]


def _batch_findings(challenge: Challenge, answer: Answer) -> Dialogue:
    """Return a finding if the samples of a batch act on each other."""
    rows = len(challenge.inputs["x"]) - 1
    some = yield base_question(challenge, "uniform", rows=rows, jacobian=None)
    if some.problem:
        return []
    for i, _ in enumerate(challenge.states):
        whole, part = answer.arrays[f"output_{i}"], some.arrays.get(f"output_{i}")
        if part is None or not close(part, whole[:rows]):
            return [finding("batch_mixed", text="samples_mixed")]
    return []


def departure(nearest: Oracle, challenge: Challenge, answer: Answer) -> Finding:
    """Return the finding for a cell that fits nothing known: where it departs from the nearest."""
    wanted, found = nearest.points["zero_bias"].outputs, outputs_of(answer)
    halves = np.split(np.arange(len(wanted)), len(challenge.states))
    equal = tuple(close(found[half], wanted[half]) for half in halves)
    text = "departs_h" if len(equal) == 1 else _DEPARTURES[equal]
    gates = _departing(nearest, challenge, answer, halves[-1]) if not equal[-1] else ""
    if all(equal):
        every = np.arange(len(wanted))
        text, gates = "departs_weights", _departing(nearest, challenge, answer, every)
        roles = match(answer.arrays["jacobian"], nearest.points["zero_bias"], 1e-8)
        if not len(roles.unknown) and not len(roles.missing):
            text = "departs_large"
    worst = [half[np.abs(found[half] - wanted[half]).argmax()] for half in halves]
    details = [
        (f"{name}, where it differs most", f"{wanted[i]:.4f}", f"{found[i]:.4f}")
        for name, i, same in zip(("h'", "C'"), worst, equal)
        if not same
    ]
    weight = f"{challenge.fills['zero_bias'][0]:.2f}"
    gates = f" The weights of {gates} do not act as they should." if gates else ""
    return finding("unknown_equations", details, text=text, weight=weight, gates=gates)


def _departing(nearest: Oracle, challenge: Challenge, answer: Answer, half: np.ndarray) -> str:
    """Return the gates whose weights do not act on these outputs as in the equations.

    None where no gate acts as it should, since that tells nothing.
    """
    point = nearest.points["zero_bias"]
    point = type(point)(point.outputs[half], point.columns[:, half], point.group)
    found = match(answer.arrays["jacobian"][:, half], point, 1e-8)
    missing = missing_blocks(nearest, found, challenge)
    acting = {b.map for b in nearest.blocks} - {b.map for b in missing}
    return gates_of(missing) if acting else ""


# Which of h' and C' agree with the assignment's where all weights are equal.
_DEPARTURES = {
    (True, True): "departs_weights",
    (False, True): "departs_output",
    (True, False): "departs_state",
    (False, False): "departs_state",
}
