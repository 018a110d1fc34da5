"""Whether a class that a student wrote can be used yet."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import torch
from torch import nn

from .. import manifest
from ..interview import ask
from ..interview.guard import guarded
from ..manifest import Exercise
from ..networks.lazy_layers import filled, is_lazy
from ..networks.tables import input_shape
from ..questions import Question
from ..verdict.cells.challenges import load_challenge
from ..verdict.cells.structure import structure_findings

# What classes are tried with.
_CLASSES, _SIZES, _BATCH = 5, (3, 4), 2


def readiness(cls: type[nn.Module]) -> str:
    """Return `ready`, `not attempted yet`, or what is wrong with a class of the exercises.

    Asks for calls on the `meta` device, so nothing is computed. Which exercise it is of, its name
    tells.
    """
    try:
        return _state(cls, manifest.exercise_of(cls.__name__))
    except KeyError:
        return "has a name that no exercise asks for"


def _state(cls: object, exercise: Exercise) -> str:
    if not isinstance(cls, type):
        return "it is no class"
    for question in _questions(exercise):
        answer = ask(cls, question)
        if answer.problem and answer.problem.code == "not_attempted":
            return "not attempted yet"
        if answer.problem:
            return "fails, see its checks"
        if not _fits(exercise, answer.facts["output"]):
            return "returns something else than asked for, see its checks"
    return "ready"


def ready(assignment: str, namespace: Mapping[str, object]) -> list[type[nn.Module]]:
    """Return an assignment's classes that can be used, and print a line for each of the others.

    `namespace` is where they are by name, such as `globals()` of the notebook. Of a class with lazy
    layers comes one of the same name whose weights have their shapes from the start.
    """
    found = []
    for exercise in manifest.assignments()[assignment].exercises:
        # A class goes by the exercise's name; its own may be another.
        name = exercise.class_name
        if name not in namespace:
            continue
        state = _state(namespace[name], exercise)
        if state == "ready":
            found.append(_usable(namespace[name], exercise))
        else:
            print(f"{name} is left out: {state}")
    return found


def _questions(exercise: Exercise) -> list[Question]:
    """Return what is asked: one call, and of a cell one more with a state."""
    if exercise.kind == "network":
        options = {"num_classes": _CLASSES, "input": [_BATCH, *input_shape(exercise.id)]}
        return [Question("network", options)]
    inputs, hidden = (np.zeros((_BATCH, size), np.float32) for size in _SIZES)
    states = load_challenge(exercise.id).states
    options = dict(zip(("input_size", "hidden_size"), _SIZES))
    options |= {"device": "meta", "dtype": "float32"}
    arrays = {"x": inputs, **dict.fromkeys(states, hidden)}
    return [Question("cell", {**options, "state": some}, arrays) for some in ((), states)]


def _fits(exercise: Exercise, output: dict) -> bool:
    """Say whether a result has the form that the exercise asks for."""
    if exercise.kind == "cell":
        return not structure_findings(output, load_challenge(exercise.id), _BATCH, _SIZES[1])
    logits = {"type": "tensor", "shape": [_BATCH, _CLASSES]}
    return logits.items() <= output.items() and "float" in output["dtype"]


def _usable(cls: type[nn.Module], exercise: Exercise) -> type[nn.Module]:
    """Return the class, or where it has lazy layers one that fills them."""
    network = exercise.kind == "network"
    with guarded(20.0), torch.device("meta" if network else "cpu"):
        lazy = is_lazy(cls(num_classes=_CLASSES) if network else cls(*_SIZES))
    return filled(cls, input_shape(exercise.id) if network else None) if lazy else cls
