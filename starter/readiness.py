"""Whether a class that a student wrote can be used yet."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import nn

from . import manifest
from .interview import ask
from .questions import Question
from .tables import input_shape


def readiness(cls: type[nn.Module]) -> str:
    """Return `ready`, `not attempted yet` or `fails, see its checks` for a class of the exercises.

    Asks for one call on the `meta` device, so nothing is computed.
    """
    exercise = manifest.exercise_of(cls.__name__)
    if exercise.kind == "network":
        question = Question("network", {"input": [2, *input_shape(exercise.id)]})
    else:
        x = torch.zeros(2, 3).numpy()
        options = {"input_size": 3, "hidden_size": 4, "device": "meta", "dtype": "float32"}
        question = Question("cell", options, {"x": x})
    problem = ask(cls, question).problem
    if problem is None:
        return "ready"
    return "not attempted yet" if problem.code == "not_attempted" else "fails, see its checks"


def ready(assignment: str, namespace: Mapping[str, object]) -> list[type[nn.Module]]:
    """Return an assignment's classes that can be used, and print a line for each of the others.

    `namespace` is where they are by name, such as `globals()` of the notebook.
    """
    names = [exercise.class_name for exercise in manifest.assignments()[assignment].exercises]
    states = {namespace[name]: readiness(namespace[name]) for name in names if name in namespace}
    for cls, state in states.items():
        if state != "ready":
            print(f"{cls.__name__} is left out: {state}")
    return [cls for cls, state in states.items() if state == "ready"]
