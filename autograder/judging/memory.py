"""Remembers the answers of a submission, so that no question is put twice in vain."""

from __future__ import annotations

from collections.abc import Callable

from starter.questions import Answer, Question


class Memory:
    """The answers that a submission's classes gave since it last ran a cell."""

    def __init__(self):
        self.known: dict[tuple, Answer] = {}

    def forget(self) -> None:
        """Forget all answers, as when a cell runs: it may change any class."""
        self.known.clear()

    def ask(
        self,
        name: str,
        questions: list[Question],
        ask: Callable[[str, list[Question]], list[Answer]],
    ) -> list[Answer]:
        """Return a class's answers in the order of the questions; `ask` puts those that are new."""
        keys = [_key(name, question) for question in questions]
        new = {key: q for key, q in zip(keys, questions) if key not in self.known}
        if new:
            self.known |= zip(new, ask(name, list(new.values())))
        return [self.known[key] for key in keys]


def _key(name: str, question: Question) -> tuple:
    arrays = ((n, a.dtype.str, a.shape, a.tobytes()) for n, a in question.arrays.items())
    return name, question.kind, repr(question.options), *arrays
