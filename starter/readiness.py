"""Whether a class that a student wrote can be used yet."""

from __future__ import annotations

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


def ready(classes: list[type[nn.Module]]) -> list[type[nn.Module]]:
    """Return the classes that can be used, and print a line for each of the others."""
    states = {cls: readiness(cls) for cls in classes}
    for cls, state in states.items():
        if state != "ready":
            print(f"{cls.__name__} is left out: {state}")
    return [cls for cls, state in states.items() if state == "ready"]
