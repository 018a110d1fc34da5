"""Answers one question: runs the student's class under guard and turns what happens into data."""

from __future__ import annotations

import inspect
import linecache
import traceback
from pathlib import Path

import torch
from torch import nn

from ..questions import Answer, Problem, Question
from . import cells, networks
from .builtins import refused
from .cells import FLOATS
from .guard import TooSlow, guarded

_KINDS = {"cell": cells.answer, "network": networks.answer, "logits": networks.logits}
_LIBRARIES = (str(Path(torch.__file__).parent), str(Path(__file__).parents[1]))
_MESSAGE_LIMIT = 300


def ask(cls: object, question: Question, seconds: float = 20.0) -> Answer:
    """Return the answer of a class to a question; an answer with a problem, never an exception.

    After so many seconds the class is interrupted, which is a problem too.
    """
    if not inspect.isclass(cls):
        return Answer(problem=Problem("not_a_class", message=type(cls).__name__))
    if not issubclass(cls, nn.Module):
        return Answer(problem=Problem("not_a_module", message=cls.__name__))
    if question.options.get("device") == "cuda" and not torch.cuda.is_available():
        return Answer({"skipped": "no CUDA here"})
    stage = Stage()
    dtype = FLOATS[question.options.get("default_dtype", "float32")]
    try:
        with guarded(seconds, default_dtype=dtype) as effects:
            answer = _KINDS[question.kind](cls, question, stage)
        if effects:
            answer.facts["side_effects"] = effects
        return answer
    except TooSlow:
        return Answer(stage.facts, problem=Problem("too_slow", stage.name))
    except NotImplementedError as error:
        if _is_stub(error):
            return Answer(stage.facts, problem=Problem("not_attempted", stage.name))
        return Answer(stage.facts, problem=_problem(error, stage.name, question))
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # a student's SystemExit must not end the kernel
        return Answer(stage.facts, problem=_problem(error, stage.name, question))


class Stage:
    """Where the interview is, `construct` or `forward`, and the facts it has so far."""

    def __init__(self):
        self.name = "construct"
        self.facts: dict = {}


def _problem(error: BaseException, stage: str, question: Question) -> Problem:
    if found := refused(error):
        return Problem("builtin_recurrent", stage, message=found[:_MESSAGE_LIMIT])
    message = " ".join(str(error).split())[:_MESSAGE_LIMIT]
    where = "; ".join(filter(None, (_where(error), _sizes(question) if stage == "forward" else "")))
    return Problem("raised", stage, type(error).__name__, message, where)


def _sizes(question: Question) -> str:
    """Return the sizes that a cell was called with, which its error's shapes are made of."""
    if question.kind != "cell" or "x" not in question.arrays:
        return ""
    named = {"batch": len(question.arrays["x"])}
    named |= {name: question.options[name] for name in ("input_size", "hidden_size")}
    return ", ".join(f"{name} {number}" for name, number in named.items())


def _is_stub(error: NotImplementedError) -> bool:
    # torch raises NotImplementedError too, for operations that a device lacks.
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return not frame.filename.startswith(_LIBRARIES) and "raise NotImplementedError" in _line(frame)


def _where(error: BaseException) -> str:
    """Quote the last line of student code on the way to the error."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [f for f in frames if not f.filename.startswith(_LIBRARIES)]
    if not own:
        return ""
    return f"in {own[-1].name}, line {own[-1].lineno}: {_line(own[-1])}".rstrip(": ")


def _line(frame: traceback.FrameSummary) -> str:
    return (frame.line or linecache.getline(frame.filename, frame.lineno or 0)).strip()
