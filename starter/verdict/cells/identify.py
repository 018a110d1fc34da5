"""Finds the equation set that a cell computes, by the signatures of its parameters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...manifest import Exercise
from ...questions import Answer, Question
from ..asking import Dialogue, base_question, idle_names, outputs_of, test_question, with_values
from ..findings import Finding, finding
from .causes import departure, influences, problem_findings, unseen_findings
from .challenges import Challenge, Oracle, close, name_of
from .roles import (
    Shared,
    altered_finding,
    missing_blocks,
    missing_finding,
    shared_finding,
    shared_roles,
)
from .signatures import UNUSED, Match, match, match_again
from .structure import structure_findings

# Signatures of different roles are 1e-4 apart and more. Autograd is exact, differences nearly so.
TOLERANCES = {"autograd": 1e-8, "numeric": 1e-6}


@dataclass(frozen=True)
class Fit:
    """The equation set that a cell computes, and the roles of the cell's parameters in it.

    `numeric` says that autograd's derivatives did not agree, only differences of values did;
    `shared` has the roles of parameters that act in several places.
    """

    oracle: Oracle
    match: Match
    answer: Answer
    numeric: bool = False
    shared: tuple[Shared, ...] = ()


def identify(exercise: Exercise, challenge: Challenge):
    """Return findings about one step, and the Fit if an equation set fitted, else None."""
    seen: dict[str, Answer] = {}
    for point in challenge.fills:
        answer = yield base_question(challenge, point)
        found = yield from _unusable(exercise, challenge, answer)
        if found:
            return found, None
        seen[point] = answer
        fit = yield from _fit(challenge, answer, point)
        if fit:
            return _findings_of(exercise, challenge, fit), fit
    altered = challenge.find_altered({point: outputs_of(seen[point]) for point in seen})
    refused = [one for one in altered if not exercise.conventions.get(one.code)]
    if refused:
        return [altered_finding(one) for one in refused], None
    found = yield from influences(exercise, challenge, seen["uniform"])
    # Where conventions alone are altered, it departs from the equations so read.
    nearest = challenge.oracles.get(name_of(altered), challenge.right)
    return found or [departure(nearest, challenge, seen["zero_bias"])], None


def _unusable(exercise: Exercise, challenge: Challenge, answer: Answer) -> Dialogue:
    """Return findings about an answer that has no outputs to compare."""
    if answer.problem:
        return (yield from problem_findings(exercise, challenge, answer.problem))
    if not answer.facts["parameters"]:
        return (yield from unseen_findings(exercise, challenge, answer))
    batch = len(challenge.inputs["x"])
    found = structure_findings(answer.facts["output"], challenge, batch, challenge.hidden_size)
    if not found and answer.facts["builtin"]:
        return [finding("builtin_recurrent", found=", ".join(answer.facts["builtin"]))]
    return found


def _fit(challenge: Challenge, answer: Answer, point: str):
    """Return the Fit of the equation set that the cell computes, or None.

    Where autograd's derivatives show no role for some parameter, differences of values may: then
    the gradient is cut on the way.
    """
    candidates = list(challenge.matching(outputs_of(answer), point, 1e-9))
    if not candidates:
        return None
    fit = yield from _best(challenge, candidates, point, answer, "autograd")
    if fit and not fit.shared and not missing_blocks(fit.oracle, fit.match, challenge):
        return fit
    if (yield from _autograd_holds(challenge, point, answer)):
        return fit
    numeric = yield base_question(challenge, point, jacobian="numeric")
    return (yield from _best(challenge, candidates, point, numeric, "numeric")) or fit


def _autograd_holds(challenge: Challenge, point: str, answer: Answer):
    """Say whether autograd's derivatives are those of the outputs, in one direction at random."""
    if "jacobian" not in answer.arrays:
        return False
    columns = answer.arrays["jacobian"]
    shift = 1e-5 * np.cos(np.arange(len(columns)) ** 2)
    sides = []
    for sign in (1, -1):
        question = base_question(challenge, point, jacobian=None)
        arrays = {**question.arrays, "shift": sign * shift}
        sides.append((yield Question(question.kind, question.options, arrays)))
    if any(side.problem for side in sides):
        return False
    forward, backward = map(outputs_of, sides)
    return close((forward - backward) / 2, shift @ columns, 1e-9)


def _best(challenge: Challenge, candidates, point: str, answer: Answer, jacobian: str):
    """Return the Fit that leaves least to be explained among those of the candidates, or None."""
    rough = None
    for oracle in candidates:
        fit = yield from _try(challenge, oracle, point, answer, jacobian)
        if not fit:
            continue
        missing = missing_blocks(oracle, fit.match, challenge)
        if not missing and not fit.shared:
            return fit
        # One fault is likelier than two: to conventions biases may be missing, to mistakes nothing.
        # A negated layer is no fault.
        biases = all(block.operand == "bias" for block in missing)
        alike = oracle.blocks == challenge.right.blocks
        if oracle.kind == "right" or (oracle.kind == "convention" and (biases or alike)):
            rough = rough or fit
    return rough


def _try(challenge: Challenge, oracle: Oracle, point: str, answer: Answer, jacobian: str):
    """Return the Fit if the cell is this oracle, missing and shared parameters aside, or None."""
    if answer.problem:
        return None
    data, tolerance, columns = oracle.points[point], TOLERANCES[jacobian], answer.arrays["jacobian"]
    numeric = jacobian == "numeric"
    found = match(columns, data, tolerance)
    if len(found.unknown):
        shared = shared_roles(oracle, point, found, columns, challenge)
        return Fit(oracle, found, answer, numeric, tuple(shared)) if shared else None
    if found.tied and data.second is None:
        # Two gates have one role: the signatures alone are the evidence.
        return Fit(oracle, found, answer, numeric)
    if found.tied:
        question = base_question(challenge, point, jacobian=jacobian)
        again = yield with_values(question, found.install(data.second))
        if again.problem:
            return None
        found = match_again(found, again.arrays["jacobian"], data, tolerance)
        if len(found.unknown):
            return None
    if not missing_blocks(oracle, found, challenge):
        step = yield test_question(challenge, found.install(oracle.weights))
        if step.problem or not close(outputs_of(step), oracle.outputs):
            return None
    return Fit(oracle, found, answer, numeric)


def _findings_of(exercise: Exercise, challenge: Challenge, fit: Fit) -> list[Finding]:
    """Return the findings about a cell whose equation set is known."""
    alterations = fit.oracle.alterations
    found = [altered_finding(a) for a in alterations if not exercise.conventions.get(a.code)]
    if fit.shared:
        return [*found, shared_finding(list(fit.shared), fit.match, fit.answer)]
    missing = missing_blocks(fit.oracle, fit.match, challenge)
    if missing:
        idle = idle_names(fit.answer, fit.match.role == UNUSED)
        found.append(missing_finding(fit.oracle, missing, idle))
    return found
