"""No question is put twice, until a cell has run."""

import numpy as np

from autograder.judging.memory import Memory
from starter.questions import Answer, Question


class Asked:
    """Answers with a number of its own each time, and keeps what it was asked."""

    def __init__(self):
        self.calls = []

    def __call__(self, name, questions):
        self.calls.append((name, [question.kind for question in questions]))
        return [Answer({"call": len(self.calls), "kind": q.kind}) for q in questions]


def x(*numbers):
    return {"x": np.array(numbers)}


def test_only_what_is_new_is_asked_and_answers_keep_their_order():
    memory, ask = Memory(), Asked()
    first = memory.ask("A", [Question("a"), Question("b")], ask)
    again = memory.ask("A", [Question("c"), Question("b"), Question("a")], ask)
    assert ask.calls == [("A", ["a", "b"]), ("A", ["c"])]
    assert [answer.facts["kind"] for answer in again] == ["c", "b", "a"]
    assert again[1:] == first[::-1]


def test_another_class_option_or_array_is_another_question():
    memory, ask = Memory(), Asked()
    questions = [
        Question("a", {"n": 1}, x(1.0)),
        Question("a", {"n": 2}, x(1.0)),
        Question("a", {"n": 1}, x(2.0)),
        Question("a", {"n": 1}, x(1)),
    ]
    assert len(memory.ask("A", questions, ask)) == 4
    memory.ask("B", questions[:1], ask)
    assert [len(kinds) for _, kinds in ask.calls] == [4, 1]


def test_after_a_cell_has_run_everything_is_asked_again():
    memory, ask = Memory(), Asked()
    before = memory.ask("A", [Question("a")], ask)
    memory.forget()
    assert memory.ask("A", [Question("a")], ask) != before
