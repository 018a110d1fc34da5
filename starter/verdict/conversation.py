"""Finds the dialogue that decides a check."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..manifest import Check, Exercise
from ..questions import Answer, Question
from .asking import Dialogue
from .cells import robustness as robust_cells
from .cells import step as cells
from .cells.challenges import Challenge, load_challenge
from .findings import Finding, finding
from .networks import layers_check as networks
from .networks import robustness as robust_networks

MOST_EFFECTS = 4

_DIALOGUES: dict[tuple[str, str], Callable[..., Dialogue]] = {
    ("cell", "shapes"): cells.shapes,
    ("cell", "parameters"): cells.parameters,
    ("cell", "equations"): cells.equations,
    ("cell", "robustness"): robust_cells.robustness,
    ("network", "shapes"): networks.shapes,
    ("network", "parameters"): networks.parameters,
    ("network", "layers"): networks.layers,
    ("network", "robustness"): robust_networks.robustness,
}


def check_names(kind: str) -> list[str]:
    """Return the names of the checks that there are for a kind of exercise."""
    return [name for other, name in _DIALOGUES if other == kind]


def dialogue(
    exercise: Exercise, check: Check, seed: int, challenge: Challenge | None = None
) -> Dialogue:
    """Return the dialogue of a check: send it answers to its questions until it returns findings.

    `seed` draws sizes and inputs; `challenge` replaces the one that came with the package.
    """
    rng = np.random.default_rng(seed)
    judge = _DIALOGUES[exercise.kind, check.name]
    if exercise.kind == "cell":
        talk = judge(exercise, challenge or load_challenge(exercise.id), rng)
    else:
        talk = judge(exercise, rng)
    return _watching(talk) if check.name == "robustness" else talk


def hold(talk: Dialogue, ask: Callable[[list[Question]], list[Answer]]) -> list[Finding]:
    """Hold a dialogue with whoever answers its questions, and return its findings.

    `ask` answers several questions in their order.
    """
    answer = None
    while True:
        try:
            asked = talk.send(answer)
        except StopIteration as stop:
            return list(stop.value)
        answer = ask(asked) if isinstance(asked, list) else ask([asked])[0]


def _watching(talk: Dialogue) -> Dialogue:
    """Hold a dialogue and add a finding for the side effects that its answers tell of."""
    answer, effects = None, {}
    while True:
        try:
            asked = talk.send(answer)
        except StopIteration as stop:
            names = ", ".join(list(effects)[:MOST_EFFECTS])
            return [*stop.value, *([finding("side_effects", found=names)] if names else [])]
        answer = yield asked
        for one in answer if isinstance(asked, list) else [answer]:
            effects |= dict.fromkeys(one.facts.get("side_effects", ()))
