"""The questions that a cell is asked, and its answers as arrays."""

from __future__ import annotations

from collections.abc import Generator
from itertools import chain, islice

import numpy as np

from ..questions import Answer, Question
from .cells.challenges import Challenge
from .findings import Finding

Dialogue = Generator[Question | list[Question], Answer | list[Answer], list[Finding]]

FLOAT32 = {"dtype": "float32", "default_dtype": "float32"}


def together(talks: list[Dialogue]) -> Generator:
    """Hold dialogues side by side: ask what each asks next at once; return what each returns.

    A question that crosses into another process costs as much again as its answer.
    """
    returned: list = [None] * len(talks)
    asked: dict[int, Question | list[Question]] = {}

    def go_on(number: int, answer: Answer | list[Answer] | None) -> None:
        try:
            asked[number] = talks[number].send(answer)
        except StopIteration as stop:
            returned[number] = stop.value

    for number in range(len(talks)):
        go_on(number, None)
    while asked:
        now, asked = asked, {}
        lists = [one if isinstance(one, list) else [one] for one in now.values()]
        answers = iter((yield list(chain(*lists))))
        for (number, one), questions in zip(now.items(), lists):
            own = list(islice(answers, len(questions)))
            go_on(number, own if isinstance(one, list) else own[0])
    return returned


def draw_inputs(rng: np.random.Generator, challenge: Challenge, batch: int, sizes: dict) -> dict:
    """Return random x `(batch, input_size)` and states `(batch, hidden_size)`."""
    widths = {"x": sizes["input_size"], **dict.fromkeys(challenge.states, sizes["hidden_size"])}
    return {name: rng.standard_normal((batch, width)) for name, width in widths.items()}


def draw_sizes(rng: np.random.Generator) -> tuple[dict[str, int], int]:
    """Return input_size and hidden_size, and a batch, all different."""
    numbers = rng.choice(np.arange(3, 20), 3, replace=False).tolist()
    return {"input_size": numbers[0], "hidden_size": numbers[1]}, numbers[2]


def base_question(challenge: Challenge, point: str, rows: int | None = None, **more) -> Question:
    """Return the question for outputs and signatures at a base point, for some rows or all."""
    options = {
        "input_size": challenge.input_size,
        "hidden_size": challenge.hidden_size,
        "state": challenge.states,
        "fill": challenge.fills[point],
        "jacobian": "autograd",
        "default_dtype": "float64",
        **more,
    }
    arrays = {name: array[:rows] for name, array in challenge.inputs.items()}
    return Question("cell", options, arrays)


def test_question(challenge: Challenge, values: np.ndarray, **more) -> Question:
    """Return the question for one step on the test inputs with these parameter values."""
    question = base_question(challenge, "zero_bias", **{"fill": None, "jacobian": None, **more})
    return Question(question.kind, question.options, {**challenge.test_inputs, "values": values})


def with_values(question: Question, values: np.ndarray) -> Question:
    """Return the question with parameter values to install over the fill, NaN to leave some."""
    return Question(question.kind, question.options, {**question.arrays, "values": values})


def outputs_of(answer: Answer) -> np.ndarray:
    """Return all outputs of a step in one row, h before C."""
    names = sorted(name for name in answer.arrays if name.startswith("output_"))
    return np.concatenate([np.zeros(0), *(answer.arrays[name].ravel() for name in names)])


def number_of_parameters(answer: Answer) -> int:
    """Return how many entries the parameters have that torch knows of."""
    return sum(int(np.prod(shape)) for _, shape in answer.facts["parameters"])


def idle_names(answer: Answer, idle: np.ndarray) -> str:
    """Return the parameters whose entries `(entries,)` are all idle, and those in part so."""
    names, offset = [], 0
    for name, shape in answer.facts["parameters"]:
        size = int(np.prod(shape))
        part = idle[offset : offset + size]
        if part.any():
            names.append(name if part.all() else f"part of {name}")
        offset += size
    return ", ".join(names)
