"""Checks what comes out of the sandbox against schemas; nothing else of it reaches a verdict."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

import fastjsonschema
import numpy as np

from starter.questions import Answer, Problem


class BadAnswer(ValueError):
    """What came is not what an honest process sends."""


@cache
def _validator(name: str):
    """Return the function that checks values against one definition of `answers.json`."""
    schema = json.loads((files(__package__) / "answers.json").read_text("utf-8"))
    return fastjsonschema.compile({"$ref": f"#/definitions/{name}", **schema})


def _check(name: str, value: object) -> None:
    try:
        _validator(name)(value)
    except fastjsonschema.JsonSchemaException as error:
        raise BadAnswer(error.message[:200]) from error


def checked_answer(reply: dict, arrays: dict[str, np.ndarray]) -> Answer:
    """Return the answer that a reply holds; raise BadAnswer for any other."""
    _check("answer", {**reply, "arrays": {name: list(a.shape) for name, a in arrays.items()}})
    problem = reply.get("problem")
    return Answer(reply["facts"], arrays, problem and Problem(**problem))


def checked_outputs(reply: dict) -> tuple[list[dict], int | None]:
    """Return the outputs and the execution count that a reply holds; raise BadAnswer for others."""
    _check("ran", reply)
    return reply["outputs"], reply["count"]
