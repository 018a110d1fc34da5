"""Checks what comes out of the sandbox against schemas; nothing else of it reaches a verdict."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

import fastjsonschema
import numpy as np

from starter.questions import Answer, Problem

from .inside.frames import FrameError, parted


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


def checked_answers(reply: dict, arrays: dict[str, np.ndarray], most: int) -> list[Answer]:
    """Return the answers, one or more, that a reply holds; raise BadAnswer for any other."""
    found = reply.get("answers")
    if not isinstance(found, list) or not 1 <= len(found) <= most:
        raise BadAnswer("no answers, or too many")
    try:
        parts = parted(arrays, len(found))
    except FrameError as error:
        raise BadAnswer(str(error)) from error
    return [_checked_answer(one, part) for one, part in zip(found, parts)]


def _checked_answer(given: object, arrays: dict[str, np.ndarray]) -> Answer:
    shapes = {name: list(array.shape) for name, array in arrays.items()}
    _check("answer", {**given, "arrays": shapes} if isinstance(given, dict) else given)
    problem = given["problem"]
    return Answer(given["facts"], arrays, problem and Problem(**problem))


def checked_outputs(reply: dict) -> tuple[list[dict], int | None]:
    """Return the outputs and the execution count that a reply holds; raise BadAnswer for others."""
    _check("ran", reply)
    return reply["outputs"], reply["count"]
