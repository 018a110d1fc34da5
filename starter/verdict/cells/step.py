"""Judges a recurrent cell: shapes, parameter counts, and the equations of one step."""

from __future__ import annotations

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
)
from ..findings import finding
from .causes import problem_findings, unseen_findings
from .challenges import Challenge, count_parameters
from .counts import count_findings
from .identify import identify
from .structure import structure_findings

# The sizes of the printed counts, ASSIGNMENT's table of parameters.
COUNT_SIZES = {"input_size": 128, "hidden_size": 100}


def shapes(exercise: Exercise, challenge: Challenge, rng: np.random.Generator) -> Dialogue:
    """Ask for one step, with a state and without, and compare the structure of what comes out."""
    sizes, batch = draw_sizes(rng)
    arrays = draw_inputs(rng, challenge, batch, sizes)
    states = (challenge.states, ())
    answers = yield [Question("cell", {**sizes, "state": s, **FLOAT32}, arrays) for s in states]
    for answer in answers:
        if answer.problem:
            return (yield from problem_findings(exercise, challenge, answer.problem))
        found = structure_findings(answer.facts["output"], challenge, batch, sizes["hidden_size"])
        if found:
            return found
    return []


def parameters(exercise: Exercise, challenge: Challenge, rng: np.random.Generator) -> Dialogue:
    """Count the parameters at the printed sizes and at others, and explain a difference."""
    other, _ = draw_sizes(rng)
    both = (COUNT_SIZES, other)
    answers = yield [Question("cell", {**sizes, "step": False}) for sizes in both]
    for sizes, answer in zip(both, answers):
        if answer.problem:
            return (yield from problem_findings(exercise, challenge, answer.problem))
        number = number_of_parameters(answer)
        found = count_findings(exercise, challenge, number, sizes)
        if found and number < count_parameters(challenge.right.blocks, **sizes):
            unseen = yield from unseen_findings(exercise, challenge, answer)
            return unseen + found if number else unseen
        if found:
            return found + (yield from _idle_findings(challenge))
    return []


def _idle_findings(challenge: Challenge) -> Dialogue:
    """Return a finding if there are parameters on which nothing depends."""
    answer = yield base_question(challenge, "uniform")
    if answer.problem or "jacobian" not in answer.arrays:
        return []
    idle = idle_names(answer, ~answer.arrays["jacobian"].any(1))
    return [finding("unused_parameters", found=idle)] if idle else []


def equations(exercise: Exercise, challenge: Challenge, rng: np.random.Generator) -> Dialogue:
    """Find the equation set that the cell computes, by the signatures of its parameters."""
    findings, _ = yield from identify(exercise, challenge)
    return findings
